package dragon.bench.kill;

import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.GatewayUpDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OpenOrdersEndDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;

/**
 * An independent follower of the journal, on its own thread: remembers a checksum of every record that it was shown, so
 * that later nobody can say it was never there.
 *
 * <p>Threading: the accessors may be called from any thread.
 */
public final class Witness implements AutoCloseable {
    private static final long IDLE_NS = 50_000;

    private final Path journal;
    private final Violations violations;
    private final Thread thread;
    private final RecordCursor cursor = new RecordCursor(1);
    private final RecordChecksum checksum = new RecordChecksum();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final GatewayUpDecoder gatewayUp = new GatewayUpDecoder();
    private volatile int[] checksums = new int[1 << 16];
    private volatile long lastSequence;
    private volatile long gatewayPid;
    private volatile long gatewayTerm;
    private volatile long openOrdersAnswers;
    private volatile long places;
    private final Map<Integer, Long> firstIntentNs = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    public Witness(final Path journal, final Violations violations) {
        this.journal = journal;
        this.violations = violations;
        this.thread = new Thread(this::watch, "witness");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    private void watch() {
        try (JournalReader reader = ChronicleJournal.reader(journal)) {
            while (!isClosed) {
                if (!reader.poll(this::onDocument)) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
        } catch (final JournalException e) {
            violations.add("a follower of the live journal: " + e.getMessage());
        }
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            final int at = (int) cursor.sequence() - 1;
            if (at >= checksums.length) {
                checksums = Arrays.copyOf(checksums, 2 * checksums.length);
            }
            checksums[at] = checksum.of(cursor);
            look();
            lastSequence = cursor.sequence();
        }
    }

    private void look() {
        header.wrap(cursor.buffer(), cursor.messageOffset());
        switch (header.templateId()) {
            case GatewayUpDecoder.TEMPLATE_ID -> {
                gatewayUp.wrapAndApplyHeader(cursor.buffer(), cursor.messageOffset(), header);
                openOrdersAnswers = 0;
                gatewayTerm = cursor.term();
                gatewayPid = gatewayUp.processId();
            }
            case OpenOrdersEndDecoder.TEMPLATE_ID -> openOrdersAnswers = openOrdersAnswers + 1;
            case PlaceOrderDecoder.TEMPLATE_ID -> {
                places = places + 1;
                firstIntentNs.putIfAbsent(cursor.term(), System.nanoTime());
            }
            case CancelOrderDecoder.TEMPLATE_ID -> firstIntentNs.putIfAbsent(cursor.term(), System.nanoTime());
            default -> {
                // Nothing that a kill waits for.
            }
        }
    }

    /** The last record that was shown. */
    public long lastSequence() {
        return lastSequence;
    }

    /** Checksum of a record that was shown. */
    public int checksumOf(final long sequence) {
        return checksums[(int) sequence - 1];
    }

    /** Process id of the gateway that announced itself last. */
    public long gatewayPid() {
        return gatewayPid;
    }

    /** Term of the record in which it did. */
    public long gatewayTerm() {
        return gatewayTerm;
    }

    /** How many lists of open orders the venue has answered since then. */
    public long openOrdersAnswers() {
        return openOrdersAnswers;
    }

    /** Orders that were intended so far. */
    public long places() {
        return places;
    }

    /** When the first place or cancel of a term was shown, by the monotonic clock; 0 = not yet. */
    public long firstIntentNs(final int term) {
        return firstIntentNs.getOrDefault(term, 0L);
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
