package dragon.engine.core.gate;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.RiskLimit;

/** The limits of an account: key as the operator writes it, direction, and the default of a live lane. Values are times 10^8. */
public enum Limit {
    ORDER_NOTIONAL_MAX(RiskLimit.ORDER_NOTIONAL_MAX, "order.max_notional", 1_000, 10),
    ORDER_QUANTITY_MAX(RiskLimit.ORDER_QUANTITY_MAX, "order.max_qty", Limit.NONE, 0),
    COLLAR_AGGRESSIVE_PCT(RiskLimit.COLLAR_AGGRESSIVE_PCT, "collar.aggressive", 1, 0),
    COLLAR_PASSIVE_PCT(RiskLimit.COLLAR_PASSIVE_PCT, "collar.passive", 35, 0),
    LEG_NOTIONAL_MAX(RiskLimit.LEG_NOTIONAL_MAX, "position.leg_max_notional", 5_000, 50),
    SYMBOL_NOTIONAL_MAX(RiskLimit.SYMBOL_NOTIONAL_MAX, "symbol.max_notional", Limit.NONE, 100),
    ACCOUNT_GROSS_MAX(RiskLimit.ACCOUNT_GROSS_MAX, "account.gross_max", Limit.NONE, 200),
    ACCOUNT_NET_MAX(RiskLimit.ACCOUNT_NET_MAX, "account.net_max", Limit.NONE, 100),
    OPEN_ORDERS_BOT_MAX(RiskLimit.OPEN_ORDERS_BOT_MAX, "orders.max_open_bot", 20, 0),
    OPEN_ORDERS_SYMBOL_MAX(RiskLimit.OPEN_ORDERS_SYMBOL_MAX, "orders.max_open_symbol", 50, 0),
    OPEN_ORDERS_ACCOUNT_MAX(RiskLimit.OPEN_ORDERS_ACCOUNT_MAX, "orders.max_open_account", 100, 0),
    IN_DOUBT_ACCOUNT_MAX(RiskLimit.IN_DOUBT_ACCOUNT_MAX, "orders.max_in_doubt", 3, 0),
    ORDER_RATE_SYMBOL(RiskLimit.ORDER_RATE_SYMBOL, "rate.orders_symbol", 4, 0),
    ORDER_RATE_ACCOUNT(RiskLimit.ORDER_RATE_ACCOUNT, "rate.orders_account", 10, 0),
    ORDER_RATE_ACCOUNT_MINUTE(RiskLimit.ORDER_RATE_ACCOUNT_MINUTE, "rate.orders_account_minute", 300, 0),
    CANCEL_RATE_SYMBOL(RiskLimit.CANCEL_RATE_SYMBOL, "rate.cancels_symbol", 4, 0),
    DUPLICATE_WINDOW_MS(RiskLimit.DUPLICATE_WINDOW_MS, "dup.window_ms", 1_000, 0),
    REPEAT_FILLS_MINUTE_MAX(RiskLimit.REPEAT_FILLS_MINUTE_MAX, "repeat.max_fills_minute", 10, 0),
    REPEAT_FILLS_HOUR_MAX(RiskLimit.REPEAT_FILLS_HOUR_MAX, "repeat.max_fills_hour", 100, 0),
    REJECTS_MAX(RiskLimit.REJECTS_MAX, "rejects.max", 5, 0),
    STALE_MARK_MS(RiskLimit.STALE_MARK_MS, "stale.mark_ms", 5_000, 0),
    STALE_CANDLE_MS(RiskLimit.STALE_CANDLE_MS, "stale.candle_ms", 15_000, 0),
    MARK_DEVIATION_PCT(RiskLimit.MARK_DEVIATION_PCT, "mark.max_deviation", 3, 0),
    SPREAD_PCT(RiskLimit.SPREAD_PCT, "spread.max", 1, 0),
    TICK_JUMP_PCT(RiskLimit.TICK_JUMP_PCT, "tick.max_jump", 10, 0),
    CLOCK_SKEW_MS(RiskLimit.CLOCK_SKEW_MS, "clock.max_skew_ms", 1_000, 0),
    DAY_LOSS_MAX(RiskLimit.DAY_LOSS_MAX, "loss.day", Limit.NONE, 2),
    BOT_LOSS_MAX(RiskLimit.BOT_LOSS_MAX, "loss.bot", Limit.NONE, 1),
    DRAWDOWN_PCT(RiskLimit.DRAWDOWN_PCT, "loss.drawdown", 10, 0),
    MARGIN_FREE_MIN_PCT(RiskLimit.MARGIN_FREE_MIN_PCT, "margin.min_free", 30, 0),
    STALE_PRIVATE_MS(RiskLimit.STALE_PRIVATE_MS, "stale.private_ms", 10_000, 0),
    LIQUIDATION_DISTANCE_MIN_PCT(RiskLimit.LIQUIDATION_DISTANCE_MIN_PCT, "liq.min_distance", 15, 0),
    LEVERAGE_EXPECTED(RiskLimit.LEVERAGE_EXPECTED, "leverage.expected", 0, 0),
    COLLAR_AGGRESSIVE_MINOR_PCT(RiskLimit.COLLAR_AGGRESSIVE_MINOR_PCT, "collar.aggressive_minor", 1, 0),
    SPREAD_MINOR_PCT(RiskLimit.SPREAD_MINOR_PCT, "spread.max_minor", 3, 0);

    /** The highest rate that can be counted, orders or cancels in their time. */
    public static final long RATE_MAX = 1_000_000;

    /** No absolute default. */
    static final long NONE = Long.MIN_VALUE;

    private static final Limit[] ALL = values();

    private final RiskLimit wire;
    private final String key;
    private final long absolute;
    private final int percentOfEquity;

    Limit(final RiskLimit wire, final String key, final long absolute, final int percentOfEquity) {
        this.wire = wire;
        this.key = key;
        this.absolute = absolute;
        this.percentOfEquity = percentOfEquity;
    }

    /** All limits by their order; the array is shared and must not be written. */
    public static Limit[] all() {
        return ALL;
    }

    /** The limit of a wire value. */
    public static Limit of(final RiskLimit wire) {
        for (final Limit limit : ALL) {
            if (limit.wire == wire) {
                return limit;
            }
        }
        throw new IllegalArgumentException("no limit " + wire);
    }

    /** As commands carry it. */
    public RiskLimit wire() {
        return wire;
    }

    /** As the operator writes it. */
    public String key() {
        return key;
    }

    /**
     * Whether a value can be this limit. A rate is a whole number of at least one: exits and cancels need it as entries do, so that
     * nothing could be taken back under a rate of none.
     */
    public boolean takes(final long valueE8) {
        final boolean isRate = this == ORDER_RATE_SYMBOL
                || this == ORDER_RATE_ACCOUNT
                || this == ORDER_RATE_ACCOUNT_MINUTE
                || this == CANCEL_RATE_SYMBOL;
        return !isRate || valueE8 == Limits.OFF || valueE8 >= Fixed.ONE_E8 && valueE8 <= RATE_MAX * Fixed.ONE_E8;
    }

    /** True where a larger value is the tighter one. */
    public boolean isMinimum() {
        return this == MARGIN_FREE_MIN_PCT || this == LIQUIDATION_DISTANCE_MIN_PCT;
    }

    /** True when the first value lets more through than the second; {@link Limits#OFF} is the loosest. */
    public boolean isLooser(final long aE8, final long bE8) {
        if (aE8 == bE8 || bE8 == Limits.OFF) {
            return false;
        }
        if (this == LEVERAGE_EXPECTED) {
            return aE8 == Limits.OFF; // One expectation is no looser than another.
        }
        return aE8 == Limits.OFF || (isMinimum() ? aE8 < bE8 : aE8 > bE8);
    }

    /**
     * The default of a live lane: the smaller one of an amount and a part of equity; {@link Limits#UNSET} when it needs an equity that is
     * not known.
     */
    public long defaultE8(final long equityE8) {
        if (this == ORDER_QUANTITY_MAX) {
            return Limits.OFF; // Its unit differs by instrument: order.max_notional bounds it, a bot file may say more.
        }
        if (this == COLLAR_AGGRESSIVE_PCT) {
            return Fixed.ONE_E8 / 2;
        }
        if (percentOfEquity == 0) {
            return absolute * Fixed.ONE_E8;
        }
        if (equityE8 == Limits.UNSET) {
            return Limits.UNSET;
        }
        final long partE8 = Fixed.percentOf(equityE8, percentOfEquity * Fixed.ONE_E8);
        return absolute == NONE ? partE8 : Math.min(partE8, absolute * Fixed.ONE_E8);
    }
}
