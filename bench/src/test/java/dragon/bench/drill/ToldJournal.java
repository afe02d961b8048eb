package dragon.bench.drill;

import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PlaceOrderDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.agrona.DirectBuffer;

/** Events and places of a journal that is being written, in their order. Threading: one thread. */
final class ToldJournal implements AutoCloseable {
    /** One event. */
    record Told(long sequence, EventCode code, int botId, long clientOrderId, OrderRole role, String detail) {}

    /** One order that was intended. */
    record Place(long sequence, long clientOrderId, int botId, OrderRole role, boolean isReduceOnly) {}

    private final JournalReader reader;
    private final RecordCursor cursor = new RecordCursor(1);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final BotEventDecoder event = new BotEventDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private final List<Told> told = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();

    ToldJournal(final Path journal) {
        reader = ChronicleJournal.reader(journal);
    }

    /** Goes on to the present end. */
    ToldJournal toEnd() {
        while (reader.poll(this::onDocument)) {
            continue;
        }
        return this;
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            header.wrap(cursor.buffer(), cursor.messageOffset());
            if (header.templateId() == BotEventDecoder.TEMPLATE_ID) {
                event.wrapAndApplyHeader(cursor.buffer(), cursor.messageOffset(), header);
                told.add(new Told(
                        cursor.sequence(),
                        event.code(),
                        event.botId(),
                        event.clientOrderId(),
                        event.role(),
                        event.detail()));
            } else if (header.templateId() == PlaceOrderDecoder.TEMPLATE_ID) {
                place.wrapAndApplyHeader(cursor.buffer(), cursor.messageOffset(), header);
                places.add(new Place(
                        cursor.sequence(),
                        place.clientOrderId(),
                        place.botId(),
                        place.role(),
                        place.reduceOnly() == Bool.YES));
            }
        }
    }

    List<Told> events() {
        return told;
    }

    List<Place> places() {
        return places;
    }

    boolean has(final Predicate<Told> claim) {
        return toEnd().told.stream().anyMatch(claim);
    }

    /** Codes of all that was told of an order, in their order. */
    List<EventCode> storyOf(final long clientOrderId) {
        return toEnd().told.stream()
                .filter(each -> each.clientOrderId() == clientOrderId)
                .map(Told::code)
                .toList();
    }

    @Override
    public void close() {
        reader.close();
    }
}
