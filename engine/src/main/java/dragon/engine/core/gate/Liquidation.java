package dragon.engine.core.gate;

import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.market.Instrument;
import dragon.engine.protocol.Leg;

/** How far the legs of an account are from being liquidated. In cross margin the nearest one puts all of them at risk. */
public final class Liquidation {
    /** Nothing is held, or the venue has named no price at which it would liquidate. */
    public static final long NONE = Long.MAX_VALUE;

    /** A leg is held, and its liquidation price or the price of now is not known. */
    public static final long UNKNOWN = Long.MIN_VALUE;

    /** The venue is asked more often than this; what is older says nothing. */
    public static final long AGE_NS_MAX = 90_000_000_000L;

    private final CoreState state;

    /** For this state. */
    public Liquidation(final CoreState state) {
        this.state = state;
    }

    /** Smallest distance of the price to a liquidation price, percent of the price times 10^8; below 0 = beyond it. */
    public long nearestPctE8(final Account account, final long nowNs) {
        long nearestE8 = NONE;
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.accountId() == account.id()) {
                nearestE8 = Math.min(nearestE8, pctE8(bot, bot.leg(Leg.LONG), nowNs));
                nearestE8 = Math.min(nearestE8, pctE8(bot, bot.leg(Leg.SHORT), nowNs));
            }
        }
        return nearestE8;
    }

    /** The same of one leg. */
    public long pctE8(final Bot bot, final LegState leg, final long nowNs) {
        if (leg.isFlat()) {
            return NONE;
        }
        if (leg.liquidationNs() == 0 || nowNs - leg.liquidationNs() > AGE_NS_MAX) {
            return UNKNOWN;
        }
        if (leg.liquidationPriceE8() == Instrument.NULL_PRICE) {
            return NONE;
        }
        final long priceE8 = state.instruments().get(bot.instrumentId()).valuationPriceE8(nowNs);
        if (priceE8 == Instrument.NULL_PRICE) {
            return UNKNOWN;
        }
        final long awayE8 =
                leg.leg() == Leg.LONG ? priceE8 - leg.liquidationPriceE8() : leg.liquidationPriceE8() - priceE8;
        return Gates.percentE8(awayE8, priceE8);
    }
}
