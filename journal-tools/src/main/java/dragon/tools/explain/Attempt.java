package dragon.tools.explain;

import dragon.engine.core.order.OrderReport;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.EventCode;
import dragon.tools.journal.DecodedMessage;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * One client order id of an intent: what the journal has told of it so far, and each record of it in words.
 *
 * <p>It follows the core's own audit and decides nothing: the status is what the core said it was.
 */
final class Attempt {
    /** In place of a time since the place: there was none yet. */
    static final long NOT_SENT = Long.MIN_VALUE;

    private final long clientOrderId;
    private final int number;
    private final Set<Long> bookedTradeIds = new HashSet<>();

    private OrderStatus status = OrderStatus.PARKED;
    private BigDecimal quantity = BigDecimal.ZERO;
    private BigDecimal filled = BigDecimal.ZERO;
    private BigDecimal filledUsd = BigDecimal.ZERO;
    private BigDecimal feesUsd = BigDecimal.ZERO;
    private long sentNs = NOT_SENT;
    private int sentCount;
    private int queryCount;
    private int unknownCount;
    private boolean isLost;

    Attempt(final long clientOrderId, final int number) {
        this.clientOrderId = clientOrderId;
        this.number = number;
    }

    long clientOrderId() {
        return clientOrderId;
    }

    int number() {
        return number;
    }

    OrderStatus status() {
        return status;
    }

    BigDecimal quantity() {
        return quantity;
    }

    BigDecimal filled() {
        return filled;
    }

    /** Price times quantity of all its trades. */
    BigDecimal filledUsd() {
        return filledUsd;
    }

    BigDecimal feesUsd() {
        return feesUsd;
    }

    /** Places in the journal with this id: more than one would be a fault of ours. */
    int sentCount() {
        return sentCount;
    }

    long sinceSentNs(final long timeNs) {
        return sentNs == NOT_SENT ? NOT_SENT : timeNs - sentNs;
    }

    Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("attempt", number);
        json.put("clientOrderId", Long.toString(clientOrderId));
        json.put("state", status.name());
        json.put("quantity", quantity);
        json.put("filled", filled);
        json.put("fees", feesUsd);
        json.put("sent", sentCount);
        return json;
    }

    /** Takes in a record of this attempt; returns its line, empty where another record tells the same. */
    String on(final DecodedMessage message, final long timeNs) {
        final Map<String, Object> fields = message.fields();
        return switch (message.name()) {
            case "PlaceOrder" -> onPlace(fields, timeNs);
            case "OrderAccepted" -> "accepted by the venue as " + fields.get("venueOrderId") + ", "
                    + millisecondsText(timeNs) + " after the intent";
            case "OrderRejected" -> "rejected by the venue: " + fields.get("rejectClass") + ", code "
                    + fields.get("venueCode") + textOf(fields);
            case "PlaceFailed" -> "AMBIGUOUS".equals(fields.get("failure"))
                    ? "place failed: AMBIGUOUS, it may be at the venue" + textOf(fields)
                    : "place failed: " + fields.get("failure") + ", it never left" + textOf(fields);
            case "QueryOrder" -> "query " + ++queryCount + ": does the venue have it?";
            case "QueryFailed" -> "the query has no answer";
            case "OrderStatusReport" -> onStatusReport(fields);
            case "OrderUnknownToVenue" -> "answer: unknown to the venue, for time " + ++unknownCount;
            case "CancelOrder" -> "cancel sent";
            case "CancelRejected" -> "cancel rejected by the venue: code " + fields.get("venueCode") + textOf(fields);
            case "CancelFailed" -> "cancel failed: " + fields.get("failure");
            case "OrderFilled" -> bookedTradeIds.contains((Long) fields.get("tradeId"))
                    ? "trade " + fields.get("tradeId") + " told again, booked once"
                    : ""; // The booking follows, or the refusal.
            case "LedgerRow" -> onBooking(fields);
            case "InputRefused" -> "refused: " + fields.get("reason");
            case "BotEvent" -> onEvent(fields);
            default -> message.text();
        };
    }

    private String onPlace(final Map<String, Object> fields, final long timeNs) {
        sentCount++;
        sentNs = timeNs;
        status = OrderStatus.PENDING_NEW;
        quantity = (BigDecimal) fields.get("quantity");
        final Object price = fields.get("limitPrice");
        final Object level = fields.get("bookLevel");
        return "intent journaled, for gateway session " + fields.get("sessionId") + ": " + fields.get("side") + " "
                + fields.get("leg") + " " + fields.get("role") + " " + fields.get("orderType") + " " + plain(quantity)
                + (price == null ? " without a price" : " at " + plain((BigDecimal) price))
                + (level instanceof final Long number && number > 0 ? " at book level " + number : "")
                + ("YES".equals(fields.get("reduceOnly")) ? ", reduce-only" : "") + ", expires "
                + DecodedMessage.timeText((Long) fields.get("expiresNs"));
    }

    private String onStatusReport(final Map<String, Object> fields) {
        final BigDecimal done = (BigDecimal) fields.get("cumulativeQuantity");
        // The core says nothing of a status that its trades have told already: it moves in silence.
        if (filled.signum() > 0 && filled.compareTo(done) >= 0) {
            move("FILLED".equals(fields.get("status")) ? OrderReport.FILLED : OrderReport.FILLED_PARTLY);
        }
        return ("YES".equals(fields.get("fromQuery")) ? "answer: found, " : "status report: ") + fields.get("status")
                + ", " + plain(done) + " filled, the venue's id " + fields.get("venueOrderId") + textOf(fields);
    }

    private String onBooking(final Map<String, Object> fields) {
        final BigDecimal price = (BigDecimal) fields.get("price");
        final BigDecimal traded = (BigDecimal) fields.get("quantity");
        final BigDecimal fee = (BigDecimal) fields.get("fee");
        final boolean wasInDoubt = status == OrderStatus.IN_DOUBT;
        bookedTradeIds.add((Long) fields.get("referenceId"));
        filled = filled.add(traded);
        filledUsd = filledUsd.add(traded.multiply(price));
        feesUsd = feesUsd.add(fee);
        move(filled.compareTo(quantity) >= 0 ? OrderReport.FILLED : OrderReport.FILLED_PARTLY);
        return (wasInDoubt ? "adopted, " : "") + "filled " + plain(traded) + " at " + plain(price) + ", fee "
                + plain(fee) + ("YES".equals(fields.get("isFeeEstimated")) ? " (estimated)" : "")
                + ("YES".equals(fields.get("isMaker")) ? " as maker" : " as taker") + ", trade "
                + fields.get("referenceId") + ": " + plain(filled) + " of " + plain(quantity);
    }

    private String onEvent(final Map<String, Object> fields) {
        final String code = (String) fields.get("code");
        final boolean wasInDoubt = status == OrderStatus.IN_DOUBT;
        if (isOf(EventCode.ORDER_PARKED, code)) {
            status = OrderStatus.PARKED;
            quantity = (BigDecimal) fields.get("quantity");
            return "parked: " + fields.get("side") + " " + fields.get("leg") + " " + fields.get("role") + " "
                    + plain(quantity) + " waits with us for its price";
        } else if (isOf(EventCode.ORDER_PLACED, code) || isOf(EventCode.ORDER_PARTIAL_FILL, code)) {
            return ""; // The intent and the booking have said it.
        } else if (isOf(EventCode.ORDER_ACTIVATED, code)) {
            return "activated: its price came near";
        } else if (isOf(EventCode.ORDER_UNKNOWN, code)) {
            status = OrderStatus.IN_DOUBT;
            return "in doubt: asked for by its id, never sent again";
        } else if (isOf(EventCode.ORDER_ADOPTED, code)) {
            return ""; // What it is adopted as is told with its state or its trade.
        } else if (isOf(EventCode.ORDER_VENUE_LOST, code)) {
            isLost = true;
            return "LOST by the venue: it had it, and knows it no more";
        } else if (isOf(EventCode.ORDER_ACKNOWLEDGED, code)) {
            status = OrderStatus.NEW;
            return wasInDoubt ? "adopted: it is open at the venue and ours" : "open at the venue";
        } else if (isOf(EventCode.ORDER_FILLED, code)) {
            status = OrderStatus.FILLED;
            return "end: filled";
        } else if (isOf(EventCode.ORDER_CANCELLED, code)) {
            status = OrderStatus.CANCELED;
            return "end: cancelled";
        } else if (isOf(EventCode.ORDER_REJECTED, code)) {
            status = OrderStatus.REJECTED;
            return "end: rejected";
        } else if (isOf(EventCode.ORDER_EXPIRED_UNSENT, code)) {
            status = OrderStatus.UNSENT;
            return "end: it never left";
        } else if (isOf(EventCode.ORDER_VOID, code)) {
            status = OrderStatus.VOID;
            return isLost ? "end: void" : "end: void, the venue never had it";
        } else if (isOf(EventCode.ORDER_SURPLUS, code)) {
            return "SURPLUS: " + fields.get("detail");
        }
        final Object detail = fields.get("detail");
        return code.toLowerCase(Locale.ROOT) + " (" + fields.get("level") + ")"
                + (detail == null || "".equals(detail) ? "" : ": " + detail);
    }

    private static boolean isOf(final EventCode expected, final String code) {
        return expected.name().equals(code);
    }

    private void move(final OrderReport report) {
        final OrderStatus next = status.next(report);
        if (next != null) {
            status = next;
        }
    }

    private String millisecondsText(final long timeNs) {
        return sentNs == NOT_SENT
                ? "?"
                : plain(BigDecimal.valueOf(timeNs - sentNs, 6).stripTrailingZeros()) + " ms";
    }

    private static String textOf(final Map<String, Object> fields) {
        final Object text = fields.get("text");
        return text == null || "".equals(text) ? "" : " (" + text + ")";
    }

    private static String plain(final BigDecimal number) {
        return number.toPlainString();
    }
}
