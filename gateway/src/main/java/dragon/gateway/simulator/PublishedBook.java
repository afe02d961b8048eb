package dragon.gateway.simulator;

import dragon.gateway.simulator.market.DecimalE8;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * One market's book as it was last published: what snapshots show, and what the next change is measured against.
 *
 * <p>Snapshots come from here and not from the market, so that a snapshot and the changes after it fit without a seam.
 *
 * <p>Threading: the venue thread.
 */
final class PublishedBook {
    private static final int PAST_MAX = 64;
    private static final long PAST_EVERY_MS = 1_000;

    /** Both sides as they were published at a market time. */
    private record Sides(long publishedMs, TreeMap<Long, Long> asks, TreeMap<Long, Long> bids) {}

    private final Market market;
    private final int depth;
    /** What was published about each second of market time, oldest first: for snapshots that lag. */
    private final Deque<Sides> past = new ArrayDeque<>();

    private TreeMap<Long, Long> asks = new TreeMap<>();
    private TreeMap<Long, Long> bids = new TreeMap<>();
    private long publishedMs;

    PublishedBook(final Market market, final int depth) {
        this.market = market;
        this.depth = depth;
    }

    long publishedMs() {
        return publishedMs;
    }

    /**
     * Takes the market's present book.
     *
     * @return the message's data with what changed, or null if nothing did
     */
    String publish(final long marketMs) {
        final TreeMap<Long, Long> newAsks = side(true);
        final TreeMap<Long, Long> newBids = side(false);
        if (newAsks.equals(asks) && newBids.equals(bids)) {
            return null;
        }
        final long beforeMs = publishedMs;
        keep();
        publishedMs = Math.max(marketMs, beforeMs + 1);
        final StringBuilder data = new StringBuilder(256)
                .append("{\"s\":\"")
                .append(market.symbol())
                .append("\",\"prevTs\":")
                .append(beforeMs)
                .append(",\"ts\":")
                .append(publishedMs)
                .append(",\"asks\":");
        changes(data, asks, newAsks);
        data.append(",\"bids\":");
        changes(data, bids, newBids);
        asks = newAsks;
        bids = newBids;
        return data.append('}').toString();
    }

    /** As {@code orderbook10} has it: whole levels. */
    String levels(final int most) {
        final StringBuilder data = new StringBuilder(256)
                .append("{\"s\":\"")
                .append(market.symbol())
                .append("\",\"asks\":");
        levels(data, asks, most);
        data.append(",\"bids\":");
        levels(data, bids.descendingMap(), most);
        return data.append(",\"ts\":").append(publishedMs).append('}').toString();
    }

    /** The present sides become past ones. */
    private void keep() {
        if (publishedMs != 0 && (past.isEmpty() || publishedMs - past.peekLast().publishedMs >= PAST_EVERY_MS)) {
            past.addLast(new Sides(publishedMs, asks, bids));
            if (past.size() > PAST_MAX) {
                past.removeFirst();
            }
        }
    }

    /**
     * Writes both sides as objects, the best first.
     *
     * @param asOfMs market time: the book as it was published by then, or the oldest that is kept
     * @return when it was published
     */
    long write(final Json json, final int most, final long asOfMs) {
        Sides sides = new Sides(publishedMs, asks, bids);
        for (final Iterator<Sides> older = past.descendingIterator(); sides.publishedMs > asOfMs && older.hasNext(); ) {
            sides = older.next();
        }
        json.array("asks");
        write(json, sides.asks, most);
        json.endArray().array("bids");
        write(json, sides.bids.descendingMap(), most);
        json.endArray();
        return sides.publishedMs;
    }

    private static void write(final Json json, final Map<Long, Long> levels, final int most) {
        int left = most;
        for (final Map.Entry<Long, Long> level : levels.entrySet()) {
            if (left-- == 0) {
                return;
            }
            json.element()
                    .decimalText("price", level.getKey())
                    .decimalText("quantity", level.getValue())
                    .end();
        }
    }

    private TreeMap<Long, Long> side(final boolean isAsk) {
        final TreeMap<Long, Long> side = new TreeMap<>();
        for (int level = 0; level < depth; level++) {
            final long priceE8 = market.levelPriceE8(isAsk, level);
            final long quantityE8 = market.levelQuantityE8(isAsk, level);
            if (priceE8 > 0 && quantityE8 > 0) {
                side.put(priceE8, quantityE8);
            }
        }
        return side;
    }

    private static void changes(
            final StringBuilder data, final TreeMap<Long, Long> before, final TreeMap<Long, Long> after) {
        data.append('[');
        boolean isFirst = true;
        for (final Long priceE8 : before.keySet()) {
            if (!after.containsKey(priceE8)) {
                isFirst = level(data, isFirst, priceE8, 0);
            }
        }
        for (final Map.Entry<Long, Long> level : after.entrySet()) {
            if (!level.getValue().equals(before.get(level.getKey()))) {
                isFirst = level(data, isFirst, level.getKey(), level.getValue());
            }
        }
        data.append(']');
    }

    private static void levels(final StringBuilder data, final Map<Long, Long> side, final int most) {
        data.append('[');
        boolean isFirst = true;
        int left = most;
        for (final Map.Entry<Long, Long> level : side.entrySet()) {
            if (left-- == 0) {
                break;
            }
            isFirst = level(data, isFirst, level.getKey(), level.getValue());
        }
        data.append(']');
    }

    private static boolean level(
            final StringBuilder data, final boolean isFirst, final long priceE8, final long quantityE8) {
        data.append(isFirst ? "[\"" : ",[\"");
        DecimalE8.append(data, priceE8).append("\",\"");
        DecimalE8.append(data, quantityE8).append("\"]");
        return false;
    }
}
