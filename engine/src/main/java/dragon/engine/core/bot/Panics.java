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
 * ten seconds: then the orders that are left are told. They count from when the venue was asked for the last of them, which our own rate
 * or a gateway that is away can put off. Parked intents stay parked, behind the freeze.
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

    /** Sends the cancels of every scope in panic; freezes at once where there is nothing to cancel. How many are to be taken back. */
    int begin() {
        final int taken = takeBack();
        look();
        return taken;
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

    private int takeBack() {
        int taken = 0;
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            final Bot bot = state.bots().get(order.botId());
            if (order.status().isWorking() && isInPanic(bot) && !state.isFrozen(bot)) {
                desk.cancel(bot, bot.leg(order.leg()), order);
                taken++;
            }
        }
        return taken;
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
        if (!panic.isOn()) {
            return false;
        }
        if (openOrders(account, bot) == 0) {
            return true;
        }
        if (isSomeUnasked(account, bot)) {
            panic.countFrom(state.nowNs());
        }
        return state.nowNs() - panic.sinceNs() >= PATIENCE_NS;
    }

    /** Orders that are or may be at the venue; of one account or bot, null = of all. */
    private int openOrders(final Account account, final Bot bot) {
        int open = 0;
        for (int i = 0; i < state.orders().size(); i++) {
            open += isOpen(state.orders().at(i), account, bot) ? 1 : 0;
        }
        return open;
    }

    private static boolean isOpen(final Order order, final Account account, final Bot bot) {
        return (account == null || order.accountId() == account.id())
                && (bot == null || order.botId() == bot.id())
                && order.status().isWorking();
    }

    private boolean isSomeUnasked(final Account account, final Bot bot) {
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            if (isOpen(order, account, bot) && (!state.isGatewayUp() || desk.isCancelStillToLeave(order))) {
                return true;
            }
        }
        return false;
    }

    private void describe(final int open) {
        audit.detail()
                .add("frozen; ")
                .add(open)
                .add(open == 0 ? " orders left at the venue" : " orders may still be at the venue, and stay there");
    }
}
