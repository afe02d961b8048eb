package dragon.engine.core.market;

import dragon.engine.protocol.Timeframe;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/**
 * Closed candles of one instrument and timeframe, in order and without holes.
 *
 * <p>One query for history is out at a time. While the feed has a gap (at its beginning, after an outage) live candles are not taken:
 * the history that was asked for holds them, or is asked for again. A query for a bot that came later leaves no gap.
 */
public final class CandleFeed {
    private final Timeframe timeframe;
    private long lastOpenMs;
    private long lastCloseE8;
    private boolean isHistoryPending;
    private long historyAskedNs;
    private boolean isGapped = true;
    private long newestLiveOpenMs;

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

    /** True while candles behind the newest known one may be missing. */
    public boolean isGapped() {
        return isGapped;
    }

    /** Candles may have been missed: only history fills the gap. */
    public void noteGap() {
        isGapped = true;
    }

    /** Notes a live candle that was not taken because of the gap. */
    public void noteLiveLeftOut(final long openMs) {
        newestLiveOpenMs = Math.max(newestLiveOpenMs, openMs);
    }

    /** True when a live candle was left out that the history has not brought yet. */
    public boolean isBehindLive() {
        return newestLiveOpenMs > lastOpenMs;
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
        isGapped = lastOpenMs == 0 || isBehindLive();
    }

    void write(final ImageWriter image) {
        image.writeByte(timeframe.value());
        image.writeLong(lastOpenMs);
        image.writeLong(lastCloseE8);
        image.writeFlag(isHistoryPending);
        image.writeLong(historyAskedNs);
        image.writeFlag(isGapped);
        image.writeLong(newestLiveOpenMs);
    }

    static CandleFeed read(final ImageReader image) {
        final CandleFeed feed = new CandleFeed(Timeframe.get((short) image.readByte()));
        feed.lastOpenMs = image.readLong();
        feed.lastCloseE8 = image.readLong();
        feed.isHistoryPending = image.readFlag();
        feed.historyAskedNs = image.readLong();
        feed.isGapped = image.readFlag();
        feed.newestLiveOpenMs = image.readLong();
        return feed;
    }
}
