package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StorageState;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A journal that may soon take no more: nothing enters, everything still gets out. */
class JournalStorageScenarioTest {
    private static final long MIB = 1L << 20;

    private final CoreHarness dragon = new CoreHarness();

    private List<String> places() {
        return dragon.takeSent().stream()
                .filter(intent -> intent.startsWith("place "))
                .toList();
    }

    @Test
    void B7_shrinkingSpaceIsToldAndBlocksNothing() {
        dragon.ready(Legs.LONG_ONLY, "0").forget();
        dragon.storage(StorageState.SPACE_SHRINKING, 4_000 * MIB, "");
        assertEquals(List.of(EventCode.DISK_LOW.name()), dragon.takeEvents());
        dragon.bar("60000");
        assertEquals(1, places().size());
    }

    @Test
    void B8_lowSpaceBlocksEntriesUntilThereIsRoomAgain() {
        dragon.ready(Legs.LONG_ONLY, "0").forget();
        dragon.storage(StorageState.SPACE_LOW, 900 * MIB, "").bar("60000");
        assertEquals(List.of(), places());
        final List<String> events = dragon.takeEvents();
        assertTrue(events.contains(EventCode.DISK_LOW.name()), events.toString());
        assertTrue(events.contains(EventCode.JOURNAL_SPACE_LOW.name()), events.toString());
        dragon.bar("60000");
        assertFalse(dragon.takeEvents().contains(EventCode.JOURNAL_SPACE_LOW.name()), "once an episode");

        dragon.storage(StorageState.SOUND, 50_000 * MIB, "");
        assertEquals(List.of(EventCode.DISK_OK.name()), dragon.takeEvents());
        dragon.bar("60000");
        assertEquals(1, places().size());
    }

    @Test
    void B9_aSlowAppendBlocksEntriesUntilItIsOver() {
        dragon.ready(Legs.LONG_ONLY, "0").forget();
        dragon.storage(StorageState.SLOW, 50_000 * MIB, "an append took 1234 ms")
                .bar("60000");
        assertEquals(List.of(), places());
        final List<String> events = dragon.takeEvents();
        assertTrue(events.contains(EventCode.JOURNAL_SLOW.name()), events.toString());
        assertTrue(events.contains(EventCode.JOURNAL_SLOW_BLOCK.name()), events.toString());

        dragon.storage(StorageState.SOUND, 50_000 * MIB, "");
        assertEquals(List.of(EventCode.DISK_OK.name()), dragon.takeEvents());
        dragon.bar("60000");
        assertEquals(1, places().size());
    }

    @Test
    void B22_aFaultOfTheJournalLetsAFlattenOut() {
        dragon.inPosition("0");
        List.copyOf(dragon.placedIds()).forEach(dragon::accepted);
        dragon.storage(StorageState.AT_FAULT, 50_000 * MIB, "deleted while it was in use")
                .forget();

        dragon.flatten(ControlScope.BOT, 1);
        assertTrue(dragon.takeSent().contains("cancel"));
        List.copyOf(dragon.placedIds()).stream()
                .filter(id -> !dragon.core().state().orders().get(id).status().isTerminal())
                .forEach(id -> dragon.status(id, VenueOrderStatus.CANCELED, "0"));
        dragon.position(Leg.LONG, "0.01").pass(3).position(Leg.LONG, "0.01");
        assertTrue(places().stream().anyMatch(place -> place.endsWith("reduce-only")));
    }

    @Test
    void aNewLeaderBelievesWhatTheOneBeforeSaidUntilItHasLooked() {
        dragon.ready(Legs.LONG_ONLY, "0").storage(StorageState.SPACE_LOW, 900 * MIB, "");
        dragon.startTerm();
        assertEquals(StorageState.SPACE_LOW, dragon.core().state().storage());
    }
}
