package dragon.monitor.cli;

import dragon.engine.lane.LaneDirectory;
import dragon.monitor.screen.Feed;
import dragon.monitor.screen.Monitor;
import dragon.monitor.screen.MonitorState;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verb {@code monitor}. */
@Command(name = "monitor", description = "Watch a lane; read-only, and it needs no running engine.")
final class MonitorCommand extends Verb {
    @Option(names = "--once", description = "Print one frame as text and end.")
    private boolean once;

    @Option(names = "--width", defaultValue = "124", description = "Columns of --once (default: 124).")
    private int width;

    @Option(names = "--height", defaultValue = "36", description = "Lines of --once (default: 36).")
    private int height;

    @Option(names = "--no-color", description = "As with NO_COLOR in the environment.")
    private boolean noColor;

    @Override
    ExitCode run() throws Exception {
        if (!lane().exists()) {
            throw ReadingVerb.noLane(lane(), laneName());
        }
        if (!once) {
            open(lane(), laneName(), null, isColoured(noColor));
            return ExitCode.DONE;
        }
        try (Feed feed = new Feed(lane(), laneName())) {
            out().print(Monitor.text(feed.look(System.currentTimeMillis()), MonitorState.start(), width, height));
            out().flush();
        }
        return ExitCode.DONE;
    }

    /** Opens the monitor on this terminal until the watcher quits, or for a time. */
    static void open(final LaneDirectory lane, final String laneName, final Duration duration, final boolean isColoured)
            throws Exception {
        if (System.console() == null) {
            throw new Failure(
                    ExitCode.USAGE, "The monitor needs a terminal.", "dragon monitor --once, or dragon status --json");
        }
        final long endMs = duration == null ? Long.MAX_VALUE : System.currentTimeMillis() + duration.toMillis();
        try (Feed feed = new Feed(lane, laneName)) {
            new Monitor(feed, isColoured, endMs).run();
        }
    }

    static boolean isColoured(final boolean noColor) {
        final String variable = System.getenv("NO_COLOR");
        return !noColor && (variable == null || variable.isEmpty());
    }
}
