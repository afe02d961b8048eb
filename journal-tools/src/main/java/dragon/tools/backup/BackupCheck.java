package dragon.tools.backup;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.lane.StateImageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A backup, read again to the last byte: each file against its hash, each record of the journal, each image.
 *
 * <p>Changes nothing. Threading: one thread.
 */
public final class BackupCheck {
    private final Path directory;
    private final BackupManifest manifest;
    private final List<String> problems;

    /** Takes a null manifest where that cannot be believed. */
    private BackupCheck(final Path directory, final BackupManifest manifest, final List<String> problems) {
        this.directory = directory;
        this.manifest = manifest;
        this.problems = List.copyOf(problems);
    }

    public Path directory() {
        return directory;
    }

    BackupManifest manifest() {
        return manifest;
    }

    /** A line each, for behind the name of the backup; empty if all is as it was written. */
    public List<String> problems() {
        return problems;
    }

    /** Whether every byte is as it was written. */
    public boolean isSound() {
        return problems.isEmpty();
    }

    /** Name of the lane that it was made of; of a sound one. */
    public String laneName() {
        return manifest.lane();
    }

    /** When it was made, by the clock of the machine; of a sound one. */
    public Instant madeAt() {
        return manifest.made();
    }

    /** First record in it, 0 = none; of a sound one. */
    public long firstSequence() {
        return manifest.firstSequence();
    }

    /** Last record in it; of a sound one. */
    public long lastSequence() {
        return manifest.lastSequence();
    }

    /** Its journal. */
    public Path journal() {
        return directory.resolve("journal");
    }

    /** The newest backup of a lane among those of a home that are finished; whether it is sound is another question. */
    public static Optional<Path> newestOf(final Path home, final String lane) {
        Path newest = null;
        Instant newestMade = Instant.MIN;
        try (Stream<Path> all = Files.list(BackupDirectory.in(home))) {
            for (final Path each : all.toList()) {
                final BackupManifest found = manifestOf(each);
                if (found != null && found.lane().equals(lane) && found.made().isAfter(newestMade)) {
                    newest = each;
                    newestMade = found.made();
                }
            }
        } catch (final IOException none) {
            return Optional.empty();
        }
        return Optional.ofNullable(newest);
    }

    private static BackupManifest manifestOf(final Path directory) {
        try {
            return directory.getFileName().toString().endsWith(BackupDirectory.UNFINISHED)
                    ? null
                    : BackupManifest.read(directory);
        } catch (final IOException | BackupManifest.BadManifestException noBackup) {
            return null;
        }
    }

    /** When it was made, for people. */
    public String made() {
        return manifest.made().toString();
    }

    /** What there is, for people; of a sound one. */
    public List<String> lines() {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "sound: lane %s (%s), made %s, %,d files, %,d bytes",
                        manifest.lane(),
                        LaneIdentity.nameOf(manifest.mode()),
                        manifest.made(),
                        manifest.files().size(),
                        manifest.bytes()),
                String.format(
                        Locale.ROOT,
                        "generation %d, %,d records, sequence %d to %d, term %d, terms begun up to %d; schema %d, logic %d",
                        manifest.generation(),
                        manifest.records(),
                        manifest.firstSequence(),
                        manifest.lastSequence(),
                        manifest.term(),
                        manifest.begunTerm(),
                        manifest.schemaVersion(),
                        manifest.logicVersion()));
    }

    /** The same as JSON, damage included. */
    public Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("schema", "dragon/backup-verify/1");
        json.put("backup", directory.toString());
        json.put("result", isSound() ? "sound" : "damaged");
        json.put("problems", problems);
        if (manifest != null) {
            json.put("lane", manifest.lane());
            json.put("mode", LaneIdentity.nameOf(manifest.mode()));
            json.put("made", manifest.made().toString());
            json.put("generation", manifest.generation());
            json.put("records", manifest.records());
            json.put("firstSequence", manifest.firstSequence());
            json.put("lastSequence", manifest.lastSequence());
            json.put("term", manifest.term());
            json.put("begunTerm", manifest.begunTerm());
            json.put("lastTimeNs", manifest.lastTimeNs());
            json.put("schemaVersion", manifest.schemaVersion());
            json.put("logicVersion", manifest.logicVersion());
            json.put("files", manifest.files().size());
            json.put("bytes", manifest.bytes());
        }
        return json;
    }

    /**
     * Reads a backup.
     *
     * @param named its directory, or its name in the home
     * @throws OperatorException with {@link ExitStatus#NOT_FOUND} if there is none, with {@link ExitStatus#CONFIG} if it cannot be read
     */
    public static BackupCheck of(final Path home, final String named) {
        final Path directory = BackupDirectory.find(home, named);
        try {
            return of(directory);
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot read backup " + directory + ": " + Backup.reasonOf(e)
                            + ". Nothing was changed. Next: read it as its owner",
                    e);
        }
    }

    private static BackupCheck of(final Path directory) throws IOException {
        final BackupManifest manifest;
        try {
            manifest = BackupManifest.read(directory);
        } catch (final NoSuchFileException e) {
            if (!Files.exists(directory.resolve("lane.toml")) && !Files.isDirectory(directory.resolve("journal"))) {
                throw new OperatorException(
                        ExitStatus.NOT_FOUND,
                        "No backup in " + directory + ": it has no " + BackupManifest.NAME
                                + ". Nothing was read. Next: name the directory that dragon backup create printed");
            }
            return broken(
                    directory, BackupManifest.NAME + " is missing: the backup was never finished, or it was lost");
        } catch (final BackupManifest.BadManifestException e) {
            return broken(directory, BackupManifest.NAME + " " + e.getMessage());
        }
        if (directory.getFileName().toString().endsWith(BackupDirectory.UNFINISHED)) {
            // All of it may be there as far as one can see, and yet not on the disk.
            return broken(directory, "its name says that it was never finished");
        }
        final List<String> problems = new ArrayList<>();
        checkFiles(directory, manifest, problems);
        if (!problems.isEmpty()) {
            return new BackupCheck(directory, manifest, problems); // The rest would say the same once more.
        }
        checkIdentity(directory, manifest, problems);
        final JournalReport journal = JournalVerifier.verify(directory.resolve("journal"));
        final String problem = problemOf(journal, manifest);
        if (!problem.isEmpty()) {
            problems.add("journal " + problem);
        }
        checkImages(directory, manifest, problems);
        return new BackupCheck(directory, manifest, problems);
    }

    private static BackupCheck broken(final Path directory, final String problem) {
        return new BackupCheck(directory, null, List.of(problem));
    }

    private static void checkFiles(final Path directory, final BackupManifest manifest, final List<String> problems)
            throws IOException {
        final Set<String> known = new HashSet<>();
        for (final BackupFile file : manifest.files()) {
            known.add(file.path());
            final String problem = file.problemIn(directory);
            if (problem != null) {
                problems.add(problem);
            }
        }
        for (final Path file : BackupDirectory.files(directory)) {
            final String name = BackupFile.nameOf(directory, file);
            if (!name.equals(BackupManifest.NAME) && !known.contains(name)) {
                problems.add(name + " is not of this backup");
            } else if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                problems.add(name + " is no plain file");
            }
        }
    }

    private static void checkIdentity(
            final Path directory, final BackupManifest manifest, final List<String> problems) {
        try {
            final LaneIdentity identity = new LaneDirectory(directory).open();
            if (!identity.name().equals(manifest.lane()) || identity.mode() != manifest.mode()) {
                problems.add("lane.toml is of the " + identity.modeName() + " lane '" + identity.name() + "', "
                        + BackupManifest.NAME + " says '" + manifest.lane() + "', "
                        + LaneIdentity.nameOf(manifest.mode()));
            }
        } catch (final OperatorException e) {
            problems.add("lane.toml is not that of a lane that this build knows");
        }
    }

    /** What is wrong with a journal that should be the one of this manifest; empty if nothing is. */
    static String problemOf(final JournalReport journal, final BackupManifest manifest) {
        if (!journal.isSound()) {
            return "is damaged after sequence " + journal.damage().lastGoodSequence() + ": "
                    + journal.damage().kind().words + " ("
                    + journal.damage().file().getFileName() + ", byte "
                    + journal.damage().position() + ")";
        }
        if (journal.generation() != manifest.generation()
                || journal.firstSequence() != manifest.firstSequence()
                || journal.lastSequence() != manifest.lastSequence()
                || journal.records() != manifest.records()
                || journal.lastTerm() != manifest.term()
                || journal.lastTimeNs() != manifest.lastTimeNs()) {
            return "is another one: generation " + journal.generation() + ", sequence " + journal.firstSequence()
                    + " to "
                    + journal.lastSequence() + ", term " + journal.lastTerm() + "; " + BackupManifest.NAME
                    + " says generation " + manifest.generation() + ", " + manifest.firstSequence() + " to "
                    + manifest.lastSequence() + ", term " + manifest.term();
        }
        return "";
    }

    private static void checkImages(final Path directory, final BackupManifest manifest, final List<String> problems)
            throws IOException {
        for (final StateImageFile.Entry image : StateImageFile.list(new LaneDirectory(directory).images())) {
            final String problem = Backup.problemOf(image.path(), image.sequence());
            if (!problem.isEmpty()) {
                problems.add(BackupFile.nameOf(directory, image.path()) + " " + problem);
            } else if (image.sequence() > manifest.lastSequence()) {
                problems.add(BackupFile.nameOf(directory, image.path()) + " is of a record after the last one");
            }
        }
    }
}
