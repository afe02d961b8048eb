/**
 * The paper venue of a dry-run lane: real market data, an exchange of our own.
 *
 * <p>Promise: everything but the market data happens in this process; nothing here can sign or send a private request.
 * {@link dragon.gateway.paper.PaperExchange} is deterministic: no clock, no thread, its randomness from a seed.
 */
package dragon.gateway.paper;
