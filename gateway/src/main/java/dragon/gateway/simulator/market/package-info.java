/** Where the simulator's prices come from and the candles they make: exact, seeded, repeatable, in market time. */
package dragon.gateway.simulator.market;
