package dragon.engine.journal;

import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.QueueDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Seals a damaged generation as it is and starts the next one with every record before the damage.
 *
 * <p>The caller holds the lock of the lane. Killed at any instant it can simply be run again: the copy is made beside
 * the journal and takes its place only when it is complete, verified and synced.
 */
public final class JournalRepair {
    /**
     * What was done.
     *
     * @param found in the journal as it was
     * @param sealed directory of the damaged generation, or null if nothing was to be repaired
     * @param now in the journal as it is
     */
    public record Result(JournalReport found, Path sealed, JournalReport now) {}

    private JournalRepair() {}

    /**
     * Repairs the journal if it is damaged.
     *
     * @param sealedDirectory holds the damaged generations, never deleted
     * @param config of the journal to write
     * @throws JournalException if it could not be done; the damaged journal is then still whole, here or there
     */
    public static Result repair(
            final Path journalDirectory, final Path sealedDirectory, final ChronicleJournalConfig config) {
        try {
            if (JournalVerifier.isRepairUnfinished(journalDirectory)) {
                final JournalReport found = JournalVerifier.verify(journalDirectory);
                takePlace(journalDirectory);
                final int last = lastSealedGeneration(sealedDirectory);
                return new Result(
                        found, sealedGeneration(sealedDirectory, last), JournalVerifier.verify(journalDirectory));
            }
            final JournalReport found = JournalVerifier.verify(journalDirectory);
            if (found.isSound()) {
                return new Result(found, null, found);
            }
            return seal(journalDirectory, sealedDirectory, config, found);
        } catch (final IOException cause) {
            throw new JournalException(
                    "Cannot repair the journal in " + journalDirectory + ": " + cause
                            + ". The damaged generation is untouched, there or in " + sealedDirectory
                            + ". Next: make room or give access, and repair again",
                    cause);
        }
    }

    private static Result seal(
            final Path journalDirectory,
            final Path sealedDirectory,
            final ChronicleJournalConfig config,
            final JournalReport found)
            throws IOException {
        final int generation = Math.max(found.generation(), lastSealedGeneration(sealedDirectory) + 1);
        final Path unfinished = QueueDirectory.unfinished(journalDirectory);
        deleteFlat(unfinished);
        JournalCopy.write(journalDirectory, unfinished, config);
        QueueDirectory.list(unfinished, generation + 1);

        final JournalReport copied = JournalVerifier.verify(unfinished);
        if (!copied.isSound() || copied.lastSequence() != found.lastSequence()) {
            throw new IOException("the copy ends at sequence " + copied.lastSequence() + ", expected "
                    + found.lastSequence() + ", damage " + copied.damage());
        }
        final Path sealed = sealedGeneration(sealedDirectory, generation);
        QueueDirectory.create(sealedDirectory);
        Files.move(journalDirectory, sealed, StandardCopyOption.ATOMIC_MOVE);
        QueueDirectory.sync(sealedDirectory);
        takePlace(journalDirectory);
        return new Result(found, sealed, JournalVerifier.verify(journalDirectory));
    }

    private static void takePlace(final Path journalDirectory) throws IOException {
        Files.move(QueueDirectory.unfinished(journalDirectory), journalDirectory, StandardCopyOption.ATOMIC_MOVE);
        QueueDirectory.sync(journalDirectory.toAbsolutePath().getParent());
    }

    private static Path sealedGeneration(final Path sealedDirectory, final int generation) {
        return sealedDirectory.resolve(String.format("generation-%06d", generation));
    }

    private static int lastSealedGeneration(final Path sealedDirectory) throws IOException {
        int last = 0;
        if (Files.isDirectory(sealedDirectory)) {
            try (DirectoryStream<Path> sealed = Files.newDirectoryStream(sealedDirectory, "generation-[0-9]*")) {
                for (final Path generation : sealed) {
                    final String name = generation.getFileName().toString();
                    last = Math.max(last, Integer.parseInt(name.substring("generation-".length())));
                }
            }
        }
        return last;
    }

    /** An attempt that was killed half way holds nothing that is not in the journal too. */
    private static void deleteFlat(final Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (final Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }
}
