/** The operator's checklist as one command: real processes on the simulated exchange, one class an item. */
package dragon.bench.smoke;
