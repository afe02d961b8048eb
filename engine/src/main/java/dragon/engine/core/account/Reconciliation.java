package dragon.engine.core.account;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/**
 * How far the comparison of an account with the venue has come, and what it has found.
 *
 * <p>It begins with a gateway session and with every return of the private stream, and is complete when orders, positions and
 * trades were told. Its report is owed until the orders in doubt are settled too. Times are engine time in nanoseconds.
 */
public final class Reconciliation {
    private boolean isComplete;
    private boolean isReportOwed;
    private boolean isNewSession;
    private boolean hasOrders;
    private boolean hasPositions;
    private long beganNs;
    private long askedNs;
    private int ordersMatched;
    private int ordersEnded;
    private int ordersForeign;
    private int positionsForeign;
    private int doubtsFound;
    private int doubtsVoid;
    private long longestDoubtNs;
    private int tradesRecovered;

    /** Nothing that was compared before holds any more. */
    void begin(final boolean newSession, final long nowNs) {
        if (!isReportOwed) {
            ordersMatched = 0;
            ordersEnded = 0;
            ordersForeign = 0;
            positionsForeign = 0;
            doubtsFound = 0;
            doubtsVoid = 0;
            longestDoubtNs = 0;
            tradesRecovered = 0;
            isNewSession = false;
            beganNs = nowNs;
        }
        isNewSession |= newSession;
        isReportOwed = true;
        ask(nowNs);
    }

    /** All of it is asked for now, for the first time or again. */
    void ask(final long nowNs) {
        isComplete = false;
        hasOrders = false;
        hasPositions = false;
        ordersMatched = 0;
        ordersForeign = 0;
        askedNs = nowNs;
    }

    public void noteOrders(final int matched) {
        hasOrders = true;
        ordersMatched = matched;
    }

    public void notePositions() {
        hasPositions = true;
    }

    public void noteForeignOrder() {
        ordersForeign++;
    }

    public void noteForeignPosition() {
        positionsForeign++;
    }

    public void noteEnded() {
        ordersEnded++;
    }

    public void noteTradeRecovered() {
        tradesRecovered++;
    }

    /** An order in doubt was found, or never was there, after this time. */
    public void noteDoubtSettled(final boolean isFound, final long durationNs) {
        if (isFound) {
            doubtsFound++;
        } else {
            doubtsVoid++;
        }
        longestDoubtNs = Math.max(longestDoubtNs, durationNs);
    }

    /** True when orders and positions were told; the trades are counted by bot. */
    public boolean hasLists() {
        return hasOrders && hasPositions;
    }

    void complete() {
        isComplete = true;
    }

    public void noteReported() {
        isReportOwed = false;
    }

    public boolean isComplete() {
        return isComplete;
    }

    public boolean isReportOwed() {
        return isReportOwed;
    }

    public boolean isNewSession() {
        return isNewSession;
    }

    public long beganNs() {
        return beganNs;
    }

    /** When it was asked for last. */
    public long askedNs() {
        return askedNs;
    }

    public int ordersMatched() {
        return ordersMatched;
    }

    public int ordersEnded() {
        return ordersEnded;
    }

    public int ordersForeign() {
        return ordersForeign;
    }

    public int positionsForeign() {
        return positionsForeign;
    }

    public int doubtsFound() {
        return doubtsFound;
    }

    public int doubtsVoid() {
        return doubtsVoid;
    }

    public long longestDoubtNs() {
        return longestDoubtNs;
    }

    public int tradesRecovered() {
        return tradesRecovered;
    }

    void write(final ImageWriter image) {
        image.writeFlag(isComplete);
        image.writeFlag(isReportOwed);
        image.writeFlag(isNewSession);
        image.writeFlag(hasOrders);
        image.writeFlag(hasPositions);
        image.writeLong(beganNs);
        image.writeLong(askedNs);
        image.writeInt(ordersMatched);
        image.writeInt(ordersEnded);
        image.writeInt(ordersForeign);
        image.writeInt(positionsForeign);
        image.writeInt(doubtsFound);
        image.writeInt(doubtsVoid);
        image.writeLong(longestDoubtNs);
        image.writeInt(tradesRecovered);
    }

    void read(final ImageReader image) {
        isComplete = image.readFlag();
        isReportOwed = image.readFlag();
        isNewSession = image.readFlag();
        hasOrders = image.readFlag();
        hasPositions = image.readFlag();
        beganNs = image.readLong();
        askedNs = image.readLong();
        ordersMatched = image.readInt();
        ordersEnded = image.readInt();
        ordersForeign = image.readInt();
        positionsForeign = image.readInt();
        doubtsFound = image.readInt();
        doubtsVoid = image.readInt();
        longestDoubtNs = image.readLong();
        tradesRecovered = image.readInt();
    }
}
