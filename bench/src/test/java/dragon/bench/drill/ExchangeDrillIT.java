package dragon.bench.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.kill.VenueAudit;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.SyncFence;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exchange's worst answers on real processes, as the manual tells an operator to try them. */
final class ExchangeDrillIT {
    private static final String BTC = "PERP_BTC_USDT";

    @TempDir
    private Path home;

    /** A bot that holds a leg, and whose rung rests; the rung is then taken back by a pause. */
    private int pausedBotWithARungTakenBack(final DrillLane lane) throws IOException {
        final int bot = lane.bot("btc", BTC, Legs.LONG_ONLY, 2);
        lane.await("a resting rung", () -> {
            final long rung = lane.newestPlace(bot, OrderRole.DCA);
            return rung != 0 && lane.journal().storyOf(rung).contains(EventCode.ORDER_ACKNOWLEDGED);
        });
        final long rung = lane.newestPlace(bot, OrderRole.DCA);
        lane.types("bot", "pause", "btc");
        lane.await(
                "a rung that is taken back", () -> lane.journal().storyOf(rung).contains(EventCode.ORDER_CANCELLED));
        return bot;
    }

    @Test
    void E2_E5_anOrderWhoseAnswerAndReportAreLostIsFoundByQueryAndAdopted() throws IOException {
        try (DrillLane lane = new DrillLane(home, BTC, "--sync", "intents")) { // As a live engine does.
            final int bot = pausedBotWithARungTakenBack(lane);
            final long before = lane.newestPlace(bot, OrderRole.DCA);
            assertEquals(SyncFence.codeOf(SyncPolicy.INTENTS), lane.counter(EngineCounter.SYNC_POLICY));
            assertTrue(lane.counter(EngineCounter.SYNCED_SEQUENCE) > 0, "orders have left: they are on the disk");
            lane.sim("fault", "add", "lost-ack", "--next", "1", "--with", "answer=500");
            lane.sim("fault", "add", "lost-report", "--next", "1");
            lane.types("bot", "resume", "btc");
            lane.await("another rung", () -> lane.newestPlace(bot, OrderRole.DCA) != before);
            final long rung = lane.newestPlace(bot, OrderRole.DCA);
            lane.await("an adopted rung", () -> lane.journal().storyOf(rung).contains(EventCode.ORDER_ACKNOWLEDGED));

            assertTrue(lane.journal().storyOf(rung).contains(EventCode.ORDER_UNKNOWN));
            final String told = lane.types("explain", Long.toString(rung));
            assertTrue(told.contains("place failed: AMBIGUOUS"), told);
            assertTrue(told.contains("answer: found, NEW"), told);
            assertTrue(told.contains("adopted: it is open at the venue and ours"), told);
            assertTrue(told.contains("sent once"), told);
            final VenueAudit audit = lane.audit();
            assertEquals(1L, lane.strikes("lost-ack"));
            assertEquals(1L, lane.strikes("lost-report"));
            assertEquals(rung, lane.newestPlace(bot, OrderRole.DCA), "no second rung was sent");
            lane.provesThatEachPlaceArrivedOnce(audit);
        }
    }

    @Test
    void E6_anOrderThatArrivesAfterTwoUnknownAnswersIsCancelledAsSurplusAndItsBotHalted() throws IOException {
        try (DrillLane lane = new DrillLane(home, BTC)) {
            final int bot = pausedBotWithARungTakenBack(lane);
            final long before = lane.newestPlace(bot, OrderRole.DCA);
            lane.sim(
                    "fault",
                    "add",
                    "late-accept",
                    "--with",
                    "unknowns=2",
                    "--with",
                    "after=20s",
                    "--with",
                    "answer=500");
            lane.types("bot", "resume", "btc");
            lane.await("another rung", () -> lane.newestPlace(bot, OrderRole.DCA) != before);
            final long late = lane.newestPlace(bot, OrderRole.DCA);
            lane.await("a successor", () -> lane.newestPlace(bot, OrderRole.DCA) != late);
            final long successor = lane.newestPlace(bot, OrderRole.DCA);
            assertTrue(lane.journal().storyOf(late).contains(EventCode.ORDER_VOID), "it has a successor as it is void");
            lane.await(
                    "the end of the late order",
                    () -> lane.journal().storyOf(late).contains(EventCode.ORDER_CANCELLED));
            lane.await(
                    "the end of its successor",
                    () -> lane.journal().storyOf(successor).contains(EventCode.ORDER_CANCELLED));

            assertEquals(
                    List.of(
                            EventCode.ORDER_PLACED,
                            EventCode.ORDER_UNKNOWN,
                            EventCode.ORDER_VOID,
                            EventCode.ORDER_ACKNOWLEDGED,
                            EventCode.ORDER_SURPLUS,
                            EventCode.ORDER_CANCELLED),
                    lane.journal().storyOf(late));
            assertTrue(lane.journal().has(each -> each.code() == EventCode.BOT_ERROR && each.botId() == bot));
            final String told = lane.types("explain", Long.toString(late));
            assertTrue(told.contains("end: void, the venue never had it"), told);
            assertTrue(told.contains("SURPLUS: arrived late, is taken back"), told);
            assertTrue(told.contains("end: cancelled"), told);
            assertTrue(told.contains("sent once"), told);
            final VenueAudit audit = lane.audit();
            assertEquals(1L, lane.strikes("late-accept"));
            assertNotEquals(late, successor);
            lane.provesThatEachPlaceArrivedOnce(audit);
            assertEquals(0, audit.openOrders().get("main"), "a bot in error leaves no rung at the exchange");
        }
    }
}
