package dragon.gateway.simulator;

import java.util.HashMap;
import java.util.Map;

/** The published books of all markets, one for each depth that is served. Threading: the venue thread. */
final class Books {
    private static final int[] DEPTHS = {50, 200, 500};

    private final Map<String, PublishedBook> books = new HashMap<>();

    /** The book of that depth or the next deeper one. */
    PublishedBook of(final Market market, final int levels) {
        int depth = DEPTHS[DEPTHS.length - 1];
        for (int i = DEPTHS.length - 1; i >= 0; i--) {
            depth = DEPTHS[i] >= levels ? DEPTHS[i] : depth;
        }
        final int served = depth;
        return books.computeIfAbsent(market.symbol() + '@' + served, ignored -> new PublishedBook(market, served));
    }

    static boolean isServed(final String depth) {
        return depth.equals("50") || depth.equals("200") || depth.equals("500");
    }
}
