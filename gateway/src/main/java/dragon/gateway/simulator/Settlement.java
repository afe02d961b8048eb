package dragon.gateway.simulator;

import dragon.gateway.simulator.market.DecimalE8;

/**
 * Every ten minutes of market time the profit of a leg goes into the balance, if it is at least ten: the settle price moves
 * and the balance changes although nothing was traded.
 *
 * <p>Threading: the venue thread.
 */
final class Settlement {
    private static final long EVERY_MS = 600_000;
    private static final long LEAST_E8 = 10 * DecimalE8.ONE;

    private final Venue venue;
    private long dueMs;

    Settlement(final Venue venue) {
        this.venue = venue;
    }

    void settle(final long marketMs, final long wallMs) {
        if (dueMs == 0) {
            dueMs = marketMs + EVERY_MS;
        }
        if (marketMs < dueMs) {
            return;
        }
        dueMs = marketMs + EVERY_MS;
        for (final VenueAccount account : venue.accounts()) {
            for (final VenueLeg leg : account.legs.values()) {
                if (Math.abs(leg.unsettledE8()) >= LEAST_E8) {
                    venue.settle(leg, wallMs);
                }
            }
        }
    }
}
