package dragon.tools.snapshotter;

import dragon.engine.core.CoreState;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.process.RestartReportText;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.LedgerKind;
import dragon.engine.protocol.LedgerRowDecoder;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.RestartReportDecoder;
import dragon.engine.protocol.Side;
import dragon.tools.follow.RecordListener;
import dragon.tools.journal.DecodedMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Intents, fills, bookings and events as rows, one a record; and each order that an event speaks of as it is then, since
 * the core forgets an order a while after its end.
 *
 * <p>Threading: the follower's. Limit: the caller stops following at {@link #ROWS_MAX} and writes first.
 */
final class RecordRows implements RecordListener {
    /** Rows above which no further record may be followed before some are written. */
    static final int ROWS_MAX = 50_000;

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final BotEventDecoder event = new BotEventDecoder();
    private final LedgerRowDecoder booking = new LedgerRowDecoder();
    private final RestartReportDecoder restartReport = new RestartReportDecoder();
    private final Map<Long, Row> orderById = new LinkedHashMap<>();
    private final List<Row> appended = new ArrayList<>();
    private CoreState state;

    /** Follows this state from here on. */
    void state(final CoreState newState) {
        state = newState;
        clear();
    }

    @Override
    public void onRecord(final RecordCursor record) {
        if (record.kind() == RecordEnvelope.INTENT) {
            addIntent(record);
        } else if (record.kind() == RecordEnvelope.AUDIT
                && record.messageLength() >= MessageHeaderDecoder.ENCODED_LENGTH) {
            final int templateId =
                    header.wrap(record.buffer(), record.messageOffset()).templateId();
            if (templateId == BotEventDecoder.TEMPLATE_ID) {
                addEvent(record);
            } else if (templateId == LedgerRowDecoder.TEMPLATE_ID) {
                addBooking(record);
            } else if (templateId == RestartReportDecoder.TEMPLATE_ID) {
                addRestartReport(record);
            }
        }
    }

    private void addIntent(final RecordCursor record) {
        final DecodedMessage intent =
                DecodedMessage.of(record.buffer(), record.messageOffset(), record.messageLength());
        final long clientOrderId = number(intent, "clientOrderId");
        final Order order = clientOrderId == 0 ? null : state.orders().get(clientOrderId);
        final String text = intent.text();
        appended.add(new Row(
                Table.INTENTS,
                record.sequence(),
                record.timeNs(),
                snakeCase(intent.name()),
                number(intent, "accountId"),
                order == null ? number(intent, "botId") : order.botId(),
                clientOrderId,
                text.substring(Math.min(text.length(), intent.name().length() + 1))));
        note(order);
    }

    private static long number(final DecodedMessage message, final String field) {
        return message.fields().get(field) instanceof final Long number ? number : 0;
    }

    /** PlaceOrder becomes place_order, as operators know it from the events. */
    private static String snakeCase(final String name) {
        final StringBuilder snake = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            final char letter = name.charAt(i);
            if (Character.isUpperCase(letter) && i > 0) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(letter));
        }
        return snake.toString();
    }

    private void addEvent(final RecordCursor record) {
        event.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
        appended.add(new Row(
                Table.EVENTS,
                record.sequence(),
                record.timeNs(),
                event.level().name().toLowerCase(Locale.ROOT),
                event.code().name().toLowerCase(Locale.ROOT),
                event.accountId(),
                event.botId(),
                symbol(event.instrumentId()),
                event.clientOrderId(),
                name(event.leg()),
                name(event.side()),
                name(event.role()),
                event.priceE8() == BotEventDecoder.priceE8NullValue() ? null : event.priceE8(),
                event.quantityE8() == BotEventDecoder.quantityE8NullValue() ? null : event.quantityE8(),
                event.amountE8() == BotEventDecoder.amountE8NullValue() ? null : event.amountE8(),
                event.referenceId(),
                event.count(),
                event.detail()));
        note(event.clientOrderId() == 0 ? null : state.orders().get(event.clientOrderId()));
    }

    private void addRestartReport(final RecordCursor record) {
        final RestartReportDecoder report =
                restartReport.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
        final boolean isClean = report.legsDiffering() == 0 && report.doubtsOpen() == 0;
        appended.add(new Row(
                Table.EVENTS,
                record.sequence(),
                record.timeNs(),
                isClean ? "info" : "warn",
                "restart_report",
                report.accountId(),
                0,
                "",
                0L,
                "",
                "",
                "",
                null,
                null,
                null,
                report.sessionId(),
                1,
                RestartReportText.of(report)));
    }

    private void addBooking(final RecordCursor record) {
        booking.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
        appended.add(new Row(
                Table.LEDGER,
                record.sequence(),
                record.timeNs(),
                booking.kind().name().toLowerCase(Locale.ROOT),
                booking.accountId(),
                booking.botId(),
                booking.referenceId(),
                booking.feeE8(),
                booking.fundingE8(),
                booking.realizedE8()));
        if (booking.kind() == LedgerKind.FILL) {
            addFill(record);
            note(state.orders().get(booking.clientOrderId()));
        }
    }

    private void addFill(final RecordCursor record) {
        appended.add(new Row(
                Table.FILLS,
                record.sequence(),
                record.timeNs(),
                booking.accountId(),
                booking.botId(),
                symbol(booking.instrumentId()),
                booking.clientOrderId(),
                booking.referenceId(),
                name(booking.side()),
                name(booking.leg()),
                name(booking.role()),
                booking.priceE8() == LedgerRowDecoder.priceE8NullValue() ? 0 : booking.priceE8(),
                booking.quantityE8() == LedgerRowDecoder.quantityE8NullValue() ? 0 : booking.quantityE8(),
                booking.feeE8(),
                booking.realizedE8(),
                booking.isMaker().value()));
    }

    private void note(final Order order) {
        if (order != null) {
            orderById.put(order.clientOrderId(), StateRows.order(state, order));
        }
    }

    private String symbol(final int instrumentId) {
        final Instrument instrument = state.instruments().get(instrumentId);
        return instrument == null ? "" : instrument.symbol();
    }

    private static String name(final Leg leg) {
        return leg == Leg.NULL_VAL ? "" : leg.name();
    }

    private static String name(final Side side) {
        return side == Side.NULL_VAL ? "" : side.name();
    }

    private static String name(final OrderRole role) {
        return role == OrderRole.NULL_VAL ? "" : role.name();
    }

    /** Rows that wait to be written. */
    int count() {
        return appended.size() + orderById.size();
    }

    /** The rows that wait, orders last; what they show is never older than what the database holds. */
    List<Row> rows() {
        final List<Row> rows = new ArrayList<>(appended);
        rows.addAll(orderById.values());
        return rows;
    }

    /** They are in the database now. */
    void clear() {
        appended.clear();
        orderById.clear();
    }
}
