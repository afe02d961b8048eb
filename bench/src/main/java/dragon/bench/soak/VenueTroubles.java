package dragon.bench.soak;

import dragon.bench.kill.VenueAudit;
import dragon.bench.soak.FaultMenu.Dish;
import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The faults of a running simulator: which it knows, and adding and clearing them. */
public final class VenueTroubles {
    private static final Pattern KIND = Pattern.compile("\\{\"name\":\"([a-z-]+)\",\"meaning\"");

    private final String restUrl;

    public VenueTroubles(final String restUrl) {
        this.restUrl = restUrl;
    }

    /** Names of all faults that the simulator knows. */
    Set<String> known() {
        final Set<String> names = new LinkedHashSet<>();
        final Matcher matcher = KIND.matcher(send("GET", ""));
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }

    /** Arms a fault. */
    public void add(final Dish dish, final long seed) {
        if (dish.appetizer() != null) {
            add(dish.appetizer(), seed);
        }
        final StringBuilder body = new StringBuilder("{\"name\":\"" + dish.name() + "\",\"seed\":\"" + seed + '"');
        for (final Map.Entry<String, String> setting : dish.settings().entrySet()) {
            body.append(",\"")
                    .append(setting.getKey())
                    .append("\":\"")
                    .append(setting.getValue())
                    .append('"');
        }
        send("POST", body.append('}').toString());
    }

    /** Ends all of them. */
    public void clear() {
        send("DELETE", "");
    }

    /** Those of the dishes that have not struck yet. */
    List<Dish> unserved(final List<Dish> dishes) {
        final Map<?, ?> struck = (Map<?, ?>) VenueAudit.counts(restUrl).get("variants");
        return dishes.stream()
                .filter(dish -> !struck.containsKey(dish.variant()))
                .toList();
    }

    private String send(final String method, final String body) {
        try {
            final HttpURLConnection connection = (HttpURLConnection)
                    URI.create(restUrl + "/sim/fault").toURL().openConnection();
            connection.setRequestMethod(method);
            if (!body.isEmpty()) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
            }
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                final byte[] words = connection.getErrorStream().readAllBytes();
                throw new OperatorException(
                        ExitStatus.FAILED,
                        "The simulator refuses " + body + ": " + new String(words, StandardCharsets.UTF_8));
            }
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
