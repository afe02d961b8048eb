package dragon.tools.simulate;

import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.timer.TimerKind;
import dragon.engine.protocol.Leg;

/**
 * Compares what a core says of itself with what the auditor has folded from the journal: money, legs, days, values; and at the end how
 * much is left in it.
 *
 * <p>Reads a core between two inputs; only {@link #compareRests} changes it, when nobody needs it any more. Threading: one thread.
 */
final class StateAudit {
    private static final long SECOND = 1_000_000_000L;

    /** Older than this no price values anything; the core's own limits are 5 s for a mark and 2 s for a quote. */
    private static final long MARK_NS_MAX = 5 * SECOND;

    private static final long QUOTE_NS_MAX = 2 * SECOND;

    private StateAudit() {}

    /** Throws at the first thing that differs. */
    static void compare(final CoreState state, final JournalView journal) {
        final long nowNs = state.nowNs();
        for (int id = 1; id <= state.accounts().count(); id++) {
            final long oursE8 = journal.dayNetE8(id, nowNs);
            final long itsE8 = state.accounts().get(id).dayNetE8(nowNs);
            if (oursE8 != itsE8) {
                throw new Violation(
                        "I-29", "account " + id + " says of its day " + itsE8 + ", its rows sum up to " + oursE8);
            }
        }
        for (int id = 1; id <= state.bots().count(); id++) {
            compare(state.bots().get(id), Leg.LONG, journal.bot(id));
            compare(state.bots().get(id), Leg.SHORT, journal.bot(id));
        }
        for (int id = 1; id <= state.instruments().count(); id++) {
            compareValue(state.instruments().get(id), journal, nowNs);
        }
    }

    private static void compare(final Bot bot, final Leg which, final JournalView.BotView view) {
        final LegState leg = bot.leg(which);
        final int at = which == Leg.LONG ? 0 : 1;
        if (leg.quantityE8() != view.heldE8[at] || leg.costE8() != view.costE8[at]) {
            throw new Violation(
                    "I-30",
                    "bot " + bot.id() + " " + which + " holds " + leg.quantityE8() + " for " + leg.costE8()
                            + ", its trades make " + view.heldE8[at] + " for " + view.costE8[at]);
        }
        if (!leg.isFlat()) {
            final long averageE8 = Exact.share(view.costE8[at], Exact.UNIT, view.heldE8[at]);
            if (Math.abs(leg.averageEntryE8() - averageE8) > 1) {
                throw new Violation(
                        "I-30",
                        "bot " + bot.id() + " entered at " + leg.averageEntryE8() + ", by its trades at " + averageE8);
            }
        }
    }

    /** What is held is valued at a price that is fresh, or at none. */
    private static void compareValue(final Instrument instrument, final JournalView journal, final long nowNs) {
        final int id = instrument.id();
        final long valueE8 = instrument.valuationPriceE8(nowNs);
        final boolean isMarkFresh = journal.markE8(id) != 0 && nowNs - journal.markedNs(id) <= MARK_NS_MAX;
        final boolean isQuoteFresh = journal.middleE8(id) != 0 && nowNs - journal.quotedNs(id) <= QUOTE_NS_MAX;
        final boolean isRight;
        if (isMarkFresh) {
            isRight = valueE8 == journal.markE8(id);
        } else if (isQuoteFresh) {
            isRight = valueE8 == Instrument.NULL_PRICE || Math.abs(valueE8 - journal.middleE8(id)) <= 1;
        } else {
            isRight = valueE8 == Instrument.NULL_PRICE;
        }
        if (!isRight) {
            throw new Violation(
                    "I-28",
                    "instrument " + id + " is valued at " + valueE8 + "; its mark is " + journal.markE8(id) + ", "
                            + (nowNs - journal.markedNs(id)) + " ns old, its quote "
                            + (nowNs - journal.quotedNs(id)) + " ns");
        }
    }

    /** An account that is not open again though nothing fails any more; or null. */
    static Violation closed(final CoreState state) {
        for (int id = 1; id <= state.accounts().count(); id++) {
            final Account account = state.accounts().get(id);
            if (!account.isReconciled() || account.isDegraded()) {
                return new Violation(
                        "I-33",
                        "account " + id + " is " + (account.isReconciled() ? "" : "not compared with the exchange ")
                                + (account.isDegraded() ? "degraded" : ""));
            }
        }
        return state.isGatewayUp() ? null : new Violation("I-33", "the gateway is down for the core");
    }

    /** All is flat: nothing may be left of what worked. Takes the timers out to count them. */
    static void compareRests(final CoreState state) {
        for (int i = 0; i < state.orders().size(); i++) {
            if (!state.orders().at(i).status().isTerminal()) {
                throw new Violation(
                        "I-39",
                        "order " + state.orders().at(i).clientOrderId() + " is left "
                                + state.orders().at(i).status());
            }
        }
        for (int id = 1; id <= state.instruments().count(); id++) {
            final Instrument instrument = state.instruments().get(id);
            final int levels = instrument.bidFalls().size()
                    + instrument.bidRises().size()
                    + instrument.askFalls().size()
                    + instrument.askRises().size();
            if (levels != 0) {
                throw new Violation("I-39", levels + " levels are left in the books of instrument " + id);
            }
        }
        int fastTicks = 0;
        while (state.timers().size() > 0) {
            fastTicks += state.timers().firstKind() == TimerKind.FAST_TICK ? 1 : 0;
            state.timers().removeFirst();
        }
        if (fastTicks != 1) {
            throw new Violation("I-24", fastTicks + " fast ticks are set");
        }
    }
}
