package dragon.engine.core.bot;

import dragon.engine.core.Audit;
import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.gate.Hold;
import dragon.engine.core.order.Order;
import dragon.engine.core.timer.TimerKind;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;

/**
 * Cancels all that is ours at the venue in the scopes that are in panic, then freezes them.
 *
 * <p>From the request on nothing is placed there any more, exits included. The freeze comes when nothing works any longer, or after
 * ten seconds: then the orders that are left are told. Parked intents stay parked, behind the freeze.
 */
final class Panics {
    private static final long STEP_NS = 250_000_000L;
    private static final long PATIENCE_NS = 10_000_000_000L;

    private final CoreState state;
    private final OrderDesk desk;
    private final Audit audit;

    Panics(final CoreState state, final OrderDesk desk, final Audit audit) {
        this.state = state;
        this.desk = desk;
        this.audit = audit;
    }

    /** Sends the cancels of every scope in panic; freezes at once where there is nothing to cancel. */
    int begin() {
        takeBack();
        final int open = openOrders(null, null);
        look();
        return open;
    }

    void onTimer() {
        state.panicTimerSet(false);
        look(); // First: what freezes now sends no cancel any more that nobody could follow.
        takeBack();
    }

    private boolean isInPanic(final Bot bot) {
        return state.panic().isOn()
                || state.accounts().get(bot.accountId()).panic().isOn()
                || bot.panic().isOn();
    }

    private void takeBack() {
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            final Bot bot = state.bots().get(order.botId());
            if (order.status().isWorking() && isInPanic(bot)) {
                desk.cancel(bot, bot.leg(order.leg()), order);
            }
        }
    }

    private void look() {
        if (isDone(state.panic(), null, null)) {
            state.kill().set(state.panic().by(), state.panic().why(), state.nowNs());
            state.panic().clear();
            describe(openOrders(null, null));
            audit.lane(EventCode.PANIC_FROZEN, EventLevel.CRITICAL, 0);
        }
        for (int id = 1; id <= state.accounts().count(); id++) {
            final Account account = state.accounts().get(id);
            if (isDone(account.panic(), account, null)) {
                account.kill().set(account.panic().by(), account.panic().why(), state.nowNs());
                account.panic().clear();
                describe(openOrders(account, null));
                audit.account(EventCode.PANIC_FROZEN, EventLevel.CRITICAL, id, Account.NULL_USD, 0);
            }
        }
        boolean isSomeOn = state.panic().isOn();
        for (int id = 1; id <= state.accounts().count(); id++) {
            isSomeOn |= state.accounts().get(id).panic().isOn();
        }
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (isDone(bot.panic(), null, bot)) {
                bot.kill().set(bot.panic().by(), bot.panic().why(), state.nowNs());
                bot.panic().clear();
                describe(openOrders(null, bot));
                audit.bot(EventCode.PANIC_FROZEN, EventLevel.CRITICAL, bot, Order.NULL_PRICE, 0);
            }
            isSomeOn |= bot.panic().isOn();
        }
        if (isSomeOn && !state.isPanicTimerSet() && !state.timers().isFull()) {
            state.panicTimerSet(true);
            state.timers().set(state.nowNs() + STEP_NS, TimerKind.PANIC, 0);
        }
    }

    private boolean isDone(final Hold panic, final Account account, final Bot bot) {
        return panic.isOn() && (openOrders(account, bot) == 0 || state.nowNs() - panic.sinceNs() >= PATIENCE_NS);
    }

    /** Orders that are or may be at the venue; of one account or bot, null = of all. */
    private int openOrders(final Account account, final Bot bot) {
        int open = 0;
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            final boolean isMeant = (account == null || order.accountId() == account.id())
                    && (bot == null || order.botId() == bot.id());
            open += isMeant && order.status().isWorking() ? 1 : 0;
        }
        return open;
    }

    private void describe(final int open) {
        audit.detail()
                .add("frozen; ")
                .add(open)
                .add(open == 0 ? " orders left at the venue" : " orders may still be at the venue, and stay there");
    }
}
