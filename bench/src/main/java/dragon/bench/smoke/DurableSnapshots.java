package dragon.bench.smoke;

import dragon.bench.lane.JournalWatch.Answered;
import dragon.bench.lane.SimulatedLane.Answer;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.protocol.Legs;
import dragon.monitor.snapshot.LaneSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The latest known state on the disk: in time, readable without an engine, and never in the way of trading. */
final class DurableSnapshots implements Item {
    private static final long UNCHANGED_MS = 10_000;
    private static final long CHANGED_MS = 1_000;

    @Override
    public String number() {
        return "0.5";
    }

    @Override
    public String title() {
        return "durable snapshots";
    }

    @Override
    public List<String> accounts() {
        return List.of("shown", "idle");
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final int idle = stage.account("idle");
        final int account = stage.account("shown");
        final int bot = stage.holder("shown", account, Stage.ETH, Legs.LONG_ONLY, Ladder.RESTING);
        unchanged(stage, checks, idle);
        changed(stage, checks, account);
        contention(stage, checks, bot);
        withoutEngine(stage, checks, bot);
    }

    /** A row of which nothing changes is refreshed about every ten seconds. */
    private static void unchanged(final Stage stage, final Checks checks, final int idle) {
        final List<Long> refreshedMs = new ArrayList<>();
        // The first one may be the last of its changes, and a loaded machine may write one late or show two as one: it
        // takes one pause as long as it should be.
        stage.awaitShown("two refreshes of an account that rests, about 10 s apart", () -> {
            final long updatedMs = stage.snapshot().account(idle).updatedAt();
            if (refreshedMs.isEmpty() || refreshedMs.get(refreshedMs.size() - 1) != updatedMs) {
                refreshedMs.add(updatedMs);
            }
            return refreshedMs.size() >= 3
                    && lastPauseMs(refreshedMs) >= UNCHANGED_MS - CHANGED_MS
                    && lastPauseMs(refreshedMs) <= 2 * UNCHANGED_MS;
        });
        final long pauseMs = lastPauseMs(refreshedMs);
        checks.figure("unchangedEveryMs", pauseMs);
        checks.that("a row that does not change is written about every 10 s", true, pauseMs + " ms");
    }

    private static long lastPauseMs(final List<Long> timesMs) {
        return timesMs.get(timesMs.size() - 1) - timesMs.get(timesMs.size() - 2);
    }

    /** A change is there much sooner. */
    private static void changed(final Stage stage, final Checks checks, final int account) {
        final Answered effective = stage.act("account", "set", "shown", "--daily-loss-limit", "5000");
        stage.awaitShown("the new limit in the snapshots", () -> Long.valueOf(5_000_00000000L)
                .equals(stage.snapshot().account(account).dailyLossLimitE8()));
        final long visibleMs = stage.snapshot().account(account).updatedAt() - effective.timeNs() / 1_000_000;
        checks.figure("changeVisibleMs", visibleMs);
        checks.that("a change is written sooner than that", visibleMs < UNCHANGED_MS, visibleMs + " ms");
    }

    /** A second writer and a reader hold up the tables, and nothing else. */
    private static void contention(final Stage stage, final Checks checks, final int bot) throws Exception {
        final long before = stage.snapshot().lane().snapshotAt();
        final SecondWriter writer = new SecondWriter(stage.lane().lane().snapshots());
        try (writer) {
            final long sinceNs = stage.journal().lastHeartbeatNs(bot) + 1;
            stage.heartbeats(bot, 2);
            final int heartbeats = stage.journal().heartbeatsNs(bot, sinceNs).size();
            checks.that(
                    "heartbeats go on while a second writer holds the database",
                    heartbeats >= 2,
                    heartbeats + " of them");
            checks.equal("the bot stays running meanwhile", BotStatus.RUNNING, stage.status(bot));
        }
        stage.awaitShown("snapshots again", () -> stage.snapshot().lane().snapshotAt() > before);
        stage.awaitShown("the event of it", () -> stage.eventsShown("snapshot_write_failed") > 0);
        final List<?> events = (List<?>)
                stage.json("events", "--type", "snapshot_write_failed").get("events");
        final Map<?, ?> event = (Map<?, ?>) events.get(0);
        checks.equal("contention only warns: snapshot_write_failed", "WARN", event.get("level"));
        checks.figure("writesRefused", event.get("count"));
        checks.equal("no process has ended", null, stage.dead());
    }

    /** The engine is killed: what it last said is there, with its age. */
    private static void withoutEngine(final Stage stage, final Checks checks, final int bot) {
        final LaneSnapshot last = stage.shown("a rung", bot, each -> each.openOrders() >= 2);
        stage.lane().process("engine").kill();
        final Map<?, ?> status = stage.json("status");
        checks.equal("engine down: status says so", Boolean.FALSE, status.get("engineRunning"));
        checks.that(
                "engine down: the age of what is shown is told",
                status.get("snapshotAgeMs") instanceof Long,
                status.get("snapshotAgeMs") + " ms");
        final Map<?, ?> row = Stage.row(status, "bots", "name", "shown");
        checks.equal("engine down: overview", last.bot(bot).status(), row.get("status"));
        checks.equal("engine down: Next", "Waiting bar", row.get("next"));
        checks.equal("engine down: health", "ok", row.get("health"));
        checks.equal(
                "engine down: account risk",
                "OK",
                Stage.row(status, "accounts", "label", "shown").get("risk"));
        final List<?> positions =
                (List<?>) stage.json("positions", "--bot", "shown").get("positions");
        checks.equal("engine down: positions", 1, positions.size());
        final List<?> orders = (List<?>) stage.json("orders", "--bot", "shown").get("orders");
        checks.equal("engine down: orders", 2, orders.size());
        final Answer plain = stage.run(0, false, "status");
        checks.that(
                "engine down: the first line for people",
                plain.out().startsWith("ENGINE NOT RUNNING"),
                plain.out().lines().findFirst().orElse("nothing"));
        stage.lane().startEngine();
        stage.heartbeats(bot, 1);
        stage.reconciled();
        checks.equal("the engine comes back and the bot goes on", BotStatus.RUNNING, stage.status(bot));
    }
}
