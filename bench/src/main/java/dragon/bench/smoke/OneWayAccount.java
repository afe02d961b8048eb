package dragon.bench.smoke;

import dragon.bench.lane.JournalWatch.Event;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.PositionMode;
import java.util.List;
import java.util.Map;

/** An account in one-way mode: its bots end in error, and its mode is not touched. One in hedge mode starts. */
final class OneWayAccount implements Item {
    /** Its account is in one-way mode at the exchange. */
    static final String ACCOUNT = "oneway";

    @Override
    public String number() {
        return "3";
    }

    @Override
    public String title() {
        return "one-way account";
    }

    @Override
    public List<String> accounts() {
        return List.of(ACCOUNT, "hedged");
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final int oneWay = stage.account(ACCOUNT);
        final int hedged = stage.account("hedged");
        final long before = stage.journal().sequence();
        final long beganNs = System.nanoTime();
        final int bot = stage.bot("oneway", oneWay, Stage.BTC, Legs.LONG_ONLY, Ladder.RESTING);
        final Event event = stage.event(before, EventCode.HEDGE_MODE_REQUIRED, bot);
        checks.figure("errorMs", (System.nanoTime() - beganNs) / 1_000_000);
        checks.that("hedge_mode_required, with what to do", event.detail().contains("one-way mode"), event.detail());
        stage.shown("the error", bot, each -> each.status().equals("ERROR"));
        final Map<?, ?> row = Stage.row(stage.json("status"), "bots", "name", "oneway");
        checks.equal("the bot is in error", "ERROR", row.get("status"));
        checks.equal("last error", "hedge_mode_required", row.get("lastError"));
        checks.equal("health", "error", row.get("health"));
        final Map<?, ?> account = Stage.row(stage.json("account", "list"), "accounts", "label", ACCOUNT);
        checks.equal("the account is told to be so", PositionMode.ONE_WAY.name(), account.get("positionMode"));

        final int started = stage.holder("hedged", hedged, Stage.BTC, Legs.LONG_ONLY, Ladder.RESTING);
        checks.equal("an account in hedge mode starts", BotStatus.RUNNING, stage.status(started));
        checks.equal("no order of the one-way account", 0L, stage.audit().ordersOf(ACCOUNT));
        checks.equal(
                "its mode at the exchange is not changed",
                "ONE_WAY",
                stage.audit().positionMode(ACCOUNT));
    }
}
