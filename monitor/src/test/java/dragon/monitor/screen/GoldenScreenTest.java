package dragon.monitor.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.style.Style;
import dev.tamboui.terminal.Frame;
import dragon.monitor.PreparedLane;
import dragon.monitor.snapshot.EngineLife;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.SnapshotReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** State in, exact cells out. Write them anew with {@code -Ddragon.golden.write=true} and look at the difference. */
class GoldenScreenTest {
    private static final Path GOLDEN = Path.of("src/test/resources/dragon/monitor/screen");

    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({
        "OVERVIEW, 80, 24",
        "OVERVIEW, 124, 36",
        "BOT, 80, 24",
        "BOT, 124, 36",
        "ACCOUNTS, 80, 24",
        "ACCOUNTS, 124, 36",
        "EVENTS, 80, 24",
        "EVENTS, 124, 36"
    })
    void drawsEachViewWithAndWithoutColour(final View view, final int width, final int height) throws Exception {
        final MonitorState state = MonitorState.start().showBot(2).show(view).select(view == View.OVERVIEW ? 1 : 0);
        final String name = view.name().toLowerCase(java.util.Locale.ROOT) + "_" + width + "x" + height;
        matches(name, render(state, picture(true), width, height, false));
        matches(name + "_colour", render(state, picture(true), width, height, true));
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "124, 36"})
    void saysFirstThatTheEngineIsDead(final int width, final int height) throws Exception {
        final String name = "offline_" + width + "x" + height;
        matches(name, render(MonitorState.start(), picture(false), width, height, false));
        matches(name + "_colour", render(MonitorState.start(), picture(false), width, height, true));
    }

    @Test
    void tellsForHowLongItIsHeldAndWhatIsFiltered() throws Exception {
        final MonitorState held = MonitorState.start().filter("eth", true).heldSince(PreparedLane.SNAPSHOT_AT - 4_000);
        matches("held_124x36", render(held, picture(true), 124, 36, false));
    }

    @Test
    void aCommandIsTypedAboveTheNamesOfTheLanes() throws Exception {
        matches("command_80x24", render(MonitorState.start().command("lane se"), picture(true), 80, 24, false));
        matches(
                "refused_80x24",
                render(MonitorState.start().refused("no lane for 'lane x'"), picture(true), 80, 24, false));
    }

    @Test
    void shutGatesStandOut() throws Exception {
        final Path lane = PreparedLane.write(home);
        PreparedLane.execute(
                lane, "UPDATE lane SET live_trading = 0, kill_switch = 1, gateway_up = 0, orders_in_doubt = 2");
        final Picture picture =
                new Picture("main", List.of("main", "second"), read(lane), new EngineLife(true, 7), 12_000, now());
        matches("gates_124x36_colour", render(MonitorState.start(), picture, 124, 36, true));
        matches("gates_80x24_colour", render(MonitorState.start(), picture, 80, 24, true));
    }

    @ParameterizedTest
    @CsvSource({"80, main t17 NO BEAT 14s SIM 0.3s", "124, NO HEARTBEAT FOR 14s | SIM snap 0.3s"})
    void anEngineThatDoesNotComeRoundIsNotActive(final int width, final String expected) throws Exception {
        final LaneSnapshot snapshot = read(PreparedLane.write(home));
        final EngineLife hung = new EngineLife(true, 7, snapshot.lane().sequence(), now() - 14_000);
        final String header = header(new Picture("main", List.of("main"), snapshot, hung, 0, now()), width);
        assertTrue(header.contains(expected), header);
        assertFalse(header.contains("ACTIVE"), header);
    }

    @ParameterizedTest
    @CsvSource({
        "80, main t17 ACTIVE SIM 3m20 OLD live+",
        "124, 'ACTIVE | SIM snap 3m20 | jrn 48,210,774, 12,345 behind |'"
    })
    void aSnapshotThatIsBehindSaysSo(final int width, final String expected) throws Exception {
        final LaneSnapshot snapshot = read(PreparedLane.write(home));
        final long laterMs = PreparedLane.SNAPSHOT_AT + 200_000;
        final EngineLife ahead = new EngineLife(true, 7, snapshot.lane().sequence() + 12_345, laterMs - 100);
        final String header = header(new Picture("main", List.of("main"), snapshot, ahead, 0, laterMs), width);
        assertTrue(header.contains(expected), header);
    }

    private static String header(final Picture picture, final int width) {
        return Monitor.text(picture, MonitorState.start(), width, 36)
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLaneWithoutASnapshotSaysWhatToDo() throws Exception {
        final Picture picture =
                new Picture("main", List.of("main", "second"), null, new EngineLife(false, 0), 0, now());
        matches("empty_80x24", render(MonitorState.start(), picture, 80, 24, false));
    }

    private Picture picture(final boolean isRunning) throws SQLException {
        final LaneSnapshot snapshot = read(PreparedLane.write(home));
        return new Picture(
                "main",
                List.of("main", "second"),
                snapshot,
                new EngineLife(isRunning, 7),
                12_000,
                now() + (isRunning ? 0 : 14_000));
    }

    private static long now() {
        return PreparedLane.SNAPSHOT_AT + 300;
    }

    private static LaneSnapshot read(final Path lane) throws SQLException {
        try (SnapshotReader reader = SnapshotReader.open(lane.resolve("snapshots.db"))) {
            return reader.read(200);
        }
    }

    /** The symbols of all cells; with colour, below them one letter for the style of each cell, and what it means. */
    private static String render(
            final MonitorState state,
            final Picture picture,
            final int width,
            final int height,
            final boolean isColoured) {
        final Buffer buffer = Buffer.empty(Rect.of(width, height));
        final Frame frame = Frame.forTesting(buffer);
        Screen.draw(state, picture, new BufferCanvas(frame.buffer(), isColoured));
        final StringBuilder symbols = new StringBuilder();
        final StringBuilder styles = new StringBuilder();
        final Map<Style, Character> letters = new LinkedHashMap<>();
        letters.put(Style.EMPTY, '.');
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                symbols.append(buffer.get(x, y).symbol());
                styles.append(
                        letters.computeIfAbsent(buffer.get(x, y).style(), style -> (char) ('a' + letters.size() - 1)));
            }
            symbols.append('\n');
            styles.append('\n');
        }
        if (!isColoured) {
            return symbols.toString();
        }
        final StringBuilder legend = new StringBuilder();
        letters.forEach((style, letter) -> legend.append(letter)
                .append(' ')
                .append(style.fg().map(Object::toString).orElse("-"))
                .append(' ')
                .append(style.addModifiers())
                .append('\n'));
        return symbols.append('\n').append(styles).append('\n').append(legend).toString();
    }

    private static void matches(final String name, final String drawn) throws IOException {
        final Path file = GOLDEN.resolve(name + ".txt");
        if (Boolean.getBoolean("dragon.golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, drawn, StandardCharsets.UTF_8);
        }
        assertEquals(Files.readString(file, StandardCharsets.UTF_8), drawn, name);
    }
}
