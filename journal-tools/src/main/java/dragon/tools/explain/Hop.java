package dragon.tools.explain;

import dragon.tools.journal.DecodedMessage;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One record of the journal that belongs to an order.
 *
 * @param timeNs engine time, nanoseconds since the epoch
 * @param sinceSentNs since the place of this attempt was journaled; {@link Attempt#NOT_SENT} before that
 * @param attempt of its intent, from 1
 * @param what name of the message in the schema, or code of the event
 * @param words the same for people
 */
public record Hop(
        int term,
        long sequence,
        long timeNs,
        long sinceSentNs,
        long clientOrderId,
        int attempt,
        String what,
        String words) {
    private static final int MS_SCALE = 6;
    private static final int SHOWN_SCALE = 3;

    /** One line. */
    public String text() {
        final String since =
                sinceSentNs == Attempt.NOT_SENT ? "" : String.format(Locale.ROOT, "+%s ms", sinceSentMs(SHOWN_SCALE));
        return String.format(
                Locale.ROOT,
                "%d:%d  %s  #%d %16s  %s",
                term,
                sequence,
                DecodedMessage.timeText(timeNs),
                attempt,
                since,
                words);
    }

    /** The same as JSON. */
    public Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("term", term);
        json.put("sequence", sequence);
        json.put("time", DecodedMessage.timeText(timeNs));
        json.put("timeNs", Long.toString(timeNs));
        json.put("attempt", attempt);
        json.put("clientOrderId", Long.toString(clientOrderId));
        json.put("sinceSentMs", sinceSentNs == Attempt.NOT_SENT ? null : sinceSentMs(MS_SCALE));
        json.put("what", what);
        json.put("words", words);
        return json;
    }

    private BigDecimal sinceSentMs(final int scale) {
        return BigDecimal.valueOf(sinceSentNs, MS_SCALE).setScale(scale, java.math.RoundingMode.DOWN);
    }
}
