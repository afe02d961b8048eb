package dragon.gateway.simulator.market;

/** Candle lengths that are served; a month and a year have no fixed length and are not. */
public enum Timeframe {
    M1("1m", 1),
    M3("3m", 3),
    M5("5m", 5),
    M15("15m", 15),
    M30("30m", 30),
    H1("1h", 60),
    H2("2h", 120),
    H4("4h", 240),
    H6("6h", 360),
    H12("12h", 720),
    D1("1d", 1440),
    W1("1w", 10_080);

    private static final long MINUTE_MS = 60_000L;
    /** The epoch was a Thursday; weeks begin on Monday. */
    private static final long WEEK_OFFSET_MS = 4 * 1440 * MINUTE_MS;

    private final String text;
    private final int minutes;

    Timeframe(final String text, final int minutes) {
        this.text = text;
        this.minutes = minutes;
    }

    public String text() {
        return text;
    }

    public long lengthMs() {
        return minutes * MINUTE_MS;
    }

    /** Start of the candle that holds the instant. */
    public long startMs(final long timeMs) {
        final long offset = this == W1 ? WEEK_OFFSET_MS : 0;
        return Math.floorDiv(timeMs - offset, lengthMs()) * lengthMs() + offset;
    }

    /** The timeframe of that name, or null. */
    public static Timeframe of(final String text) {
        for (final Timeframe timeframe : values()) {
            if (timeframe.text.equals(text)) {
                return timeframe;
            }
        }
        return null;
    }
}
