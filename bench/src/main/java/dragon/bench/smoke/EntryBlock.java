package dragon.bench.smoke;

import dragon.bench.lane.JournalWatch.Answered;
import dragon.bench.lane.JournalWatch.Event;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.monitor.snapshot.LaneSnapshot;
import java.util.Map;

/**
 * What a gate of an account looks like that holds back entries only: a bot in position stays running and may leave, one that
 * is flat does not enter until it is open again.
 */
final class EntryBlock {
    private final Stage stage;
    private final Checks checks;
    private final int accountId;
    private final String account;
    private final int holder;
    private int idle;

    /** On an account of this label; makes a bot of the same name that holds BTC. */
    EntryBlock(final Stage stage, final Checks checks, final String account) throws Exception {
        this.stage = stage;
        this.checks = checks;
        this.account = account;
        accountId = stage.account(account);
        holder = stage.holder(account, accountId, Stage.BTC, Legs.LONG_ONLY, Ladder.RESTING);
    }

    int holder() {
        return holder;
    }

    /** The block is told within the fast interval, without an order attempt; and shown wherever an operator looks. */
    void isShown(final Answered effective, final String reason, final String next, final String heartbeat) {
        final Event event = stage.event(
                effective.sequence(),
                EventCode.ACCOUNT_RISK_BLOCK,
                each -> each.botId() == holder && each.detail().contains(reason));
        stage.withinFastInterval(checks, "account_risk_block within the fast interval", effective, event, holder);
        final LaneSnapshot shown =
                stage.shown(next, holder, each -> each.nextAction().equals(next));
        checks.figure("visibleMs", shown.bot(holder).updatedAt() - effective.timeNs() / 1_000_000);
        stage.shown(heartbeat, holder, each -> each.heartbeatMessage().equals(heartbeat));
        final Map<?, ?> status = stage.json("status");
        final Map<?, ?> row = Stage.row(status, "bots", "name", account);
        checks.equal("the bot stays running", "RUNNING", row.get("status"));
        checks.equal("its Next", next, row.get("next"));
        checks.equal("its heartbeat", heartbeat, row.get("heartbeat"));
        checks.equal("its health", "warn", row.get("health"));
        checks.equal(
                "the account's risk",
                "BLOCKED " + reason,
                Stage.row(status, "accounts", "label", account).get("risk"));
    }

    /** A flat bot of the account runs, decides its candles and does not enter; heartbeats and syncing go on. */
    void holdsEntriesBack(final Answered effective) {
        final long before = stage.journal().sequence();
        idle = stage.bot(account + "-flat", accountId, Stage.ETH, Legs.LONG_ONLY, Ladder.RESTING);
        stage.event(before, EventCode.BAR_TICK, idle);
        stage.event(stage.event(before, EventCode.BAR_TICK, holder).sequence(), EventCode.BAR_TICK, holder);
        stage.heartbeats(holder, 2);
        checks.that("candles are still decided", true, "of both bots");
        checks.equal("a flat bot runs", BotStatus.RUNNING, stage.status(idle));
        checks.equal("no entry and no rung is let out", 0, entries(effective.sequence()));
        checks.equal(
                "what rests at the exchange stays",
                2,
                stage.audit().openOrders().get(account));
    }

    private int entries(final long afterSequence) {
        return stage.journal()
                .places(afterSequence, each -> each.accountId() == accountId && each.isEntry())
                .size();
    }

    /** What makes the position smaller passes: the holder is flattened while the gate is closed. */
    void letsReductionsOut() {
        stage.run(0, false, "flatten", "--bot", account, "--confirm", "FLATTEN", "--reason", "smoke", "--wait");
        checks.equal("reduce-only passes: flattened", 0L, stage.quantityE8(holder, Leg.LONG));
        checks.equal("flat at the exchange too", null, stage.audit().legsE8().get(account + " " + Stage.BTC + " LONG"));
    }

    /** The gate is open again: the flat bot enters. */
    void ends(final Answered effective, final int entriesBefore) {
        checks.equal("no entry before the gate is open", 0, entriesBefore);
        stage.entry("the flat bot", idle, effective.sequence());
        checks.that("open again: the flat bot enters", true, "at a closed candle");
    }

    /** Entries let out between two commands. */
    int entriesBetween(final Answered closed, final Answered open) {
        return stage.journal()
                .places(
                        closed.sequence(),
                        each -> each.accountId() == accountId && each.isEntry() && each.sequence() < open.sequence())
                .size();
    }
}
