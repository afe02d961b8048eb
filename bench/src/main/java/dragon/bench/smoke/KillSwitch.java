package dragon.bench.smoke;

import dragon.bench.kill.VenueAudit;
import dragon.bench.lane.JournalWatch.Answered;
import dragon.bench.lane.JournalWatch.Event;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import java.util.List;
import java.util.Map;

/** The freeze: bots stay running, and neither a place nor a cancel leaves. */
final class KillSwitch implements Item {
    @Override
    public String number() {
        return "2";
    }

    @Override
    public String title() {
        return "kill switch";
    }

    @Override
    public List<String> accounts() {
        return List.of("killed");
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final int account = stage.account("killed");
        final int holder = stage.holder("killed", account, Stage.BTC, Legs.LONG_ONLY, Ladder.RESTING);
        final Answered kill = stage.act("kill", "on", "--scope", "engine", "--confirm", "KILL", "--reason", "smoke");
        final int flat = stage.bot("frozen", account, Stage.ETH, Legs.LONG_ONLY, Ladder.RESTING);
        final Event place = stage.event(kill.sequence(), EventCode.KILL_SWITCH_BLOCK, flat);
        final VenueAudit before = stage.audit();
        final int open = before.openOrders().get("killed");
        checks.equal("a place is blocked: kill_switch_block", OrderRole.ENTRY, place.role());
        stage.act("bot", "pause", "killed");
        final Event cancel = stage.event(kill.sequence(), EventCode.KILL_SWITCH_BLOCK, holder);
        checks.equal("a cancel is blocked: kill_switch_block", OrderRole.DCA, cancel.role());
        stage.run(5, false, "flatten", "--bot", "frozen", "--confirm", "FLATTEN", "--reason", "smoke");
        checks.that("a flatten is refused", true, "exit status 5");
        stage.heartbeats(flat, 2);
        stage.event(place.sequence(), EventCode.BAR_TICK, flat);

        stage.shown(
                "the block",
                flat,
                each -> each.blockedActions() > 0 && each.nextAction().equals("Kill switch"));
        final Map<?, ?> status = stage.json("status");
        checks.equal("status says so", Boolean.TRUE, status.get("killSwitch"));
        final Map<?, ?> row = Stage.row(status, "bots", "name", "frozen");
        checks.equal("the bot stays running", "RUNNING", row.get("status"));
        checks.equal("its Next", "Kill switch", row.get("next"));
        checks.equal("its heartbeat", "Blocked by kill switch", row.get("heartbeat"));
        checks.equal("its health", "warn", row.get("health"));
        checks.that("blocked_actions_count", (Long) row.get("blockedActions") > 0, row.get("blockedActions"));
        checks.figure("blockedActions", row.get("blockedActions"));
        checks.equal(
                "no order and no cancel in the journal", 0L, stage.journal().intents(kill.sequence()));
        final VenueAudit after = stage.audit();
        checks.figure("bytesSentWhileKilled", after.orderActionBytes() - before.orderActionBytes());
        checks.equal(
                "bytes of order actions at the exchange", 0L, after.orderActionBytes() - before.orderActionBytes());
        checks.equal(
                "what rests at the exchange stays", open, after.openOrders().get("killed"));

        final Answered release = stage.act("release", "--scope", "engine", "--reason", "smoke");
        stage.event(kill.sequence(), EventCode.ORDER_CANCELLED, holder);
        stage.entry("frozen", flat, release.sequence());
        checks.that("released: the cancel and the place leave", true, "both");
        ofOneBot(stage, checks, holder, flat);
    }

    private static void ofOneBot(final Stage stage, final Checks checks, final int other, final int killed) {
        final long before = stage.journal().sequence();
        stage.act("kill", "on", "--scope", "bot:frozen", "--confirm", "KILL", "--reason", "smoke");
        final Event event = stage.event(before, EventCode.BOT_KILL_SWITCH, killed);
        checks.that("of one bot: bot_kill_switch", true, event.detail());
        stage.shown("the kill switch", killed, each -> each.nextAction().equals("Kill switch"));
        final Map<?, ?> status = stage.json("status");
        checks.equal(
                "of one bot: its Next",
                "Kill switch",
                Stage.row(status, "bots", "name", "frozen").get("next"));
        checks.equal(
                "of one bot: not the others",
                Boolean.FALSE,
                Stage.row(status, "bots", "name", "killed").get("killSwitch"));
        checks.equal("of one bot: it stays running", BotStatus.RUNNING, stage.status(killed));
        checks.equal("of one bot: the other is as before", BotStatus.PAUSED, stage.status(other));
        stage.act("release", "--scope", "bot:frozen", "--reason", "smoke");
    }
}
