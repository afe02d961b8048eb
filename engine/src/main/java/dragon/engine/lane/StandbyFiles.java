package dragon.engine.lane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The counters of a lane's standbys, a file for each: {@code standby-<pid>.dat}.
 *
 * <p>A standby that failed leaves its file, so that somebody sees it; the next one removes it.
 */
public final class StandbyFiles {
    private static final Pattern NAME = Pattern.compile("standby-(\\d{1,10})\\.dat");

    private final LaneDirectory lane;

    private StandbyFiles(final LaneDirectory lane) {
        this.lane = lane;
    }

    /** Those of a lane. */
    public static StandbyFiles of(final LaneDirectory lane) {
        return new StandbyFiles(lane);
    }

    /** The counters of a standby. */
    public record Entry(Path path, long pid) {
        /** Whether a process with its pid lives. */
        public boolean isAlive() {
            return LaneMark.processStartOf(pid) != 0;
        }
    }

    /** All of the lane, by pid. */
    public List<Entry> list() {
        final List<Entry> entries = new ArrayList<>();
        try (Stream<Path> all = Files.list(lane.root())) {
            all.forEach(file -> {
                final Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    entries.add(new Entry(file, Long.parseLong(name.group(1))));
                }
            });
        } catch (final IOException e) {
            return List.of(); // There is nothing to show.
        }
        entries.sort((a, b) -> Long.compare(a.pid(), b.pid()));
        return entries;
    }

    /** The file of this process. */
    public Path own() {
        return lane.root().resolve("standby-" + ProcessHandle.current().pid() + ".dat");
    }

    /** Removes the file of this process. */
    public void removeOwn() {
        remove(own());
    }

    /** Removes what dead standbys have left. */
    public void removeDead() {
        list().stream().filter(entry -> !entry.isAlive()).forEach(entry -> remove(entry.path()));
    }

    private static void remove(final Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (final IOException e) {
            // It stays and says that its process is gone.
        }
    }
}
