package dragon.tools.simulate;

import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.process.LaneJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The journal of a lane on a disk that is simulated: page cache and platter apart.
 *
 * <p>What was appended survives the death of the process; what was synced survives the loss of power, the rest of it as far as its pages
 * happened to be written. Named places to die are around the append. Threading: one thread.
 */
final class SimulatedJournal implements LaneJournal {
    private final Faults faults;
    private final Marks marks;
    private final DocumentSink sink;
    private final List<UnsafeBuffer> documents = new ArrayList<>();
    private int syncedDocuments;
    private int writers;
    private boolean isRepaired;
    private boolean isInRecovery;

    /** Sees each document the moment it is visible. */
    @FunctionalInterface
    interface DocumentSink {
        void onDocument(DirectBuffer buffer, int length);
    }

    SimulatedJournal(final Faults faults, final Marks marks, final DocumentSink sink) {
        this.faults = faults;
        this.marks = marks;
        this.sink = sink;
    }

    int documentCount() {
        return documents.size();
    }

    UnsafeBuffer document(final int index) {
        return documents.get(index);
    }

    /** The same documents for a reader of its own; what is appended to it stays there. */
    SimulatedJournal copy(final Faults none) {
        final SimulatedJournal copy = new SimulatedJournal(none, new Marks(), (buffer, length) -> {});
        copy.documents.addAll(documents);
        copy.isRepaired = isRepaired;
        return copy;
    }

    /** While an engine recovers it may die at any document that it reads. */
    void inRecovery(final boolean now) {
        isInRecovery = now;
    }

    @Override
    public Optional<String> damageAfter(final long sequence) {
        return Optional.empty(); // A repair has been here: see losePower.
    }

    @Override
    public boolean isRepaired() {
        return isRepaired;
    }

    @Override
    public JournalReader readerFrom(final long sequence) {
        int first = 0;
        if (sequence > 0) {
            int least = 0;
            int most = documents.size() - 1;
            while (least < most) { // The last document that begins at or before the sequence.
                final int middle = (least + most + 1) >>> 1;
                if (RecordEnvelope.sequence(documents.get(middle), 0) <= sequence) {
                    least = middle;
                } else {
                    most = middle - 1;
                }
            }
            first = least;
        }
        return new Reader(first);
    }

    /** A reader of the gateway, from the first document. */
    Reader reader() {
        return new Reader(0);
    }

    @Override
    public Journal openForAppend() {
        return new Writer(++writers);
    }

    /** Power is lost: of what was not synced some pages made it, and what lies behind the first hole is cut away by a repair. */
    void losePower(final Randomness random) {
        int kept = syncedDocuments;
        while (kept < documents.size() && !random.oneIn(3)) {
            kept++;
        }
        final boolean hasLost = kept < documents.size();
        final UnsafeBuffer firstLost = hasLost ? documents.get(kept) : null;
        documents.subList(kept, documents.size()).clear();
        if (hasLost) {
            isRepaired = true;
            marks.reach(Mark.POWER_LOSS_CUT_DOCUMENTS);
            if (faults.strikes(FaultClass.B3_TORN_DOCUMENT)) {
                tear(firstLost, random);
            }
        }
        syncedDocuments = documents.size();
    }

    /** Of the first document that is lost some whole records were written. */
    private void tear(final UnsafeBuffer document, final Randomness random) {
        int end = 0;
        int records = 0;
        while (end < document.capacity()) {
            end += RecordEnvelope.recordLength(RecordEnvelope.messageLength(document, end));
            records++;
        }
        final int keptRecords = random.below(records);
        if (keptRecords == 0) {
            return;
        }
        int keptBytes = 0;
        for (int i = 0; i < keptRecords; i++) {
            keptBytes += RecordEnvelope.recordLength(RecordEnvelope.messageLength(document, keptBytes));
        }
        final UnsafeBuffer torn = new UnsafeBuffer(new byte[keptBytes]);
        torn.putBytes(0, document, 0, keptBytes);
        documents.add(torn);
        marks.reach(Mark.DOCUMENT_TORN);
    }

    private final class Writer implements Journal {
        private final int number;
        private boolean hasAppended;

        Writer(final int number) {
            this.number = number;
        }

        @Override
        public void append(final DirectBuffer buffer, final int offset, final int length) {
            if (number != writers) {
                throw new JournalException("a writer that is not the last one");
            }
            if (hasAppended && faults.strikes(FaultClass.A1_ENGINE_DIES_BEFORE_APPEND)) {
                throw new Crash(FaultClass.A1_ENGINE_DIES_BEFORE_APPEND);
            }
            if (!hasAppended && faults.strikes(FaultClass.A14_ENGINE_DIES_AT_TERM_STARTED)) {
                throw new Crash(FaultClass.A14_ENGINE_DIES_AT_TERM_STARTED);
            }
            final UnsafeBuffer document = new UnsafeBuffer(new byte[length]);
            document.putBytes(0, buffer, offset, length);
            documents.add(document);
            final boolean wasFirst = !hasAppended;
            hasAppended = true;
            sink.onDocument(document, length);
            if (faults.strikes(FaultClass.A2_ENGINE_DIES_AFTER_APPEND)) {
                throw new Crash(FaultClass.A2_ENGINE_DIES_AFTER_APPEND);
            }
            if (wasFirst && faults.strikes(FaultClass.A14_ENGINE_DIES_AT_TERM_STARTED)) {
                throw new Crash(FaultClass.A14_ENGINE_DIES_AT_TERM_STARTED);
            }
        }

        @Override
        public void sync() {
            if (faults.strikes(FaultClass.B1_POWER_LOSS_BEFORE_SYNC)) {
                throw new Crash(FaultClass.B1_POWER_LOSS_BEFORE_SYNC); // What others read meanwhile, they have read.
            }
            syncedDocuments = documents.size();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** A place in the journal. */
    final class Reader implements JournalReader {
        private int next;

        Reader(final int first) {
            next = first;
        }

        @Override
        public boolean poll(final DocumentHandler handler) {
            if (isInRecovery && faults.strikes(FaultClass.A12_ENGINE_DIES_IN_RECOVERY)) {
                throw new Crash(FaultClass.A12_ENGINE_DIES_IN_RECOVERY);
            }
            if (next >= documents.size()) {
                return false;
            }
            final UnsafeBuffer document = documents.get(next++);
            handler.onDocument(document, 0, document.capacity());
            return true;
        }

        boolean isAtEnd() {
            return next == documents.size();
        }

        @Override
        public void toEnd() {
            next = documents.size();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
