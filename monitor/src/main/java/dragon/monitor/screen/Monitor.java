package dragon.monitor.screen;

import dev.tamboui.buffer.Buffer;
import dev.tamboui.layout.Rect;
import dev.tamboui.tui.TuiConfig;
import dev.tamboui.tui.TuiRunner;
import dev.tamboui.tui.event.Event;
import dev.tamboui.tui.event.KeyCode;
import dev.tamboui.tui.event.KeyEvent;
import java.time.Duration;

/**
 * The monitor on a terminal: looks at the lane four times a second and draws at most ten times.
 *
 * <p>Threading: the terminal library's one thread calls everything here.
 */
public final class Monitor {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final long LOOK_MS = 250;

    private final Feed feed;
    private final boolean isColoured;
    private final long endMs;
    private MonitorState state = MonitorState.start();
    private Picture picture;
    private long lookedMs;

    /**
     * A monitor that starts at the overview.
     *
     * @param endMs when it leaves by itself, milliseconds since the epoch; {@link Long#MAX_VALUE} = never
     */
    public Monitor(final Feed feed, final boolean isColoured, final long endMs) {
        this.feed = feed;
        this.isColoured = isColoured;
        this.endMs = endMs;
    }

    /** Runs until the watcher quits. */
    public void run() throws Exception {
        look();
        final TuiConfig config = TuiConfig.builder()
                .tickRate(TICK)
                .pollTimeout(TICK)
                .mouseCapture(false)
                .build();
        try (TuiRunner runner = TuiRunner.create(config)) {
            runner.run(
                    this::onEvent, frame -> Screen.draw(state, picture, new BufferCanvas(frame.buffer(), isColoured)));
        }
    }

    /** One frame as lines of text. */
    public static String text(final Picture picture, final MonitorState state, final int width, final int height) {
        final Buffer buffer = Buffer.empty(Rect.of(width, height));
        Screen.draw(state, picture, new BufferCanvas(buffer, false));
        final StringBuilder text = new StringBuilder();
        for (int y = 0; y < height; y++) {
            final StringBuilder line = new StringBuilder();
            for (int x = 0; x < width; x++) {
                line.append(buffer.get(x, y).symbol());
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private boolean onEvent(final Event event, final TuiRunner runner) {
        final long nowMs = System.currentTimeMillis();
        if (nowMs >= endMs) {
            runner.quit();
            return false;
        }
        boolean changed = false;
        if (event instanceof KeyEvent key) {
            if (key.isCtrlC()) {
                runner.quit();
                return false;
            }
            state = Keys.press(state, picture, keyOf(key), key.character(), nowMs);
            if (state == null) {
                state = MonitorState.start();
                runner.quit();
                return false;
            }
            if (!state.lane().isEmpty() && !state.lane().equals(feed.laneName())) {
                feed.watch(state.lane());
                return look();
            }
            changed = true;
        }
        return nowMs - lookedMs >= LOOK_MS ? look() : changed;
    }

    /** Looks again; while the screen is held only the age of what it shows goes on. */
    private boolean look() {
        lookedMs = System.currentTimeMillis();
        picture = state.heldSinceMs() != 0 && picture != null ? picture.at(lookedMs) : feed.look(lookedMs);
        return true;
    }

    private static Key keyOf(final KeyEvent key) {
        if (key.code() == KeyCode.CHAR) {
            return Key.CHARACTER;
        }
        return switch (key.code()) {
            case UP -> Key.UP;
            case DOWN -> Key.DOWN;
            case PAGE_UP -> Key.PAGE_UP;
            case PAGE_DOWN -> Key.PAGE_DOWN;
            case HOME -> Key.FIRST;
            case END -> Key.LAST;
            case ENTER -> Key.ENTER;
            case ESCAPE -> Key.ESCAPE;
            case BACKSPACE -> Key.BACKSPACE;
            default -> Key.CHARACTER;
        };
    }
}
