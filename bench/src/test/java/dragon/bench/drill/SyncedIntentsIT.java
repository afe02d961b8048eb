package dragon.bench.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.drill.ToldJournal.Place;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.SyncFence;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lane whose engine syncs its intents, on real processes: orders leave, and what has left is on the disk. */
final class SyncedIntentsIT {
    private static final String BTC = "PERP_BTC_USDT";

    @TempDir
    private Path home;

    @Test
    void B1_whatTheExchangeHasSeenIsOnTheDisk() throws IOException {
        try (DrillLane lane = new DrillLane(home, BTC, "--sync", "intents")) {
            final int bot = lane.bot("btc", BTC, Legs.LONG_ONLY, 2);
            lane.await("a resting rung", () -> {
                final long rung = lane.newestPlace(bot, OrderRole.DCA);
                return rung != 0 && lane.journal().storyOf(rung).contains(EventCode.ORDER_ACKNOWLEDGED);
            });
            final long rung = lane.newestPlace(bot, OrderRole.DCA);
            final long placed = lane.journal().places().stream()
                    .filter(each -> each.clientOrderId() == rung)
                    .mapToLong(Place::sequence)
                    .findFirst()
                    .orElseThrow();

            assertEquals(SyncFence.codeOf(SyncPolicy.INTENTS), lane.counter(EngineCounter.SYNC_POLICY));
            assertTrue(lane.counter(EngineCounter.SYNCED_SEQUENCE) >= placed, "it has left");
            lane.types("bot", "pause", "btc");
            lane.await(
                    "a rung that is taken back",
                    () -> lane.journal().storyOf(rung).contains(EventCode.ORDER_CANCELLED));
        }
    }
}
