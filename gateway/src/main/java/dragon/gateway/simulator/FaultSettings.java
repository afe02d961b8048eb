package dragon.gateway.simulator;

import java.util.Map;

/** What may be set of each fault, checked when it is asked for: a typing error must not make a fault that never strikes. */
final class FaultSettings {
    private FaultSettings() {}

    /** IllegalArgumentException names the setting and what it may be. */
    static void check(final FaultKind kind, final Map<String, String> settings) {
        settings.forEach((name, value) -> {
            switch (name) {
                case "after", "age", "delay", "hint", "offset" -> Durations.ms(value);
                case "unknowns", "percent" -> {
                    if (!value.matches("[1-9][0-9]{0,2}")) {
                        throw new IllegalArgumentException(name + " is a whole number above zero, found " + value);
                    }
                }
                case "answer" -> oneOf(name, value, "close|500|503|1011|302159");
                case "status" -> oneOf(name, value, "500|502|503|504");
                case "socket" -> oneOf(name, value, "private|public|both");
                case "how" -> oneOf(name, value, "abrupt|close");
                case "leg" -> oneOf(name, value, "LONG|SHORT");
                case "on" -> oneOf(name, value, "mark|quote|balance");
                case "what" -> oneOf(name, value, whats(kind));
                default -> {
                    // Scope: checked where it is known what there is.
                }
            }
        });
    }

    private static String whats(final FaultKind kind) {
        return switch (kind) {
            case GAP -> "missing|crossed";
            case CANDLE -> "missing|late|revised";
            case ONE_WAY -> "mode|switching";
            case BEHIND_OUR_BACK -> "open|close|liquidation|adl";
            case BAD_NUMBER -> "zero|tenfold|negative|stale";
            case MAINTENANCE -> "down|notice";
            case STEP_CHANGE -> "price|quantity|both";
            default -> "";
        };
    }

    private static void oneOf(final String name, final String value, final String allowed) {
        if (!value.matches(allowed)) {
            throw new IllegalArgumentException(
                    name + " is one of " + allowed.replace("|", ", ") + "; found '" + value + "'");
        }
    }
}
