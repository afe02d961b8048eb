package dragon.monitor.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dragon.monitor.PreparedLane;
import dragon.monitor.snapshot.EngineLife;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.SnapshotReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keys change, and that they never leave the rows there are. */
class KeysTest {
    private static final long NOW_MS = 1_000;

    @TempDir
    private Path home;

    private LaneSnapshot snapshot;

    @BeforeEach
    void readTheLane() throws Exception {
        try (SnapshotReader reader =
                SnapshotReader.open(PreparedLane.write(home).resolve("snapshots.db"))) {
            snapshot = reader.read(200);
        }
    }

    @Test
    void digitsChooseTheView() {
        assertEquals(View.ACCOUNTS, type(MonitorState.start(), "3").view());
        assertEquals(View.OVERVIEW, type(MonitorState.start(), "41").view());
    }

    @Test
    void theSelectionStaysAmongTheRows() {
        assertEquals(2, type(MonitorState.start(), "jjjjjj").row());
        assertEquals(0, type(MonitorState.start(), "jjkkkk").row());
        assertEquals(2, type(MonitorState.start(), "G").row());
    }

    @Test
    void enterOpensTheSelectedBotAndEscapeComesBack() {
        final MonitorState opened = press(type(MonitorState.start(), "j"), Key.ENTER);
        assertEquals(View.BOT, opened.view());
        assertEquals("eth-hedge-1h", opened.bot(snapshot).name());
        assertEquals(View.OVERVIEW, press(opened, Key.ESCAPE).view());
    }

    @Test
    void aFilterIsTypedKeptAndCleared() {
        final MonitorState typing = type(MonitorState.start(), "/wooq");
        assertEquals("wooq", typing.filter());
        final MonitorState kept = press(press(typing, Key.BACKSPACE), Key.ENTER);
        assertEquals(3, kept.bots(snapshot).size()); // All accounts are called woo-something.
        assertEquals(1, type(press(kept, Key.ESCAPE), "/dca").bots(snapshot).size());
        assertEquals("", press(kept, Key.ESCAPE).filter());
    }

    @Test
    void spaceHoldsAndLetsGo() {
        final MonitorState held = type(MonitorState.start(), " ");
        assertEquals(NOW_MS, held.heldSinceMs());
        assertEquals(0, type(held, " ").heldSinceMs());
    }

    @Test
    void qLeavesButNotWhileTyping() {
        assertNull(type(MonitorState.start(), "q"));
        assertEquals("q", type(MonitorState.start(), "/q").filter());
    }

    @Test
    void aCommandGoesToALaneAViewOrABot() {
        assertEquals(
                "second",
                press(type(MonitorState.start(), ":lane second"), Key.ENTER).lane());
        assertEquals(
                "second",
                press(type(MonitorState.start(), ":lane s"), Key.ENTER).lane());
        assertEquals(
                View.EVENTS, press(type(MonitorState.start(), ":ev"), Key.ENTER).view());
        assertEquals(2, press(type(MonitorState.start(), ":eth"), Key.ENTER).botId());
        assertNull(press(type(MonitorState.start(), ":lane"), Key.ESCAPE).command());
    }

    @Test
    void aCommandThatMeansNothingOrManyIsRefusedWithTheChoice() {
        assertEquals(
                "no lane for 'lane m'; there are: main mirror second",
                press(type(MonitorState.start(), ":lane m"), Key.ENTER).notice());
        final MonitorState refused = press(type(MonitorState.start(), ":nobody"), Key.ENTER);
        assertEquals("no view or bot 'nobody'; a lane is :lane NAME", refused.notice());
        assertEquals("", type(refused, ":").notice());
    }

    @Test
    void bracketsWalkAroundTheLanesAndLeaveWhatBelongedToTheOneBefore() {
        final MonitorState elsewhere = type(press(type(MonitorState.start(), "3/woo"), Key.ENTER), "jj ]");

        assertEquals("mirror", elsewhere.lane());
        assertEquals(View.ACCOUNTS, elsewhere.view());
        assertEquals(0, elsewhere.row());
        assertEquals("", elsewhere.filter());
        assertEquals(0, elsewhere.heldSinceMs());
        assertEquals("second", type(MonitorState.start(), "[").lane());
        final Picture alone = new Picture("main", List.of("main"), snapshot, new EngineLife(true, 7), 0, NOW_MS);
        final MonitorState stays = Keys.press(MonitorState.start(), alone, Key.CHARACTER, ']', NOW_MS);
        assertEquals("no other lane in this home", stays.notice());
        for (final char next : new char[] {'j', '?', ' '}) {
            assertEquals(
                    "",
                    Keys.press(stays, alone, Key.CHARACTER, next, NOW_MS).notice(),
                    () -> "the keys come back after '" + next + "'");
        }
    }

    private Picture picture() {
        return new Picture("main", List.of("main", "mirror", "second"), snapshot, new EngineLife(true, 7), 0, NOW_MS);
    }

    private MonitorState type(final MonitorState from, final String keys) {
        MonitorState state = from;
        for (final char key : keys.toCharArray()) {
            state = Keys.press(state, picture(), Key.CHARACTER, key, NOW_MS);
        }
        return state;
    }

    private MonitorState press(final MonitorState from, final Key key) {
        return Keys.press(from, picture(), key, ' ', NOW_MS);
    }
}
