package dragon.gateway.paper;

import java.math.BigDecimal;

/**
 * What the paper venue is like.
 *
 * @param balanceE8 balance of an account when it is first opened, US dollars times 10^8
 * @param makerPctE8 fee of a trade that rested, percent of its notional, times 10^8
 * @param takerPctE8 fee of a trade that took
 * @param leverage what a position's notional is divided by to give its margin, at least 1
 * @param orderMs how long a place or a cancel is on its way, milliseconds
 * @param reportMs how long an answer or a report is on its way
 * @param jitterMs both may take up to so much longer
 * @param seed of the jitter
 */
public record PaperRules(
        long balanceE8,
        long makerPctE8,
        long takerPctE8,
        int leverage,
        int orderMs,
        int reportMs,
        int jitterMs,
        long seed) {
    /** Highest leverage that can be set. */
    public static final int LEVERAGE_MAX = 125;

    /** 10,000 USD, the venue's usual fees of 0.02 % and 0.05 %, leverage 10, and a co-located machine's latency. */
    public static final PaperRules USUAL =
            new PaperRules(10_000 * 100_000_000L, 2_000_000L, 5_000_000L, 10, 3, 3, 4, 42);

    /** For people. */
    public String describe() {
        return "balance " + plain(balanceE8) + " USD, fees " + plain(makerPctE8) + " % maker and " + plain(takerPctE8)
                + " % taker, leverage " + leverage + ", order " + orderMs + " ms and report " + reportMs
                + " ms on their way, up to " + jitterMs + " ms more";
    }

    private static String plain(final long valueE8) {
        return BigDecimal.valueOf(valueE8, 8).stripTrailingZeros().toPlainString();
    }
}
