package dragon.engine.core.gate;

import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.market.Instrument;
import dragon.engine.protocol.Leg;

/** What bots and accounts have won or lost, what is not realised included: USD times 10^8, or {@link #UNKNOWN} without a price. */
final class Results {
    /** A leg is held and has no price. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private final CoreState state;

    Results(final CoreState state) {
        this.state = state;
    }

    /** Net result of a bot since it was made. */
    long ofBotE8(final Bot bot, final long nowNs) {
        final long longE8 = ofLegE8(bot, bot.leg(Leg.LONG), nowNs);
        final long shortE8 = ofLegE8(bot, bot.leg(Leg.SHORT), nowNs);
        return longE8 == UNKNOWN || shortE8 == UNKNOWN ? UNKNOWN : longE8 + shortE8;
    }

    private long ofLegE8(final Bot bot, final LegState leg, final long nowNs) {
        final long openE8 = unrealizedE8(bot, leg, nowNs);
        return openE8 == UNKNOWN ? UNKNOWN : leg.realizedE8() - leg.feesE8() + leg.fundingE8() + openE8;
    }

    private long unrealizedE8(final Bot bot, final LegState leg, final long nowNs) {
        if (leg.isFlat()) {
            return 0;
        }
        final long priceE8 = state.instruments().get(bot.instrumentId()).valuationPriceE8(nowNs);
        return priceE8 == Instrument.NULL_PRICE ? UNKNOWN : leg.unrealizedE8(priceE8);
    }

    /** Net result of an account since 00:00 UTC, and all that is not realised. */
    long ofDayE8(final Account account, final long nowNs) {
        long sumE8 = account.dayNetE8(nowNs);
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.accountId() == account.id()) {
                final long longE8 = unrealizedE8(bot, bot.leg(Leg.LONG), nowNs);
                final long shortE8 = unrealizedE8(bot, bot.leg(Leg.SHORT), nowNs);
                if (longE8 == UNKNOWN || shortE8 == UNKNOWN) {
                    return UNKNOWN;
                }
                sumE8 += longE8 + shortE8;
            }
        }
        return sumE8;
    }
}
