package dragon.engine.core.gate;

import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;

/** The gates on the way of an order action, in the order in which an operator would ask. */
public enum Gate {
    OPEN(0, EventCode.NULL_VAL, EventLevel.INFO, "open"),
    LIVE_TRADING(1, EventCode.LIVE_TRADING_DISABLED_BLOCK, EventLevel.WARN, "live trading disabled"),
    KILL_SWITCH(2, EventCode.KILL_SWITCH_BLOCK, EventLevel.WARN, "kill switch"),
    PANIC(16, EventCode.KILL_SWITCH_BLOCK, EventLevel.WARN, "panic: cancelling, then frozen"),
    HEDGE_MODE(3, EventCode.HEDGE_MODE_REQUIRED, EventLevel.ERROR, "hedge mode required"),
    SESSION(4, EventCode.EXCHANGE_DEGRADED_BLOCK, EventLevel.WARN, "gateway down"),
    HEDGE_MODE_UNKNOWN(5, EventCode.HEDGE_MODE_UNKNOWN, EventLevel.WARN, "hedge mode not confirmed"),
    INSTRUMENT(6, EventCode.FILTER_BLOCK, EventLevel.WARN, "instrument not tradable"),
    HALT(17, EventCode.HALT_BLOCK, EventLevel.WARN, "halt"),
    RECONCILING(7, EventCode.EXCHANGE_DEGRADED_BLOCK, EventLevel.WARN, "reconciling"),
    IN_DOUBT(8, EventCode.ORDER_IN_DOUBT_BLOCK, EventLevel.WARN, "order in doubt"),
    STALE_QUOTE(9, EventCode.FEED_STALE, EventLevel.WARN, "quote stale"),
    ACCOUNT_STATUS(10, EventCode.ACCOUNT_RISK_BLOCK, EventLevel.WARN, "account_not_active"),
    DAILY_LOSS(11, EventCode.ACCOUNT_RISK_BLOCK, EventLevel.WARN, "daily_loss_limit"),
    TOTAL_LOSS(12, EventCode.ACCOUNT_RISK_BLOCK, EventLevel.WARN, "total_loss_limit"),
    DEGRADED(13, EventCode.EXCHANGE_DEGRADED_BLOCK, EventLevel.WARN, "exchange degraded"),
    CAPACITY(14, EventCode.CAPACITY_BLOCK, EventLevel.ERROR, "no room for another order"),
    FORM(15, EventCode.FILTER_BLOCK, EventLevel.WARN, "below the venue's minimum"),
    POSITION_DRIFT(20, EventCode.POSITION_DRIFT_BLOCK, EventLevel.WARN, "position is not the venue's"),
    CLOCK_SKEW(21, EventCode.CLOCK_SKEW, EventLevel.WARN, "clock more than 1 s off the venue's");

    private static final Gate[] ALL = values();

    private final int code;
    private final EventCode event;
    private final EventLevel level;
    private final String reason;

    Gate(final int code, final EventCode event, final EventLevel level, final String reason) {
        this.code = code;
        this.event = event;
        this.level = level;
        this.reason = reason;
    }

    /** All gates in their order; the array is shared and must not be written. */
    public static Gate[] all() {
        return ALL;
    }

    /** Stable number for images, below 64. */
    public int code() {
        return code;
    }

    /** Code of the event that reports a block. */
    public EventCode event() {
        return event;
    }

    public EventLevel level() {
        return level;
    }

    /** Why, in the operator's words. */
    public String reason() {
        return reason;
    }
}
