package dragon.monitor.cli;

import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Leg;
import picocli.CommandLine.ParameterException;

/**
 * What an emergency verb is about.
 *
 * @param id account or bot; 0 for the whole engine and for a symbol
 * @param leg for a leg, else {@code NULL_VAL}
 * @param symbol for a symbol, else empty
 * @param text as the operator wrote it
 */
record Scope(ControlScope kind, int id, Leg leg, String symbol, String text) {
    static final String HELP =
            "engine, account:<label>, symbol:<symbol>, bot:<name> or leg:<bot>/LONG|SHORT" + " (default: engine).";

    static Scope of(final ActingVerb verb, final String text) {
        if (text.equals("engine")) {
            return new Scope(ControlScope.ENGINE, 0, Leg.NULL_VAL, "", text);
        }
        if (text.startsWith("account:")) {
            return of(ControlScope.ACCOUNT, verb.accountId(text.substring("account:".length())), text);
        }
        if (text.startsWith("bot:")) {
            return of(ControlScope.BOT, verb.botId(text.substring("bot:".length())), text);
        }
        if (text.matches("symbol:PERP_[A-Z0-9]{1,12}_[A-Z]{3,5}")) {
            return new Scope(ControlScope.SYMBOL, 0, Leg.NULL_VAL, text.substring("symbol:".length()), text);
        }
        if (text.matches("leg:.+/(LONG|SHORT)")) {
            final int slash = text.lastIndexOf('/');
            final Leg leg = Leg.valueOf(text.substring(slash + 1));
            return new Scope(ControlScope.LEG, verb.botId(text.substring("leg:".length(), slash)), leg, "", text);
        }
        throw new ParameterException(verb.spec().commandLine(), "--scope is " + HELP + " Not '" + text + "'.");
    }

    private static Scope of(final ControlScope kind, final int id, final String text) {
        return new Scope(kind, id, Leg.NULL_VAL, "", text);
    }

    /** As the kill switch, panic and flatten know it: they are not for a symbol or one leg. */
    KillScope killScope(final ActingVerb verb) {
        return switch (kind) {
            case ENGINE -> KillScope.GLOBAL;
            case ACCOUNT -> KillScope.ACCOUNT;
            case BOT -> KillScope.BOT;
            case SYMBOL, LEG, NULL_VAL -> throw new ParameterException(
                    verb.spec().commandLine(),
                    "This is for the engine, account:<label> or bot:<name>; " + text + " can only be halted.");
        };
    }

    int accountId() {
        return kind == ControlScope.ACCOUNT ? id : 0;
    }

    int botId() {
        return kind == ControlScope.BOT || kind == ControlScope.LEG ? id : 0;
    }
}
