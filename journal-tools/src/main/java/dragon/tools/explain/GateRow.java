package dragon.tools.explain;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One gate of a sheet: what it says to each action, what it looked at, what it holds that against, and when it clears.
 *
 * @param number its place on the ladder, from 1
 * @param event code of the event that reports a block
 * @param input what it looked at, in words
 * @param ageNs how old that was; {@link #NO_AGE} where it has none
 * @param limit what it is held against, in words; empty = nothing
 * @param from where the limit was set; empty = nowhere
 * @param setter command that set it, or null
 * @param clears when a closed gate opens again; empty where none is closed
 */
public record GateRow(
        int number,
        String gate,
        String name,
        String event,
        Verdict entry,
        Verdict reduce,
        Verdict cancel,
        String input,
        long ageNs,
        String limit,
        String from,
        Setter setter,
        String clears) {
    /** The input has no age. */
    public static final long NO_AGE = -1;

    private static final long NS_PER_MS = 1_000_000L;

    /** What a gate says to an action. */
    public enum Verdict {
        PASS("pass"),
        BLOCK("BLOCK"),
        /** The gate asks for an order, and there is none; the last one that asked was blocked. */
        HELD("BLOCK*"),
        /** The gate asks for an order, and there is none. */
        NEEDS_ORDER("-");

        private final String text;

        Verdict(final String text) {
            this.text = text;
        }

        /** As a sheet shows it. */
        public String text() {
            return text;
        }
    }

    /** True when it stops any of the three actions. */
    public boolean isClosed() {
        return isEntryHeld() || reduce == Verdict.BLOCK || cancel == Verdict.BLOCK;
    }

    /** True when it stops an entry, or stopped the last one that asked. */
    boolean isEntryHeld() {
        return entry == Verdict.BLOCK || entry == Verdict.HELD;
    }

    /** The input and its age. */
    String inputText() {
        return ageNs == NO_AGE ? input : input + " (" + ageText(ageNs) + ")";
    }

    /** The limit and where it was set. */
    String limitText() {
        if (limit.isEmpty()) {
            return from.isEmpty() ? "-" : "(" + from + ")";
        }
        return from.isEmpty() ? limit : limit + " (" + from + ")";
    }

    static String ageText(final long ageNs) {
        final long ms = ageNs / NS_PER_MS;
        if (ms < 1_000) {
            return ms + " ms";
        }
        final long seconds = ms / 1_000;
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.1f s", ms / 1_000.0);
        }
        return seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }

    Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("number", number);
        json.put("gate", gate);
        json.put("name", name);
        json.put("event", event);
        json.put("entry", code(entry));
        json.put("reduceOnly", code(reduce));
        json.put("cancel", code(cancel));
        json.put("input", input);
        json.put("inputAgeMs", ageNs == NO_AGE ? null : ageNs / NS_PER_MS);
        json.put("limit", limit.isEmpty() ? null : limit);
        json.put("limitFrom", from.isEmpty() ? null : from);
        json.put("setBy", setter == null ? null : setter.json());
        json.put("clears", clears.isEmpty() ? null : clears);
        return json;
    }

    private static String code(final Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }
}
