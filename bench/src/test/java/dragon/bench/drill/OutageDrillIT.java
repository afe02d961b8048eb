package dragon.bench.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.drill.ToldJournal.Place;
import dragon.bench.drill.ToldJournal.Told;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Legs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exchange that fails for minutes, on real processes. */
final class OutageDrillIT {
    private static final String BTC = "PERP_BTC_USDT";

    @TempDir
    private Path home;

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
            // Not behind it: a reduction that went through closes the breaker, and then the waiter may enter.
            assertEquals(0, placesOf(lane, waiter, reduction.sequence()), "a blocked entry is no attempt");

            lane.sim("fault", "clear", "--all");
            lane.await("an entry of the one that was blocked", () -> lane.journal()
                    .has(each -> each.code() == EventCode.ORDER_FILLED && each.botId() == waiter));
            final List<String> breaker =
                    breakerEvents(lane).stream().map(Told::detail).toList();
            assertEquals("REST_TRADE UP, breaker CLOSED", breaker.get(breaker.size() - 1));
            assertTrue(breaker.contains("REST_TRADE DOWN, breaker OPEN"), breaker::toString);
            assertTrue(breaker.contains("REST_TRADE DEGRADED, breaker HALF_OPEN"), breaker::toString);
            lane.provesThatEachPlaceArrivedOnce(lane.audit());
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

    private static long placesOf(final DrillLane lane, final int bot, final long beforeSequence) {
        return lane.journal().toEnd().places().stream()
                .filter(place -> place.botId() == bot && place.sequence() < beforeSequence)
                .count();
    }
}
