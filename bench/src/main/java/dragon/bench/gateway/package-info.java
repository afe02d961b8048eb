/** What a message of the venue costs from its text to the ring. */
package dragon.bench.gateway;
