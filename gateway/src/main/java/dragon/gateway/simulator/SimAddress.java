package dragon.gateway.simulator;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import picocli.CommandLine.Option;

/** Where a running simulator is: said outright, or read from the ready file that it wrote. */
final class SimAddress {
    private static final String VARIABLE = "DRAGON_HOME";

    @Option(
            names = "--rest-url",
            paramLabel = "URL",
            description = "Address of the simulator, such as http://127.0.0.1:18080.")
    private String restUrl;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description =
                    "Ready file of the simulator; default: the one in the home's sim folder whose simulator runs.")
    private Path readyFile;

    @Option(names = "--home", paramLabel = "DIR", description = "Home folder; default $DRAGON_HOME, else ~/.dragon.")
    private Path home;

    @Option(names = "--lane", hidden = true)
    private String lane;

    /** What a ready file says. */
    record Found(String restUrl, long pid, Path readyFile) {
        boolean isAlive() {
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        }
    }

    /** The folder of simulators that were started without saying where. */
    static Path folder(final Path home) {
        final String variable = System.getenv(VARIABLE);
        final Path root = home != null
                ? home
                : variable != null && !variable.isBlank()
                        ? Path.of(variable)
                        : Path.of(System.getProperty("user.home"), ".dragon");
        return root.resolve("sim");
    }

    String restUrl() throws SimUnreachable {
        return restUrl != null ? restUrl.replaceAll("/+$", "") : found().restUrl;
    }

    /** The simulator of the ready file; SimUnreachable if there is none that runs. */
    Found found() throws SimUnreachable {
        if (readyFile != null) {
            final Found found = read(readyFile);
            if (!found.isAlive()) {
                throw new SimUnreachable("the simulator of " + readyFile + " (pid " + found.pid + ") has ended");
            }
            return found;
        }
        final Path folder = folder(home);
        final List<Found> alive = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*ready.toml")) {
                for (final Path file : files) {
                    final Found found = read(file);
                    if (found.isAlive()) {
                        alive.add(found);
                    }
                }
            } catch (final IOException e) {
                throw new SimUnreachable("cannot read " + folder + ": " + e.getMessage());
            }
        }
        if (alive.isEmpty()) {
            throw new SimUnreachable("no simulator of " + folder + " runs");
        }
        if (alive.size() > 1) {
            throw new SimUnreachable(
                    alive.size() + " simulators of " + folder + " run: name one with --ready-file or --rest-url");
        }
        return alive.get(0);
    }

    private static Found read(final Path file) throws SimUnreachable {
        try {
            final TomlParseResult toml = Toml.parse(file);
            final String url = toml.hasErrors() ? null : toml.getString("rest_url");
            final Long pid = toml.hasErrors() ? null : toml.getLong("pid");
            if (url == null || pid == null) {
                throw new SimUnreachable(file + " is no ready file of a simulator");
            }
            return new Found(url, pid, file);
        } catch (final IOException e) {
            throw new SimUnreachable("there is no ready file " + file);
        }
    }
}
