package dragon.monitor.snapshot;

import dragon.monitor.snapshot.LaneSnapshot.Event;
import java.util.ArrayList;
import java.util.List;

/** The facts of an event in one short line. */
public final class EventText {
    private EventText() {}

    /** As {@code LONG DCA BUY 0.1 @ 3098.5 fee 0.062}, then what the core said. */
    public static String of(final Event event) {
        final List<String> words = new ArrayList<>();
        words.add(event.leg());
        words.add(event.role());
        words.add(event.side());
        if (event.quantityE8() != null) {
            words.add(Decimals.of(event.quantityE8().longValue()).toPlainString());
        }
        if (event.priceE8() != null) {
            words.add("@ " + Decimals.of(event.priceE8().longValue()).toPlainString());
        }
        if (event.amountE8() != null) {
            words.add("$ " + Decimals.of(event.amountE8().longValue()).toPlainString());
        }
        words.add(event.detail());
        words.removeIf(word -> word == null || word.isEmpty());
        return String.join(" ", words);
    }
}
