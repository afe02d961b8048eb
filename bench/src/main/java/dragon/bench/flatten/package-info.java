/**
 * {@code dragon bench flatten}: bots are flattened while the exchange misbehaves and processes are killed.
 *
 * <p>Promise: that nothing was made larger or turned is read from the simulated exchange's own record of trades.
 */
package dragon.bench.flatten;
