package dragon.monitor.cli;

import dragon.engine.lane.LaneMark;
import dragon.engine.lane.StandbyFiles;
import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineState;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.SnapshotReader;
import dragon.monitor.snapshot.SnapshotReader.Job;
import dragon.monitor.snapshot.Times;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** Noun {@code lease}: who leads the lane, who would take over, and who has each job. */
@Command(
        name = "lease",
        description = "Who leads the lane, who would take over, who has each job.",
        subcommands = LeaseCommand.Show.class)
final class LeaseCommand extends NounCommand {

    /** Verb {@code lease show}. */
    @Command(
            name = "show",
            description = "The lease of the lane, its standbys with their lag, and the jobs: owner, version, reclaims.")
    static final class Show extends ReadingVerb {
        @Override
        boolean noticeIsData() {
            return true;
        }

        @Override
        void show(final SnapshotReader reader, final LaneSnapshot snapshot) throws SQLException {
            final LaneMark mark = LaneMark.read(lane()).orElse(null);
            final long leftMs = mark == null || !engine().isRunning()
                    ? 0
                    : TimeUnit.NANOSECONDS.toMillis(mark.leaseLeftNs(System.nanoTime()));
            final List<Map<String, Object>> standbys =
                    StandbyFiles.of(lane()).list().stream().map(Show::standby).toList();
            final List<Job> jobs = reader.jobs();
            if (format() == Format.JSON) {
                final Map<String, Object> document = new LinkedHashMap<>();
                document.put("schema", "dragon/lease/1");
                document.putAll(head(snapshot));
                document.put("lease", lease(mark, leftMs));
                document.put("standbys", standbys);
                document.put(
                        "jobs",
                        jobs.stream().map(layout(snapshot, leftMs)::json).toList());
                Report.printJson(out(), document);
                return;
            }
            final String notice = notice(snapshot);
            if (!notice.isEmpty()) {
                out().println(notice);
            }
            out().println(words(mark, leftMs));
            standbys.forEach(standby -> out().printf(
                            "standby pid %s  %s  term %s  lag %s records, %s ms  checkpoints equal %s%n",
                            standby.get("pid"),
                            standby.get("state"),
                            standby.get("term"),
                            standby.get("lagRecords"),
                            standby.get("lagMs"),
                            standby.get("checkpointsEqual")));
            layout(snapshot, leftMs).print(out(), format(), Map.of(), jobs);
        }

        private String words(final LaneMark mark, final long leftMs) {
            if (mark == null) {
                return "nobody ever led this lane";
            }
            if (!engine().isRunning()) {
                return mark.pid() == 0
                        ? "nobody leads; term " + mark.term() + " ended in order"
                        : "nobody leads; pid " + mark.pid() + " of term " + mark.term() + " is gone";
            }
            return String.format(
                    Locale.ROOT,
                    "term %d  held by %s-%d  lease %s",
                    mark.term(),
                    mark.owner(),
                    mark.pid(),
                    leftMs > 0
                            ? String.format(Locale.ROOT, "ends in %.1f s unless renewed", leftMs / 1e3)
                            : "HAS RUN OUT");
        }

        private Map<String, Object> lease(final LaneMark mark, final long leftMs) {
            final Map<String, Object> lease = new LinkedHashMap<>();
            final boolean isLed = mark != null && engine().isRunning();
            lease.put("term", mark == null ? 0 : mark.term());
            lease.put("owner", isLed ? mark.owner() + "-" + mark.pid() : "");
            lease.put("pid", isLed ? mark.pid() : 0);
            lease.put("expiresInMs", leftMs);
            lease.put("expiresAt", isLed ? Times.ofMs(System.currentTimeMillis() + leftMs) : "");
            lease.put(
                    "renewedMsAgo",
                    isLed ? TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - mark.leaseRenewedNs()) : null);
            lease.put("lostTerm", mark == null ? 0 : mark.leaseLostTerm());
            return lease;
        }

        private static Map<String, Object> standby(final StandbyFiles.Entry entry) {
            final Map<String, Object> standby = new LinkedHashMap<>();
            standby.put("pid", entry.pid());
            try (CountersReader counters = CountersReader.open(entry.path()).orElse(null)) {
                final EngineState state = counters == null ? EngineState.NEVER_STARTED : counters.state();
                standby.put("state", entry.isAlive() ? state.name() : "GONE after " + state.name());
                standby.put("term", value(counters, EngineCounter.TERM));
                standby.put("sequence", value(counters, EngineCounter.SEQUENCE));
                standby.put("lagRecords", value(counters, EngineCounter.LAG_RECORDS));
                standby.put("lagMs", TimeUnit.NANOSECONDS.toMillis(value(counters, EngineCounter.LAG_NS)));
                standby.put("checkpointsEqual", value(counters, EngineCounter.CHECKPOINTS_EQUAL));
            }
            return standby;
        }

        private static long value(final CountersReader counters, final EngineCounter which) {
            return counters == null ? 0 : counters.value(which);
        }

        private static Report<Job> layout(final LaneSnapshot snapshot, final long leftMs) {
            return new Report<Job>("jobs")
                    .column("botId", "ID", Job::botId)
                    .column("bot", "BOT", job -> snapshot.botName(job.botId()))
                    .column("status", "STATUS", Job::status)
                    .column("lease", "LEASE", Job::standing)
                    .column("claimedBy", "CLAIMED BY", Job::claimedBy)
                    .column("term", "TERM", Job::claimedTerm)
                    .column("leaseVersion", "VERSION", Job::version)
                    .column("expiresInMs", "EXPIRES MS", job -> "held".equals(job.standing()) ? leftMs : 0L)
                    .column("staleReclaims", "RECLAIMS", Job::staleReclaims)
                    .column("heartbeat", "HEARTBEAT", job -> snapshot.bot(job.botId())
                            .heartbeatMessage())
                    .detail("claimedAt", job -> job.claimedAt() == 0 ? "" : Times.ofMs(job.claimedAt()))
                    .detail("claimedAtMs", Job::claimedAt);
        }
    }
}
