package dragon.bench.rotation;

import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OrderAcceptedDecoder;
import dragon.engine.protocol.OrderFilledDecoder;
import dragon.engine.protocol.OrderRejectedDecoder;
import dragon.engine.protocol.OrderStatusReportDecoder;
import dragon.engine.protocol.PlaceFailedDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.SetLiveTradingDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * How long each order waited for its first answer, as the journal tells it: from the record of the intent to the record of
 * the first report. Threading: one thread.
 */
final class Acknowledgements {
    /** Failure of an order that waited for our own limit until its time was over: load, and no key's fault. */
    static final String OUR_LIMIT = "our own limit";

    /** What the gateway says of an order that was still waiting for its turn. */
    private static final String RECALLED = "frozen";

    private static final String OVER_WHILE_WAITING = "its time was over before it could be sent";

    /** One order. {@code answeredNs} 0 = never; {@code failure} null = the exchange took it. */
    record Order(long clientOrderId, long intendedNs, long answeredNs, String failure) {
        long waitedNs() {
            return answeredNs - intendedNs;
        }
    }

    private final RecordCursor cursor = new RecordCursor(1);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private final OrderAcceptedDecoder accepted = new OrderAcceptedDecoder();
    private final OrderFilledDecoder filled = new OrderFilledDecoder();
    private final OrderStatusReportDecoder status = new OrderStatusReportDecoder();
    private final OrderRejectedDecoder rejected = new OrderRejectedDecoder();
    private final PlaceFailedDecoder failed = new PlaceFailedDecoder();
    private final SetLiveTradingDecoder live = new SetLiveTradingDecoder();
    private final BotEventDecoder event = new BotEventDecoder();
    private final Map<Long, Order> orders = new LinkedHashMap<>();
    private final List<Long> degradedBlocksNs = new ArrayList<>();
    private boolean isOver;

    /** Reads a journal that nobody writes any more. */
    static Acknowledgements of(final Path journal) {
        final Acknowledgements found = new Acknowledgements();
        try (JournalReader reader = ChronicleJournal.reader(journal)) {
            while (reader.poll(found::onDocument)) {
                // On to the end.
            }
        }
        return found;
    }

    List<Order> orders() {
        return List.copyOf(orders.values());
    }

    /** When entries were blocked because the exchange was degraded. */
    List<Long> degradedBlocksNs() {
        return degradedBlocksNs;
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            onRecord(cursor.buffer(), cursor.messageOffset());
        }
    }

    private void onRecord(final DirectBuffer buffer, final int offset) {
        header.wrap(buffer, offset);
        switch (header.templateId()) {
            case PlaceOrderDecoder.TEMPLATE_ID -> {
                final long id = place.wrapAndApplyHeader(buffer, offset, header).clientOrderId();
                orders.put(id, new Order(id, cursor.timeNs(), 0, null));
            }
            case OrderAcceptedDecoder.TEMPLATE_ID -> answered(
                    accepted.wrapAndApplyHeader(buffer, offset, header).clientOrderId(), null);
            case OrderFilledDecoder.TEMPLATE_ID -> answered(
                    filled.wrapAndApplyHeader(buffer, offset, header).clientOrderId(), null);
            case OrderStatusReportDecoder.TEMPLATE_ID -> answered(
                    status.wrapAndApplyHeader(buffer, offset, header).clientOrderId(), null);
            case OrderRejectedDecoder.TEMPLATE_ID -> {
                rejected.wrapAndApplyHeader(buffer, offset, header);
                answered(
                        rejected.clientOrderId(),
                        rejected.rejectClass() == RejectClass.AUTH ? "rejected: " + RejectClass.AUTH : null);
            }
            case PlaceFailedDecoder.TEMPLATE_ID -> {
                failed.wrapAndApplyHeader(buffer, offset, header);
                final SendFailure failure = failed.failure();
                final boolean isOverOurLimit = failure == SendFailure.THROTTLED
                        || failure == SendFailure.TRANSPORT_UNSENT
                                && failed.text().contains(OVER_WHILE_WAITING);
                if (isOver
                        && failure == SendFailure.EXPIRED_UNSENT
                        && failed.text().equals(RECALLED)) {
                    orders.remove(failed.clientOrderId()); // It waited for its turn: the end of the drill took it back.
                } else {
                    answered(failed.clientOrderId(), isOverOurLimit ? OUR_LIMIT : failure.name());
                }
            }
            case SetLiveTradingDecoder.TEMPLATE_ID -> isOver =
                    live.wrapAndApplyHeader(buffer, offset, header).enabled() == Bool.NO;
            case BotEventDecoder.TEMPLATE_ID -> {
                if (event.wrapAndApplyHeader(buffer, offset, header).code() == EventCode.EXCHANGE_DEGRADED_BLOCK) {
                    degradedBlocksNs.add(cursor.timeNs());
                }
            }
            default -> {
                // Nothing of an order's first answer.
            }
        }
    }

    private void answered(final long clientOrderId, final String failure) {
        orders.computeIfPresent(
                clientOrderId,
                (id, order) -> order.answeredNs() != 0
                        ? order
                        : new Order(id, order.intendedNs(), Math.max(1, cursor.timeNs()), failure));
    }
}
