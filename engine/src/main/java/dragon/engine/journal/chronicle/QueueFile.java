package dragon.engine.journal.chronicle;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One file of the queue, read by its bytes: the excerpts one after the other, where they lie and what is wrong.
 *
 * <p>The library's own reader goes silent at a hole and trusts every length; this one tells the two ends apart and
 * needs neither the library's lock file nor its threads, so any process may follow the journal with it.
 *
 * <pre>
 *   file     excerpts back to back, each at a multiple of 4; zeros behind the last one
 *   excerpt  int32 header: bit 31 not complete, bit 30 the library's own, bits 0-29 length; then the bytes
 *   first    the library's own "header" excerpt; at 64 the position of the last excerpt written
 *   last     0xC0000000 once the file is closed for good
 * </pre>
 *
 * <p>Threading: one thread. Cost: no allocation per document, one mapping per {@link #WINDOW_BYTES}.
 */
public final class QueueFile implements AutoCloseable {
    /** What the next bytes of the file are. */
    public enum Found {
        /** A document: see {@link #buffer()}. */
        DOCUMENT,

        /** The end of what has been written so far, or a hole: {@link #lastWrittenPosition()} tells. */
        NOTHING_YET,

        /** The mark that nothing will follow in this file. */
        END_OF_FILE,

        /** Bytes that the library never writes. */
        DAMAGED
    }

    static final String SUFFIX = ".cq4";

    private static final int WINDOW_BYTES = 64 * 1024 * 1024;
    private static final int PAGE_BYTES = 4096;
    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int OWN = 0x4000_0000;
    private static final int LENGTH_MASK = 0x3FFF_FFFF;
    private static final int END_OF_FILE = NOT_COMPLETE | OWN;
    private static final int HEADER_BYTES = 4;
    private static final int OWN_NAME_BYTES = 16;

    // The first excerpt is laid out by the library in one way only; the verifier and a test hold it to that.
    private static final int WRITE_POSITION_CODE_OFFSET = 47;
    private static final int WRITE_POSITION_OFFSET = 64;
    private static final int INDEX_OF_INDEXES_OFFSET = 152;
    private static final byte LONG_ARRAY_CODE = (byte) 0x8D;

    private static final byte EVENT_NAME_CODE = (byte) 0xB9;
    private static final byte[][] OWN_NAMES = {
        {EVENT_NAME_CODE, 6, 'h', 'e', 'a', 'd', 'e', 'r'},
        {EVENT_NAME_CODE, 11, 'i', 'n', 'd', 'e', 'x', '2', 'i', 'n', 'd', 'e', 'x'},
        {EVENT_NAME_CODE, 5, 'i', 'n', 'd', 'e', 'x'},
    };

    private final Path path;
    private final FileChannel channel;
    private final UnsafeBuffer window = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer firstPage = new UnsafeBuffer(0, 0);
    private MappedByteBuffer windowBytes;
    private MappedByteBuffer windowBytesBefore;
    private MappedByteBuffer firstPageBytes;
    private long windowStart;
    private long nextPosition;
    private long headerPosition;
    private long watchedPosition = -1;
    private boolean isWatchedPassed;
    private int offset;
    private int length;

    /** Opens the file before its first excerpt. */
    public QueueFile(final Path path) throws IOException {
        this.path = path;
        channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    /** Looks at the next document, over what belongs to the library alone. */
    public Found next() throws IOException {
        while (true) {
            final long start = nextPosition + 3 & ~3L;
            if (!map(start, HEADER_BYTES)) {
                return Found.NOTHING_YET;
            }
            final int header = window.getIntVolatile((int) (start - windowStart));
            if (header == END_OF_FILE) {
                return Found.END_OF_FILE;
            }
            if (header == 0 || (header & NOT_COMPLETE) != 0) {
                return Found.NOTHING_YET;
            }
            final int bytes = header & LENGTH_MASK;
            if ((header & OWN) != 0) {
                if (!isOwn(start, bytes)) {
                    return Found.DAMAGED;
                }
                pass(start, bytes);
                continue;
            }
            if (!isDocumentLength(bytes) || !map(start, HEADER_BYTES + bytes)) {
                return Found.DAMAGED;
            }
            pass(start, bytes);
            offset = (int) (start - windowStart) + HEADER_BYTES;
            length = bytes;
            return Found.DOCUMENT;
        }
    }

    private static boolean isDocumentLength(final int bytes) {
        return bytes >= RecordEnvelope.MESSAGE_OFFSET && bytes <= Journal.MAX_DOCUMENT_BYTES && (bytes & 7) == 0;
    }

    /**
     * Whether the file ends within the document that begins next: the document is then what is left of it, from which
     * whole records can still be read.
     */
    public boolean isDocumentCut() throws IOException {
        final long start = nextPosition();
        if (!map(start, HEADER_BYTES)) {
            return false;
        }
        final int bytes = window.getInt((int) (start - windowStart), LITTLE_ENDIAN);
        final long left = channel.size() - start - HEADER_BYTES;
        if (!isDocumentLength(bytes) || left >= bytes || !map(start, HEADER_BYTES + (int) left)) {
            return false;
        }
        headerPosition = start;
        offset = (int) (start - windowStart) + HEADER_BYTES;
        length = (int) left;
        return true;
    }

    private void pass(final long start, final int bytes) {
        headerPosition = start;
        nextPosition = start + HEADER_BYTES + bytes;
        if (start == watchedPosition) {
            isWatchedPassed = true;
        }
    }

    /** Notes whether an excerpt starts at this position: {@link #isWatchedPassed()} tells once it was passed. */
    public void watch(final long position) {
        watchedPosition = position;
        isWatchedPassed = false;
    }

    /** Whether an excerpt started at the position watched. */
    public boolean isWatchedPassed() {
        return isWatchedPassed;
    }

    /** A document whose header lost one bit looks like one of these: only the library's own names pass. */
    private boolean isOwn(final long start, final int bytes) throws IOException {
        if (bytes < OWN_NAME_BYTES || start + HEADER_BYTES + bytes > channel.size()) {
            return false;
        }
        map(start, HEADER_BYTES + OWN_NAME_BYTES);
        final int nameOffset = (int) (start - windowStart) + HEADER_BYTES;
        for (final byte[] name : OWN_NAMES) {
            int i = 0;
            while (i < name.length && window.getByte(nameOffset + i) == name[i]) {
                i++;
            }
            if (i == name.length) {
                return (name == OWN_NAMES[0]) == (start == 0);
            }
        }
        return false;
    }

    /** Brings so many bytes from this position into the window; false if the file does not reach so far. */
    private boolean map(final long start, final int bytes) throws IOException {
        if (start >= windowStart && start + bytes <= windowStart + window.capacity()) {
            return true;
        }
        final long size = channel.size();
        if (start + bytes > size) {
            return false;
        }
        final long newStart = start & -PAGE_BYTES;
        final MappedByteBuffer mapped =
                channel.map(FileChannel.MapMode.READ_ONLY, newStart, Math.min(size - newStart, WINDOW_BYTES));
        // The window before stays for one more turn, for whoever looks back at the document just read.
        IoUtil.unmap(windowBytesBefore);
        windowBytesBefore = windowBytes;
        windowBytes = mapped;
        windowStart = newStart;
        window.wrap((ByteBuffer) mapped);
        return true;
    }

    /** Whether the file starts with what the library writes; a file made a moment ago does not yet. */
    public boolean isHeaderSound() throws IOException {
        return mapFirstPage()
                && (firstPage.getIntVolatile(0) & (NOT_COMPLETE | OWN)) == OWN
                && firstPage.getByte(WRITE_POSITION_CODE_OFFSET) == LONG_ARRAY_CODE
                && firstPage.getLong(WRITE_POSITION_CODE_OFFSET + 1, LITTLE_ENDIAN) == 2
                && firstPage.getLong(WRITE_POSITION_CODE_OFFSET + 9, LITTLE_ENDIAN) == 2;
    }

    /** Where the library says the last excerpt starts, an append in progress aside; 0 in an empty file. */
    public long lastWrittenPosition() throws IOException {
        return mapFirstPage() ? firstPage.getLongVolatile(WRITE_POSITION_OFFSET) : 0;
    }

    private boolean mapFirstPage() throws IOException {
        if (firstPageBytes == null && channel.size() >= PAGE_BYTES) {
            firstPageBytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, PAGE_BYTES);
            firstPage.wrap((ByteBuffer) firstPageBytes);
        }
        return firstPageBytes != null;
    }

    /** Goes to a place where a header is, or will be: {@link #nextPosition()} of an earlier look. */
    public void goTo(final long position) {
        nextPosition = position;
    }

    /** Goes behind the last excerpt that the library says it wrote. */
    public void toEnd() throws IOException {
        final long last = lastWrittenPosition();
        if (last > nextPosition) {
            nextPosition = last;
        }
        while (next() == Found.DOCUMENT) {
            // Usually one: the last itself.
        }
    }

    /**
     * Goes before the document that holds this sequence, by the library's index where that is of use; from the start
     * of the file.
     *
     * <p>The index is a hint only: a document it points at is believed if its first record is sound. It can be the late word of a
     * deposed leader, with a sequence of an earlier time; so the walk to the document begins one entry before, where its term
     * shows, and further back if it does not.
     */
    public void toSequence(final long sequence) throws IOException {
        long low = 0;
        long high = indexEntries() - 1;
        while (low <= high) {
            final long middle = low + high >>> 1;
            final long candidate = indexEntry(middle);
            if (candidate > 0 && firstSequenceAt(candidate) <= sequence) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        for (long back = 2; ; back *= 2) {
            if (low < back) {
                goBefore(sequence, 0);
                return;
            }
            if (goBefore(sequence, indexEntry(low - back))) {
                return;
            }
        }
    }

    /** From here on; false if what stands behind the document that was found does not go on where that ends. */
    private boolean goBefore(final long sequence, final long from) throws IOException {
        long position = -1;
        long stop = Long.MAX_VALUE;
        int stopTerm = 0;
        int term = 0;
        nextPosition = from;
        while (stop == Long.MAX_VALUE && next() == Found.DOCUMENT) {
            final long first = firstSequence();
            if (first == Long.MAX_VALUE) {
                break;
            }
            final int found = RecordEnvelope.term(window, offset);
            if (found < term) {
                continue; // Late words of a deposed leader.
            }
            if (first > sequence) {
                stop = first;
                stopTerm = found;
            } else {
                term = found;
                position = headerPosition;
            }
        }
        nextPosition = Math.max(position, from);
        if (position < 0 || stop == Long.MAX_VALUE || stopTerm == term) {
            return position >= 0;
        }
        final boolean isFollowed = next() == Found.DOCUMENT && lastSequence() + 1 == stop;
        nextPosition = position;
        return isFollowed;
    }

    private long indexEntries() throws IOException {
        final long values = indexedValues(indexOfIndexes());
        if (values == 0) {
            return 0;
        }
        final long perIndex = longAt(values - 16);
        final long indexes = longAt(values - 8);
        final long lastIndex = indexes < 1 ? 0 : indexedValues(longAt(values + (indexes - 1) * 8));
        return lastIndex == 0 ? 0 : (indexes - 1) * perIndex + longAt(lastIndex - 8);
    }

    private long indexEntry(final long number) throws IOException {
        final long values = indexedValues(indexOfIndexes());
        final long perIndex = values == 0 ? 0 : longAt(values - 16);
        final long index = perIndex < 1 ? 0 : indexedValues(longAt(values + number / perIndex * 8));
        return index == 0 ? 0 : Math.max(0, longAt(index + number % perIndex * 8));
    }

    private long indexOfIndexes() throws IOException {
        return longAt(INDEX_OF_INDEXES_OFFSET);
    }

    /** Position of the values in the library's excerpt of positions at this position, 0 if it is none. */
    private long indexedValues(final long position) throws IOException {
        if (position <= 0 || (position & 3) != 0 || !map(position, OWN_NAME_BYTES * 3)) {
            return 0;
        }
        for (long code = position + HEADER_BYTES; code < position + OWN_NAME_BYTES * 2; code++) {
            if ((code + 1 & 7) == 0 && window.getByte((int) (code - windowStart)) == LONG_ARRAY_CODE) {
                return code + 17;
            }
        }
        return 0;
    }

    private long longAt(final long position) throws IOException {
        return position > 0 && map(position, 8) ? window.getLong((int) (position - windowStart), LITTLE_ENDIAN) : 0;
    }

    /** Sequence of the first record of the document at this position; the highest if there is no sound one. */
    private long firstSequenceAt(final long position) throws IOException {
        nextPosition = position;
        return (position & 3) == 0 && next() == Found.DOCUMENT && headerPosition == position
                ? firstSequence()
                : Long.MAX_VALUE;
    }

    /** Sequence of the first record of this document; the highest if that is not sound. */
    private long firstSequence() {
        try {
            final RecordCursor cursor = new RecordCursor();
            return cursor.wrap(window, offset, length).next() ? cursor.sequence() : Long.MAX_VALUE;
        } catch (final JournalException damaged) {
            return Long.MAX_VALUE;
        }
    }

    /** Sequence of the last record of this document, or of the last one that is sound. */
    private long lastSequence() {
        final RecordCursor cursor = new RecordCursor().wrap(window, offset, length);
        try {
            while (cursor.next()) {
                // To the last one.
            }
        } catch (final JournalException damaged) {
            // So far, then.
        }
        return cursor.sequence();
    }

    /** The last of these files that starts at or before this sequence, late words aside; null if none does. */
    public static Path holding(final long sequence, final Iterable<Path> files) throws IOException {
        Path holding = null;
        int term = 0;
        for (final Path path : files) {
            if (!Files.exists(path)) {
                continue;
            }
            if (holding != null) {
                term = Math.max(term, lastTerm(holding));
            }
            try (QueueFile file = new QueueFile(path)) {
                if (file.nextOf(term)) {
                    if (file.firstSequence() > sequence) {
                        break;
                    }
                    holding = path;
                }
            }
        }
        return holding;
    }

    /** Looks at the next document that is not the late word of a leader before this term. */
    private boolean nextOf(final int term) throws IOException {
        while (next() == Found.DOCUMENT) {
            if (RecordEnvelope.term(window, offset) >= term || firstSequence() == Long.MAX_VALUE) {
                return true;
            }
        }
        return false;
    }

    /** The highest term behind the last entry of the index: the last document alone can be a late word. */
    private static int lastTerm(final Path path) throws IOException {
        int term = 0;
        try (QueueFile file = new QueueFile(path)) {
            final long entries = file.indexEntries();
            file.goTo(entries == 0 ? 0 : file.indexEntry(entries - 1));
            while (file.next() == Found.DOCUMENT) {
                if (file.firstSequence() != Long.MAX_VALUE) {
                    term = Math.max(term, RecordEnvelope.term(file.window, file.offset));
                }
            }
        }
        return term;
    }

    /**
     * Looks for a document from here on that is sound and starts with this sequence, where the way to it is broken.
     *
     * @param sequence expected, or 0 for any
     * @return whether it was found; it is then the next one
     */
    public boolean findDocument(final long sequence) throws IOException {
        final long start = nextPosition();
        for (long position = start; map(position, HEADER_BYTES + RecordEnvelope.MESSAGE_OFFSET); position += 4) {
            final int header = window.getInt((int) (position - windowStart), LITTLE_ENDIAN);
            if (header >= RecordEnvelope.MESSAGE_OFFSET && header <= Journal.MAX_DOCUMENT_BYTES && (header & 7) == 0) {
                final long found = firstSequenceAt(position);
                if (found != Long.MAX_VALUE && (sequence == 0 || found == sequence)) {
                    nextPosition = position;
                    return true;
                }
            }
        }
        nextPosition = start;
        return false;
    }

    /** The bytes of the file around the document, valid until the document after the next. */
    public UnsafeBuffer buffer() {
        return window;
    }

    /** Where the document starts in the buffer. */
    public int offset() {
        return offset;
    }

    /** Bytes of the document. */
    public int length() {
        return length;
    }

    /** Where the document starts in the file. */
    public long documentPosition() {
        return headerPosition + HEADER_BYTES;
    }

    /** Where the next header is looked for. */
    public long nextPosition() {
        return nextPosition + 3 & ~3L;
    }

    /** The file. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        window.wrap(0, 0);
        firstPage.wrap(0, 0);
        IoUtil.unmap(windowBytesBefore);
        IoUtil.unmap(windowBytes);
        IoUtil.unmap(firstPageBytes);
        windowBytesBefore = null;
        windowBytes = null;
        firstPageBytes = null;
        channel.close();
    }
}
