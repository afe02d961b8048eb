package dragon.engine.lane;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.protocol.LaneMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * The one directory of a lane: where each of its files is.
 *
 * <p>Directories are for their owner alone (0700), and so are files (0600).
 */
public final class LaneDirectory {
    private static final Set<String> KEYS = Set.of("name", "mode", "format_version");

    private final Path root;

    /** Names the directory; nothing is touched. */
    public LaneDirectory(final Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    /** The directory of a lane in this home. */
    public static LaneDirectory of(final Path home, final String lane) {
        return new LaneDirectory(home.resolve("lanes").resolve(lane));
    }

    public Path root() {
        return root;
    }

    /** The home that the lane is in. */
    public Path home() {
        final Path lanes = root.getParent();
        return lanes == null || lanes.getParent() == null ? root : lanes.getParent();
    }

    /** Every lane in a home, by name, readable or not. */
    public static List<LaneDirectory> all(final Path home) {
        final List<LaneDirectory> lanes = new ArrayList<>();
        final Path parent = home.resolve("lanes");
        if (Files.isDirectory(parent)) {
            try (Stream<Path> children = Files.list(parent)) {
                children.filter(Files::isDirectory)
                        .sorted()
                        .map(LaneDirectory::new)
                        .forEach(lanes::add);
            } catch (final IOException | UncheckedIOException e) {
                throw new OperatorException(
                        ExitStatus.CONFIG,
                        "Cannot list the lanes in " + parent + ": " + e.getMessage()
                                + ". Nothing was changed. Next: run as the owner of the home.",
                        e);
            }
        }
        return lanes;
    }

    /** Identity: name, mode, format version. */
    public Path laneToml() {
        return root.resolve("lane.toml");
    }

    /** Mapped term and owner; its OS lock is the ownership of the lane. */
    public Path markFile() {
        return root.resolve("lane.mark");
    }

    /** Directory of the current generation of the journal. */
    public Path journal() {
        return root.resolve("journal");
    }

    /** Directory of earlier generations of the journal. */
    public Path sealed() {
        return root.resolve("sealed");
    }

    /** Open incidents that keep the journal: see {@code dragon retention}. */
    public Path holds() {
        return root.resolve("retention.holds");
    }

    /** Directory of state images: see {@code dragon.engine.snapshot}. */
    public Path images() {
        return root.resolve("images");
    }

    /** Gateway to engine. */
    public Path gatewayRing() {
        return root.resolve("gateway.ring");
    }

    /** Command line and monitor to engine. */
    public Path commandRing() {
        return root.resolve("command.ring");
    }

    /** Engine to whoever waits for the result of a command. */
    public Path resultsRing() {
        return root.resolve("results.ring");
    }

    /** Directory in which a touched file presses a red button: {@code KILL}, {@code HALT}, {@code PANIC}. */
    public Path control() {
        return root.resolve("control");
    }

    /** Makes the directory of the control files, if it is not there. */
    public void createControl() {
        try {
            createDirectories(control());
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot make " + control() + ": " + reasonOf(e)
                            + ". No engine was started. Next: check the path and its permissions.",
                    e);
        }
    }

    /** Counters of the engine. */
    public Path counters() {
        return root.resolve("counters.dat");
    }

    /** Tables for people, written by the snapshotter only. */
    public Path snapshots() {
        return root.resolve("snapshots.db");
    }

    /** Encrypted credentials, read by the gateway only. */
    public Path vault() {
        return root.resolve("vault.db");
    }

    /** Whether a lane is here. */
    public boolean exists() {
        return Files.exists(laneToml());
    }

    /** As {@link #create(String, LaneMode, int)} where no lane outside of this home is known to have used a term. */
    public LaneIdentity create(final String name, final LaneMode mode) {
        return create(name, mode, 0);
    }

    /**
     * Makes the lane. Client order ids hold the term, and the exchange knows those of an older lane with the same account: so the first
     * engine begins a term above all that any lane of the home has begun.
     *
     * @param lastTerm highest that is known to be used elsewhere, 0 = none
     * @throws OperatorException if the name cannot name a lane, a lane is here already, or the disk says no
     */
    public LaneIdentity create(final String name, final LaneMode mode, final int lastTerm) {
        if (!LaneIdentity.isName(name)) {
            throw new OperatorException(
                    ExitStatus.USAGE,
                    "Cannot create lane '" + name + "': a name has 1 to 31 of a-z, 0-9, '-' and '_', and starts with a"
                            + " letter or a digit. Nothing was created. Next: choose another --lane.");
        }
        if (exists()) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot create lane '" + name + "': " + root + " is a lane already. Nothing was changed."
                            + " Next: start the engine without --mode, or choose another --lane.");
        }
        try {
            createDirectories(root);
            final int usedTerm = Math.max(lastTerm, LaneMark.highestTerm(home()));
            if (usedTerm > 0 && !Files.exists(markFile())) {
                LaneMark.create(this, usedTerm);
            }
            final String toml =
                    "# Identity of this lane; never edited, never changed.\nname = \"" + name + "\"\nmode = \""
                            + LaneIdentity.nameOf(mode) + "\"\nformat_version = " + LaneIdentity.FORMAT_VERSION + "\n";
            final Path temporary = root.resolve("lane.toml.new");
            Files.deleteIfExists(temporary);
            createFile(temporary);
            Files.write(temporary, toml.getBytes(StandardCharsets.UTF_8), StandardOpenOption.SYNC);
            Files.move(temporary, laneToml(), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
            syncNames(root);
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot create lane '" + name + "' in " + root + ": " + reasonOf(e)
                            + ". No engine was started. Next: check the path and its permissions.",
                    e);
        }
        return new LaneIdentity(name, mode, LaneIdentity.FORMAT_VERSION);
    }

    /**
     * Reads the identity of the lane.
     *
     * @throws OperatorException if there is no lane here, or its identity cannot be read or understood
     */
    public LaneIdentity open() {
        final String text;
        try {
            text = Files.readString(laneToml());
        } catch (final NoSuchFileException e) {
            throw notFound();
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot read lane " + laneToml() + ": " + reasonOf(e)
                            + ". Nothing was sent. Next: run as the owner of the lane.",
                    e);
        }
        return parse(text);
    }

    private LaneIdentity parse(final String text) {
        final TomlParseResult toml = Toml.parse(text);
        if (toml.hasErrors()) {
            throw bad(toml.errors().get(0).toString());
        }
        for (final String key : new TreeSet<>(toml.keySet())) {
            if (!KEYS.contains(key)) {
                final String nearest = Nearest.of(key, KEYS);
                throw bad("unknown key '" + key + "'" + (nearest.isEmpty() ? "" : ", did you mean '" + nearest + "'?"));
            }
        }
        final Object name = toml.get("name");
        final Object mode = toml.get("mode");
        final Object version = toml.get("format_version");
        if (!(name instanceof String) || !LaneIdentity.isName((String) name)) {
            throw bad("name is " + shown(name) + ", expected the name of a lane");
        }
        if (!(mode instanceof String) || LaneIdentity.modeOf((String) mode) == LaneMode.NULL_VAL) {
            throw bad("mode is " + shown(mode) + ", expected \"live\", \"dry-run\" or \"sim\"");
        }
        if (!(version instanceof Long) || (Long) version != LaneIdentity.FORMAT_VERSION) {
            throw bad("format_version is " + shown(version) + ", this build reads " + LaneIdentity.FORMAT_VERSION);
        }
        return new LaneIdentity((String) name, LaneIdentity.modeOf((String) mode), LaneIdentity.FORMAT_VERSION);
    }

    private static String shown(final Object value) {
        return value == null ? "missing" : value instanceof String ? "\"" + value + "\"" : value.toString();
    }

    private OperatorException bad(final String what) {
        return new OperatorException(
                ExitStatus.CONFIG,
                "Cannot use lane " + laneToml() + ": " + what
                        + ". Nothing was sent. Next: restore the file as it was; a lane's identity never changes.");
    }

    private OperatorException notFound() {
        final List<String> lanes = siblings();
        final Path fileName = root.getFileName();
        final String wanted = fileName == null ? root.toString() : fileName.toString();
        final String nearest = Nearest.of(wanted, lanes);
        return new OperatorException(
                ExitStatus.CONFIG,
                "No lane '" + wanted + "' in " + root.getParent()
                        + (nearest.isEmpty() ? "." : ", did you mean '" + nearest + "'?")
                        + " Nothing was sent. Next: dragon engine --lane " + wanted + " --mode sim creates it.");
    }

    private List<String> siblings() {
        final List<String> names = new ArrayList<>();
        final Path parent = root.getParent();
        if (parent != null && Files.isDirectory(parent)) {
            try (Stream<Path> children = Files.list(parent)) {
                children.filter(child -> Files.exists(child.resolve("lane.toml")))
                        .forEach(child -> names.add(child.getFileName().toString()));
            } catch (final IOException e) {
                return List.of(); // Only a suggestion is lost.
            }
        }
        names.sort(null);
        return names;
    }

    /** Creates what is missing of the path, each directory for its owner alone; a loss of power does not take it away. */
    public static void createDirectories(final Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        final Path parent = directory.getParent();
        if (parent != null) {
            createDirectories(parent);
        }
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            if (parent != null) {
                syncNames(parent);
            }
        } catch (final java.nio.file.FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    /** Creates an empty file for its owner alone; fails if it exists. */
    public static void createFile(final Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Returns when the names in this directory are on the disk: a file whose contents are synced may still have lost its name. */
    public static void syncNames(final Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static String reasonOf(final IOException e) {
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "permission denied";
        }
        return e.getMessage() == null ? "the disk says no" : e.getMessage();
    }
}
