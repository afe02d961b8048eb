package dragon.gateway.woox.rest;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How much is asked of the venue, how often again, and when no more.
 *
 * @param rateMilli requests of an account over all endpoints, thousandths a second
 * @param burst requests that it may save up
 * @param attemptsMax of one query, the first included
 * @param backoffFirstMs pause after the first failed attempt; it doubles
 * @param jitterMilli thousandths of a pause by which it is shortened or lengthened at most
 * @param breakerWindowNs in which so many failures open a circuit breaker
 * @param cooldownNs how long it stays open
 * @param receiveWindowMs sent with a place: the venue refuses it when it comes later; 0 = not sent
 * @param deadManMs after so long without us the venue cancels all orders of the account; 0 = off
 */
public record RestPolicy(
        long rateMilli,
        int burst,
        int attemptsMax,
        long backoffFirstMs,
        long backoffMaxMs,
        int jitterMilli,
        long breakerWindowNs,
        int breakerOpenAfter,
        long cooldownNs,
        int receiveWindowMs,
        int deadManMs) {
    /** What holds where the operator says nothing. */
    public static RestPolicy usual() {
        return new RestPolicy(
                8_000, 16, 3, 250, 2_000, 200, TimeUnit.SECONDS.toNanos(60), 5, TimeUnit.SECONDS.toNanos(20), 0, 0);
    }

    /**
     * Reads the operator's variables; a number that cannot be read is a problem, never the default.
     *
     * @param problems gets one line for each problem
     */
    public static RestPolicy read(final Map<String, String> environment, final List<String> problems) {
        final Reader reader = new Reader(environment, problems);
        return new RestPolicy(
                reader.milli("DRAGON_WOOX_RATE_PER_S", "8.0", "0.1", "1000"),
                (int) (reader.milli("DRAGON_WOOX_RATE_BURST", "16.0", "1", "10000") / 1_000),
                reader.whole("DRAGON_WOOX_RETRY_MAX_ATTEMPTS", "3", "1", "10"),
                reader.milli("DRAGON_WOOX_RETRY_BASE_BACKOFF_S", "0.25", "0.001", "60"),
                reader.milli("DRAGON_WOOX_RETRY_MAX_BACKOFF_S", "2.0", "0.001", "60"),
                (int) reader.milli("DRAGON_WOOX_RETRY_JITTER_FRAC", "0.20", "0", "1"),
                TimeUnit.MILLISECONDS.toNanos(reader.milli("DRAGON_WOOX_CB_WINDOW_S", "60", "1", "3600")),
                reader.whole("DRAGON_WOOX_CB_OPEN_AFTER", "5", "1", "1000"),
                TimeUnit.MILLISECONDS.toNanos(reader.milli("DRAGON_WOOX_CB_COOLDOWN_S", "20", "0.1", "3600")),
                reader.whole("DRAGON_WOOX_RECV_WINDOW_MS", "0", "0", "60000"),
                (int) reader.milli("DRAGON_WOOX_DEAD_MAN_S", "0", "0", "900"));
    }

    /** Pause after a failed attempt, counted from 1. */
    long backoffMs(final int attempt, final int jitterMilliDrawn) {
        final long pauseMs = Math.min(backoffMaxMs, backoffFirstMs << Math.min(attempt - 1, 20));
        return pauseMs * (1_000 + jitterMilliDrawn) / 1_000;
    }

    private record Reader(Map<String, String> environment, List<String> problems) {
        int whole(final String name, final String usual, final String min, final String max) {
            final BigDecimal value = number(name, usual, min, max);
            if (value.stripTrailingZeros().scale() > 0) {
                problems.add(name + " is '" + value.toPlainString() + "', expected a whole number");
            }
            return value.intValue();
        }

        /** Thousandths. */
        long milli(final String name, final String usual, final String min, final String max) {
            return number(name, usual, min, max).movePointRight(3).longValue();
        }

        private BigDecimal number(final String name, final String usual, final String min, final String max) {
            final String given = environment.get(name);
            if (given == null || given.isBlank()) {
                return new BigDecimal(usual);
            }
            try {
                final BigDecimal value = new BigDecimal(given.trim());
                if (value.compareTo(new BigDecimal(min)) >= 0 && value.compareTo(new BigDecimal(max)) <= 0) {
                    return value;
                }
                problems.add(name + " is '" + given + "', expected a number from " + min + " to " + max);
            } catch (final NumberFormatException notANumber) {
                problems.add(name + " is '" + given + "', expected a number such as " + usual);
            }
            return new BigDecimal(usual);
        }
    }
}
