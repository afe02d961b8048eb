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
 * One order of ours: one attempt of an intent, from its parking or place to its end.
 *
 * <p>An intent is what the strategy wants once: a price and a quantity. Its first attempt gives it its id. An attempt that was
 * cancelled because its price went away, or that the venue refused in that form, has a successor with a new client order id, the
 * same intent id and what is left of the quantity.
 *
 * <p>Quantities are units of base, prices quote per base, money USD; all times 10^8. Ownership: pooled by {@link Orders}; a
 * reference is good until the order is evicted.
 */
public final class Order {
    /** A price that is not known, or not ours to choose. */
    public static final long NULL_PRICE = Long.MIN_VALUE;

    private static final int TRADES_MAX = 4096;
    private static final long FLAP_WINDOW_NS = 60_000_000_000L;

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
    private int queryCount;
    private boolean isQueryTimerSet;
    private int unknownCount;
    private long firstUnknownNs;
    private long intentId;
    private int attempt;
    private long intentCreatedNs;
    private long sentNs;
    private long carriedQuantityE8;
    private long targetPriceE8;
    private int bookLevel;
    private Placement placement = Placement.BY_BOOK_LEVEL;
    private AfterCancel afterCancel = AfterCancel.END;
    private boolean isLevelSet;
    private int flapCount;
    private long flapsFromNs;
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
        queryCount = 0;
        isQueryTimerSet = false;
        unknownCount = 0;
        firstUnknownNs = 0;
        intentId = newClientOrderId;
        attempt = 1;
        intentCreatedNs = nowNs;
        sentNs = nowNs;
        carriedQuantityE8 = 0;
        targetPriceE8 = newPriceE8;
        bookLevel = 0;
        placement = Placement.BY_BOOK_LEVEL;
        afterCancel = AfterCancel.END;
        isLevelSet = false;
        flapCount = 0;
        flapsFromNs = 0;
        tradeIds.clear();
    }

    /** Makes this the attempt of an intent that follows on another one, parked. */
    void succeed(
            final Order previous,
            final long newClientOrderId,
            final long newQuantityE8,
            final Placement newPlacement,
            final long nowNs) {
        init(
                newClientOrderId,
                previous.accountId,
                previous.botId,
                previous.instrumentId,
                previous.side,
                previous.leg,
                previous.role,
                previous.isMakerOrCancel() ? OrderType.POST_ONLY : OrderType.LIMIT,
                previous.isReduceOnly,
                previous.targetPriceE8,
                newQuantityE8,
                OrderStatus.PARKED,
                nowNs);
        intentId = previous.intentId;
        attempt = previous.attempt + 1;
        intentCreatedNs = previous.intentCreatedNs;
        carriedQuantityE8 = previous.intentFilledE8();
        placement = newPlacement;
        flapCount = previous.flapCount;
        flapsFromNs = previous.flapsFromNs;
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

    /** Client order id of the first attempt of its intent. */
    public long intentId() {
        return intentId;
    }

    /** Number of this attempt of the intent, from 1. */
    public int attempt() {
        return attempt;
    }

    /** Engine time at which the intent was made. */
    public long intentCreatedNs() {
        return intentCreatedNs;
    }

    /** Engine time at which this attempt was sent, or parked as long as it has not been. */
    public long sentNs() {
        return sentNs;
    }

    /** What earlier attempts of the intent have filled. */
    public long carriedQuantityE8() {
        return carriedQuantityE8;
    }

    /** An earlier attempt of the intent was filled after this one had taken its place. */
    public void carry(final long lateQuantityE8) {
        carriedQuantityE8 = Math.addExact(carriedQuantityE8, lateQuantityE8);
    }

    /** What all attempts of the intent have filled so far. */
    public long intentFilledE8() {
        return Math.addExact(carriedQuantityE8, filledQuantityE8);
    }

    /** The price that the strategy wants; {@link #priceE8()} may be another one when the order rests by book level. */
    public long targetPriceE8() {
        return targetPriceE8;
    }

    /** Level of the venue's book at which it is priced, from 1; 0 = it has a price of its own. */
    public int bookLevel() {
        return bookLevel;
    }

    /** How it goes to the book when it is activated. */
    public Placement placement() {
        return placement;
    }

    /** What follows when the venue confirms a cancel. */
    public AfterCancel afterCancel() {
        return afterCancel;
    }

    /** True for an order that the strategy wants post-only at its target, or not at all. */
    private boolean isMakerOrCancel() {
        return type == OrderType.POST_ONLY && placement != Placement.POST_ONLY;
    }

    /** True while the price at which it is activated, or leaves its band again, is in a trigger book. */
    public boolean isLevelSet() {
        return isLevelSet;
    }

    public void noteLevelSet(final boolean set) {
        isLevelSet = set;
    }

    /** Says in which form it is sent; a price of {@link #NULL_PRICE} = the venue prices it at this level of its book. */
    public void sendAs(final OrderType newType, final long newPriceE8, final int newBookLevel) {
        assert status == OrderStatus.PARKED;
        type = newType;
        priceE8 = newPriceE8;
        bookLevel = newBookLevel;
    }

    /** Notes where the venue has priced it. */
    public void notePrice(final long venuePriceE8) {
        assert bookLevel > 0;
        priceE8 = venuePriceE8;
    }

    /** Counts one parking; false when its minute has had so many already. */
    public boolean noteFlap(final int flapsPerMinuteMax, final long nowNs) {
        if (nowNs - flapsFromNs >= FLAP_WINDOW_NS) {
            flapsFromNs = nowNs;
            flapCount = 0;
        }
        if (flapCount >= flapsPerMinuteMax) {
            return false;
        }
        flapCount++;
        return true;
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
        if (report == OrderReport.ACTIVATED) {
            sentNs = nowNs;
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
    public void noteReport(final long cumulativeE8, final long nowNs) {
        reportedNs = nowNs;
        reportedQuantityE8 = Math.max(reportedQuantityE8, cumulativeE8);
        unknownCount = 0;
    }

    /** Notes an answer "unknown" to a successful query. */
    public void noteUnknown(final long nowNs) {
        if (unknownCount == 0) {
            firstUnknownNs = nowNs;
        }
        unknownCount++;
    }

    /** A new doubt is asked about from the first short pause on. */
    public void beginDoubt() {
        queryCount = 0;
        unknownCount = 0;
    }

    public void noteQuery() {
        queryCount++;
    }

    public void noteVenueOrderId(final long id) {
        if (id != 0) {
            venueOrderId = id;
        }
    }

    /** Wants it back, and says what becomes of the intent then. */
    public void wantCancel(final AfterCancel then) {
        isCancelWanted = true;
        afterCancel = then;
    }

    /** It may stay after all: its cancel has not left yet. */
    public void withdrawCancel() {
        assert !isCancelSent;
        isCancelWanted = false;
        afterCancel = AfterCancel.END;
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
        image.writeInt(queryCount);
        image.writeFlag(isQueryTimerSet);
        image.writeInt(unknownCount);
        image.writeLong(firstUnknownNs);
        image.writeLong(intentId);
        image.writeInt(attempt);
        image.writeLong(intentCreatedNs);
        image.writeLong(sentNs);
        image.writeLong(carriedQuantityE8);
        image.writeLong(targetPriceE8);
        image.writeByte(bookLevel);
        image.writeByte(placement.code());
        image.writeByte(afterCancel.code());
        image.writeFlag(isLevelSet);
        image.writeInt(flapCount);
        image.writeLong(flapsFromNs);
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
        queryCount = image.readInt();
        isQueryTimerSet = image.readFlag();
        unknownCount = image.readInt();
        firstUnknownNs = image.readLong();
        intentId = image.readLong();
        attempt = image.readInt();
        intentCreatedNs = image.readLong();
        sentNs = image.readLong();
        carriedQuantityE8 = image.readLong();
        targetPriceE8 = image.readLong();
        bookLevel = image.readByte();
        placement = Placement.ofCode(image.readByte());
        afterCancel = AfterCancel.ofCode(image.readByte());
        isLevelSet = image.readFlag();
        flapCount = image.readInt();
        flapsFromNs = image.readLong();
        tradeIds.clear();
        final int trades = image.readCount(TRADES_MAX);
        for (int i = 0; i < trades; i++) {
            tradeIds.addLong(image.readLong());
        }
    }
}
