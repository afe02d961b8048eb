/** Keys that change under load, and the search for what must not be anywhere afterwards. */
package dragon.bench.rotation;
