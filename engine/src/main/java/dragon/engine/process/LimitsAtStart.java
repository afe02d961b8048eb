package dragon.engine.process;

import dragon.engine.core.CoreState;
import dragon.engine.core.bot.Bot;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;

/**
 * A live lane starts only when every limit is set or loosened by name.
 *
 * <p>One that holds a leg or an order starts in any case: the gate keeps entries back, and nobody else looks after what is open.
 */
final class LimitsAtStart {
    private LimitsAtStart() {}

    /**
     * What keeps a lane from starting.
     *
     * @param state as the journal has it
     * @param mode of the lane that is to start
     * @return the limits that nobody has set, by account; empty if it may start
     */
    static String missing(final CoreState state, final LaneMode mode) {
        return mode != LaneMode.LIVE || isAnythingOpen(state)
                ? ""
                : state.accounts().unsetLimits(state.nowNs());
    }

    private static boolean isAnythingOpen(final CoreState state) {
        for (int i = 0; i < state.orders().size(); i++) {
            if (!state.orders().at(i).status().isTerminal()) {
                return true;
            }
        }
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (!bot.leg(Leg.LONG).isFlat() || !bot.leg(Leg.SHORT).isFlat()) {
                return true;
            }
        }
        return false;
    }
}
