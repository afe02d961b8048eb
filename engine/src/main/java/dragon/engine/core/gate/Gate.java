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
    FORM(15, EventCode.FILTER_BLOCK, EventLevel.WARN, "not on the venue's steps, or below its minimum"),
    HALT(17, EventCode.HALT_BLOCK, EventLevel.WARN, "halt"),
    JOURNAL_FAULT(48, EventCode.JOURNAL_FAULT_BLOCK, EventLevel.ERROR, "journal at fault"),
    JOURNAL_SPACE(47, EventCode.JOURNAL_SPACE_LOW, EventLevel.ERROR, "journal space low"),
    JOURNAL_SLOW(49, EventCode.JOURNAL_SLOW_BLOCK, EventLevel.WARN, "journal slow"),
    RECONCILING(7, EventCode.EXCHANGE_DEGRADED_BLOCK, EventLevel.WARN, "reconciling"),
    IN_DOUBT(8, EventCode.ORDER_IN_DOUBT_BLOCK, EventLevel.WARN, "order in doubt"),
    STALE_QUOTE(9, EventCode.FEED_STALE, EventLevel.WARN, "quote stale"),
    STALE_MARK(18, EventCode.FEED_STALE, EventLevel.WARN, "mark price stale"),
    STALE_CANDLE(19, EventCode.FEED_STALE, EventLevel.WARN, "candle overdue"),
    STALE_PRIVATE(39, EventCode.FEED_STALE, EventLevel.WARN, "account data stale"),
    SUSPECT_PRICE(38, EventCode.PRICE_SUSPECT_BLOCK, EventLevel.WARN, "price suspect"),
    CLOCK_SKEW(21, EventCode.CLOCK_SKEW_BLOCK, EventLevel.WARN, "clock off the venue's"),
    POSITION_DRIFT(20, EventCode.POSITION_DRIFT_BLOCK, EventLevel.WARN, "position is not the venue's"),
    LIMITS_UNSET(22, EventCode.LIMITS_UNSET_BLOCK, EventLevel.ERROR, "a limit is not set"),
    ACCOUNT_STATUS(10, EventCode.ACCOUNT_RISK_BLOCK, EventLevel.WARN, "account_not_active"),
    DAILY_LOSS(11, EventCode.ACCOUNT_RISK_BLOCK, EventLevel.WARN, "daily_loss_limit"),
    TOTAL_LOSS(12, EventCode.ACCOUNT_RISK_BLOCK, EventLevel.WARN, "total_loss_limit"),
    DAY_LOSS(23, EventCode.LOSS_BLOCK, EventLevel.WARN, "loss.day"),
    BOT_LOSS(24, EventCode.LOSS_BLOCK, EventLevel.WARN, "loss.bot"),
    DRAWDOWN(25, EventCode.LOSS_BLOCK, EventLevel.WARN, "loss.drawdown"),
    LATCHED(26, EventCode.REPEAT_FILLS_BLOCK, EventLevel.WARN, "latched until released"),
    MARGIN(27, EventCode.MARGIN_BLOCK, EventLevel.WARN, "margin.min_free"),
    VENUE_MARGIN(46, EventCode.MARGIN_BLOCK, EventLevel.WARN, "margin refused by the venue"),
    LIQUIDATION(40, EventCode.LIQUIDATION_BLOCK, EventLevel.ERROR, "liq.min_distance"),
    LEVERAGE(41, EventCode.LEVERAGE_BLOCK, EventLevel.WARN, "leverage.expected"),
    DEGRADED(13, EventCode.EXCHANGE_DEGRADED_BLOCK, EventLevel.WARN, "exchange degraded"),
    ORDER_SIZE(28, EventCode.RISK_LIMIT_TRIP, EventLevel.ERROR, "order size"),
    COLLAR(29, EventCode.PRICE_COLLAR_BLOCK, EventLevel.WARN, "price collar"),
    LEG_EXPOSURE(30, EventCode.EXPOSURE_BLOCK, EventLevel.WARN, "leg exposure"),
    SYMBOL_EXPOSURE(31, EventCode.EXPOSURE_BLOCK, EventLevel.WARN, "symbol exposure"),
    ACCOUNT_EXPOSURE(32, EventCode.EXPOSURE_BLOCK, EventLevel.WARN, "account exposure"),
    OPEN_ORDERS(33, EventCode.OPEN_ORDERS_BLOCK, EventLevel.WARN, "open orders"),
    RATE(34, EventCode.RATE_BLOCK, EventLevel.WARN, "rate"),
    DUPLICATE(35, EventCode.DUPLICATE_BLOCK, EventLevel.WARN, "duplicate"),
    REJECTS(36, EventCode.REJECTS_BLOCK, EventLevel.WARN, "too many rejects"),
    SELF_TRADE(37, EventCode.SELF_TRADE_BLOCK, EventLevel.WARN, "would trade with ourselves"),
    CAPACITY(14, EventCode.CAPACITY_BLOCK, EventLevel.ERROR, "no room for another order");

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

    /** Its place in a set of gates. */
    public long bit() {
        return this == OPEN ? 0 : 1L << code;
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
