package dragon.tools.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which journal a verb reads: that of a lane, or any directory. */
final class JournalOptions {
    @Option(names = "--home", paramLabel = "DIR", description = "Home folder; default $DRAGON_HOME, else ~/.dragon.")
    private Path home;

    @ArgGroup
    private Place place = new Place();

    @Option(names = "--debug", description = "Show the stack trace of a failure.")
    private boolean isDebug;

    /** A lane or a directory, not both. */
    static final class Place {
        @Option(names = "--lane", paramLabel = "NAME", description = "Lane; default main.")
        private String lane;

        @Option(names = "--journal", paramLabel = "DIR", description = "Journal directory outside a lane.")
        private Path journal;
    }

    boolean isDebug() {
        return isDebug;
    }

    /** Name of the lane, or a stand-in for a directory outside a lane. */
    String laneName() {
        return isOfLane() ? laneOrMain() : place.journal.toString();
    }

    private String laneOrMain() {
        return place.lane == null ? "main" : place.lane;
    }

    /** The lane; fails with a line if there is none, or if a bare directory was named. */
    LaneDirectory existingLane() {
        if (!isOfLane()) {
            throw new OperatorException(
                    ExitStatus.USAGE,
                    "Cannot do this to " + place.journal + ": only a lane can be locked meanwhile. Nothing was changed."
                            + " Next: name the lane by --lane");
        }
        return existingLane(homeDirectory(), laneOrMain());
    }

    /** A lane of a home; fails with a line if there is none. */
    static LaneDirectory existingLane(final Path home, final String name) {
        final LaneDirectory lane = LaneDirectory.of(home, name);
        if (!lane.exists()) {
            throw new OperatorException(
                    ExitStatus.NOT_FOUND,
                    "No lane at " + lane.root() + ". Nothing was read. Next: check --home and --lane, or create the"
                            + " lane by dragon engine --lane NAME --mode sim");
        }
        return lane;
    }

    /** The directory of the journal; fails with a line if there is none. */
    Path journalDirectory() {
        final Path directory = journalDirectoryOrUnfinished();
        if (!Files.isDirectory(directory)) {
            throw new OperatorException(
                    ExitStatus.NOT_FOUND,
                    "No journal at " + directory + ". Nothing was read. Next: check --lane, --home or --journal; a"
                            + " lane has one once its engine has started");
        }
        return directory;
    }

    /** The same where there may be none because a repair was interrupted, which the verifier recognises. */
    Path journalDirectoryOrUnfinished() {
        return isOfLane()
                ? existingLane().journal()
                : place.journal.toAbsolutePath().normalize();
    }

    /** Whether the journal belongs to a lane, so that the lane's lock protects it. */
    private boolean isOfLane() {
        return place.journal == null;
    }

    /** True when a directory was named, or the lane has a journal: false only where there is nothing to read. */
    boolean hasJournal() {
        return !isOfLane()
                || Files.isDirectory(
                        LaneDirectory.of(homeDirectory(), laneOrMain()).journal());
    }

    /** The directory of the state images that belong to the journal; it need not exist. */
    Path imagesDirectory() {
        return isOfLane()
                ? existingLane().images()
                : place.journal.toAbsolutePath().normalize().resolveSibling("images");
    }

    Path homeDirectory() {
        return homeDirectory(home);
    }

    /** The home that was given, or that of the environment if it is null. */
    static Path homeDirectory(final Path given) {
        if (given != null) {
            return given.toAbsolutePath().normalize();
        }
        final String variable = System.getenv("DRAGON_HOME");
        return variable == null || variable.isBlank()
                ? Path.of(System.getProperty("user.home"), ".dragon")
                : Path.of(variable).toAbsolutePath().normalize();
    }
}
