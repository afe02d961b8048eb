package dragon.monitor.cli;

import dragon.monitor.snapshot.LaneSummary;
import dragon.monitor.snapshot.Times;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verb {@code lanes}. */
@Command(
        name = "lanes",
        description =
                "Every lane of the home: who leads, accounts, bots, feeds, what is wrong. Needs no running engine.")
final class LanesCommand extends Verb {
    private static final double MIB = 1024.0 * 1024.0;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Option(names = "--plain", description = "Tab-separated, as in a pipe.")
    private boolean plain;

    @Override
    ExitCode run() {
        final long nowMs = System.currentTimeMillis();
        final List<LaneSummary> lanes = LaneSummary.all(home().root(), nowMs);
        final Format format = json ? Format.JSON : plain || System.console() == null ? Format.TABS : Format.TABLE;
        layout(nowMs).print(out(), format, Map.of("home", home().root().toString()), lanes);
        return ExitCode.DONE;
    }

    private static Report<LaneSummary> layout(final long nowMs) {
        return new Report<LaneSummary>("lanes")
                .column("lane", "LANE", LaneSummary::name)
                .column("mode", "MODE", LaneSummary::mode)
                .column("engine", "ENGINE", LaneSummary::engine)
                .column("pid", "PID", LaneSummary::pid)
                .column("term", "TERM", LaneSummary::term)
                .column("leaseLeftMs", "LEASE MS", LaneSummary::leaseLeftMs)
                .column("standby", "STANDBY", lane -> String.join("; ", lane.standbys()))
                .column("accounts", "ACCOUNTS", lane -> String.join(",", lane.accounts()))
                .column("bots", "BOTS", lane -> lane.botsRunning() + "/" + lane.bots())
                .column("feeds", "FEEDS", lane -> lane.feedsFresh() + "/" + lane.feedsTotal())
                .column("snapshotAge", "SNAPSHOT", lane -> age(lane, nowMs))
                .column("disk", "DISK", lane -> String.format(Locale.ROOT, "%.0f MiB", lane.diskBytes() / MIB))
                .column("health", "HEALTH", lane -> lane.isHealthy() ? "OK" : String.join(", ", lane.health()))
                .detail("isHealthy", LaneSummary::isHealthy)
                .detail("problems", LaneSummary::health)
                .detail("accountLabels", LaneSummary::accounts)
                .detail("standbys", LaneSummary::standbys)
                .detail("botsRunning", LaneSummary::botsRunning)
                .detail("botsTotal", LaneSummary::bots)
                .detail("feedsFresh", LaneSummary::feedsFresh)
                .detail("feedsTotal", LaneSummary::feedsTotal)
                .detail("snapshotAt", lane -> lane.snapshotAt() == null ? null : Times.ofMs(lane.snapshotAt()))
                .detail("snapshotAgeMs", lane -> lane.snapshotAt() == null ? null : nowMs - lane.snapshotAt())
                .detail("diskBytes", LaneSummary::diskBytes)
                .detail("freeBytes", LaneSummary::freeBytes);
    }

    private static String age(final LaneSummary lane, final long nowMs) {
        return lane.snapshotAt() == null ? null : Times.age(nowMs - lane.snapshotAt());
    }
}
