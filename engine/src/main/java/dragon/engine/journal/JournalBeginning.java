package dragon.engine.journal;

import dragon.engine.journal.chronicle.QueueDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
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
 *   pending 20260107L.cq4 40001
 *   crc32c 9f3c11ab
 * </pre>
 *
 * <p>Without it a journal that begins later has lost records, and is damaged. It is on the disk before the first file is removed; what
 * is still to be removed stands in it as {@code pending}, so that death half way is neither damage nor forgotten.
 *
 * @param firstSequence of the first record once nothing is pending any more
 * @param removals one for each time that files were removed, oldest first
 * @param pending files of the last removal, of which some may be there still; oldest first
 */
public record JournalBeginning(long firstSequence, List<Removal> removals, List<Pending> pending) {
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

    /**
     * A file that is to be removed, if it is there.
     *
     * @param file its name
     * @param firstSequence of its first record
     */
    public record Pending(String file, long firstSequence) {}

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
        final List<Pending> pending = new ArrayList<>();
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
                final String[] words = line.substring(PENDING.length()).split(" ");
                require(words.length == 2, line);
                pending.add(new Pending(words[0], Long.parseLong(words[1])));
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
        for (final Pending each : pending) {
            text.append(PENDING)
                    .append(each.file())
                    .append(' ')
                    .append(each.firstSequence())
                    .append('\n');
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

    /** Whether a file of this name need not be there. */
    public boolean isPending(final String file) {
        return pending.stream().anyMatch(each -> each.file().equals(file));
    }

    /**
     * The record that the journal begins with as it stands.
     *
     * @param present names of the queue files that are there
     */
    public long firstSequence(final Collection<String> present) {
        for (final Pending each : pending) {
            if (present.contains(each.file())) {
                return each.firstSequence();
            }
        }
        return firstSequence;
    }

    /** The same, of a directory. */
    public long firstSequence(final Path journalDirectory) throws IOException {
        return firstSequence(QueueDirectory.files(journalDirectory).stream()
                .map(file -> file.getFileName().toString())
                .toList());
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
            return beginning.isFirstRecord()
                    ? Optional.empty()
                    : Optional.of(beginning.words(beginning.firstSequence(journalDirectory)));
        } catch (final IOException | JournalException unreadable) {
            return Optional.empty(); // A walk says so, as damage.
        }
    }

    private String words(final long first) {
        final String beginning = String.format(Locale.ROOT, "the journal begins at sequence %,d: ", first);
        return removals.isEmpty()
                ? beginning + "what removed the records before is not known"
                : beginning
                        + String.join(
                                "; ", removals.stream().map(Removal::words).toList());
    }
}
