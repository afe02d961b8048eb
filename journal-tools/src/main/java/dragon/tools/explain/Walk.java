package dragon.tools.explain;

import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.tools.follow.RecordListener;
import java.util.function.BooleanSupplier;
import org.agrona.DirectBuffer;

/** Reads a journal from its beginning, record by record. A deposed leader's records are void and are passed over. */
final class Walk {
    private Walk() {}

    /** Shows every record until there is none, or until no more is wanted; closes the reader. */
    static void through(final JournalReader journal, final RecordListener listener, final BooleanSupplier isEnough) {
        final RecordCursor cursor = new RecordCursor();
        try (journal) {
            while (!isEnough.getAsBoolean()
                    && journal.poll((buffer, offset, length) -> {
                        if (isVoid(buffer, offset, length, cursor)) {
                            return;
                        }
                        cursor.wrap(buffer, offset, length);
                        while (cursor.next()) {
                            listener.onRecord(cursor);
                        }
                    })) {
                // All work is in the handler.
            }
        }
    }

    /** A deposed leader wrote on: its records are void, but only if they are sound; damage is not void. */
    private static boolean isVoid(
            final DirectBuffer buffer, final int offset, final int length, final RecordCursor cursor) {
        if (length < RecordEnvelope.MESSAGE_OFFSET || RecordEnvelope.term(buffer, offset) >= cursor.term()) {
            return false;
        }
        final RecordCursor voidRecords = new RecordCursor().wrap(buffer, offset, length);
        while (voidRecords.next()) {
            if (voidRecords.term() >= cursor.term()) {
                return false; // A document of two terms: the cursor says what is wrong with it.
            }
        }
        return true;
    }
}
