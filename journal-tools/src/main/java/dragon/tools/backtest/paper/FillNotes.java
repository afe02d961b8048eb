package dragon.tools.backtest.paper;

import dragon.engine.botfile.BotSettings;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.ExitReason;

/** Names the trades as the strategy's vocabulary does: Initial-Long, DCA-L2, TP_ATR, SL_PCT, TRAILING_EXIT. */
final class FillNotes {
    private static final long ATR_MODE_E8 = 2 * Fixed.ONE_E8;

    private final ExitReason profit;
    private final ExitReason stop;
    private final int[] levels = new int[2];
    private final ExitReason[] exits = new ExitReason[2];

    FillNotes(final BotSettings bot) {
        profit = bot.valueE8(StrategyParameter.TAKE_PROFIT_MODE, 0) == ATR_MODE_E8
                ? ExitReason.TP_ATR
                : ExitReason.TP_PCT;
        stop = bot.valueE8(StrategyParameter.STOP_MODE, 0) == ATR_MODE_E8 ? ExitReason.SL_ATR : ExitReason.SL_PCT;
    }

    /** The core says why it leaves a leg. */
    void onEvent(final Leg leg, final String detail) {
        final ExitReason reason = leg == Leg.NULL_VAL ? null : PaperVenue.reasonIn(detail);
        if (reason != null) {
            exits[index(leg)] = reason;
        }
    }

    String of(final PaperOrder order) {
        final boolean isLong = order.leg() == Leg.LONG;
        return switch (order.role()) {
            case ENTRY -> isLong ? "Initial-Long" : "Initial-Short";
            case DCA -> (isLong ? "DCA-L" : "DCA-S") + (levels[index(order.leg())] + 1);
            case TAKE_PROFIT -> profit.name();
            default -> (exits[index(order.leg())] == null ? stop : exits[index(order.leg())]).name();
        };
    }

    void afterFill(final PaperOrder order, final boolean isFlat) {
        final int index = index(order.leg());
        if (isFlat) {
            levels[index] = 0;
            exits[index] = null;
        } else if (order.role() == dragon.engine.protocol.OrderRole.DCA && order.leavesE8() == 0) {
            levels[index]++;
        }
    }

    private static int index(final Leg leg) {
        return leg == Leg.LONG ? 0 : 1;
    }
}
