package dragon.engine.core.bot;

import dragon.engine.core.CoreState;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.market.PriceWatch;
import dragon.engine.core.market.TriggerBook;
import dragon.engine.core.order.Order;

/** Keeps the stop and the wakes of legs in the trigger books of their instruments. */
final class LegWatches {
    private final CoreState state;

    LegWatches(final CoreState state) {
        this.state = state;
    }

    /** Moves a watch to this level, or takes it away for the null price. */
    void set(final Bot bot, final LegState leg, final PriceWatch watch, final long levelE8) {
        final boolean isWanted = levelE8 != Order.NULL_PRICE;
        if (levelE8 == leg.watchE8(watch) && isWanted == leg.isWatchSet(watch)) {
            return;
        }
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        final TriggerBook book = instrument.watches(leg.leg(), watch);
        final long id = watch.id(bot.id(), leg.leg());
        if (leg.isWatchSet(watch)) {
            book.remove(id);
        }
        leg.watchE8(watch, levelE8);
        leg.noteWatchSet(watch, isWanted);
        if (isWanted) {
            book.add(levelE8, id);
        }
    }

    /** Takes all watches of a leg away. */
    void clear(final Bot bot, final LegState leg) {
        set(bot, leg, PriceWatch.STOP, Order.NULL_PRICE);
        set(bot, leg, PriceWatch.WAKE_ABOVE, Order.NULL_PRICE);
        set(bot, leg, PriceWatch.WAKE_BELOW, Order.NULL_PRICE);
    }

    /** True when this price is at the stop of the leg or beyond. */
    static boolean isStopReached(final LegState leg, final long priceE8) {
        final long stopE8 = leg.watchE8(PriceWatch.STOP);
        if (stopE8 == Order.NULL_PRICE || priceE8 == Order.NULL_PRICE) {
            return false;
        }
        return PriceWatch.STOP.firesOnFall(leg.leg()) ? priceE8 <= stopE8 : priceE8 >= stopE8;
    }
}
