package dragon.bench.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.drill.ToldJournal.Place;
import dragon.bench.drill.ToldJournal.Told;
import dragon.bench.kill.VenueAudit;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.SyncFence;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
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
            eachPlaceArrivedOnce(lane, audit);
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
            eachPlaceArrivedOnce(lane, audit);
            assertEquals(0, audit.openOrders().get("main"), "a bot in error leaves no rung at the exchange");
        }
    }

    @Test
    void E25_entriesWaitWhileTheTradeSurfaceFailsReductionsGoOutAndAllOfItEndsByItself() throws IOException {
        final String[] failing = {"PERP_ETH_USDT", "PERP_SOL_USDT", "PERP_XRP_USDT"};
        try (DrillLane lane = new DrillLane(home, BTC + ",PERP_DOGE_USDT," + String.join(",", failing))) {
            final int holder = lane.bot("holder", BTC, Legs.LONG_ONLY, 1);
            lane.await("a leg to reduce", () -> lane.journal()
                    .has(each -> each.code() == EventCode.ORDER_FILLED && each.botId() == holder));
            for (final String symbol : failing) {
                lane.sim("fault", "add", "server-error", "--endpoint", "place", "--symbol", symbol, "--for", "600s");
            }
            // The gateway probes a half open surface by a cancel.
            lane.sim("fault", "add", "server-error", "--endpoint", "cancel", "--for", "600s");
            for (final String symbol : failing) {
                lane.bot(symbol.split("_")[1], symbol, Legs.BOTH_LEGS, 1);
            }
            lane.await("an open breaker", () -> lane.journal().has(each -> isBreaker(each, "OPEN")));

            final int waiter = lane.bot("waiter", "PERP_DOGE_USDT", Legs.LONG_ONLY, 1);
            lane.await("a blocked entry", () -> lane.journal().has(each -> isDegradedBlock(each, waiter)));
            lane.types("flatten", "--bot", "holder", "--confirm", "FLATTEN", "--reason", "drill", "--wait");

            final Place reduction = lane.journal().toEnd().places().stream()
                    .filter(place -> place.botId() == holder && place.isReduceOnly())
                    .findFirst()
                    .orElseThrow();
            assertTrue(lane.journal().storyOf(reduction.clientOrderId()).contains(EventCode.ORDER_FILLED));
            final List<Told> before = breakerEvents(lane).stream()
                    .filter(each -> each.sequence() < reduction.sequence())
                    .toList();
            assertFalse(isBreaker(before.get(before.size() - 1), "CLOSED"), "it left through the breaker: " + before);
            assertEquals(0, placesOf(lane, waiter), "a blocked entry is no attempt");

            lane.sim("fault", "clear", "--all");
            lane.await("an entry of the one that was blocked", () -> lane.journal()
                    .has(each -> each.code() == EventCode.ORDER_FILLED && each.botId() == waiter));
            final List<String> breaker =
                    breakerEvents(lane).stream().map(Told::detail).toList();
            assertEquals("REST_TRADE UP, breaker CLOSED", breaker.get(breaker.size() - 1));
            assertTrue(breaker.contains("REST_TRADE DOWN, breaker OPEN"), breaker::toString);
            assertTrue(breaker.contains("REST_TRADE DEGRADED, breaker HALF_OPEN"), breaker::toString);
            eachPlaceArrivedOnce(lane, lane.audit());
        }
    }

    private static List<Told> breakerEvents(final DrillLane lane) {
        return lane.journal().toEnd().events().stream()
                .filter(each -> each.code() == EventCode.VENUE_HEALTH_CHANGED
                        && each.detail().startsWith("REST_TRADE "))
                .toList();
    }

    private static boolean isBreaker(final Told told, final String state) {
        return told.code() == EventCode.VENUE_HEALTH_CHANGED
                && told.detail().startsWith("REST_TRADE ")
                && told.detail().endsWith("breaker " + state);
    }

    private static boolean isDegradedBlock(final Told told, final int bot) {
        return told.code() == EventCode.EXCHANGE_DEGRADED_BLOCK
                && told.botId() == bot
                && told.detail().contains("exchange degraded");
    }

    private static long placesOf(final DrillLane lane, final int bot) {
        return lane.journal().toEnd().places().stream()
                .filter(place -> place.botId() == bot)
                .count();
    }

    private static void eachPlaceArrivedOnce(final DrillLane lane, final VenueAudit audit) {
        assertEquals(0, audit.count("duplicates"));
        assertEquals(0, audit.count("acceptedTwice"));
        assertEquals(0, audit.count("ordersAfterTerminal"));
        assertEquals(audit.count("distinctClientOrderIds"), audit.count("ordersReceived"));
        final HashSet<Long> intended = new HashSet<>();
        lane.journal().toEnd().places().forEach(place -> intended.add(place.clientOrderId()));
        assertTrue(intended.containsAll(audit.clientOrderIds()), () -> audit.clientOrderIds() + " of " + intended);
    }
}
