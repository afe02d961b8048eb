package dragon.engine.lane;

/**
 * How long a leader may go on without a sign of life, and how often it gives one.
 *
 * @param leaseNs from a renewal to the end of the lease
 * @param renewEveryNs from one renewal to the next; less than the lease
 */
public record LeaseTimes(long leaseNs, long renewEveryNs) {
    /** What holds where nobody says otherwise: 30 s, renewed every 10 s. */
    public static final LeaseTimes STANDARD = new LeaseTimes(30_000_000_000L, 10_000_000_000L);

    /** Checks the two against each other. */
    public LeaseTimes {
        if (renewEveryNs <= 0 || renewEveryNs >= leaseNs) {
            throw new IllegalArgumentException(
                    "lease of " + leaseNs + " ns renewed every " + renewEveryNs + " ns: expected less than the lease");
        }
    }
}
