package dragon.monitor.cli;

import dragon.monitor.snapshot.Decimals;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Account;
import dragon.monitor.snapshot.SnapshotReader;
import dragon.monitor.snapshot.Times;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Noun {@code account}. */
@Command(
        name = "account",
        description = "Trading accounts: add, watch, set limits.",
        subcommands = {AccountCommand.ListVerb.class, AccountCommand.ShowVerb.class})
final class AccountCommand extends NounCommand {

    /** Verb {@code account list}. */
    @Command(name = "list", description = "All accounts.")
    static final class ListVerb extends ReadingVerb {
        @Override
        void show(final SnapshotReader reader, final LaneSnapshot snapshot) {
            layout().print(out(), format(), head(snapshot), snapshot.accounts());
        }
    }

    /** Verb {@code account show}. */
    @Command(name = "show", description = "One account and its bots.")
    static final class ShowVerb extends ReadingVerb {
        @Parameters(paramLabel = "LABEL", description = "Its label, or #id.")
        private String label;

        @Override
        void show(final SnapshotReader reader, final LaneSnapshot snapshot) {
            final Account account = Names.account(snapshot, label);
            final List<LaneSnapshot.Bot> bots = snapshot.bots().stream()
                    .filter(bot -> bot.accountId() == account.id())
                    .toList();
            if (format() == Format.JSON) {
                final Map<String, Object> document = new LinkedHashMap<>();
                document.put("schema", "dragon/account/1");
                document.putAll(head(snapshot));
                document.put("account", layout().json(account));
                document.put(
                        "bots",
                        bots.stream().map(BotReports.list(snapshot)::json).toList());
                Report.printJson(out(), document);
                return;
            }
            layout().print(out(), format(), Map.of(), List.of(account));
            out().println();
            BotReports.list(snapshot).print(out(), format(), Map.of(), bots);
        }
    }

    private static Report<Account> layout() {
        return new Report<Account>("accounts")
                .column("id", "ID", Account::id)
                .column("label", "ACCOUNT", Account::label)
                .column("status", "STATUS", Account::status)
                .column("positionMode", "MODE", Account::positionMode)
                .column("equity", "EQUITY", account -> Decimals.of(account.equityE8()))
                .column("dayNet", "DAY", account -> Decimals.of(account.dayNetE8()))
                .column("dailyLossLimit", "DAY LIMIT", account -> Decimals.of(account.dailyLossLimitE8()))
                .column("totalNet", "TOTAL", account -> Decimals.of(account.totalNetE8()))
                .column("totalLossLimit", "TOTAL LIMIT", account -> Decimals.of(account.totalLossLimitE8()))
                .column("openOrders", "ORDERS", Account::openOrders)
                .column("risk", "RISK", account -> account.riskBlocked() ? "BLOCKED " + account.riskReason() : "OK")
                .column("exchangeState", "EXCHANGE", Account::exchangeState)
                .detail("riskBlocked", Account::riskBlocked)
                .detail("riskReason", Account::riskReason)
                .detail("killSwitch", Account::killSwitch)
                .detail("freeCollateral", account -> Decimals.of(account.freeCollateralE8()))
                .detail("marginRatio", account -> Decimals.of(account.marginRatioE8()))
                .detail("reportedAt", account -> account.reportedAt() == null ? null : Times.ofMs(account.reportedAt()))
                .detail("reportedAtMs", Account::reportedAt);
    }
}
