package dragon.bench.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Every fault that the soak puts on the exchange, with what is set of it. A fault that the simulator knows and this list
 * does not is a fault of the list.
 */
public final class FaultMenu {
    /** What any fault may be given: when it strikes, and whom. */
    private static final Set<String> COMMON =
            Set.of("next", "probability", "every", "for", "seed", "account", "symbol", "endpoint");

    /**
     * One fault as it is asked for.
     *
     * @param appetizer without which there is nothing to strike; null = none
     */
    public record Dish(String name, Map<String, String> settings, Dish appetizer) {
        private Dish after(final String other, final String... otherSettings) {
            return new Dish(name, settings, dish(other, otherSettings));
        }

        /** As the simulator counts it: the name with what is set of the fault's own. */
        String variant() {
            final StringBuilder variant = new StringBuilder(name);
            settings.forEach((setting, value) -> {
                if (!COMMON.contains(setting)) {
                    variant.append(' ').append(setting).append('=').append(value);
                }
            });
            return variant.toString();
        }
    }

    /** The account whose legs are traded behind our back: what it holds is not ours to explain. */
    public static final String WILD_ACCOUNT = "wild";

    private static final List<Dish> DISHES = List.of(
            dish("lost-ack", "probability", "0.3", "answer", "close"),
            dish("lost-ack", "probability", "0.3", "answer", "503"),
            dish("late-accept", "probability", "0.2", "answer", "500", "after", "2s"),
            dish("late-fill", "probability", "0.5", "after", "4s"),
            dish("duplicate-report", "probability", "0.5"),
            dish("reorder-report", "probability", "0.5"),
            dish("lost-report", "probability", "0.3"),
            dish("drop-stream", "next", "1", "socket", "both"),
            dish("half-open", "next", "1", "socket", "private"),
            dish("half-open", "next", "1", "socket", "public"),
            dish("gap", "probability", "0.3"),
            dish("gap", "probability", "0.1", "what", "crossed"),
            dish("stale-book", "probability", "0.5", "age", "20s").after("gap", "probability", "0.3"),
            dish("candle", "probability", "0.7", "what", "missing"),
            dish("candle", "probability", "0.7", "what", "late"),
            dish("candle", "probability", "0.7", "what", "revised"),
            dish("stale-read", "probability", "0.3", "age", "3s"),
            dish("throttle", "probability", "0.3", "endpoint", "trade"),
            dish("throttle", "probability", "0.2", "endpoint", "read", "hint", "1s"),
            dish("server-error", "probability", "0.3", "endpoint", "private"),
            dish("not-json", "probability", "0.2", "endpoint", "private"),
            dish("ok-failure", "probability", "0.2", "endpoint", "private"),
            dish("garbage", "probability", "0.2", "endpoint", "trade"),
            dish("one-way", "account", "alt"),
            dish("missing-order", "probability", "0.3"),
            dish("unknown-query", "probability", "0.5").after("lost-ack", "next", "2", "answer", "500"),
            dish("behind-our-back", "account", WILD_ACCOUNT, "what", "close", "every", "5s", "for", "1s"),
            dish("behind-our-back", "account", WILD_ACCOUNT, "what", "liquidation", "every", "5s", "for", "1s"),
            dish("behind-our-back", "account", WILD_ACCOUNT, "what", "adl", "every", "5s", "for", "1s"),
            dish("clock", "offset", "301s"),
            dish("bad-number", "probability", "0.1", "on", "mark", "what", "tenfold"),
            dish("bad-number", "probability", "0.1", "on", "quote", "what", "negative"),
            dish("bad-number", "probability", "0.3", "on", "mark", "what", "zero"),
            dish("bad-number", "probability", "0.2", "on", "balance"),
            dish("mixed-forms", "probability", "0.5"),
            dish("slow", "probability", "0.2", "delay", "600ms"),
            dish("maintenance"),
            dish("maintenance", "what", "notice"),
            dish("cancel-reject", "probability", "0.5"),
            dish("cancel-failed", "probability", "0.5"),
            dish("market-partial", "probability", "0.5"),
            dish("step-change", "symbol", "PERP_ETH_USDT"),
            dish("suspend", "symbol", "PERP_ETH_USDT"));

    /** Every private stream ends once. */
    static final Dish NEW_STREAMS = dish("drop-stream", "next", "1", "socket", "private");

    private FaultMenu() {}

    /** All dishes in an order of the seed. */
    public static List<Dish> shuffled(final long seed) {
        final List<Dish> dishes = new ArrayList<>(DISHES);
        Collections.shuffle(dishes, new Random(seed));
        return dishes;
    }

    static List<Dish> dishes() {
        return DISHES;
    }

    /** Names of the faults that are on it. */
    static List<String> names() {
        return DISHES.stream().map(Dish::name).distinct().toList();
    }

    private static Dish dish(final String name, final String... settings) {
        final Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            map.put(settings[i], settings[i + 1]);
        }
        return new Dish(name, map, null);
    }
}
