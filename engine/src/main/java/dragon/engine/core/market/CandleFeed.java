package dragon.engine.core.market;

import dragon.engine.protocol.Timeframe;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/** Closed candles of one instrument and timeframe, in order and without holes. */
public final class CandleFeed {
    private final Timeframe timeframe;
    private long lastOpenMs;
    private long lastCloseE8;
    private boolean isHistoryPending;
    private long historyAskedNs;

    CandleFeed(final Timeframe timeframe) {
        this.timeframe = timeframe;
    }

    public Timeframe timeframe() {
        return timeframe;
    }

    /** Length of a candle in milliseconds. */
    public static long lengthMs(final Timeframe timeframe) {
        return switch (timeframe) {
            case M1 -> 60_000L;
            case M5 -> 300_000L;
            case M15 -> 900_000L;
            case M30 -> 1_800_000L;
            case H1 -> 3_600_000L;
            case H4 -> 14_400_000L;
            case D1 -> 86_400_000L;
            case NULL_VAL -> throw new IllegalArgumentException("no timeframe");
        };
    }

    /** Opening time of the newest closed candle, epoch milliseconds, 0 = none yet. */
    public long lastOpenMs() {
        return lastOpenMs;
    }

    public long lastCloseE8() {
        return lastCloseE8;
    }

    public boolean isHistoryPending() {
        return isHistoryPending;
    }

    public long historyAskedNs() {
        return historyAskedNs;
    }

    /** True when this candle comes directly behind the newest one. */
    public boolean isNext(final long openMs) {
        return lastOpenMs != 0 && openMs == lastOpenMs + lengthMs(timeframe);
    }

    public void accept(final long openMs, final long closeE8) {
        assert openMs > lastOpenMs;
        lastOpenMs = openMs;
        lastCloseE8 = closeE8;
    }

    public void noteHistoryAsked(final long nowNs) {
        isHistoryPending = true;
        historyAskedNs = nowNs;
    }

    public void noteHistoryEnded() {
        isHistoryPending = false;
    }

    void write(final ImageWriter image) {
        image.writeByte(timeframe.value());
        image.writeLong(lastOpenMs);
        image.writeLong(lastCloseE8);
        image.writeFlag(isHistoryPending);
        image.writeLong(historyAskedNs);
    }

    static CandleFeed read(final ImageReader image) {
        final CandleFeed feed = new CandleFeed(Timeframe.get((short) image.readByte()));
        feed.lastOpenMs = image.readLong();
        feed.lastCloseE8 = image.readLong();
        feed.isHistoryPending = image.readFlag();
        feed.historyAskedNs = image.readLong();
        return feed;
    }
}
