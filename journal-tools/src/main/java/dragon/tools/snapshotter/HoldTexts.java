package dragon.tools.snapshotter;

import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.gate.Hold;
import dragon.engine.core.market.Instrument;
import dragon.engine.protocol.Leg;

/** The red buttons that are pressed, in words. Reads the state only. */
final class HoldTexts {
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final Hold NONE = new Hold();

    private final CoreState state;

    HoldTexts(final CoreState state) {
        this.state = state;
    }

    /** The buttons of one scope: which, since when, by whom, why; empty if none is pressed. */
    static String of(final Hold panic, final Hold kill, final Hold halt) {
        final StringBuilder all = new StringBuilder();
        add(all, "PANIC", panic);
        add(all, "KILL", kill);
        add(all, "HALT", halt);
        return all.toString();
    }

    private static void add(final StringBuilder all, final String name, final Hold hold) {
        if (!hold.isOn()) {
            return;
        }
        all.append(all.length() == 0 ? "" : "; ").append(name).append(" since ");
        all.append(java.time.Instant.ofEpochSecond(hold.sinceNs() / NS_PER_SECOND));
        if (!hold.by().isEmpty()) {
            all.append(" by ").append(hold.by());
        }
        if (!hold.why().isEmpty()) {
            all.append(": ").append(hold.why());
        }
    }

    /** As {@link #of(Hold, Hold, Hold)}, of everything that a bot is in: each with its scope. */
    String of(final Bot bot) {
        final Account account = state.accounts().get(bot.accountId());
        final Instrument instrument = state.instruments().get(bot.instrumentId());
        final StringBuilder all = new StringBuilder();
        append(all, "engine", of(state.panic(), state.kill(), state.halt()));
        append(all, "account", of(account.panic(), account.kill(), account.halt()));
        append(all, "symbol", of(NONE, NONE, instrument.halt()));
        append(all, "bot", of(bot.panic(), bot.kill(), bot.halt()));
        append(all, "leg LONG", of(NONE, NONE, bot.leg(Leg.LONG).halt()));
        append(all, "leg SHORT", of(NONE, NONE, bot.leg(Leg.SHORT).halt()));
        return all.toString();
    }

    private static void append(final StringBuilder all, final String scope, final String holds) {
        if (!holds.isEmpty()) {
            all.append(all.length() == 0 ? "" : "; ").append(scope).append(' ').append(holds);
        }
    }
}
