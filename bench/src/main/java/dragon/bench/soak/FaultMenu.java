package dragon.bench.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Every fault that the soak puts on the exchange, with what is set of it. A fault that the simulator knows and this list
 * does not is a fault of the list.
 */
public final class FaultMenu {
    /** One fault as it is asked for. */
    public record Dish(String name, Map<String, String> settings) {}

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
            dish("drop-stream", "every", "4s", "for", "1s", "socket", "both"),
            dish("half-open", "next", "1", "socket", "private"),
            dish("half-open", "next", "1", "socket", "public"),
            dish("gap", "probability", "0.3"),
            dish("stale-read", "probability", "0.3", "age", "3s"),
            dish("throttle", "probability", "0.3", "endpoint", "trade"),
            dish("throttle", "probability", "0.2", "endpoint", "read", "hint", "1s"),
            dish("server-error", "probability", "0.3", "endpoint", "private"),
            dish("not-json", "probability", "0.2", "endpoint", "private"),
            dish("ok-failure", "probability", "0.2", "endpoint", "private"),
            dish("garbage", "probability", "0.2", "endpoint", "trade"),
            dish("one-way", "account", "alt"),
            dish("missing-order", "probability", "0.3"),
            dish("unknown-query", "probability", "0.5"),
            dish("behind-our-back", "account", WILD_ACCOUNT, "what", "close", "every", "5s", "for", "1s"),
            dish("behind-our-back", "account", WILD_ACCOUNT, "what", "liquidation", "every", "5s", "for", "1s"),
            dish("behind-our-back", "account", WILD_ACCOUNT, "what", "adl", "every", "5s", "for", "1s"),
            dish("clock", "offset", "301s"),
            dish("bad-number", "probability", "0.1", "on", "mark", "what", "tenfold"),
            dish("bad-number", "probability", "0.3", "on", "mark", "what", "zero"),
            dish("bad-number", "probability", "0.2", "on", "balance"),
            dish("mixed-forms", "probability", "0.5"),
            dish("slow", "probability", "0.2", "delay", "600ms"),
            dish("maintenance"),
            dish("maintenance", "what", "notice"),
            dish("cancel-reject", "probability", "0.5"),
            dish("market-partial", "probability", "0.5"),
            dish("step-change", "symbol", "PERP_ETH_USDT"),
            dish("suspend", "symbol", "PERP_ETH_USDT"));

    private FaultMenu() {}

    /** All dishes in an order of the seed. */
    public static List<Dish> shuffled(final long seed) {
        final List<Dish> dishes = new ArrayList<>(DISHES);
        Collections.shuffle(dishes, new Random(seed));
        return dishes;
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
        return new Dish(name, map);
    }
}
