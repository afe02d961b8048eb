package dragon.bench.smoke;

import dragon.bench.kill.VenueAudit;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import java.util.List;

/** One bot is taken out of the market; the other of its pair, on the same symbol, stays as it is. */
final class FlattenBot implements Item {
    private static final String ACCOUNT = "pair";

    @Override
    public String number() {
        return "6";
    }

    @Override
    public String title() {
        return "flatten one bot";
    }

    @Override
    public List<String> accounts() {
        return List.of(ACCOUNT);
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final int account = stage.account(ACCOUNT);
        final int bot = stage.bot("pair-long", account, Stage.BTC, Legs.LONG_ONLY, Ladder.PARKED);
        final int other = stage.bot("pair-short", account, Stage.BTC, Legs.SHORT_ONLY, Ladder.RESTING);
        stage.await("both in position", () -> stage.isHolding(bot) && stage.isHolding(other));
        final long held = stage.quantityE8(other, Leg.SHORT);
        stage.run(2, false, "flatten", "--confirm", "FLATTEN", "--reason", "smoke");
        stage.run(6, false, "flatten", "--bot", "pair-long", "--confirm", "flatten", "--reason", "smoke");
        checks.that("another word than FLATTEN does nothing", stage.quantityE8(bot, Leg.LONG) > 0, "exit status 6");

        final long before = stage.journal().sequence();
        stage.run(0, false, "flatten", "--bot", "pair-long", "--confirm", "FLATTEN", "--reason", "smoke", "--wait");
        Flattened.check(stage, checks, "pair-long", bot, before);
        final VenueAudit audit = stage.audit();
        checks.equal("flat at the exchange", null, Flattened.atExchange(audit, ACCOUNT, Stage.BTC, Leg.LONG));
        checks.equal(
                "the other leg of the symbol is not touched",
                Long.valueOf(held),
                Flattened.atExchange(audit, ACCOUNT, Stage.BTC, Leg.SHORT));
        checks.equal("the other bot runs", BotStatus.RUNNING, stage.status(other));
        checks.equal("its orders rest", 2, audit.openOrders().get(ACCOUNT));
        checks.figure("duplicates", audit.count("duplicates"));
        checks.equal("duplicates at the exchange", 0L, audit.count("duplicates"));
        final long resumed = stage.act("bot", "resume", "pair-long").sequence();
        stage.entry("the resumed bot", bot, resumed);
        checks.that("resumed: it begins anew", true, "an entry at a closed candle");
    }
}
