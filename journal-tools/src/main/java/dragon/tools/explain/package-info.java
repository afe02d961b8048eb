/** The life of one order, told from the journal alone: nothing here needs a running engine. */
package dragon.tools.explain;
