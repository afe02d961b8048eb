package dragon.engine.core.gate;

import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.market.Instrument;
import dragon.engine.protocol.Leg;

/**
 * How much of each limit of an account is used now, for people: the worst of its bots, legs and instruments, in the limit's unit times
 * 10^8.
 *
 * <p>Reads the state only, and is never asked by the core itself. Threading: the thread that owns the core.
 */
public final class LimitUsage {
    /** A limit that only an order can use, or a value that is not known. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MINUTE_NS = 60 * SECOND_NS;
    private static final long HOUR_NS = 60 * MINUTE_NS;
    private static final long REJECT_WINDOW_NS = 30 * SECOND_NS;
    private static final long MS_E8_PER_NS = 100;

    private final CoreState state;
    private final Exposure exposure;
    private final Results results;
    private final Liquidation liquidation;

    /** For this state. */
    public LimitUsage(final CoreState state) {
        this.state = state;
        exposure = new Exposure(state);
        results = new Results(state);
        liquidation = new Liquidation(state);
    }

    /** What is used of a limit, or {@link #UNKNOWN}. */
    public long ofE8(final Limit limit, final Account account, final long nowNs) {
        return switch (limit) {
            case DAY_LOSS_MAX -> loss(results.ofDayE8(account, nowNs));
            case DRAWDOWN_PCT -> account.equityE8() == Account.NULL_USD || account.peakEquityE8() <= 0
                    ? UNKNOWN
                    : Gates.percentE8(account.peakEquityE8() - account.equityE8(), account.peakEquityE8());
            case MARGIN_FREE_MIN_PCT -> account.freeCollateralE8() == Account.NULL_USD || account.equityE8() <= 0
                    ? UNKNOWN
                    : Gates.percentE8(account.freeCollateralE8(), account.equityE8());
            case LIQUIDATION_DISTANCE_MIN_PCT -> {
                final long nearestE8 = liquidation.nearestPctE8(account, nowNs);
                yield nearestE8 == Liquidation.NONE ? UNKNOWN : nearestE8;
            }
            case STALE_PRIVATE_MS -> ageE8(account.reportedNs(), nowNs);
            case CLOCK_SKEW_MS -> state.measuredOffsetMs() == CoreState.NOT_MEASURED
                    ? UNKNOWN
                    : Math.abs(state.measuredOffsetMs()) * Fixed.ONE_E8;
            case ORDER_RATE_ACCOUNT -> taken(limit, account, account.orderRate(), SECOND_NS, nowNs);
            case ORDER_RATE_ACCOUNT_MINUTE -> taken(limit, account, account.minuteRate(), MINUTE_NS, nowNs);
            default -> worstOfBots(limit, account, nowNs);
        };
    }

    private static long loss(final long resultE8) {
        return resultE8 == Results.UNKNOWN ? UNKNOWN : Math.max(0, -resultE8);
    }

    private static long ageE8(final long sinceNs, final long nowNs) {
        return sinceNs == 0 ? UNKNOWN : (nowNs - sinceNs) * MS_E8_PER_NS;
    }

    private long taken(
            final Limit limit, final Account account, final TokenBucket bucket, final long windowNs, final long nowNs) {
        final long limitE8 = account.limits().valueE8(limit, nowNs);
        return Limits.isSet(limitE8) ? bucket.taken(limitE8 / Fixed.ONE_E8, windowNs, nowNs) * Fixed.ONE_E8 : UNKNOWN;
    }

    private long worstOfBots(final Limit limit, final Account account, final long nowNs) {
        long worstE8 = UNKNOWN;
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.accountId() == account.id()) {
                worstE8 = Math.max(worstE8, ofBot(limit, account, bot, nowNs));
            }
        }
        return worstE8;
    }

    private long ofBot(final Limit limit, final Account account, final Bot bot, final long nowNs) {
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        return switch (limit) {
            case BOT_LOSS_MAX -> loss(results.ofBotE8(bot, nowNs));
            case REPEAT_FILLS_MINUTE_MAX -> bot.entryFillsWithin(MINUTE_NS, nowNs) * Fixed.ONE_E8;
            case REPEAT_FILLS_HOUR_MAX -> bot.entryFillsWithin(HOUR_NS, nowNs) * Fixed.ONE_E8;
            case REJECTS_MAX -> bot.rejectsWithin(REJECT_WINDOW_NS, nowNs) * Fixed.ONE_E8;
            case STALE_MARK_MS -> ageE8(instrument.markedNs(), nowNs);
            case LEVERAGE_EXPECTED -> leverage(bot);
            case ORDER_RATE_SYMBOL -> taken(limit, account, instrument.orderRate(), SECOND_NS, nowNs);
            case CANCEL_RATE_SYMBOL -> taken(limit, account, instrument.cancelRate(), SECOND_NS, nowNs);
            case MARK_DEVIATION_PCT, SPREAD_PCT, SPREAD_MINOR_PCT -> ofQuote(limit, instrument);
            default -> Math.max(ofLeg(limit, bot, bot.leg(Leg.LONG)), ofLeg(limit, bot, bot.leg(Leg.SHORT)));
        };
    }

    private static long leverage(final Bot bot) {
        final int told = bot.leg(bot.trades(Leg.LONG) ? Leg.LONG : Leg.SHORT).venueLeverage();
        return told == 0 ? UNKNOWN : told * Fixed.ONE_E8;
    }

    private static long ofQuote(final Limit limit, final Instrument instrument) {
        final long bidE8 = instrument.bidPriceE8();
        final long askE8 = instrument.askPriceE8();
        if (bidE8 == Instrument.NULL_PRICE || askE8 == Instrument.NULL_PRICE) {
            return UNKNOWN;
        }
        final long middleE8 = bidE8 / 2 + askE8 / 2;
        if (limit == Limit.MARK_DEVIATION_PCT) {
            final long markE8 = instrument.markPriceE8();
            return markE8 == Instrument.NULL_PRICE ? UNKNOWN : Gates.percentE8(Math.abs(markE8 - middleE8), markE8);
        }
        final boolean isOfIt = instrument.isMajor() == (limit == Limit.SPREAD_PCT);
        return isOfIt ? Gates.percentE8(askE8 - bidE8, middleE8) : UNKNOWN;
    }

    private long ofLeg(final Limit limit, final Bot bot, final LegState leg) {
        exposure.measure(bot, leg);
        return switch (limit) {
            case LEG_NOTIONAL_MAX -> known(exposure.legE8());
            case SYMBOL_NOTIONAL_MAX -> known(exposure.symbolE8());
            case ACCOUNT_GROSS_MAX -> known(exposure.grossE8());
            case ACCOUNT_NET_MAX -> known(exposure.netWithE8(Leg.LONG, 0));
            case OPEN_ORDERS_BOT_MAX -> exposure.openOfBot() * Fixed.ONE_E8;
            case OPEN_ORDERS_SYMBOL_MAX -> exposure.openOfSymbol() * Fixed.ONE_E8;
            case OPEN_ORDERS_ACCOUNT_MAX -> exposure.openOfAccount() * Fixed.ONE_E8;
            case IN_DOUBT_ACCOUNT_MAX -> exposure.inDoubtOfAccount() * Fixed.ONE_E8;
            default -> UNKNOWN; // Only an order can use it.
        };
    }

    private long known(final long sumE8) {
        return exposure.isKnown() ? sumE8 : UNKNOWN;
    }
}
