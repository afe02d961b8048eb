package dragon.gateway.simulator;

import dragon.gateway.simulator.market.DecimalE8;
import java.util.HashMap;
import java.util.Map;

/**
 * Payments between longs and shorts, due by market time: the rate times the worth of each leg at its mark price.
 *
 * <p>Threading: the venue thread.
 */
final class Funding {
    private static final long HOUR_MS = 3_600_000L;
    private static final long FIRST_ID = 1_286_001L;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;
    private static final int RATES = 61;
    private static final long RATE_STEP_E8 = 1_000; // 0.001 %

    private final Venue venue;
    private final long seed;
    private final long everyMs;
    private final Map<Market, Long> dueMs = new HashMap<>();
    private long nextId = FIRST_ID;

    /**
     * Funding that begins with the next time that is due.
     *
     * @param everyMs of market time; 0 for each instrument's own interval
     */
    Funding(final Venue venue, final long seed, final long everyMs) {
        this.venue = venue;
        this.seed = seed;
        this.everyMs = everyMs;
    }

    long intervalMs(final Market market) {
        return everyMs != 0 ? everyMs : market.instrument().fundingIntervalHours() * HOUR_MS;
    }

    long nextMs(final Market market, final long marketMs) {
        final long interval = intervalMs(market);
        return Math.floorDiv(marketMs, interval) * interval + interval;
    }

    /** The rate that is paid at that time: from -0.03 % to 0.03 %, of the seed; never zero. */
    long rateE8(final Market market, final long atMs) {
        long mixed = (seed + market.symbol().hashCode() + atMs / 1_000) * MIX;
        mixed ^= mixed >>> 31;
        final long rate = (Math.floorMod(mixed, RATES) - RATES / 2) * RATE_STEP_E8;
        return rate == 0 ? RATE_STEP_E8 : rate;
    }

    /** Pays what has fallen due by now. */
    void pay(final long marketMs, final long wallMs) {
        for (final Market market : venue.markets()) {
            long due = dueMs.computeIfAbsent(market, each -> nextMs(each, marketMs));
            while (due <= marketMs) {
                pay(market, due, wallMs);
                due += intervalMs(market);
            }
            dueMs.put(market, due);
        }
    }

    private void pay(final Market market, final long atMs, final long wallMs) {
        final long rateE8 = rateE8(market, atMs);
        for (final VenueAccount account : venue.accounts()) {
            for (final VenueLeg leg : account.legs.values()) {
                final long amountE8 =
                        -DecimalE8.multiply(DecimalE8.multiply(market.markPriceE8(), leg.quantityE8), rateE8);
                if (leg.market == market && amountE8 != 0) {
                    final int hours = (int) Math.max(1, intervalMs(market) / HOUR_MS);
                    venue.fund(
                            new FundingPayment(nextId++, leg, rateE8, market.markPriceE8(), amountE8, hours, wallMs));
                }
            }
        }
    }
}
