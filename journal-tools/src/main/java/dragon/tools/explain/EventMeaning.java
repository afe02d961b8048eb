package dragon.tools.explain;

import dragon.engine.protocol.EventCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an event code says to people: its meaning, what it means for orders, what to do next. From {@code events.txt} beside this
 * class, which holds every code of the schema.
 */
public record EventMeaning(String code, String meaning, String forOrders, String next) {
    private static final int PARTS = 4;
    private static final Map<String, EventMeaning> ALL = read();

    /** The meaning of a code in lower case, or null where there is no such code. */
    public static EventMeaning of(final String code) {
        return ALL.get(code.toLowerCase(Locale.ROOT));
    }

    /** The meaning of a code. */
    public static EventMeaning of(final EventCode code) {
        return of(code.name());
    }

    /** All codes that have a meaning, in the order of the file. */
    public static List<String> codes() {
        return List.copyOf(ALL.keySet());
    }

    private static Map<String, EventMeaning> read() {
        final Map<String, EventMeaning> all = new LinkedHashMap<>();
        try (InputStream in = EventMeaning.class.getResourceAsStream("events.txt")) {
            final String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        final String[] parts = line.split(" \\| ", PARTS);
                        if (parts.length != PARTS) {
                            throw new IllegalStateException("events.txt: a line has not " + PARTS + " parts: " + line);
                        }
                        all.put(parts[0], new EventMeaning(parts[0], parts[1], parts[2], parts[3]));
                    });
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** For people. */
    public List<String> lines() {
        return List.of("means   " + meaning, "orders  " + forOrders, "next    " + next);
    }

    /** The same as JSON. */
    public Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("code", code);
        json.put("meaning", meaning);
        json.put("forOrders", forOrders);
        json.put("next", next);
        return json;
    }
}
