package dragon.engine.journal.chronicle;

import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A follower over the mapped files, read-only, in this process or another, whether the writer lives or not. */
final class ChronicleReader implements JournalReader {
    /** A directory is listed for a next file, or for a new generation, no more often than this. */
    private static final long LOOK_AROUND_NS = 1_000_000;

    private static final long LOOK_FOR_GENERATION_NS = 500_000_000;

    private final Path directory;
    private QueueFile file;
    private int generation;
    private boolean isBehindFile;
    private long lastLookNs = System.nanoTime() - LOOK_AROUND_NS;
    private long lastGenerationLookNs;

    ChronicleReader(final Path directory) {
        this.directory = directory;
    }

    @Override
    public boolean poll(final DocumentHandler handler) {
        try {
            if ((file == null || isBehindFile) && !openNext(false)) {
                return false;
            }
            while (true) {
                switch (file.next()) {
                    case DOCUMENT -> {
                        handler.onDocument(file.buffer(), file.offset(), file.length());
                        return true;
                    }
                    case NOTHING_YET -> {
                        checkGeneration();
                        return false;
                    }
                    case END_OF_FILE -> {
                        isBehindFile = true;
                        if (!openNext(true)) {
                            return false;
                        }
                    }
                    case DAMAGED -> throw new JournalException(
                            "journal is damaged: " + file.path() + " holds no document at byte " + file.nextPosition()
                                    + ". Nothing after it was read. Next: dragon journal verify");
                }
            }
        } catch (final IOException cause) {
            throw new JournalException("Cannot read the journal in " + directory + ": " + cause, cause);
        } catch (final InternalError cause) { // The file was cut while it was mapped.
            throw new JournalException("Cannot read the journal in " + directory + ": " + cause, cause);
        }
    }

    /** Goes before the document that holds this sequence, or before the last one there is. */
    void toSequence(final long sequence) {
        try {
            final Path holding = QueueFile.holding(sequence, JournalBeginning.files(directory));
            if (holding != null) {
                open(holding);
                file.toSequence(sequence);
            }
        } catch (final IOException cause) {
            throw new JournalException("Cannot read the journal in " + directory + ": " + cause, cause);
        }
    }

    /** Opens the file after this one, or the first; false if there is none or it is too early to look again. */
    private boolean openNext(final boolean atOnce) throws IOException {
        final long nowNs = System.nanoTime();
        if (!atOnce && nowNs - lastLookNs < LOOK_AROUND_NS) {
            return false;
        }
        lastLookNs = nowNs;
        // Behind a file that was read there is none that is to be removed.
        final List<Path> files = file == null ? JournalBeginning.files(directory) : QueueDirectory.files(directory);
        for (final Path candidate : files) {
            if (file == null || candidate.compareTo(file.path()) > 0) {
                open(candidate);
                return true;
            }
        }
        return false;
    }

    private void open(final Path path) throws IOException {
        final QueueFile opened = new QueueFile(path);
        if (file == null) {
            generation = QueueDirectory.generation(directory);
        } else {
            file.close();
        }
        file = opened;
        isBehindFile = false;
    }

    /** A repair leaves this reader on sealed files where nothing will ever be appended: say so rather than wait. */
    private void checkGeneration() throws IOException {
        final long nowNs = System.nanoTime();
        if (nowNs - lastGenerationLookNs < LOOK_FOR_GENERATION_NS) {
            return;
        }
        lastGenerationLookNs = nowNs;
        final int found = QueueDirectory.generation(directory);
        if (found != generation) {
            throw new JournalException("journal in " + directory + " was repaired while it was followed: generation "
                    + generation + " is sealed, " + found + " follows. Next: start this process again");
        }
    }

    @Override
    public void toEnd() {
        try {
            final List<Path> files = JournalBeginning.files(directory);
            final Path start = file == null ? null : file.path();
            // The last file may have been made ahead of its time: the end is in the last one that holds something.
            for (int i = files.size() - 1; i >= 0; i--) {
                final Path candidate = files.get(i);
                if (file == null || !candidate.equals(file.path())) {
                    open(candidate);
                }
                file.toEnd();
                if (file.length() > 0 || candidate.equals(start)) {
                    return;
                }
            }
        } catch (final IOException cause) {
            throw new JournalException("Cannot read the journal in " + directory + ": " + cause, cause);
        }
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
                file = null;
            }
        } catch (final IOException cause) {
            throw new JournalException("Cannot close the journal in " + directory + ": " + cause, cause);
        }
    }
}
