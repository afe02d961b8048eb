package dragon.bench.smoke;

import dragon.bench.kill.VenueAudit;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import java.util.List;
import java.util.Map;

/** All bots of an account are taken out of the market; those of another account stay as they are. */
final class FlattenAccount implements Item {
    private static final String ACCOUNT = "crowd";
    private static final String OTHER = "bystander";

    @Override
    public String number() {
        return "7";
    }

    @Override
    public String title() {
        return "flatten all bots of an account";
    }

    @Override
    public List<String> accounts() {
        return List.of(ACCOUNT, OTHER);
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final int account = stage.account(ACCOUNT);
        final int others = stage.account(OTHER);
        final int both = stage.bot("crowd-both", account, Stage.BTC, Legs.BOTH_LEGS, Ladder.RESTING);
        final int parked = stage.bot("crowd-parked", account, Stage.ETH, Legs.SHORT_ONLY, Ladder.PARKED);
        final int other = stage.bot(OTHER, others, Stage.BTC, Legs.LONG_ONLY, Ladder.RESTING);
        stage.await(
                "all in position", () -> stage.isHolding(both) && stage.isHolding(parked) && stage.isHolding(other));
        final long held = stage.quantityE8(other, Leg.LONG);
        final long before = stage.journal().sequence();
        stage.run(0, false, "flatten", "--account", ACCOUNT, "--confirm", "FLATTEN", "--reason", "smoke", "--wait");
        Flattened.check(stage, checks, "crowd-both", both, before);
        Flattened.check(stage, checks, "crowd-parked", parked, before);
        final VenueAudit audit = stage.audit();
        checks.equal(
                "no leg of the account at the exchange",
                0L,
                audit.legsE8().keySet().stream()
                        .filter(leg -> leg.startsWith(ACCOUNT + " "))
                        .count());
        checks.equal(
                "no order of the account at the exchange", 0, audit.openOrders().get(ACCOUNT));
        checks.equal(
                "another account is not touched",
                Long.valueOf(held),
                Flattened.atExchange(audit, OTHER, Stage.BTC, Leg.LONG));
        checks.equal("its bot runs", BotStatus.RUNNING, stage.status(other));
        checks.figure("duplicates", audit.count("duplicates"));
        checks.equal("duplicates at the exchange", 0L, audit.count("duplicates"));

        stage.act("bot", "stop", "crowd-both");
        stage.run(5, false, "flatten", "--bot", "crowd-both", "--confirm", "FLATTEN", "--reason", "smoke");
        final Map<?, ?> events = stage.json("events", "--bot", "crowd-both", "--type", "flatten_blocked_stopped");
        checks.equal("a stopped bot is refused: flatten_blocked_stopped", 1, ((List<?>) events.get("events")).size());
    }
}
