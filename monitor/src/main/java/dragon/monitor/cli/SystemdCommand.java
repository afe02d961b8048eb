package dragon.monitor.cli;

import dragon.engine.process.EngineMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Verb {@code systemd}. */
@Command(
        name = "systemd",
        description =
                "Units for systemd with the paths of this machine: engine, standby, gateway, snapshotter of a lane.",
        footer = {
            "",
            "The units are templates: the same files serve every lane of this home. Each process says when it is ready, and is",
            "killed when the thread that does its work stops making progress. The engine's have no network.",
            "",
            "Examples:",
            "  dragon systemd --lane main                              print them",
            "  sudo ./dragon systemd --lane main --home /var/lib/dragon --user dragon --to /etc/systemd/system",
            "  sudo systemctl daemon-reload && sudo systemctl enable --now dragon@main.target"
        })
final class SystemdCommand extends Verb {
    private static final List<String> UNITS = List.of(
            "dragon@.target",
            "dragon-engine@.service",
            "dragon-standby@.service",
            "dragon-gateway@.service",
            "dragon-snapshotter@.service");

    @Option(names = "--to", paramLabel = "DIR", description = "Write them here, in the place of what is there.")
    private Path to;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Who runs the lane (default: who runs this, but not root).")
    private String user;

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            defaultValue = "/etc/dragon",
            description = "Where LANE.key is, the master key alone, mode 0600 (default: /etc/dragon).")
    private Path keys;

    @Option(names = "--launcher", paramLabel = "FILE", description = "The dragon that units start (default: this one).")
    private Path launcher;

    @Override
    ExitCode run() {
        if (!lane().exists()) {
            throw ReadingVerb.noLane(lane(), laneName());
        }
        final Map<String, String> places = places();
        final Map<String, String> units = new LinkedHashMap<>();
        UNITS.forEach(unit -> units.put(unit, filled(unit, places)));
        if (to == null) {
            units.forEach((name, text) -> out().print("# ---- " + name + "\n" + text + "\n"));
        } else {
            units.forEach(this::write);
        }
        out().flush();
        err().println("Next: put the master key of the lane into " + keys.resolve(laneName() + ".key")
                + " (of root, mode 0600), then systemctl daemon-reload and systemctl enable --now dragon@" + laneName()
                + ".target");
        err().flush();
        return ExitCode.DONE;
    }

    private Map<String, String> places() {
        final String started = launcher == null ? System.getenv("DRAGON_LAUNCHER") : launcher.toString();
        if (started == null || started.isBlank()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "Nobody said where the launcher is: this was not started by ./dragon.",
                    "add --launcher FILE");
        }
        final Map<String, String> places = new LinkedHashMap<>();
        places.put("HOME", home().root().toString());
        places.put("LAUNCHER", Path.of(started).toAbsolutePath().normalize().toString());
        places.put("JAVA_HOME", System.getProperty("java.home"));
        places.put("USER", user == null ? whoRunsThis() : user);
        places.put("KEYS", keys.toAbsolutePath().normalize().toString());
        places.forEach(SystemdCommand::checkFitsAUnit);
        // What the service needs may lie where people live; writing is for the home of the lanes alone in any case.
        final boolean isAmongPeople = Stream.of("HOME", "LAUNCHER", "JAVA_HOME")
                .map(places::get)
                .anyMatch(path ->
                        path.startsWith("/home/") || path.startsWith("/root/") || path.startsWith("/run/user/"));
        places.put("PROTECT_HOME", isAmongPeople ? "read-only" : "yes");
        return places;
    }

    /** Under sudo that is root, as whom no lane should run unless somebody says so. */
    private static String whoRunsThis() {
        final String name = System.getProperty("user.name");
        if (name.equals("root")) {
            throw new Failure(
                    ExitCode.USAGE,
                    "Nobody said who runs the lane, and it should not be root; nothing was written.",
                    "add --user NAME, of the owner of the home");
        }
        return name;
    }

    private static void checkFitsAUnit(final String what, final String text) {
        if (!text.chars().allMatch(c -> Character.isLetterOrDigit(c) || "/._-+@:".indexOf(c) >= 0)) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "A unit cannot carry '" + text + "' (" + what + ") as it is; nothing was written.",
                    "use a path of letters, digits and / . _ - + @ :");
        }
    }

    private static String filled(final String unit, final Map<String, String> places) {
        try (InputStream stream = EngineMain.class.getResourceAsStream("/systemd/" + unit)) {
            if (stream == null) {
                throw new IllegalStateException("this build lacks " + unit);
            }
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            for (final Map.Entry<String, String> place : places.entrySet()) {
                text = text.replace("@" + place.getKey() + "@", place.getValue());
            }
            return text;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(final String name, final String text) {
        final Path file = to.resolve(name);
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "Cannot write " + file + ": " + e.getMessage() + ".",
                    "a directory that is there and yours to write to",
                    e);
        }
        out().println(file);
    }
}
