package dragon.bench.smoke;

import dragon.bench.kill.VenueAudit;
import dragon.bench.lane.JournalWatch.Event;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Leg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a bot looks like that has been flattened. */
final class Flattened {
    private static final List<EventCode> STEPS = List.of(
            EventCode.FLATTEN_REQUESTED,
            EventCode.FLATTEN_STARTED,
            EventCode.FLATTEN_CANCEL_SUMMARY,
            EventCode.FLATTEN_POSITION_CLOSE,
            EventCode.FLATTEN_COMPLETED);

    private Flattened() {}

    /** Looks at one bot, whose flatten was asked for behind a record and has ended. */
    static void check(
            final Stage stage, final Checks checks, final String name, final int bot, final long afterSequence) {
        final List<Event> events = new ArrayList<>();
        for (final EventCode step : STEPS) {
            events.add(stage.event(afterSequence, step, bot));
        }
        // Between begin and end each leg goes its own way.
        final int last = events.size() - 1;
        boolean isInOrder = events.get(0).sequence() < events.get(1).sequence();
        for (int i = 2; i < last; i++) {
            isInOrder &= events.get(i).sequence() > events.get(1).sequence();
            isInOrder &= events.get(i).sequence() < events.get(last).sequence();
        }
        checks.that(name + ": every step as an event, in order", isInOrder, "flatten_requested to flatten_completed");
        checks.figure(
                name + "FlattenMs", (events.get(last).timeNs() - events.get(0).timeNs()) / 1_000_000);
        checks.equal(name + ": flat", 0L, stage.quantityE8(bot, Leg.LONG) + stage.quantityE8(bot, Leg.SHORT));
        checks.equal(name + ": nothing of it is left to wait", 0, stage.waiting(bot));
        checks.equal(
                name + ": nothing is opened on the way",
                0,
                stage.journal()
                        .places(events.get(0).sequence(), each -> each.botId() == bot && each.isEntry())
                        .size());
        checks.equal(name + ": ends paused", BotStatus.PAUSED, stage.status(bot));
        stage.shown(
                "the end of the flatten", bot, each -> each.heartbeatMessage().equals("Flatten completed"));
        final Map<?, ?> row = Stage.row(stage.json("status"), "bots", "name", name);
        checks.equal(name + ": its heartbeat", "Flatten completed", row.get("heartbeat"));
        checks.equal(name + ": desired_action is cleared", "", row.get("desiredAction"));
        checks.equal(name + ": its position", "flat", row.get("position"));
    }

    /** What the exchange holds of a leg; null = nothing. */
    static Long atExchange(final VenueAudit audit, final String account, final String symbol, final Leg leg) {
        return audit.legsE8().get(account + " " + symbol + " " + leg);
    }
}
