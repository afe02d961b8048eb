package dragon.tools.process;

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

    /** The directory of the lane, whether it exists or not. */
    Path laneDirectory() {
        final String name = place.lane == null ? "main" : place.lane;
        return homeDirectory().resolve("lanes").resolve(name);
    }

    /** The directory of the journal; fails with a line if there is none. */
    Path journalDirectory() {
        final Path directory = place.journal == null ? laneDirectory().resolve("journal") : place.journal;
        if (Files.isDirectory(directory)) {
            return directory.toAbsolutePath().normalize();
        }
        if (place.journal == null && !Files.isDirectory(laneDirectory())) {
            throw new ToolFailure(
                    ToolFailure.NOT_FOUND,
                    "No lane at " + laneDirectory() + ". Next: dragon engine --lane NAME --mode sim, or name another"
                            + " one by --lane");
        }
        throw new ToolFailure(
                ToolFailure.NOT_FOUND, "No journal at " + directory + ". Next: check --lane, --home or --journal");
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
