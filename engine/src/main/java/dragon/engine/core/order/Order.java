package dragon.engine.core.order;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import org.agrona.collections.LongArrayList;

/**
 * One order of ours, from the intent to its end.
 *
 * <p>Quantities are units of base, prices quote per base, money USD; all times 10^8. Ownership: pooled by {@link Orders}; a
 * reference is good until the order is evicted.
 */
public final class Order {
    /** A price that is not known, or not ours to choose. */
    public static final long NULL_PRICE = Long.MIN_VALUE;

    private static final int TRADES_MAX = 4096;

    private long clientOrderId;
    private long venueOrderId;
    private int accountId;
    private int botId;
    private int instrumentId;
    private Side side;
    private Leg leg;
    private OrderRole role;
    private OrderType type;
    private boolean isReduceOnly;
    private long priceE8;
    private long quantityE8;
    private OrderStatus status;
    private long filledQuantityE8;
    private long filledNotionalE8;
    private boolean isCancelWanted;
    private boolean isCancelSent;
    private long createdNs;
    private long updatedNs;
    private long reportedNs;
    private long reportedQuantityE8;
    private boolean isReportedDone;
    private int queryCount;
    private boolean isQueryTimerSet;
    private int unknownCount;
    private long firstUnknownNs;
    private final LongArrayList tradeIds = new LongArrayList(8, Long.MIN_VALUE);

    void init(
            final long newClientOrderId,
            final int newAccountId,
            final int newBotId,
            final int newInstrumentId,
            final Side newSide,
            final Leg newLeg,
            final OrderRole newRole,
            final OrderType newType,
            final boolean reduceOnly,
            final long newPriceE8,
            final long newQuantityE8,
            final OrderStatus newStatus,
            final long nowNs) {
        clientOrderId = newClientOrderId;
        venueOrderId = 0;
        accountId = newAccountId;
        botId = newBotId;
        instrumentId = newInstrumentId;
        side = newSide;
        leg = newLeg;
        role = newRole;
        type = newType;
        isReduceOnly = reduceOnly;
        priceE8 = newPriceE8;
        quantityE8 = newQuantityE8;
        status = newStatus;
        filledQuantityE8 = 0;
        filledNotionalE8 = 0;
        isCancelWanted = false;
        isCancelSent = false;
        createdNs = nowNs;
        updatedNs = nowNs;
        reportedNs = 0;
        reportedQuantityE8 = 0;
        isReportedDone = false;
        queryCount = 0;
        isQueryTimerSet = false;
        unknownCount = 0;
        firstUnknownNs = 0;
        tradeIds.clear();
    }

    public long clientOrderId() {
        return clientOrderId;
    }

    /** The venue's id, 0 while it is not known. */
    public long venueOrderId() {
        return venueOrderId;
    }

    public int accountId() {
        return accountId;
    }

    public int botId() {
        return botId;
    }

    public int instrumentId() {
        return instrumentId;
    }

    public Side side() {
        return side;
    }

    public Leg leg() {
        return leg;
    }

    public OrderRole role() {
        return role;
    }

    public OrderType type() {
        return type;
    }

    public boolean isReduceOnly() {
        return isReduceOnly;
    }

    /** Limit, or {@link #NULL_PRICE} when the venue prices it. */
    public long priceE8() {
        return priceE8;
    }

    public long quantityE8() {
        return quantityE8;
    }

    public OrderStatus status() {
        return status;
    }

    public long filledQuantityE8() {
        return filledQuantityE8;
    }

    /** What is still open of it. */
    public long leavesQuantityE8() {
        return Math.max(0, quantityE8 - filledQuantityE8);
    }

    /** Average price of its trades, or {@link #NULL_PRICE}. */
    public long averagePriceE8() {
        return filledQuantityE8 == 0 ? NULL_PRICE : Fixed.divideE8(filledNotionalE8, filledQuantityE8);
    }

    public boolean isCancelWanted() {
        return isCancelWanted;
    }

    public boolean isCancelSent() {
        return isCancelSent;
    }

    public long createdNs() {
        return createdNs;
    }

    public long updatedNs() {
        return updatedNs;
    }

    /** Engine time of the newest word of the venue about it, 0 = none yet. */
    public long reportedNs() {
        return reportedNs;
    }

    public int queryCount() {
        return queryCount;
    }

    /** True while a timer will ask about it again: one at a time, however many reasons there are. */
    public boolean isQueryTimerSet() {
        return isQueryTimerSet;
    }

    public void noteQueryTimer(final boolean set) {
        isQueryTimerSet = set;
    }

    public int unknownCount() {
        return unknownCount;
    }

    public long firstUnknownNs() {
        return firstUnknownNs;
    }

    /** True when the venue has reported more done than the trades that we have booked. */
    public boolean lacksTrades() {
        return reportedQuantityE8 > filledQuantityE8;
    }

    /** True when the venue called it done but trades are still to come. */
    public boolean isReportedDone() {
        return isReportedDone;
    }

    /** True once a trade with this id is booked. */
    public boolean hasTrade(final long tradeId) {
        for (int i = tradeIds.size() - 1; i >= 0; i--) {
            if (tradeIds.getLong(i) == tradeId) {
                return true;
            }
        }
        return false;
    }

    /** Moves as {@link OrderStatus#next} says; false when the report was refused. */
    public boolean apply(final OrderReport report, final long nowNs) {
        final OrderStatus next = status.next(report);
        if (next == null) {
            return false;
        }
        status = next;
        updatedNs = nowNs;
        return true;
    }

    /** Books a trade that {@link #hasTrade} does not know. */
    public void book(final long tradeId, final long lastPriceE8, final long lastQuantityE8) {
        assert !hasTrade(tradeId);
        tradeIds.addLong(tradeId);
        filledQuantityE8 = Math.addExact(filledQuantityE8, lastQuantityE8);
        filledNotionalE8 = Math.addExact(filledNotionalE8, Fixed.multiplyE8(lastPriceE8, lastQuantityE8));
    }

    /** Notes what the venue said of it; a cumulative quantity only grows. */
    public void noteReport(final long cumulativeE8, final boolean isDone, final long nowNs) {
        reportedNs = nowNs;
        reportedQuantityE8 = Math.max(reportedQuantityE8, cumulativeE8);
        isReportedDone |= isDone;
        unknownCount = 0;
    }

    /** Notes an answer "unknown" to a successful query. */
    public void noteUnknown(final long nowNs) {
        if (unknownCount == 0) {
            firstUnknownNs = nowNs;
        }
        unknownCount++;
    }

    public void noteQuery() {
        queryCount++;
    }

    public void noteVenueOrderId(final long id) {
        if (id != 0) {
            venueOrderId = id;
        }
    }

    public void wantCancel() {
        isCancelWanted = true;
    }

    public void noteCancelSent(final boolean sent) {
        isCancelSent = sent;
    }

    void write(final ImageWriter image) {
        image.writeLong(clientOrderId);
        image.writeLong(venueOrderId);
        image.writeInt(accountId);
        image.writeInt(botId);
        image.writeInt(instrumentId);
        image.writeByte(side.value());
        image.writeByte(leg.value());
        image.writeByte(role.value());
        image.writeByte(type.value());
        image.writeFlag(isReduceOnly);
        image.writeLong(priceE8);
        image.writeLong(quantityE8);
        image.writeByte(status.code());
        image.writeLong(filledQuantityE8);
        image.writeLong(filledNotionalE8);
        image.writeFlag(isCancelWanted);
        image.writeFlag(isCancelSent);
        image.writeLong(createdNs);
        image.writeLong(updatedNs);
        image.writeLong(reportedNs);
        image.writeLong(reportedQuantityE8);
        image.writeFlag(isReportedDone);
        image.writeInt(queryCount);
        image.writeFlag(isQueryTimerSet);
        image.writeInt(unknownCount);
        image.writeLong(firstUnknownNs);
        image.writeInt(tradeIds.size());
        for (int i = 0; i < tradeIds.size(); i++) {
            image.writeLong(tradeIds.getLong(i));
        }
    }

    void read(final ImageReader image) {
        clientOrderId = image.readLong();
        venueOrderId = image.readLong();
        accountId = image.readInt();
        botId = image.readInt();
        instrumentId = image.readInt();
        side = Side.get((short) image.readByte());
        leg = Leg.get((short) image.readByte());
        role = OrderRole.get((short) image.readByte());
        type = OrderType.get((short) image.readByte());
        isReduceOnly = image.readFlag();
        priceE8 = image.readLong();
        quantityE8 = image.readLong();
        status = OrderStatus.ofCode(image.readByte());
        filledQuantityE8 = image.readLong();
        filledNotionalE8 = image.readLong();
        isCancelWanted = image.readFlag();
        isCancelSent = image.readFlag();
        createdNs = image.readLong();
        updatedNs = image.readLong();
        reportedNs = image.readLong();
        reportedQuantityE8 = image.readLong();
        isReportedDone = image.readFlag();
        queryCount = image.readInt();
        isQueryTimerSet = image.readFlag();
        unknownCount = image.readInt();
        firstUnknownNs = image.readLong();
        tradeIds.clear();
        final int trades = image.readCount(TRADES_MAX);
        for (int i = 0; i < trades; i++) {
            tradeIds.addLong(image.readLong());
        }
    }
}
