package dragon.engine.core;

/**
 * How much a core has room for; made once at start, so that nothing grows later.
 *
 * @param accountsMax accounts of the lane
 * @param botsMax bots of the lane
 * @param instrumentsMax instruments of the lane
 * @param ordersMax orders that are parked, working or ended a short while ago
 * @param triggersMax orders in a trigger book of an instrument: those parked on a side, or resting with a band
 */
public record CoreLimits(int accountsMax, int botsMax, int instrumentsMax, int ordersMax, int triggersMax) {
    /** Room for a busy lane: about 10 MB. */
    public static final CoreLimits DEFAULT = new CoreLimits(64, 1_024, 256, 16_384, 4_096);

    /** Watches in a trigger book of an instrument: the stop and one wake of one leg of each bot fire in the same direction. */
    public int watchesMax() {
        return 2 * botsMax;
    }

    /** Checks the ranges. */
    public CoreLimits {
        if (accountsMax < 1
                || botsMax < 1
                || botsMax > 65_535
                || instrumentsMax < 1
                || ordersMax < 1
                || triggersMax < 1) {
            throw new IllegalArgumentException("core limits must be positive, and at most 65,535 bots");
        }
    }
}
