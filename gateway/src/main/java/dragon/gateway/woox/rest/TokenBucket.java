package dragon.gateway.woox.rest;

/**
 * Requests an account may make over all endpoints: a rate, and a store of unused ones.
 *
 * <p>Threading: guarded by its owner. Cost: no allocation.
 */
final class TokenBucket {
    private static final long TOKEN = 1_000_000_000L;

    private final long rateMilli;
    private final long capacity;
    private final long reserve;
    private long tokens;
    private long filledNs;

    /**
     * Starts full.
     *
     * @param rateMilli thousandths of a token a second
     * @param burst tokens that it holds; three tenths of them are for reductions only
     */
    TokenBucket(final long rateMilli, final int burst, final long nowNs) {
        this.rateMilli = rateMilli;
        this.capacity = burst * TOKEN;
        this.reserve = capacity * 3 / 10;
        this.tokens = capacity;
        this.filledNs = nowNs;
    }

    /** The earliest time at which a request may leave, not before now. */
    long earliestNs(final long nowNs, final Urgency urgency) {
        fill(nowNs);
        final long floor = urgency == Urgency.REDUCTION ? 0 : Math.min(reserve, capacity - TOKEN);
        final long missing = TOKEN + floor - tokens;
        return missing <= 0 ? nowNs : nowNs + (missing * 1_000 + rateMilli - 1) / rateMilli;
    }

    /** A request leaves. */
    void take(final long nowNs) {
        fill(nowNs);
        tokens -= TOKEN;
    }

    private void fill(final long nowNs) {
        final long fullAfterNs = (capacity - tokens) * 1_000 / rateMilli + 1;
        final long elapsedNs = Math.min(Math.max(0, nowNs - filledNs), fullAfterNs);
        // Whole units only, and the rest of the time stays for the next call.
        tokens = Math.min(capacity, tokens + elapsedNs * rateMilli / 1_000);
        filledNs = nowNs;
    }
}
