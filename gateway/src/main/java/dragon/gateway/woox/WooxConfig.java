package dragon.gateway.woox;

import dragon.gateway.woox.rest.RestPolicy;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * How to reach WOO X, and how patient to be.
 *
 * @param restUrl scheme, host and port, without a path
 * @param streamUrl the same, of the websockets
 * @param bodyBytesMax longest answer that is read
 * @param candleConfirmMs how long after its end a candle is read again before it is believed
 * @param policy limits, attempts and circuit breakers
 * @param seed of the jitter of all back-offs
 */
public record WooxConfig(
        String restUrl,
        String streamUrl,
        int connectMs,
        int writeMs,
        int readMs,
        int callMs,
        int bodyBytesMax,
        int pingMs,
        int silenceMs,
        int backoffFirstMs,
        int backoffLastMs,
        int candleConfirmMs,
        int statusPollMs,
        RestPolicy policy,
        long seed) {
    /** The exchange's own hosts. */
    public static final String PRODUCTION_REST = "https://api.woox.io";

    /** The exchange's own websocket host. */
    public static final String PRODUCTION_STREAM = "wss://wss.woox.io";

    /** Usual patience with these hosts. */
    public static WooxConfig of(final String restUrl, final String streamUrl, final long seed) {
        return new WooxConfig(
                withoutSlash(restUrl),
                withoutSlash(streamUrl),
                2_000,
                2_000,
                5_000,
                8_000,
                8 * 1024 * 1024,
                15_000,
                30_000,
                250,
                30_000,
                1_000,
                30_000,
                RestPolicy.usual(),
                seed);
    }

    /** The same with another policy. */
    public WooxConfig with(final RestPolicy other) {
        return new WooxConfig(
                restUrl,
                streamUrl,
                connectMs,
                writeMs,
                readMs,
                callMs,
                bodyBytesMax,
                pingMs,
                silenceMs,
                backoffFirstMs,
                backoffLastMs,
                candleConfirmMs,
                statusPollMs,
                other,
                seed);
    }

    /** What is wrong with these values, empty where nothing is. */
    public static List<String> problems(final String restUrl, final String streamUrl) {
        final List<String> problems = new ArrayList<>();
        checkUrl("--rest-url", restUrl, "http", problems);
        checkUrl("--stream-url", streamUrl, "ws", problems);
        return problems;
    }

    /** Whether a host is the exchange's own. */
    public static boolean isExchange(final String url) {
        final String host = URI.create(url).getHost();
        return host != null && (host.equals("woox.io") || host.endsWith(".woox.io"));
    }

    private static void checkUrl(
            final String option, final String url, final String scheme, final List<String> problems) {
        try {
            final URI uri = URI.create(url);
            final boolean isLoopback = "127.0.0.1".equals(uri.getHost()) || "localhost".equals(uri.getHost());
            final boolean isSecure = (scheme + "s").equals(uri.getScheme());
            if (uri.getHost() == null || !isSecure && !scheme.equals(uri.getScheme())) {
                problems.add(option + " is '" + url + "', expected " + scheme + "s://HOST[:PORT]");
            } else if (!isSecure && !isLoopback) {
                problems.add(option + " is '" + url + "': without encryption only 127.0.0.1 is allowed");
            }
        } catch (final IllegalArgumentException notAUrl) {
            problems.add(option + " is '" + url + "', expected " + scheme + "s://HOST[:PORT]");
        }
    }

    private static String withoutSlash(final String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
