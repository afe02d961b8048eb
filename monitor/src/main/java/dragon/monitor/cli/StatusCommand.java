package dragon.monitor.cli;

import dragon.monitor.snapshot.BotState;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import dragon.monitor.snapshot.LaneSnapshot.Event;
import dragon.monitor.snapshot.LaneSnapshot.Lane;
import dragon.monitor.snapshot.SnapshotReader;
import dragon.monitor.snapshot.Times;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

/** Verb {@code status}. */
@Command(name = "status", description = "Engine, gates and what each bot waits for.")
final class StatusCommand extends ReadingVerb {
    @Override
    boolean noticeIsData() {
        return true;
    }

    @Override
    void show(final SnapshotReader reader, final LaneSnapshot snapshot) throws SQLException {
        final List<Event> restarts = reader.restartReports();
        final Map<Integer, LimitSummary> limits = LimitSummary.read(reader, snapshot);
        if (format() == Format.JSON) {
            Report.printJson(out(), document(snapshot, restarts, limits));
            return;
        }
        final String notice = notice(snapshot);
        if (!notice.isEmpty()) {
            out().println(notice);
        }
        final Lane lane = snapshot.lane();
        out().printf(
                        "%s e%d %s  %s  live-trading %s  kill %s  gateway %s  feeds %d/%d  in doubt %d  sequence %d%n",
                        lane.name(),
                        lane.term(),
                        life(),
                        lane.badge(),
                        onOff(lane.liveTrading()),
                        onOff(lane.killSwitch()),
                        lane.gatewayUp() ? "up" : "DOWN",
                        lane.feedsFresh(),
                        lane.feedsTotal(),
                        lane.ordersInDoubt(),
                        lane.sequence());
        if (!lane.hold().isEmpty()) {
            out().println("engine: " + lane.hold());
        }
        snapshot.accounts().stream()
                .filter(account -> !account.hold().isEmpty())
                .forEach(account -> out().println("account " + account.label() + ": " + account.hold()));
        for (final LaneSnapshot.Account account : snapshot.accounts()) {
            out().println("account " + account.label() + ": limits "
                    + limits.get(account.id()).text());
        }
        for (final Event restart : restarts) {
            out().printf(
                            "restart report of %s at %s: %s%n",
                            label(snapshot, restart), Times.ofNs(restart.atNs()), restart.detail());
        }
        for (final Bot bot : snapshot.bots()) {
            out().printf(
                            "%s %s  %s %s  %s  NEXT: %s%n",
                            BotState.of(bot, snapshot).letters(),
                            bot.name(),
                            bot.symbol(),
                            bot.timeframe(),
                            BotReports.position(snapshot, bot),
                            bot.nextAction());
        }
        snapshot.bots().stream()
                .filter(bot -> bot.status().equals("ERROR"))
                .findFirst()
                .ifPresent(bot -> err().println("Next: dragon explain " + bot.lastError()
                        + "; when it is settled dragon bot resume " + bot.name() + " --reason \"...\""));
        if (!lane.liveTrading()) {
            err().println("Next: dragon live on --reason \"...\"");
        }
        out().flush();
        err().flush();
    }

    private String life() {
        if (!engine().isRunning()) {
            return "NOT RUNNING";
        }
        return (engine().silentMs(System.currentTimeMillis()) > 0 ? "HUNG pid " : "ACTIVE pid ") + engine().pid();
    }

    private static String label(final LaneSnapshot snapshot, final Event restart) {
        final LaneSnapshot.Account account = snapshot.account(restart.accountId());
        return account == null ? "#" + restart.accountId() : account.label();
    }

    private static Map<String, Object> json(final LaneSnapshot snapshot, final Event restart) {
        final Map<String, Object> report = new LinkedHashMap<>();
        report.put("account", label(snapshot, restart));
        report.put("at", Times.ofNs(restart.atNs()));
        report.put("sequence", restart.sequence());
        report.put("isClean", "INFO".equals(restart.level()));
        report.put("detail", restart.detail());
        return report;
    }

    private Map<String, Object> document(
            final LaneSnapshot snapshot, final List<Event> restarts, final Map<Integer, LimitSummary> limits) {
        final Lane lane = snapshot.lane();
        final Map<String, Object> head = new LinkedHashMap<>();
        head.put("schema", "dragon/status/1");
        head.putAll(head(snapshot));
        head.put("term", lane.term());
        head.put("enginePid", lane.enginePid());
        head.put("liveTrading", lane.liveTrading());
        head.put("killSwitch", lane.killSwitch());
        head.put("hold", lane.hold());
        head.put("gatewayUp", lane.gatewayUp());
        head.put("feedsFresh", lane.feedsFresh());
        head.put("feedsTotal", lane.feedsTotal());
        head.put("ordersInDoubt", lane.ordersInDoubt());
        head.put(
                "restartReports",
                restarts.stream().map(restart -> json(snapshot, restart)).toList());
        head.put(
                "accounts",
                snapshot.accounts().stream()
                        .map(AccountCommand.layout(limits)::json)
                        .toList());
        head.put(
                "bots",
                snapshot.bots().stream().map(BotReports.list(snapshot)::json).toList());
        return head;
    }

    private static String onOff(final boolean value) {
        return value ? "ON" : "OFF";
    }
}
