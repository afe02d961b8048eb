package dragon.gateway.woox;

import dragon.engine.protocol.Timeframe;

/** Timeframes in the venue's words. */
final class Timeframes {
    private Timeframes() {}

    static String type(final Timeframe timeframe) {
        return switch (timeframe) {
            case M1 -> "1m";
            case M5 -> "5m";
            case M15 -> "15m";
            case M30 -> "30m";
            case H1 -> "1h";
            case H4 -> "4h";
            case D1 -> "1d";
            default -> throw new IllegalArgumentException("timeframe " + timeframe);
        };
    }

    static long lengthMs(final Timeframe timeframe) {
        return switch (timeframe) {
            case M1 -> 60_000L;
            case M5 -> 300_000L;
            case M15 -> 900_000L;
            case M30 -> 1_800_000L;
            case H1 -> 3_600_000L;
            case H4 -> 14_400_000L;
            case D1 -> 86_400_000L;
            default -> throw new IllegalArgumentException("timeframe " + timeframe);
        };
    }
}
