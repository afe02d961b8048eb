package dragon.bench.flatten;

import dragon.bench.kill.RecordWatch;
import dragon.bench.kill.Violations;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.FlattenDecoder;
import dragon.engine.protocol.GatewayUpDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OpenOrdersEndDecoder;
import dragon.engine.protocol.OrderFilledDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.PositionReportDecoder;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.DirectBuffer;

/**
 * What the journal says of flattens: how each has ended, and the steps of the one that is under way.
 *
 * <p>Threading: the accessors may be called from any thread.
 */
final class FlattenWitness implements AutoCloseable {
    /** How a flatten has ended: the code of the event, and its words. */
    record Ending(String code, String detail) {}

    private final RecordWatch watch;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final FlattenDecoder flatten = new FlattenDecoder();
    private final BotEventDecoder event = new BotEventDecoder();
    private final GatewayUpDecoder gatewayUp = new GatewayUpDecoder();
    private final Map<Integer, Ending> endings = new ConcurrentHashMap<>();
    private volatile long newestFlatten;
    private volatile long steps;
    private volatile long places;
    private volatile long gatewayPid;
    private volatile long openOrdersAnswers;

    FlattenWitness(final Path journal, final Violations violations) {
        watch = new RecordWatch(journal, violations, this::onRecord);
    }

    private void onRecord(final RecordCursor record, final long seenNs) {
        final DirectBuffer buffer = record.buffer();
        final int at = record.messageOffset();
        if (record.messageLength() < MessageHeaderDecoder.ENCODED_LENGTH) {
            return;
        }
        switch (header.wrap(buffer, at).templateId()) {
            case FlattenDecoder.TEMPLATE_ID -> {
                flatten.wrapAndApplyHeader(buffer, at, header);
                steps = 0;
                newestFlatten = flatten.commandId();
            }
            case PlaceOrderDecoder.TEMPLATE_ID -> {
                places = places + 1;
                steps = steps + 1;
            }
            case CancelOrderDecoder.TEMPLATE_ID,
                    OrderFilledDecoder.TEMPLATE_ID,
                    PositionReportDecoder.TEMPLATE_ID -> steps = steps + 1;
            case GatewayUpDecoder.TEMPLATE_ID -> {
                gatewayUp.wrapAndApplyHeader(buffer, at, header);
                openOrdersAnswers = 0;
                gatewayPid = gatewayUp.processId();
            }
            case OpenOrdersEndDecoder.TEMPLATE_ID -> openOrdersAnswers = openOrdersAnswers + 1;
            case BotEventDecoder.TEMPLATE_ID -> {
                if (record.kind() == RecordEnvelope.AUDIT) {
                    event.wrapAndApplyHeader(buffer, at, header);
                    onEvent();
                }
            }
            default -> {
                // No step of a flatten.
            }
        }
    }

    private void onEvent() {
        switch (event.code()) {
            case FLATTEN_STARTED -> {
                endings.remove(event.botId());
                steps = steps + 1;
            }
            case FLATTEN_COMPLETED, FLATTEN_FAILED, FLATTEN_INCOMPLETE -> {
                final String code = event.code().name().toLowerCase(Locale.ROOT);
                endings.put(event.botId(), new Ending(code, event.detail()));
            }
            case FLATTEN_POSITION_CLOSE, FLATTEN_CANCEL_SUMMARY, FLATTEN_CLOSE_FAILED, FLATTEN_CANCEL_FAILED -> steps =
                    steps + 1;
            default -> {
                // Not about a flatten.
            }
        }
    }

    /** How the newest flatten of a bot has ended, or null. */
    Ending ending(final int botId) {
        return endings.get(botId);
    }

    /** Command of the newest flatten. */
    long newestFlatten() {
        return newestFlatten;
    }

    /** Records since then that a flatten of that time may have caused or waited for. */
    long steps() {
        return steps;
    }

    long places() {
        return places;
    }

    /** Process of the gateway that announced itself last. */
    long gatewayPid() {
        return gatewayPid;
    }

    /** How many lists of open orders the venue has answered since then. */
    long openOrdersAnswers() {
        return openOrdersAnswers;
    }

    @Override
    public void close() {
        watch.close();
    }
}
