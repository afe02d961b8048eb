package dragon.tools.backup;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.JournalCopy;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.lane.LaneMark;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageFile;
import dragon.engine.protocol.MessageHeaderDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * One backup of a lane in the making: its records up to one moment, checked one by one, and what belongs to them.
 *
 * <p>Changes nothing in the lane, and its engine may append meanwhile; only retention has to wait. Threading: one thread.
 */
public final class Backup {
    private static final DateTimeFormatter TIME_IN_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final LaneDirectory lane;
    private final Path parent;
    private final Instant now;
    private final Consumer<String> warnings;

    private Backup(final LaneDirectory lane, final Path parent, final Instant now, final Consumer<String> warnings) {
        this.lane = lane;
        this.parent = parent;
        this.now = now;
        this.warnings = warnings;
    }

    /**
     * What was made.
     *
     * @param imageSequence of the newest state image in it, 0 = none
     */
    public record Made(
            Path directory,
            LaneIdentity identity,
            JournalReport journal,
            int begunTerm,
            long imageSequence,
            int fileCount,
            long bytes) {}

    /** Where the backups of a home are unless somebody says otherwise. */
    public static Path parentIn(final Path home) {
        return BackupDirectory.in(home);
    }

    /**
     * Makes a backup; it has its name once all of it is on the disk and was read again.
     *
     * @param parent directory that it is made in; is made if need be
     * @param now time of the machine, for its name
     * @param warnings takes a line for what was left out because it was of no use
     * @throws OperatorException with {@link ExitStatus#VERIFICATION_FAILED} if the journal is damaged, with
     *     {@link ExitStatus#NOT_FOUND} if there is none yet, with {@link ExitStatus#CONFIG} if the disk says no; then there is none
     */
    public static Made create(
            final LaneDirectory lane, final Path parent, final Instant now, final Consumer<String> warnings) {
        return new Backup(lane, parent.toAbsolutePath().normalize(), now, warnings).create();
    }

    private Made create() {
        final LaneIdentity identity = lane.open();
        if (!Files.isDirectory(lane.journal()) && !Files.isDirectory(QueueDirectory.unfinished(lane.journal()))) {
            throw new OperatorException(
                    ExitStatus.NOT_FOUND,
                    "No journal in lane " + lane.root() + ". Nothing was written. Next: start its engine once");
        }
        final String name = identity.name() + "-" + TIME_IN_NAME.format(now);
        final Path unfinished = parent.resolve("." + name + BackupDirectory.UNFINISHED);
        final LaneReading reading = LaneReading.shared(lane, "make a backup");
        boolean isDone = false;
        try {
            LaneDirectory.createDirectories(parent);
            tellOfUnfinished();
            LaneDirectory.createDirectories(unfinished);
            final Made made = fill(identity, unfinished, parent.resolve(name));
            isDone = true;
            return made;
        } catch (final IOException e) {
            throw cannotWrite(e);
        } catch (final JournalException e) {
            throw cannotWrite(e.getCause() == null ? e : e.getCause());
        } finally {
            reading.close();
            if (!isDone) {
                BackupDirectory.remove(unfinished);
            }
        }
    }

    private void tellOfUnfinished() throws IOException {
        for (final Path left : BackupDirectory.unfinished(parent)) {
            warnings.accept("left by a backup that was killed or is still being made, and no backup: " + left);
        }
    }

    private Made fill(final LaneIdentity identity, final Path unfinished, final Path finished) throws IOException {
        BackupFile.copy(lane.laneToml(), unfinished.resolve("lane.toml"));
        final JournalReport journal = copyJournal(unfinished.resolve("journal"));
        if (Files.exists(lane.holds())) { // Restored without them, retention would take what an open incident needs.
            BackupFile.copy(lane.holds(), unfinished.resolve(lane.holds().getFileName()));
        }
        if (Files.isDirectory(lane.sealed())) {
            BackupDirectory.copy(lane.sealed(), unfinished.resolve("sealed"));
        }
        final long imageSequence = copyImages(unfinished.resolve("images"), journal.lastSequence());
        // Read last: the mark is never behind a record that was copied before.
        final int begunTerm = Math.max(
                journal.lastTerm(), LaneMark.read(lane).map(LaneMark::term).orElse(0));

        final List<BackupFile> files = new ArrayList<>();
        for (final Path file : BackupDirectory.files(unfinished)) {
            files.add(BackupFile.of(unfinished, file));
        }
        final BackupManifest manifest = new BackupManifest(
                identity.name(),
                identity.mode(),
                now,
                journal.generation(),
                journal.firstSequence(),
                journal.lastSequence(),
                journal.records(),
                journal.lastTerm(),
                begunTerm,
                journal.lastTimeNs(),
                MessageHeaderDecoder.SCHEMA_VERSION,
                RecordEnvelope.LOGIC_VERSION,
                List.copyOf(files));
        manifest.write(unfinished);
        BackupDirectory.syncNames(unfinished);
        Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
        QueueDirectory.sync(parent);
        return new Made(finished, identity, journal, begunTerm, imageSequence, files.size(), manifest.bytes());
    }

    /**
     * Copies the records and proves that the copy holds what the walk has seen; the list of files keeps the generation.
     *
     * <p>In small blocks: nobody appends to a backup, and what is behind the last record would only be hashed, copied and hashed.
     */
    private JournalReport copyJournal(final Path to) throws IOException {
        final JournalReport found = JournalCopy.write(lane.journal(), to, ChronicleJournalConfig.small());
        if (!found.isSound()) {
            throw new OperatorException(
                    ExitStatus.VERIFICATION_FAILED,
                    "No backup of lane '" + lane.root().getFileName() + "' was made: "
                            + found.damage().words(String.valueOf(lane.root().getFileName())));
        }
        if (QueueDirectory.generation(lane.journal()) != found.generation()) {
            throw new IOException("the journal was repaired meanwhile; make the backup again");
        }
        QueueDirectory.list(to, found.generation());
        final JournalReport copied = JournalVerifier.verify(to);
        if (!copied.isSound()
                || copied.lastSequence() != found.lastSequence()
                || copied.records() != found.records()
                || copied.lastTerm() != found.lastTerm()) {
            throw new IOException("the copy does not read back: it ends at sequence " + copied.lastSequence()
                    + ", expected " + found.lastSequence());
        }
        return copied;
    }

    /** Copies the images of moments that the copy of the journal has reached; gives the newest one's sequence, 0 = none. */
    private long copyImages(final Path to, final long sequenceMax) throws IOException {
        long newest = 0;
        for (final StateImageFile.Entry entry : StateImageFile.list(lane.images())) {
            if (entry.sequence() > sequenceMax) {
                continue; // Of a record that was appended after the copy.
            }
            final Path target = to.resolve(entry.path().getFileName());
            try {
                LaneDirectory.createDirectories(to);
                BackupFile.copy(entry.path(), target);
            } catch (final NoSuchFileException e) {
                Files.deleteIfExists(target); // Three newer ones are there meanwhile.
                continue;
            }
            final String problem = problemOf(target, entry.sequence());
            if (problem.isEmpty()) {
                newest = Math.max(newest, entry.sequence());
            } else {
                warnings.accept("left out: state image " + entry.path() + " " + problem);
                Files.delete(target);
            }
        }
        return newest;
    }

    /** What is wrong with an image, for behind its name; empty if nothing is. */
    static String problemOf(final Path file, final long sequence) {
        try {
            final StateImage image = StateImageFile.read(file);
            return image.sequence() == sequence ? "" : "is of sequence " + image.sequence();
        } catch (final IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private OperatorException cannotWrite(final Throwable cause) {
        return new OperatorException(
                ExitStatus.CONFIG,
                "Cannot make a backup of lane " + lane.root() + " in " + parent + ": " + reasonOf(cause)
                        + ". There is none of this moment; the lane was not touched. Next: look at room and permissions,"
                        + " or choose another --to",
                cause);
    }

    static String reasonOf(final Throwable cause) {
        if (cause instanceof java.nio.file.AccessDeniedException) {
            return "permission denied: " + cause.getMessage();
        }
        if (cause instanceof InternalError) {
            return "the disk is full or fails";
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
