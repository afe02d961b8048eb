package dragon.engine.journal;

import dragon.engine.journal.chronicle.QueueDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Where a journal begins if not with record 1, and where the records before are: the file {@code retention} beside its queue files.
 *
 * <pre>
 *   begins 48213
 *   removed 1 48212 12 1073741824 2026-01-09T00:00:00Z /mnt/keep/main-20260108T000000000Z
 *   pending 20260107L.cq4
 *   crc32c 9f3c11ab
 * </pre>
 *
 * <p>Without it a journal that begins later has lost records, and is damaged. It is on the disk before the first file is removed, and
 * with it the journal begins there at once: the files that are to go stand in it as {@code pending}, and no reader looks at them, be
 * they there still or not. So death half way leaves no beginning that was never chosen, and nothing is forgotten.
 *
 * @param firstSequence of the first record
 * @param removals one for each time that files were removed, oldest first
 * @param pending names of the files of the last removal, of which some may be there still
 */
public record JournalBeginning(long firstSequence, List<Removal> removals, List<String> pending) {
    /** The journal is whole. */
    public static final JournalBeginning FIRST_RECORD = new JournalBeginning(1, List.of(), List.of());

    private static final String FILE = "retention";
    private static final String BEGINS = "begins ";
    private static final String REMOVED = "removed ";
    private static final String PENDING = "pending ";
    private static final String CRC = "crc32c ";
    private static final int REMOVED_WORDS = 6;

    /**
     * Files that were removed together.
     *
     * @param firstSequence of their first record
     * @param lastSequence of their last record
     * @param files how many
     * @param bytes of them, as the file system told their size
     * @param at when, RFC 3339 in UTC
     * @param backup that holds their records
     */
    public record Removal(long firstSequence, long lastSequence, int files, long bytes, String at, String backup) {
        /** What was removed and where it is, for people. */
        public String words() {
            return String.format(
                    Locale.ROOT,
                    "records %,d to %,d (%d files) were removed by retention at %s, they are in backup %s",
                    firstSequence,
                    lastSequence,
                    files,
                    at,
                    backup);
        }
    }

    public JournalBeginning {
        removals = List.copyOf(removals);
        pending = List.copyOf(pending);
    }

    /**
     * What a journal's directory says; {@link #FIRST_RECORD} where it says nothing.
     *
     * @throws JournalException if it cannot be believed
     */
    public static JournalBeginning read(final Path journalDirectory) throws IOException {
        final Path file = journalDirectory.resolve(FILE);
        final byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (final NoSuchFileException whole) {
            return FIRST_RECORD;
        }
        final String text = new String(bytes, StandardCharsets.UTF_8);
        final int end = text.lastIndexOf(CRC);
        if (end < 0 || !text.substring(end).equals(CRC + crcOf(text.substring(0, end)) + "\n")) {
            throw unreadable(file, "its checksum differs");
        }
        try {
            return parse(text.substring(0, end));
        } catch (final IllegalArgumentException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private static JournalException unreadable(final Path file, final String why) {
        return new JournalException("Cannot read " + file + ", which says where the journal begins: " + why
                + ". Nothing was sent. Next: dragon journal verify");
    }

    private static JournalBeginning parse(final String text) {
        long firstSequence = 0;
        final List<Removal> removals = new ArrayList<>();
        final List<String> pending = new ArrayList<>();
        for (final String line : text.split("\n")) {
            if (line.startsWith(BEGINS)) {
                firstSequence = Long.parseLong(line.substring(BEGINS.length()));
            } else if (line.startsWith(REMOVED)) {
                final String[] words = line.substring(REMOVED.length()).split(" ", REMOVED_WORDS);
                require(words.length == REMOVED_WORDS, line);
                removals.add(new Removal(
                        Long.parseLong(words[0]),
                        Long.parseLong(words[1]),
                        Integer.parseInt(words[2]),
                        Long.parseLong(words[3]),
                        words[4],
                        words[5]));
            } else if (line.startsWith(PENDING)) {
                // Builds before wrote the file's first record behind its name.
                pending.add(line.substring(PENDING.length()).split(" ")[0]);
            } else {
                require(false, line);
            }
        }
        require(firstSequence > 1, text);
        return new JournalBeginning(firstSequence, removals, pending);
    }

    private static void require(final boolean isSo, final String line) {
        if (!isSo) {
            throw new IllegalArgumentException("it says '" + line + "'");
        }
    }

    /** Writes it into a journal's directory; on the disk when it returns. */
    public void write(final Path journalDirectory) throws IOException {
        final StringBuilder text = new StringBuilder(256);
        text.append(BEGINS).append(firstSequence).append('\n');
        for (final Removal removal : removals) {
            text.append(REMOVED)
                    .append(removal.firstSequence())
                    .append(' ')
                    .append(removal.lastSequence())
                    .append(' ')
                    .append(removal.files())
                    .append(' ')
                    .append(removal.bytes())
                    .append(' ')
                    .append(removal.at())
                    .append(' ')
                    .append(removal.backup().replaceAll("\\p{Cntrl}", "?"))
                    .append('\n');
        }
        for (final String file : pending) {
            text.append(PENDING).append(file).append('\n');
        }
        final String crc = crcOf(text.toString());
        text.append(CRC).append(crc).append('\n');
        QueueDirectory.replace(journalDirectory.resolve(FILE), text);
    }

    private static String crcOf(final String text) {
        final CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format(Locale.ROOT, "%08x", crc.getValue());
    }

    /** Whether a file of this name need not be there, and holds nothing of the journal if it is. */
    public boolean isPending(final String file) {
        return pending.contains(file);
    }

    /**
     * The queue files that a journal consists of, oldest first: without those that are still to be removed.
     *
     * @throws JournalException if the note cannot be believed
     */
    public static List<Path> files(final Path journalDirectory) throws IOException {
        // Before the note, so that it names what goes meanwhile.
        final List<Path> present = QueueDirectory.files(journalDirectory);
        final JournalBeginning beginning = read(journalDirectory);
        return present.stream()
                .filter(file -> !beginning.isPending(file.getFileName().toString()))
                .toList();
    }

    /** The beginning of a copy that starts with this record; the files of a copy have other names. */
    JournalBeginning ofCopy(final long first) {
        return first <= 1 ? FIRST_RECORD : new JournalBeginning(first, removals, List.of());
    }

    /** Whether there is nothing to say. */
    public boolean isFirstRecord() {
        return firstSequence <= 1;
    }

    /** What people should know of a journal; empty if it is whole, or if that cannot be read. */
    public static Optional<String> wordsOf(final Path journalDirectory) {
        try {
            final JournalBeginning beginning = read(journalDirectory);
            return beginning.isFirstRecord() ? Optional.empty() : Optional.of(beginning.words());
        } catch (final IOException | JournalException unreadable) {
            return Optional.empty(); // A walk says so, as damage.
        }
    }

    private String words() {
        final String beginning = String.format(Locale.ROOT, "the journal begins at sequence %,d: ", firstSequence);
        return removals.isEmpty()
                ? beginning + "what removed the records before is not known"
                : beginning
                        + String.join(
                                "; ", removals.stream().map(Removal::words).toList());
    }
}
