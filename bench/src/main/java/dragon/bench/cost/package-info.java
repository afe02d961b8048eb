/** What one event costs the engine thread, in appends. */
package dragon.bench.cost;
