/** The engine of Dragon: core, strategy, journal, rings and process. */
package dragon.engine;
