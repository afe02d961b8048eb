package dragon.engine.core.market;

import dragon.engine.protocol.Leg;

/**
 * What a bot waits for on the quote of its instrument without an order: the stop of a leg, or a level that wakes its strategy.
 *
 * <p>Ids of watches and of orders share the trigger books: an id of a watch is below 2^32, a client order id is above.
 */
public enum PriceWatch {
    STOP(0),
    WAKE_ABOVE(1),
    WAKE_BELOW(2);

    private static final PriceWatch[] BY_CODE = values();
    private static final long IDS_MAX = 1L << 32;

    private final int code;

    PriceWatch(final int code) {
        this.code = code;
    }

    /** Id of this watch of a leg of a bot. */
    public long id(final int botId, final Leg leg) {
        return (long) botId << 3 | (leg == Leg.LONG ? 0 : 4) | code;
    }

    /** True for an id of a watch, false for a client order id. */
    public static boolean isWatch(final long id) {
        return id < IDS_MAX;
    }

    public static PriceWatch of(final long id) {
        return BY_CODE[(int) id & 3];
    }

    public static int botId(final long id) {
        return (int) (id >>> 3);
    }

    public static Leg leg(final long id) {
        return (id & 4) == 0 ? Leg.LONG : Leg.SHORT;
    }

    /** True when it fires as the price falls: stops of long legs, wakes below. */
    public boolean firesOnFall(final Leg leg) {
        return this == WAKE_BELOW || this == STOP && leg == Leg.LONG;
    }
}
