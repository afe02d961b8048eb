package dragon.bench.smoke;

import dragon.bench.lane.JournalWatch.Event;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import java.util.List;
import java.util.Map;

/** The exchange fails until the circuit breaker opens: entries are held back, nothing ends, and it comes back by itself. */
final class ExchangeDegraded implements Item {
    private static final String ACCOUNT = "degraded";

    @Override
    public String number() {
        return "5.5";
    }

    @Override
    public String title() {
        return "exchange degraded";
    }

    @Override
    public List<String> accounts() {
        return List.of(ACCOUNT);
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final int account = stage.account(ACCOUNT);
        final int holder = stage.holder(ACCOUNT, account, Stage.BTC, Legs.LONG_ONLY, Ladder.RESTING);
        final long before = stage.journal().sequence();
        fault(stage, "add", "server-error", "--endpoint", "read", "--account", ACCOUNT, "--for", "10m");
        fault(stage, "add", "drop-stream", "--account", ACCOUNT, "--next", "1");
        final Event change = stage.event(before, EventCode.VENUE_HEALTH_CHANGED, each -> each.accountId() == account);
        final Event block = stage.event(before, EventCode.EXCHANGE_DEGRADED_BLOCK, holder);
        checks.figure("blockMs", (block.timeNs() - change.timeNs()) / 1_000_000);
        checks.that("exchange_degraded_block", true, block.detail());
        final int idle = stage.bot(ACCOUNT + "-flat", account, Stage.ETH, Legs.LONG_ONLY, Ladder.RESTING);
        stage.event(block.sequence(), EventCode.BAR_TICK, idle);
        stage.heartbeats(holder, 2);
        stage.shown(
                "the broker's state", holder, each -> each.heartbeatMessage().startsWith("Broker degraded: "));
        final Map<?, ?> status = stage.json("status");
        final Map<?, ?> row = Stage.row(status, "bots", "name", ACCOUNT);
        checks.that("its Next", String.valueOf(row.get("next")).startsWith("Exchange degraded ("), row.get("next"));
        checks.that(
                "its heartbeat",
                String.valueOf(row.get("heartbeat")).startsWith("Broker degraded: "),
                row.get("heartbeat"));
        checks.equal("its health", "warn", row.get("health"));
        checks.equal("non-fatal: the bot stays running", "RUNNING", row.get("status"));
        checks.that(
                "the account's exchange state",
                !"CLOSED".equals(Stage.row(status, "accounts", "label", ACCOUNT).get("exchangeState")),
                Stage.row(status, "accounts", "label", ACCOUNT).get("exchangeState"));
        checks.equal("entries are blocked", 0, entries(stage, account, block.sequence()));

        stage.run(0, false, "flatten", "--bot", ACCOUNT, "--confirm", "FLATTEN", "--reason", "smoke");
        stage.event(block.sequence(), EventCode.FLATTEN_POSITION_CLOSE, holder);
        stage.awaitShown(
                "the leg closed at the exchange",
                () -> Flattened.atExchange(stage.audit(), ACCOUNT, Stage.BTC, Leg.LONG) == null);
        checks.that(
                "reduce-only passes meanwhile: cancelled and closed",
                stage.journal()
                        .events(block.sequence(), each -> each.code() == EventCode.FLATTEN_COMPLETED)
                        .isEmpty(),
                "at the exchange; not confirmed while it cannot be read");

        final long cleared = stage.journal().sequence(); // Before: an entry may go out while the verb still ends.
        fault(stage, "clear", "--all");
        final long clearedNs = System.nanoTime();
        stage.event(block.sequence(), EventCode.FLATTEN_COMPLETED, holder);
        checks.that("it comes back by itself: the flatten is confirmed", true, "flatten_completed");
        stage.shown("Waiting bar", idle, each -> each.nextAction().equals("Waiting bar"));
        checks.figure("recoveredMs", (System.nanoTime() - clearedNs) / 1_000_000);
        stage.entry("the flat bot", idle, cleared);
        checks.that("it comes back by itself: the flat bot enters", true, "at a closed candle");
        checks.equal("no bot has ended", BotStatus.PAUSED, stage.status(holder));
        checks.equal("duplicates at the exchange", 0L, stage.audit().count("duplicates"));
    }

    private static int entries(final Stage stage, final int account, final long afterSequence) {
        return stage.journal()
                .places(afterSequence, each -> each.accountId() == account && each.isEntry())
                .size();
    }

    private static void fault(final Stage stage, final String... arguments) {
        final String[] verb = new String[arguments.length + 4];
        verb[0] = "sim";
        verb[1] = "fault";
        System.arraycopy(arguments, 0, verb, 2, arguments.length);
        verb[arguments.length + 2] = "--rest-url";
        verb[arguments.length + 3] = stage.lane().restUrl();
        stage.run(0, false, verb);
    }
}
