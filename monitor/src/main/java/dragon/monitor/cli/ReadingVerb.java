package dragon.monitor.cli;

import dragon.engine.lane.LaneDirectory;
import dragon.monitor.snapshot.EngineLife;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.SnapshotReader;
import dragon.monitor.snapshot.Times;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** A verb that reads snapshots and counters only: it works the same whether the engine runs or not, and says which. */
abstract class ReadingVerb extends Verb {
    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Option(names = "--plain", description = "Tab-separated, as in a pipe.")
    private boolean plain;

    private EngineLife engine;

    /** Prints what was asked for. */
    abstract void show(SnapshotReader reader, LaneSnapshot snapshot) throws Exception;

    /** How many events the snapshot has to bring along. */
    int eventCountMax() {
        return 0;
    }

    @Override
    final ExitCode run() throws Exception {
        try (SnapshotReader reader = open(lane(), laneName())) {
            final LaneSnapshot snapshot = reader.read(eventCountMax());
            if (snapshot == null) {
                throw nothingYet(laneName());
            }
            engine = EngineLife.of(lane());
            if (!noticeIsData()) {
                final String notice = notice(snapshot);
                if (!notice.isEmpty()) {
                    err().println(notice);
                    err().flush();
                }
            }
            show(reader, snapshot);
        } catch (final SQLException e) {
            throw unreadable(lane(), e, "dragon doctor");
        }
        return ExitCode.DONE;
    }

    /** True where the verb itself prints the notice among its data. */
    boolean noticeIsData() {
        return json;
    }

    final Format format() {
        if (json) {
            return Format.JSON;
        }
        return plain || System.console() == null ? Format.TABS : Format.TABLE;
    }

    final EngineLife engine() {
        return engine;
    }

    /** What every JSON answer begins with. */
    final Map<String, Object> head(final LaneSnapshot snapshot) {
        final Map<String, Object> head = new LinkedHashMap<>();
        head.put("lane", snapshot.lane().name());
        head.put("mode", snapshot.lane().mode());
        head.put("engineRunning", engine.isRunning());
        head.put("engineSilentMs", engine.silentMs(System.currentTimeMillis()));
        head.put("snapshotAt", Times.ofMs(snapshot.lane().snapshotAt()));
        head.put("snapshotAtMs", snapshot.lane().snapshotAt());
        head.put("snapshotAgeMs", ageMs(snapshot));
        head.put("sequence", snapshot.lane().sequence());
        head.put("recordsBehind", engine.recordsAheadOf(snapshot.lane()));
        return head;
    }

    /** The first line when what follows may be old; empty when all is well. */
    final String notice(final LaneSnapshot snapshot) {
        final String age = Times.age(ageMs(snapshot));
        if (!engine.isRunning()) {
            return "ENGINE NOT RUNNING   snapshot of "
                    + Times.ofMs(snapshot.lane().snapshotAt()) + ", " + age + " old   "
                    + (snapshot.lane().isDryRun() ? "orders are on paper (DRY)" : "orders may be live at the venue");
        }
        final long ahead = engine.recordsAheadOf(snapshot.lane());
        final long silentMs = engine.silentMs(System.currentTimeMillis());
        if (silentMs > 0) {
            return "ENGINE HUNG   no heartbeat for " + Times.age(silentMs) + ", pid " + engine.pid()
                    + "   nothing below moves; next: dragon doctor";
        }
        if (ageMs(snapshot) <= EngineLife.SNAPSHOT_AGE_MS_MAX) {
            return "";
        }
        return "SNAPSHOT IS " + age + " OLD"
                + (ahead == 0 ? "" : String.format(Locale.ROOT, ", %,d records behind the engine", ahead))
                + "   the snapshotter is down, or catching up";
    }

    private static long ageMs(final LaneSnapshot snapshot) {
        return Math.max(0, Instant.now().toEpochMilli() - snapshot.lane().snapshotAt());
    }

    /** Opens the snapshots of a lane, or says why it cannot. */
    static SnapshotReader open(final LaneDirectory lane, final String name) throws SQLException {
        if (!Files.isDirectory(lane.root())) {
            throw noLane(lane, name);
        }
        final Path database = lane.snapshots();
        if (!Files.exists(database)) {
            throw nothingYet(name);
        }
        if (!Files.isReadable(database)) {
            throw new Failure(
                    ExitCode.CONFIGURATION, "Cannot read " + database + ": permission denied.", "ls -l " + lane.root());
        }
        return SnapshotReader.open(database);
    }

    static Failure unreadable(final LaneDirectory lane, final SQLException e, final String next) {
        return new Failure(
                ExitCode.INTERNAL_FAULT, "Cannot read " + lane.snapshots() + ": " + e.getMessage() + ".", next, e);
    }

    static Failure noLane(final LaneDirectory lane, final String name) {
        return new Failure(
                ExitCode.NOT_FOUND,
                "No lane '" + name + "' at " + lane.root() + ".",
                "dragon run --venue sim, or dragon demo, or name another with --lane and --home");
    }

    static Failure nothingYet(final String lane) {
        return new Failure(
                ExitCode.NOT_FOUND,
                "Lane '" + lane + "' has no snapshot yet.",
                "dragon snapshotter --lane " + lane + ", or wait a second if it has just started");
    }
}
