package dragon.bench.smoke;

import dragon.bench.lane.JournalWatch.Event;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.Timeframe;
import java.util.List;
import java.util.Map;

/** Heartbeats while a bot waits for its candle, and one decision for each closed candle. */
final class Cadence implements Item {
    private static final int HEARTBEATS = 4;

    /** However late a loaded machine makes a heartbeat, it comes; how late is a figure. */
    private static final long PAUSE_MS_MAX = 30_000;

    private static final long NS_PER_MS = 1_000_000L;

    @Override
    public String number() {
        return "0";
    }

    @Override
    public String title() {
        return "cadence";
    }

    @Override
    public List<String> accounts() {
        return List.of("cadence");
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final int account = stage.account("cadence");
        // Ten seconds a candle here: some fast ticks find nothing to decide.
        final int bot = stage.bot("cadence", account, Stage.BTC, Legs.LONG_ONLY, Ladder.RESTING, Timeframe.M5);
        stage.event(0, EventCode.BAR_TICK, bot);
        stage.heartbeats(bot, HEARTBEATS);
        // The first one may be decided late, when its bot begins: only from the second one on lies a whole candle
        // between.
        stage.await("three decided candles", () -> decided(stage, bot, 0).size() >= 3);

        final List<Long> heartbeatsNs = stage.journal().heartbeatsNs(bot, 0);
        final long meanMs = (heartbeatsNs.get(heartbeatsNs.size() - 1) - heartbeatsNs.get(0))
                / (heartbeatsNs.size() - 1)
                / NS_PER_MS;
        final long longestMs = longestNs(heartbeatsNs) / NS_PER_MS;
        checks.figure("heartbeats", heartbeatsNs.size());
        checks.figure("heartbeatMeanMs", meanMs);
        checks.figure("heartbeatLongestMs", longestMs);
        checks.that(
                "a heartbeat every fast interval of " + stage.fastIntervalMs() + " ms, later only on a busy machine",
                meanMs >= stage.fastIntervalMs() - stage.fastIntervalMs() / 5 && meanMs <= 2 * stage.fastIntervalMs(),
                meanMs + " ms on average of " + heartbeatsNs.size());
        checks.that(
                "heartbeats never cease",
                longestMs <= PAUSE_MS_MAX,
                "the longest pause " + longestMs + " ms, stale from " + stage.staleHeartbeatMs() + " ms on");
        final List<Event> decisions = decided(stage, bot, 0);
        final long between = heartbeatsNs.stream()
                .filter(each -> each > decisions.get(1).timeNs()
                        && each < decisions.get(2).timeNs())
                .count();
        checks.that("heartbeats go on while it waits for a bar", between >= 2, between + " between two candles");

        stage.shown("Waiting bar", bot, each -> each.nextAction().equals("Waiting bar"));
        final Map<?, ?> status = stage.json("status");
        final Map<?, ?> row = Stage.row(status, "bots", "name", "cadence");
        checks.equal("Next is sensible", "Waiting bar", row.get("next"));
        checks.equal("the heartbeat says what it waits for", "Waiting bar", row.get("heartbeat"));
        checks.equal("health", "ok", row.get("health"));
        checks.equal("status", "RUNNING", row.get("status"));
        final long ageMs = (Long) status.get("snapshotAtMs") - (Long) row.get("heartbeatAtMs");
        checks.that("the heartbeat that is shown is fresh", ageMs <= PAUSE_MS_MAX, ageMs + " ms old then");

        final long candles =
                decisions.stream().map(Event::referenceId).distinct().count();
        checks.figure("candlesDecided", candles);
        checks.figure("decidedTwice", decisions.size() - candles);
        checks.equal("no closed candle is decided twice", (long) decisions.size(), candles);
        final long entries = stage.journal()
                .places(0, each -> each.botId() == bot && each.role() == OrderRole.ENTRY)
                .size();
        checks.equal("one entry, whatever else ticks", 1L, entries);
    }

    private static List<Event> decided(final Stage stage, final int bot, final long afterSequence) {
        return stage.journal().events(afterSequence, each -> each.code() == EventCode.BAR_TICK && each.botId() == bot);
    }

    private static long longestNs(final List<Long> timesNs) {
        long longestNs = 0;
        for (int i = 1; i < timesNs.size(); i++) {
            longestNs = Math.max(longestNs, timesNs.get(i) - timesNs.get(i - 1));
        }
        return longestNs;
    }
}
