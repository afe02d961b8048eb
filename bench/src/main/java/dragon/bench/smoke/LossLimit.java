package dragon.bench.smoke;

import dragon.bench.lane.JournalWatch.Answered;
import dragon.engine.core.bot.Bot;
import java.util.List;

/** A loss limit that a negative ledger adjustment reaches: as an account that is not active, and syncing goes on. */
final class LossLimit implements Item {
    @Override
    public String number() {
        return "5";
    }

    @Override
    public String title() {
        return "loss limit by a ledger adjustment";
    }

    @Override
    public List<String> accounts() {
        return List.of("limited");
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final EntryBlock block = new EntryBlock(stage, checks, "limited");
        stage.act("account", "set", "limited", "--daily-loss-limit", "200");
        stage.heartbeats(block.holder(), 1);
        checks.equal(
                "the limit alone blocks nothing",
                "ok",
                Stage.row(stage.json("status"), "bots", "name", "limited").get("health"));
        final Answered lost = stage.act("ledger", "adjust", "limited", "-250", "--reason", "smoke");
        final long markedNs = markedNs(stage, block.holder());
        block.isShown(lost, "daily_loss_limit", "Risk blocked (daily_loss_limit)", "Blocked by account risk");
        block.holdsEntriesBack(lost);
        checks.that(
                "syncing goes on: mark prices",
                markedNs(stage, block.holder()) > markedNs,
                "newer than when it was closed");
        block.letsReductionsOut();
        final Answered won = stage.act("ledger", "adjust", "limited", "250", "--reason", "smoke");
        block.ends(won, block.entriesBetween(lost, won));
    }

    private static long markedNs(final Stage stage, final int botId) {
        return stage.journal().ask(state -> {
            final Bot bot = state.bots().get(botId);
            return state.instruments().get(bot.instrumentId()).markedNs();
        });
    }
}
