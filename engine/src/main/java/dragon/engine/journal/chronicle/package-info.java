/** The journal on Chronicle Queue: the only package that knows the library. */
package dragon.engine.journal.chronicle;
