/** The verbs {@code dragon replay} and {@code dragon journal}: arguments in, lines and an exit status out. */
package dragon.tools.process;
