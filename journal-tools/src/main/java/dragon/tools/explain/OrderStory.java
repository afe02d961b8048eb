package dragon.tools.explain;

import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.CancelFailedDecoder;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.CancelRejectedDecoder;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.InputRefusedDecoder;
import dragon.engine.protocol.LedgerRowDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OrderAcceptedDecoder;
import dragon.engine.protocol.OrderFilledDecoder;
import dragon.engine.protocol.OrderRejectedDecoder;
import dragon.engine.protocol.OrderStatusReportDecoder;
import dragon.engine.protocol.OrderUnknownToVenueDecoder;
import dragon.engine.protocol.PlaceFailedDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.QueryFailedDecoder;
import dragon.engine.protocol.QueryOrderDecoder;
import dragon.tools.journal.DecodedMessage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * All that the journal knows of one intent: every record of every attempt, in order, and what it came to.
 *
 * <p>Reads twice: first to find the intent of an id, then its records. A deposed leader's records are void and are not
 * shown.
 *
 * <p>Threading: one thread.
 */
public final class OrderStory {
    /** Messages that can name an order; all others are passed over undecoded. */
    private static final Set<Integer> TEMPLATE_IDS = Set.of(
            PlaceOrderDecoder.TEMPLATE_ID,
            CancelOrderDecoder.TEMPLATE_ID,
            QueryOrderDecoder.TEMPLATE_ID,
            QueryFailedDecoder.TEMPLATE_ID,
            OrderAcceptedDecoder.TEMPLATE_ID,
            OrderRejectedDecoder.TEMPLATE_ID,
            OrderFilledDecoder.TEMPLATE_ID,
            OrderStatusReportDecoder.TEMPLATE_ID,
            OrderUnknownToVenueDecoder.TEMPLATE_ID,
            CancelRejectedDecoder.TEMPLATE_ID,
            PlaceFailedDecoder.TEMPLATE_ID,
            CancelFailedDecoder.TEMPLATE_ID,
            BotEventDecoder.TEMPLATE_ID,
            LedgerRowDecoder.TEMPLATE_ID,
            InputRefusedDecoder.TEMPLATE_ID);
    /** Events that name the intent of an order beside its id. */
    private static final Set<String> NAMES_INTENT =
            Set.of(EventCode.ORDER_PARKED.name(), EventCode.ORDER_PLACED.name(), EventCode.ORDER_ACTIVATED.name());

    private static final int PRICE_SCALE = 8;

    private final long id;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final Map<Long, Attempt> attemptById = new LinkedHashMap<>();
    private final List<Hop> hops = new ArrayList<>();

    private long intentId;
    private Attempt ofLastInput;
    private long lastSequence;
    private String damage = "";

    private OrderStory(final long id) {
        this.id = id;
    }

    /**
     * Reads a journal up to its present end, or to its first damage.
     *
     * @param journal gives a new reader at the journal's beginning each time; closed here
     * @param id a client order id or an intent id
     */
    public static OrderStory read(final Supplier<JournalReader> journal, final long id) {
        final OrderStory story = new OrderStory(id);
        try {
            story.walk(journal.get(), true);
            if (story.isFound()) {
                story.walk(journal.get(), false);
            }
        } catch (final JournalException e) {
            story.damage = e.getMessage();
        }
        return story;
    }

    private void walk(final JournalReader journal, final boolean isSearch) {
        Walk.through(journal, cursor -> onRecord(cursor, isSearch), () -> isSearch && isFound());
    }

    private void onRecord(final RecordCursor cursor, final boolean isSearch) {
        lastSequence = cursor.sequence();
        if (cursor.kind() == RecordEnvelope.INPUT) {
            ofLastInput = null;
        }
        if (cursor.messageLength() < MessageHeaderDecoder.ENCODED_LENGTH
                || !TEMPLATE_IDS.contains(
                        header.wrap(cursor.buffer(), cursor.messageOffset()).templateId())) {
            return;
        }
        final DecodedMessage message =
                DecodedMessage.of(cursor.buffer(), cursor.messageOffset(), cursor.messageLength());
        if (message.fields().containsKey("damage")) {
            return; // Sound by its CRC, yet not of this schema: the dump shows it.
        }
        if (isSearch) {
            search(message);
        } else {
            tell(cursor, message);
        }
    }

    private void search(final DecodedMessage message) {
        final long named = intentNamedBy(message);
        if (named != 0 && (named == id || clientOrderId(message) == id)) {
            intentId = named;
        }
    }

    private void tell(final RecordCursor cursor, final DecodedMessage message) {
        final long clientOrderId = clientOrderId(message);
        if (intentNamedBy(message) == intentId) {
            attemptById.computeIfAbsent(clientOrderId, each -> new Attempt(each, attemptById.size() + 1));
        }
        final boolean isRefusal = message.templateId() == InputRefusedDecoder.TEMPLATE_ID;
        final Attempt attempt = isRefusal ? ofLastInput : attemptById.get(clientOrderId);
        if (attempt == null) {
            return;
        }
        if (cursor.kind() == RecordEnvelope.INPUT) {
            ofLastInput = attempt;
        }
        final String words = attempt.on(message, cursor.timeNs());
        if (!words.isEmpty()) {
            hops.add(new Hop(
                    cursor.term(),
                    cursor.sequence(),
                    cursor.timeNs(),
                    attempt.sinceSentNs(cursor.timeNs()),
                    attempt.clientOrderId(),
                    attempt.number(),
                    what(message),
                    words));
        }
    }

    /** The intent that a message names, 0 = none. */
    private static long intentNamedBy(final DecodedMessage message) {
        if (message.templateId() == PlaceOrderDecoder.TEMPLATE_ID) {
            // A journal of the first schema knows no attempts: each order is its own intent.
            return message.fields().get("intentId") instanceof final Long named && named != 0
                    ? named
                    : clientOrderId(message);
        }
        return message.templateId() == BotEventDecoder.TEMPLATE_ID
                        && NAMES_INTENT.contains(message.fields().get("code"))
                ? (Long) message.fields().get("referenceId")
                : 0;
    }

    private static long clientOrderId(final DecodedMessage message) {
        // The halt of a bot refers to the order that it is about; elsewhere a reference is something else.
        final boolean isHalt =
                EventCode.BOT_ERROR.name().equals(message.fields().get("code"));
        return message.fields().get(isHalt ? "referenceId" : "clientOrderId") instanceof final Long named ? named : 0;
    }

    private static String what(final DecodedMessage message) {
        return message.templateId() == BotEventDecoder.TEMPLATE_ID
                ? message.fields().get("code").toString().toLowerCase(Locale.ROOT)
                : message.name();
    }

    /** True when the journal knows the id. */
    public boolean isFound() {
        return intentId != 0;
    }

    /** The attempts of the intent, the first one first. */
    public List<Long> clientOrderIds() {
        return List.copyOf(attemptById.keySet());
    }

    public List<Hop> hops() {
        return hops;
    }

    /** Sequence of the last record that was read and believed, 0 = none. */
    public long lastSequence() {
        return lastSequence;
    }

    /** The line of the first damage met; empty = none. */
    public String damage() {
        return damage;
    }

    /** What it is, a line for each hop, what it came to. */
    public List<String> lines() {
        final List<String> lines = new ArrayList<>();
        lines.add("order " + id + "   intent " + intentId + "   " + attemptById.size()
                + (attemptById.size() == 1 ? " attempt" : " attempts"));
        hops.forEach(hop -> lines.add(hop.text()));
        lines.add(summary());
        return lines;
    }

    private String summary() {
        final BigDecimal average = averagePrice();
        return state() + "   filled " + filled().toPlainString() + " of "
                + quantity().toPlainString()
                + (average == null ? "" : " at " + average.toPlainString() + " on average") + "   fees "
                + feesUsd().toPlainString() + " USD   " + sentText();
    }

    private String sentText() {
        final int most = sentCountMax();
        final long sent = attemptById.values().stream()
                .filter(each -> each.sentCount() > 0)
                .count();
        if (most > 1) {
            return "SENT " + most + " TIMES WITH ONE ID";
        }
        return sent == 0 ? "never sent" : sent == 1 ? "sent once" : sent + " attempts, each sent once";
    }

    /** The same as JSON. */
    public Map<String, Object> json() {
        final Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("state", state());
        summary.put("quantity", quantity());
        summary.put("filled", filled());
        summary.put("averagePrice", averagePrice());
        summary.put("fees", feesUsd());
        summary.put("sentMax", sentCountMax());

        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("order", Long.toString(id));
        json.put("intent", Long.toString(intentId));
        json.put("attempts", attemptById.values().stream().map(Attempt::json).toList());
        json.put("hops", hops.stream().map(Hop::json).toList());
        json.put("summary", summary);
        return json;
    }

    private String state() {
        final Attempt last = last();
        return last == null ? "UNKNOWN" : last.status().name();
    }

    /** How often the attempt that was sent most was sent: never more than 1. */
    public int sentCountMax() {
        return attemptById.values().stream().mapToInt(Attempt::sentCount).max().orElse(0);
    }

    private Attempt last() {
        Attempt last = null;
        for (final Attempt each : attemptById.values()) {
            last = each;
        }
        return last;
    }

    /** What earlier attempts have filled, and what the last one is for. */
    private BigDecimal quantity() {
        final Attempt last = last();
        return last == null ? BigDecimal.ZERO : filled().subtract(last.filled()).add(last.quantity());
    }

    private BigDecimal filled() {
        return attemptById.values().stream().map(Attempt::filled).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private BigDecimal feesUsd() {
        return attemptById.values().stream().map(Attempt::feesUsd).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Null before the first trade. */
    private BigDecimal averagePrice() {
        final BigDecimal filled = filled();
        return filled.signum() == 0
                ? null
                : attemptById.values().stream()
                        .map(Attempt::filledUsd)
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                        .divide(filled, PRICE_SCALE, RoundingMode.HALF_EVEN)
                        .stripTrailingZeros();
    }
}
