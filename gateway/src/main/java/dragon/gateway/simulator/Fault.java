package dragon.gateway.simulator;

import java.util.Map;
import java.util.SplittableRandom;

/**
 * One fault that was asked for: whom it strikes, when, and how often it has.
 *
 * <p>Threading: the venue thread.
 */
final class Fault {
    /** No limit, or nothing given. */
    static final long NONE = -1;

    private static final long SECOND_NS = 1_000_000_000L;

    final FaultKind kind;
    private final Map<String, String> settings;
    private final String account;
    private final String symbol;
    private final String endpoint;
    private final double probability;
    private final long everyNs;
    private final long forNs;
    private final long startNs;
    private final SplittableRandom random;
    private long left;
    private long strikes;
    private long window = NONE;
    private long drawnSecond = NONE;

    /**
     * A fault that begins now.
     *
     * @param settings account, symbol, endpoint (each may be absent: any), and what the kind knows beyond them
     * @param left strikes until it is used up; {@link #NONE} for no limit
     * @param probability of a strike at each occasion, from 0 to 1
     * @param everyNs length of a period; {@link #NONE} for none
     * @param forNs active part of each period, or from now on; {@link #NONE} for all
     */
    Fault(
            final FaultKind kind,
            final Map<String, String> settings,
            final long left,
            final double probability,
            final long everyNs,
            final long forNs,
            final long seed,
            final long nowNs) {
        this.kind = kind;
        this.settings = settings;
        account = settings.get("account");
        symbol = settings.get("symbol");
        endpoint = settings.getOrDefault("endpoint", kind.usualEndpoint());
        this.left = left;
        this.probability = probability;
        this.everyNs = everyNs;
        this.forNs = forNs;
        startNs = nowNs;
        random = new SplittableRandom(seed);
    }

    /** A setting of its kind, or what stands for it. */
    String setting(final String name, final String absent) {
        return settings.getOrDefault(name, absent);
    }

    /** Its name with what was set of the kind itself, such as {@code throttle hint=1s}. */
    String variant() {
        final StringBuilder variant = new StringBuilder(kind.words());
        for (final String name : kind.settings()) {
            if (settings.containsKey(name)) {
                variant.append(' ').append(name).append('=').append(settings.get(name));
            }
        }
        return variant.toString();
    }

    /** A number from 0 to the bound, exclusive, of the fault's own sequence. */
    int draw(final int bound) {
        return random.nextInt(bound);
    }

    /** Milliseconds of a setting such as 3s or 500ms; drawn between the two bounds where it is absent. */
    long durationMs(final String name, final int leastMs, final int mostMs) {
        final String text = settings.get(name);
        return text == null ? leastMs + random.nextInt(mostMs - leastMs + 1) : Durations.ms(text);
    }

    boolean isFor(final String anAccount, final String aSymbol) {
        return (account == null || account.equals(anAccount)) && (symbol == null || symbol.equals(aSymbol));
    }

    boolean isForEndpoint(final String name) {
        return EndpointScope.matches(endpoint, name);
    }

    /** Whether the schedule lets it strike. */
    boolean isActive(final long nowNs) {
        final long sinceNs = nowNs - startNs;
        return forNs == NONE || (everyNs == NONE ? sinceNs : sinceNs % everyNs) < forNs;
    }

    /** Whether it never strikes again. */
    boolean isOver(final long nowNs) {
        return left == 0 || everyNs == NONE && forNs != NONE && nowNs - startNs >= forNs;
    }

    /** Draws whether this occasion is one, and counts it. */
    boolean strikes(final long nowNs) {
        if (isOver(nowNs) || !isActive(nowNs) || probability < 1 && random.nextDouble() >= probability) {
            return false;
        }
        struck();
        return true;
    }

    /** Whether something that happens by itself is due: once in a period, or drawn once a second. */
    boolean isDue(final long nowNs) {
        if (isOver(nowNs) || !isActive(nowNs)) {
            return false;
        }
        final long sinceNs = nowNs - startNs;
        if (probability < 1) {
            final long second = sinceNs / SECOND_NS;
            if (second == drawnSecond) {
                return false;
            }
            drawnSecond = second;
            return random.nextDouble() < probability;
        }
        return everyNs == NONE || sinceNs / everyNs != window;
    }

    /** It happened: counted, and not again in this period. */
    void struck() {
        strikes++;
        left -= left > 0 ? 1 : 0;
    }

    /** Something that happens by itself happened. */
    void acted(final long nowNs) {
        struck();
        window = everyNs == NONE ? NONE : (nowNs - startNs) / everyNs;
    }

    /** Counts an episode of a state once; true the first time. */
    boolean beginsEpisode(final long nowNs) {
        final long episode = everyNs == NONE ? 0 : (nowNs - startNs) / everyNs;
        if (episode == window) {
            return false;
        }
        window = episode;
        strikes++;
        return true;
    }

    long strikeCount() {
        return strikes;
    }

    void write(final Json json, final long nowNs) {
        json.element().text("name", kind.words()).flag("active", isActive(nowNs) && !isOver(nowNs));
        if (left == NONE) {
            json.none("left");
        } else {
            json.whole("left", left);
        }
        json.whole("strikes", strikes)
                .text("probability", Double.toString(probability))
                .whole("everyMs", everyNs == NONE ? 0 : everyNs / 1_000_000)
                .whole("forMs", forNs == NONE ? 0 : forNs / 1_000_000);
        settings.forEach(json::text);
        json.end();
    }
}
