/** What it costs to have the disk in the way of an intent: each sync policy of the journal, on the disk at hand. */
package dragon.bench.sync;
