package dragon.bench.storage;

import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.protocol.CommandResultDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;

/** The orders and the answered commands of a journal, as far as a follower was shown. Threading: one thread. */
final class JournalContents implements AutoCloseable {
    private final JournalReader reader;
    private final RecordCursor cursor = new RecordCursor(1);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private final CommandResultDecoder answer = new CommandResultDecoder();
    private final Map<Long, Long> sequences = new HashMap<>();
    private final Set<Long> answered = new HashSet<>();

    JournalContents(final Path journal) {
        reader = ChronicleJournal.reader(journal);
    }

    /** Goes on to the present end. */
    JournalContents toEnd() {
        while (reader.poll(this::onDocument)) {
            continue;
        }
        return this;
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            final int templateId =
                    header.wrap(cursor.buffer(), cursor.messageOffset()).templateId();
            if (templateId == PlaceOrderDecoder.TEMPLATE_ID) {
                place.wrapAndApplyHeader(cursor.buffer(), cursor.messageOffset(), header);
                sequences.put(place.clientOrderId(), cursor.sequence());
            } else if (templateId == CommandResultDecoder.TEMPLATE_ID) {
                answer.wrapAndApplyHeader(cursor.buffer(), cursor.messageOffset(), header);
                answered.add(answer.commandId());
            }
        }
    }

    /** Ids of the commands that have an answer. */
    Set<Long> answeredCommands() {
        return answered;
    }

    /** Sequence of the intent by client order id. */
    Map<Long, Long> sequences() {
        return sequences;
    }

    /** The last record. */
    long lastSequence() {
        return cursor.sequence();
    }

    @Override
    public void close() {
        reader.close();
    }
}
