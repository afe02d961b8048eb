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

    /** The lane, whether it exists or not. */
    LaneDirectory lane() {
        return LaneDirectory.of(homeDirectory(), place.lane == null ? "main" : place.lane);
    }

    /** The directory of the journal; fails with a line if there is none. */
    Path journalDirectory() {
        if (isOfLane() && !lane().exists()) {
            throw new OperatorException(
                    ExitStatus.NOT_FOUND,
                    "No lane at " + lane().root() + ". Nothing was read. Next: check --home and --lane, or create the"
                            + " lane by dragon engine --lane NAME --mode sim");
        }
        final Path directory =
                isOfLane() ? lane().journal() : place.journal.toAbsolutePath().normalize();
        if (!Files.isDirectory(directory)) {
            throw new OperatorException(
                    ExitStatus.NOT_FOUND,
                    "No journal at " + directory + ". Nothing was read. Next: check --lane, --home or --journal; a"
                            + " lane has one once its engine has started");
        }
        return directory;
    }

    /** Whether the journal belongs to a lane, so that the lane's lock protects it. */
    boolean isOfLane() {
        return place.journal == null;
    }

    private Path homeDirectory() {
        if (home != null) {
            return home.toAbsolutePath().normalize();
        }
        final String variable = System.getenv("DRAGON_HOME");
        return variable == null || variable.isBlank()
                ? Path.of(System.getProperty("user.home"), ".dragon")
                : Path.of(variable).toAbsolutePath().normalize();
    }
}
