package dragon.monitor.cli;

import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A button of the whole engine that can be pressed where no engine answers: a file of its name in the lane's {@code control}
 * directory, which the next engine takes before its first decision, and a living one within a quarter of a second.
 */
enum RedButton {
    HALT("halt", "halts as it starts: entries are taken back, exits go on", "halted"),
    KILL("kill switch", "freezes as it starts. What rests at the venue stays there", "frozen"),
    PANIC("panic", "cancels what is ours as it starts, for up to ten seconds, and freezes", "cancelled or frozen");

    private final String noun;
    private final String nextEngine;
    private final String participle;

    RedButton(final String noun, final String nextEngine, final String participle) {
        this.noun = noun;
        this.nextEngine = nextEngine;
        this.participle = participle;
    }

    Path file(final LaneDirectory lane) {
        return lane.control().resolve(name());
    }

    /** Whether it was pressed and no engine has taken it since. */
    boolean isPressed(final LaneDirectory lane) {
        return Files.exists(file(lane));
    }

    /** Presses it; when this returns, a loss of power does not take it back. */
    void press(final LaneDirectory lane) throws IOException {
        LaneDirectory.createDirectories(lane.control());
        try {
            LaneDirectory.createFile(file(lane));
        } catch (final FileAlreadyExistsException e) {
            // Pressed before, and no engine has taken it since: it means the same.
        }
        LaneDirectory.syncNames(lane.control());
    }

    /** What it is of a living engine. */
    String noun() {
        return noun;
    }

    /** What the next engine does with it. */
    String nextEngine() {
        return nextEngine;
    }

    /** What nothing was where it could not be pressed. */
    String participle() {
        return participle;
    }
}
