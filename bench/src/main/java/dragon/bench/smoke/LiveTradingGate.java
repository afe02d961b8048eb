package dragon.bench.smoke;

import dragon.bench.kill.VenueAudit;
import dragon.bench.lane.JournalWatch.Answered;
import dragon.bench.lane.JournalWatch.Event;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Legs;
import java.util.List;
import java.util.Map;

/** The gate of live trading: closed, jobs wait and nothing is sent; open, they are claimed. */
final class LiveTradingGate implements Item {
    private static final String NEXT = "Blocked: live trading disabled";

    @Override
    public String number() {
        return "1";
    }

    @Override
    public String title() {
        return "live-trading gate";
    }

    @Override
    public List<String> accounts() {
        return List.of("gated");
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final int account = stage.account("gated");
        final int running = stage.holder("gated", account, Stage.BTC, Legs.LONG_ONLY, Ladder.RESTING);
        final Answered off = stage.act("live", "off", "--confirm", "OFF", "--reason", "smoke");
        final Event block = stage.event(off.sequence(), EventCode.LIVE_TRADING_DISABLED_BLOCK, running);
        stage.withinFastInterval(
                checks, "off: live_trading_disabled_block within the fast interval", off, block, running);

        final VenueAudit before = stage.audit();
        final int queued = stage.bot("queued", account, Stage.ETH, Legs.LONG_ONLY, Ladder.RESTING);
        stage.heartbeats(running, 2);
        stage.heartbeats(queued, 1);
        final Event bar = stage.event(block.sequence(), EventCode.BAR_TICK, running);
        checks.that("off: candles are still decided", bar.sequence() > off.sequence(), "one of " + bar.referenceId());
        stage.shown("the queued bot", queued, each -> each.heartbeatAt() > 0);
        final Map<?, ?> status = stage.json("status");
        checks.equal("off: status says so", Boolean.FALSE, status.get("liveTrading"));
        final Map<?, ?> runningRow = Stage.row(status, "bots", "name", "gated");
        checks.equal("off: a running bot stays running", "RUNNING", runningRow.get("status"));
        checks.equal("off: its Next", NEXT, runningRow.get("next"));
        checks.equal("off: its heartbeat", NEXT, runningRow.get("heartbeat"));
        final Map<?, ?> queuedRow = Stage.row(status, "bots", "name", "queued");
        checks.equal("off: a queued job is not claimed", "QUEUED", queuedRow.get("status"));
        checks.equal("off: its heartbeat", NEXT, queuedRow.get("heartbeat"));
        checks.equal(
                "off: no job was started",
                0,
                stage.journal()
                        .events(off.sequence(), each -> each.code() == EventCode.BOT_STARTED)
                        .size());
        checks.equal(
                "off: no order and no cancel in the journal",
                0L,
                stage.journal().intents(off.sequence()));
        final VenueAudit after = stage.audit();
        checks.figure("bytesSentWhileOff", after.orderActionBytes() - before.orderActionBytes());
        checks.equal("off: order actions at the exchange", 0L, after.orderActions() - before.orderActions());
        checks.equal(
                "off: live_trading_disabled_block once an episode",
                1,
                stage.journal()
                        .events(
                                off.sequence(),
                                each -> each.code() == EventCode.LIVE_TRADING_DISABLED_BLOCK && each.botId() == running)
                        .size());

        final Answered on = stage.act("live", "on", "--reason", "smoke");
        final Event started = stage.event(on.sequence(), EventCode.BOT_STARTED, queued);
        checks.figure("claimMs", Stage.msBetween(on, started));
        checks.that("on: the queued job is claimed", true, Stage.msBetween(on, started) + " ms after");
        checks.equal("on: it runs", BotStatus.RUNNING, stage.status(queued));
        stage.entry("the claimed bot", queued, on.sequence());
        checks.that("on: it enters", true, "at the next closed candle");
    }
}
