package dragon.bench.smoke;

import dragon.bench.lane.JournalWatch.Event;
import dragon.bench.lane.VerbProcess;
import dragon.engine.core.CoreState;
import dragon.engine.lane.LaneMark;
import dragon.engine.process.EngineConfig;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Legs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A worker is gone and the next one takes its jobs: at once from one that was killed, only after the lease from one that is
 * silent, without a reclaim from one that stopped in order. Nothing is processed twice.
 */
final class LeaseReclaim implements Item {
    private static final long LEASE_MS = 15_000;
    private static final long RENEW_MS = 5_000;
    private static final Map<String, String> SHORT_LEASE = Map.of(
            EngineConfig.LEASE_VARIABLE, Long.toString(LEASE_MS / 1_000),
            EngineConfig.RENEW_VARIABLE, Long.toString(RENEW_MS / 1_000));
    private static final String HEARTBEAT = "Reclaimed stale job lease";
    private static final String RESTING = "leased";
    private static final String NEAR = "leased-near";
    private static final int KILLED_STATUS = 128 + 9;
    private static final long NS_PER_MS = 1_000_000L;

    @Override
    public String number() {
        return "5.6";
    }

    @Override
    public String title() {
        return "lease reclaim";
    }

    @Override
    public List<String> accounts() {
        return List.of("leased");
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final int account = stage.account("leased");
        final int resting = stage.bot(RESTING, account, Stage.BTC, Legs.BOTH_LEGS, Ladder.RESTING);
        final int near = stage.bot(NEAR, account, Stage.ETH, Legs.BOTH_LEGS, Ladder.NEAR);
        final List<Integer> bots = List.of(resting, near);
        stage.await("both in position", () -> stage.isHolding(resting) && stage.parked(near) > 0);
        stage.await("a decided candle of each", () -> isDecidedSince(stage, bots, 0));

        handedOver(stage, checks, bots);
        stage.lane().startStandby(SHORT_LEASE);
        final boolean isReadOfKilled = killed(stage, checks, bots);
        stage.lane().startStandby(Map.of()); // The lane is left with the lease that it had.
        final boolean isReadOfSilent = silent(stage, checks, bots);
        // It stands there for the length of a heartbeat: a loaded machine's snapshots may miss it.
        checks.figure("readInSnapshotsAfterKill", isReadOfKilled);
        checks.figure("readInSnapshotsAfterSilence", isReadOfSilent);
        stage.nothingTwice(checks, bots);
        checks.equal("the replay does not differ", "", stage.journal().fault());
    }

    /** The stage's engine stops in order; the worker that follows it has the short lease. */
    private static void handedOver(final Stage stage, final Checks checks, final List<Integer> bots) {
        stage.lane().startStandby(SHORT_LEASE);
        final long before = stage.journal().sequence();
        checks.equal("a worker stops in order", 0, stage.lane().stop("engine"));
        stage.lane().awaitTakeover();
        goesOn(stage, bots);
        checks.equal("its jobs are handed over, none is reclaimed", List.of(), reclaimed(stage, before));
    }

    /** Worker A is killed by SIGKILL, worker B takes its jobs. Returns whether the snapshots said so. */
    private static boolean killed(final Stage stage, final Checks checks, final List<Integer> bots) {
        final Map<?, ?> shown = stage.json("lease", "show");
        final Map<?, ?> standby = (Map<?, ?>) ((List<?>) shown.get("standbys")).get(0);
        checks.equal("lease show: worker B follows", "STANDBY", standby.get("state"));
        checks.equal(
                "lease show: worker A has the job",
                "held",
                Stage.row(shown, "jobs", "bot", RESTING).get("lease"));
        final long leftMs = (Long) ((Map<?, ?>) shown.get("lease")).get("expiresInMs");
        checks.that("lease show: a lease of 15 s", leftMs > 0 && leftMs <= LEASE_MS, leftMs + " ms left");
        final List<Integer> alive = alive(stage);
        final int reclaimsBefore = reclaims(stage, bots.get(0));
        final long before = stage.journal().sequence();
        final long killedNs = System.nanoTime();

        stage.lane().process("engine").kill();
        stage.event(before, EventCode.JOB_LEASE_RECLAIMED, bots.get(0));
        final long reclaimMs = (System.nanoTime() - killedNs) / NS_PER_MS;
        final boolean isRead = isReadInSnapshots(stage, bots.get(0), before);
        stage.lane().awaitTakeover();

        checks.figure("reclaimMs", reclaimMs);
        checks.that("killed: reclaimed before its lease had run out", reclaimMs <= LEASE_MS, reclaimMs + " ms");
        reclaimIsTold(stage, checks, "killed", bots, alive, before, reclaimsBefore);
        return isRead;
    }

    /** Worker B is stopped by SIGSTOP: it may wake at any time, so worker C waits for its lease. */
    private static boolean silent(final Stage stage, final Checks checks, final List<Integer> bots) {
        final List<Integer> alive = alive(stage);
        final int reclaimsBefore = reclaims(stage, bots.get(0));
        final VerbProcess stopped = stage.lane().process("engine");
        final long stoppedNs = System.nanoTime();
        stopped.suspend();
        final long before = stage.journal().sequence();
        final long expiresNs = LaneMark.read(stage.lane().lane()).orElseThrow().leaseExpiresNs();

        stage.event(before, EventCode.JOB_LEASE_RECLAIMED, bots.get(0));
        final long reclaimedNs = System.nanoTime();
        final boolean isRead = isReadInSnapshots(stage, bots.get(0), before);
        stage.lane().awaitTakeover();

        checks.figure("reclaimOfSilentMs", (reclaimedNs - stoppedNs) / NS_PER_MS);
        checks.figure("afterLeaseMs", (reclaimedNs - expiresNs) / NS_PER_MS);
        checks.that(
                "silent: not reclaimed before its lease has run out",
                expiresNs > stoppedNs && reclaimedNs - expiresNs >= 0,
                (expiresNs - stoppedNs) / NS_PER_MS + " ms of the lease were left, reclaimed "
                        + (reclaimedNs - expiresNs) / NS_PER_MS + " ms after it");
        checks.equal("silent: it was killed, not woken", KILLED_STATUS, stopped.await());
        reclaimIsTold(stage, checks, "silent", bots, alive, before, reclaimsBefore);
        return isRead;
    }

    private static void reclaimIsTold(
            final Stage stage,
            final Checks checks,
            final String of,
            final List<Integer> bots,
            final List<Integer> alive,
            final long before,
            final int reclaimsBefore) {
        checks.equal(of + ": job_lease_reclaimed of every running bot, once", alive, reclaimed(stage, before));
        for (final int bot : bots) {
            final Event event = stage.event(before, EventCode.JOB_LEASE_RECLAIMED, bot);
            stage.await(
                    "a heartbeat after it",
                    () -> !stage.journal().heartbeatTexts(bot, event.timeNs()).isEmpty());
            checks.equal(
                    of + ": the heartbeat of bot #" + bot,
                    HEARTBEAT,
                    stage.journal().heartbeatTexts(bot, event.timeNs()).get(0));
        }
        goesOn(stage, bots);
        stage.awaitShown(
                "the reclaim in the snapshots", () -> stage.job(bots.get(0)).staleReclaims() > reclaimsBefore);
        final Map<?, ?> row = Stage.row(stage.json("lease", "show"), "jobs", "bot", RESTING);
        checks.equal(of + ": lease show: reclaims", reclaimsBefore + 1L, row.get("staleReclaims"));
        checks.that(
                of + ": lease show: the next worker has the job",
                "held".equals(row.get("lease"))
                        && String.valueOf(row.get("claimedBy"))
                                .endsWith("-" + stage.lane().process("engine").pid()),
                row.get("lease") + " by " + row.get("claimedBy"));
    }

    /** The worker that leads now has compared with the exchange, and its bots decide. */
    private static void goesOn(final Stage stage, final List<Integer> bots) {
        stage.reconciled();
        final long now = stage.journal().sequence();
        stage.await("bots decide again", () -> isDecidedSince(stage, bots, now));
    }

    private static boolean isDecidedSince(final Stage stage, final List<Integer> bots, final long sequence) {
        return bots.stream().noneMatch(bot -> stage.decided(bot, sequence).isEmpty());
    }

    /** Whether the tables showed it while it was so, which is to the second heartbeat after the reclaim. */
    private static boolean isReadInSnapshots(final Stage stage, final int bot, final long before) {
        final long reclaimedNs =
                stage.event(before, EventCode.JOB_LEASE_RECLAIMED, bot).timeNs();
        final boolean[] isRead = new boolean[1];
        stage.awaitShown("two heartbeats after the reclaim", () -> {
            final boolean isOver =
                    stage.journal().heartbeatTexts(bot, reclaimedNs).size() >= 2;
            isRead[0] = HEARTBEAT.equals(stage.snapshot().bot(bot).heartbeatMessage());
            return isRead[0] || isOver;
        });
        return isRead[0];
    }

    private static int reclaims(final Stage stage, final int bot) {
        return stage.journal().ask(state -> state.bots().get(bot).lease().staleReclaims());
    }

    private static List<Integer> alive(final Stage stage) {
        return stage.journal().ask(LeaseReclaim::alive);
    }

    private static List<Integer> alive(final CoreState state) {
        final List<Integer> alive = new ArrayList<>();
        for (int id = 1; id <= state.bots().count(); id++) {
            if (state.bots().get(id).isAlive()) {
                alive.add(id);
            }
        }
        return alive;
    }

    private static List<Integer> reclaimed(final Stage stage, final long afterSequence) {
        return stage.journal().events(afterSequence, each -> each.code() == EventCode.JOB_LEASE_RECLAIMED).stream()
                .map(Event::botId)
                .sorted()
                .toList();
    }
}
