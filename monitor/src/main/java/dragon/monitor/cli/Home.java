package dragon.monitor.cli;

import dragon.engine.lane.LaneDirectory;
import java.nio.file.Path;

/** The folder of all lanes and logs of one operator. */
public record Home(Path root) {
    /** Environment variable that moves the home. */
    public static final String VARIABLE = "DRAGON_HOME";

    /** The home that a flag, the environment or the default names, in this order. */
    public static Home of(final Path flag) {
        if (flag != null) {
            return new Home(flag.toAbsolutePath().normalize());
        }
        final String variable = System.getenv(VARIABLE);
        final Path root = variable == null || variable.isBlank()
                ? Path.of(System.getProperty("user.home"), ".dragon")
                : Path.of(variable);
        return new Home(root.toAbsolutePath().normalize());
    }

    /** Directory of a lane. */
    public LaneDirectory lane(final String name) {
        return LaneDirectory.of(root, name);
    }

    /** Where processes write their logs. */
    public Path logs() {
        return root.resolve("logs");
    }
}
