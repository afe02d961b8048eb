package dragon.monitor.snapshot;

import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneMark;
import dragon.engine.lane.StandbyFiles;
import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One lane of a home on one line, found without talking to any process.
 *
 * <p>Looking never fails: what cannot be read, or was written by another version, is told in {@code health}, and the rest is
 * shown all the same.
 *
 * @param mode {@code live}, {@code dry-run} or {@code sim}; null = not known
 * @param engine {@code LEADS}, {@code GONE}, {@code STOPPED} in order, or {@code NEVER} led
 * @param pid of the leader, 0 = none
 * @param leaseLeftMs until the lease ends unless it is renewed, 0 = it ran out, or nobody leads
 * @param standbys what follows: pid, state and lag of each
 * @param snapshotAt milliseconds since the epoch; null = there is none that can be read
 * @param diskBytes of all files of the lane
 * @param freeBytes where it is; -1 = not known
 * @param health {@code OK}, or what is wrong, in the order in which it was looked at
 */
public record LaneSummary(
        String name,
        String mode,
        String engine,
        long pid,
        int term,
        long leaseLeftMs,
        List<String> standbys,
        List<String> accounts,
        int botsRunning,
        int bots,
        int feedsFresh,
        int feedsTotal,
        Long snapshotAt,
        long diskBytes,
        long freeBytes,
        List<String> health) {
    /** Every lane of a home, by name. */
    public static List<LaneSummary> all(final Path home, final long nowMs) {
        return LaneDirectory.all(home).stream()
                .map(lane -> new Look(lane, nowMs).summary())
                .toList();
    }

    /** Names of all lanes of a home. */
    public static List<String> names(final Path home) {
        return LaneDirectory.all(home).stream()
                .map(lane -> String.valueOf(lane.root().getFileName()))
                .toList();
    }

    /** Whether nothing is wrong. */
    public boolean isHealthy() {
        return health.isEmpty();
    }

    /** Gathers one lane, part by part. */
    private static final class Look {
        private final LaneDirectory lane;
        private final long nowMs;
        private final List<String> health = new ArrayList<>();
        private final LaneMark mark;
        private final boolean isLed;

        Look(final LaneDirectory lane, final long nowMs) {
            this.lane = lane;
            this.nowMs = nowMs;
            mark = LaneMark.read(lane).orElse(null);
            isLed = mark != null && mark.isLeaderAlive();
        }

        LaneSummary summary() {
            final String mode = mode();
            final String engine = engine();
            final long leaseLeftMs = leaseLeftMs();
            lookAtCounters();
            final LaneSnapshot snapshot = snapshot();
            final LaneSnapshot.Lane gates = snapshot == null ? null : snapshot.lane();
            if (isLed && gates != null) {
                lookAtGates(snapshot, gates);
            }
            return new LaneSummary(
                    String.valueOf(lane.root().getFileName()),
                    mode,
                    engine,
                    isLed ? mark.pid() : 0,
                    mark == null ? 0 : mark.term(),
                    leaseLeftMs,
                    standbys(),
                    snapshot == null
                            ? List.of()
                            : snapshot.accounts().stream()
                                    .map(LaneSnapshot.Account::label)
                                    .toList(),
                    snapshot == null ? 0 : count(snapshot, "RUNNING"),
                    snapshot == null ? 0 : snapshot.bots().size(),
                    gates == null ? 0 : gates.feedsFresh(),
                    gates == null ? 0 : gates.feedsTotal(),
                    gates == null ? null : gates.snapshotAt(),
                    diskBytes(),
                    freeBytes(),
                    List.copyOf(health));
        }

        private String mode() {
            try {
                return lane.open().modeName();
            } catch (final OperatorException e) {
                health.add(
                        lane.exists() ? "LANE OF ANOTHER VERSION, OR DAMAGED: " + reason(e) : "NO LANE: no lane.toml");
                return null;
            }
        }

        /** What is wrong with the lane's identity, without what to do about an engine that is to start. */
        private String reason(final OperatorException e) {
            final String text = e.getMessage();
            final int from = text.indexOf(lane.laneToml() + ": ");
            final int to = text.indexOf(". Nothing was sent");
            return from < 0 || to < from
                    ? text
                    : text.substring(from + lane.laneToml().toString().length() + 2, to);
        }

        private String engine() {
            if (isLed) {
                return "LEADS";
            }
            if (mark == null) {
                return "NEVER";
            }
            if (mark.pid() == 0) {
                return "STOPPED";
            }
            health.add("ENGINE GONE");
            return "GONE";
        }

        private long leaseLeftMs() {
            if (!isLed || mark.leaseExpiresNs() == 0) {
                return 0;
            }
            final long leftMs = TimeUnit.NANOSECONDS.toMillis(mark.leaseLeftNs(System.nanoTime()));
            if (leftMs <= 0) {
                health.add("LEASE RAN OUT");
            }
            return Math.max(0, leftMs);
        }

        private void lookAtCounters() {
            if (!isLed) {
                return;
            }
            try (CountersReader counters = CountersReader.open(lane.counters()).orElse(null)) {
                if (counters == null) {
                    health.add("COUNTERS OF ANOTHER VERSION");
                    return;
                }
                final EngineState state = counters.state();
                if (state != EngineState.RUNNING) {
                    health.add("ENGINE " + state);
                }
                final long silentMs = nowMs - counters.value(EngineCounter.HEARTBEAT_MS);
                if (state == EngineState.RUNNING && silentMs > EngineLife.HEARTBEAT_AGE_MS_MAX) {
                    health.add("ENGINE SILENT " + Times.age(silentMs));
                }
                if (counters.value(EngineCounter.JOURNAL_FAULT) != 0) {
                    health.add("JOURNAL FAULT");
                }
            }
        }

        private LaneSnapshot snapshot() {
            if (!Files.exists(lane.snapshots())) {
                if (isLed) {
                    health.add("NO SNAPSHOT");
                }
                return null;
            }
            try (SnapshotReader reader = SnapshotReader.open(lane.snapshots())) {
                final LaneSnapshot snapshot = reader.read(0);
                if (snapshot == null) {
                    health.add("NO SNAPSHOT");
                } else if (isLed && nowMs - snapshot.lane().snapshotAt() > EngineLife.SNAPSHOT_AGE_MS_MAX) {
                    health.add("SNAPSHOT OLD");
                }
                return snapshot;
            } catch (final SQLException | RuntimeException e) {
                // A missing column is no reason to hide the other lanes.
                health.add("SNAPSHOT CANNOT BE READ: " + firstLine(e));
                return null;
            }
        }

        private void lookAtGates(final LaneSnapshot snapshot, final LaneSnapshot.Lane gates) {
            if (!gates.gatewayUp()) {
                health.add("GATEWAY DOWN");
            }
            if (gates.ordersInDoubt() > 0) {
                health.add("IN DOUBT " + gates.ordersInDoubt());
            }
            final int inError = count(snapshot, "ERROR");
            if (inError > 0) {
                health.add("BOTS IN ERROR " + inError);
            }
            if (gates.killSwitch()) {
                health.add("KILL SWITCH");
            }
            if (!gates.liveTrading()) {
                health.add("live off");
            }
            if (gates.feedsFresh() < gates.feedsTotal()) {
                health.add("stale feeds " + (gates.feedsTotal() - gates.feedsFresh()));
            }
        }

        private List<String> standbys() {
            return StandbyFiles.of(lane).list().stream().map(Look::standby).toList();
        }

        private static String standby(final StandbyFiles.Entry entry) {
            final Optional<CountersReader> opened = CountersReader.open(entry.path());
            if (opened.isEmpty()) {
                return entry.pid() + " of another version";
            }
            try (CountersReader counters = opened.get()) {
                return entry.isAlive()
                        ? entry.pid() + " " + counters.state() + " lag " + counters.value(EngineCounter.LAG_RECORDS)
                        : entry.pid() + " GONE after " + counters.state();
            }
        }

        private static int count(final LaneSnapshot snapshot, final String status) {
            return (int) snapshot.bots().stream()
                    .filter(bot -> bot.status().equals(status))
                    .count();
        }

        private long diskBytes() {
            try (Stream<Path> files = Files.walk(lane.root())) {
                return files.filter(Files::isRegularFile).mapToLong(Look::bytes).sum();
            } catch (final IOException | UncheckedIOException e) {
                health.add("FILES CANNOT BE READ");
                return 0;
            }
        }

        private static long bytes(final Path file) {
            try {
                return Files.size(file);
            } catch (final IOException e) {
                return 0; // Deleted since it was listed.
            }
        }

        private long freeBytes() {
            try {
                return Files.getFileStore(lane.root()).getUsableSpace();
            } catch (final IOException e) {
                return -1;
            }
        }

        private static String firstLine(final Exception e) {
            return String.valueOf(e.getMessage())
                    .lines()
                    .findFirst()
                    .orElse(e.getClass().getSimpleName());
        }
    }
}
