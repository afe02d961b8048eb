package dragon.engine.core.bot;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.Side;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/**
 * What one leg of a bot holds, what it has earned, and which orders work for it.
 *
 * <p>The cost of the position is kept instead of its average price: then the sum of all realised results is exactly proceeds minus
 * cost, to the last unit, and only the displayed average is rounded. Times 10^8.
 */
public final class LegState {
    private static final long NULL_PRICE = Order.NULL_PRICE;

    private final Leg leg;
    private long quantityE8;
    private long costE8;
    private long realizedE8;
    private long feesE8;
    private long cycleRealizedE8;
    private long cycleFeesE8;
    private long openedNs;
    private long quantityE8Max;
    private int fillCount;
    private int entryCount;
    private long firstQuantityE8;
    private long venueQuantityE8 = NULL_PRICE;
    private long entryOrderId;
    private long rungOrderId;
    private long takeProfitOrderId;
    private long retryAfterNs;
    private int rejectCount;
    private boolean isDriftReported;

    LegState(final Leg leg) {
        this.leg = leg;
    }

    public Leg leg() {
        return leg;
    }

    /** The side that makes this leg larger. */
    public Side openingSide() {
        return leg == Leg.LONG ? Side.BUY : Side.SELL;
    }

    /** The side that makes this leg smaller. */
    public Side closingSide() {
        return leg == Leg.LONG ? Side.SELL : Side.BUY;
    }

    public boolean isFlat() {
        return quantityE8 == 0;
    }

    /** Absolute holding. */
    public long quantityE8() {
        return quantityE8;
    }

    public long costE8() {
        return costE8;
    }

    /** Average entry, rounded towards zero, or the null price when flat. */
    public long averageEntryE8() {
        return quantityE8 == 0 ? NULL_PRICE : Fixed.divideE8(costE8, quantityE8);
    }

    public long realizedE8() {
        return realizedE8;
    }

    public long feesE8() {
        return feesE8;
    }

    /** Realised result of the open cycle. */
    public long cycleRealizedE8() {
        return cycleRealizedE8;
    }

    public long openedNs() {
        return openedNs;
    }

    public long quantityE8Max() {
        return quantityE8Max;
    }

    public int fillCount() {
        return fillCount;
    }

    /** Entries of the open cycle, the first included. */
    public int entryCount() {
        return entryCount;
    }

    public long firstQuantityE8() {
        return firstQuantityE8;
    }

    /** What the venue says this leg of the account holds, or the null price when it has not said. */
    public long venueQuantityE8() {
        return venueQuantityE8;
    }

    public boolean isDriftReported() {
        return isDriftReported;
    }

    /** Result that closing at this price would realise; 0 when flat. */
    public long unrealizedE8(final long priceE8) {
        if (quantityE8 == 0) {
            return 0;
        }
        final long valueE8 = Fixed.multiplyE8(priceE8, quantityE8);
        return leg == Leg.LONG ? valueE8 - costE8 : costE8 - valueE8;
    }

    /** Client order id of the order of a role, 0 = none. */
    public long orderId(final OrderRole role) {
        return switch (role) {
            case ENTRY -> entryOrderId;
            case DCA -> rungOrderId;
            case TAKE_PROFIT -> takeProfitOrderId;
            case STOP_LOSS, FLATTEN, NULL_VAL -> 0;
        };
    }

    void orderId(final OrderRole role, final long clientOrderId) {
        switch (role) {
            case ENTRY -> entryOrderId = clientOrderId;
            case DCA -> rungOrderId = clientOrderId;
            case TAKE_PROFIT -> takeProfitOrderId = clientOrderId;
            case STOP_LOSS, FLATTEN, NULL_VAL -> throw new IllegalArgumentException("no slot for " + role);
        }
    }

    /** Engine time before which no new order is tried after a refusal. */
    public long retryAfterNs() {
        return retryAfterNs;
    }

    void backOff(final long nowNs, final long firstDelayNs, final long delayNsMax) {
        final long delayNs = Math.min(delayNsMax, firstDelayNs << Math.min(rejectCount, 10));
        retryAfterNs = nowNs + delayNs;
        rejectCount++;
    }

    void noteAccepted() {
        rejectCount = 0;
    }

    void venueQuantityE8(final long newQuantityE8) {
        venueQuantityE8 = newQuantityE8;
    }

    void driftReported(final boolean reported) {
        isDriftReported = reported;
    }

    /** Books a trade that makes the leg larger. */
    void open(final long priceE8, final long tradeQuantityE8, final long feeE8, final long nowNs) {
        if (quantityE8 == 0) {
            openedNs = nowNs;
            quantityE8Max = 0;
            fillCount = 0;
            cycleRealizedE8 = 0;
            cycleFeesE8 = 0;
        }
        quantityE8 = Math.addExact(quantityE8, tradeQuantityE8);
        costE8 = Math.addExact(costE8, Fixed.multiplyE8(priceE8, tradeQuantityE8));
        quantityE8Max = Math.max(quantityE8Max, quantityE8);
        bookFee(feeE8);
        fillCount++;
    }

    /**
     * Books a trade that makes the leg smaller; what exceeds the holding is ignored by the caller's choice of quantity.
     *
     * @return the realised result before fees
     */
    long close(final long priceE8, final long tradeQuantityE8, final long feeE8) {
        assert tradeQuantityE8 <= quantityE8;
        final long costPartE8 =
                tradeQuantityE8 == quantityE8 ? costE8 : Fixed.multiplyDivide(costE8, tradeQuantityE8, quantityE8);
        final long valueE8 = Fixed.multiplyE8(priceE8, tradeQuantityE8);
        final long resultE8 = leg == Leg.LONG ? valueE8 - costPartE8 : costPartE8 - valueE8;
        quantityE8 -= tradeQuantityE8;
        costE8 -= costPartE8;
        realizedE8 = Math.addExact(realizedE8, resultE8);
        cycleRealizedE8 = Math.addExact(cycleRealizedE8, resultE8);
        bookFee(feeE8);
        fillCount++;
        return resultE8;
    }

    /** Books a fee alone. */
    void bookFee(final long feeE8) {
        feesE8 = Math.addExact(feesE8, feeE8);
        cycleFeesE8 = Math.addExact(cycleFeesE8, feeE8);
    }

    void noteEntry(final long filledE8) {
        if (entryCount == 0) {
            firstQuantityE8 = filledE8;
        }
        entryCount++;
    }

    /** The cycle is over: the ladder starts anew. */
    void resetLadder() {
        entryCount = 0;
        firstQuantityE8 = 0;
    }

    void write(final ImageWriter image) {
        image.writeLong(quantityE8);
        image.writeLong(costE8);
        image.writeLong(realizedE8);
        image.writeLong(feesE8);
        image.writeLong(cycleRealizedE8);
        image.writeLong(cycleFeesE8);
        image.writeLong(openedNs);
        image.writeLong(quantityE8Max);
        image.writeInt(fillCount);
        image.writeInt(entryCount);
        image.writeLong(firstQuantityE8);
        image.writeLong(venueQuantityE8);
        image.writeLong(entryOrderId);
        image.writeLong(rungOrderId);
        image.writeLong(takeProfitOrderId);
        image.writeLong(retryAfterNs);
        image.writeInt(rejectCount);
        image.writeFlag(isDriftReported);
    }

    void read(final ImageReader image) {
        quantityE8 = image.readLong();
        costE8 = image.readLong();
        realizedE8 = image.readLong();
        feesE8 = image.readLong();
        cycleRealizedE8 = image.readLong();
        cycleFeesE8 = image.readLong();
        openedNs = image.readLong();
        quantityE8Max = image.readLong();
        fillCount = image.readInt();
        entryCount = image.readInt();
        firstQuantityE8 = image.readLong();
        venueQuantityE8 = image.readLong();
        entryOrderId = image.readLong();
        rungOrderId = image.readLong();
        takeProfitOrderId = image.readLong();
        retryAfterNs = image.readLong();
        rejectCount = image.readInt();
        isDriftReported = image.readFlag();
    }
}
