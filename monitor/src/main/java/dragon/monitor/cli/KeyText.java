package dragon.monitor.cli;

import dragon.gateway.woox.KeyReport;
import dragon.monitor.snapshot.Decimals;
import dragon.monitor.snapshot.LaneSnapshot.Account;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the exchange told of a key, for people and for programs. */
final class KeyText {
    private KeyText() {}

    static void print(final PrintWriter out, final KeyReport report) {
        out.println("  key        TRADE " + word(report.trade()) + "   READ " + word(report.read())
                + "   WITHDRAW not told   address lock not told   (see the exchange's console)");
        out.println("  mode       " + report.positionMode()
                + (report.accountMode() == null ? "" : "   account " + report.accountMode()));
        out.println("  equity     " + Decimals.of(report.equityE8()).toPlainString() + " USDT");
        out.flush();
    }

    static String limits(final Account account) {
        if (account == null) {
            return "not known: the engine does not know the account yet";
        }
        final boolean hasDay = account.dailyLossLimitE8() != null && account.dailyLossLimitE8() > 0;
        final boolean hasTotal = account.totalLossLimitE8() != null && account.totalLossLimitE8() > 0;
        if (hasDay && hasTotal) {
            return "day " + Decimals.of(account.dailyLossLimitE8()).toPlainString() + ", total "
                    + Decimals.of(account.totalLossLimitE8()).toPlainString() + " USDT";
        }
        return (hasDay ? "no total loss limit" : hasTotal ? "no daily loss limit" : "none set")
                + ": set both before live";
    }

    static Map<String, Object> json(final KeyReport report) {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("trade", report.trade().name());
        map.put("read", report.read().name());
        map.put("withdraw", KeyReport.Right.NOT_TOLD.name());
        map.put("addressLock", KeyReport.Right.NOT_TOLD.name());
        map.put("positionMode", report.positionMode());
        map.put("accountMode", report.accountMode());
        map.put("equity", report.failure() == null ? Decimals.of(report.equityE8()) : null);
        map.put("failure", report.failure());
        return map;
    }

    /** Ends a verb whose key is not good enough. */
    static Failure refused(final String label, final KeyReport report, final String objection, final String next) {
        return new Failure(
                report.isJudged() ? ExitCode.CREDENTIALS : ExitCode.VENUE,
                "The key for '" + label + "' is not taken: " + objection + ". Nothing was changed.",
                next);
    }

    private static String word(final KeyReport.Right right) {
        return right == KeyReport.Right.NOT_TOLD ? "not told" : right.name().toLowerCase(Locale.ROOT);
    }
}
