package dragon.monitor.cli;

import dragon.engine.protocol.KillScope;
import java.sql.SQLException;
import picocli.CommandLine.ParameterException;

/**
 * What an emergency verb is about.
 *
 * @param id account or bot; 0 for the whole engine
 * @param text as the operator wrote it
 */
record Scope(KillScope kind, int id, String text) {
    static Scope of(final ActingVerb verb, final String text) throws SQLException {
        if (text.equals("engine")) {
            return new Scope(KillScope.GLOBAL, 0, text);
        }
        if (text.startsWith("account:")) {
            return new Scope(KillScope.ACCOUNT, verb.accountId(text.substring("account:".length())), text);
        }
        if (text.startsWith("bot:")) {
            return new Scope(KillScope.BOT, verb.botId(text.substring("bot:".length())), text);
        }
        throw new ParameterException(
                verb.spec().commandLine(), "--scope is engine, account:<label> or bot:<name>, not '" + text + "'.");
    }

    int accountId() {
        return kind == KillScope.ACCOUNT ? id : 0;
    }

    int botId() {
        return kind == KillScope.BOT ? id : 0;
    }
}
