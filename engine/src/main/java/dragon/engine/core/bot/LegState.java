package dragon.engine.core.bot;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.gate.Hold;
import dragon.engine.core.market.PriceWatch;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.Side;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.ExitReason;
import java.util.Arrays;

/**
 * What one leg of a bot holds, what it has earned, and which orders work for it.
 *
 * <p>The cost of the position is kept instead of its average price: then the sum of all realised results is exactly proceeds minus
 * cost, to the last unit, and only the displayed average is rounded. Times 10^8.
 */
public final class LegState {
    private static final long NULL_PRICE = Order.NULL_PRICE;
    private static final int WATCHES = 3;
    private static final ExitReason[] REASONS = ExitReason.values();

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
    private long firstEntryPriceE8 = NULL_PRICE;
    private long fundingE8;
    private long cycleOpenedE8;
    private long cycleOpenedNotionalE8;
    private long cycleClosedE8;
    private long cycleClosedNotionalE8;
    private int rungFillCount;
    private long lastExitNs;
    private long venueQuantityE8 = NULL_PRICE;
    private long venueAverageE8 = NULL_PRICE;
    private long liquidationPriceE8 = NULL_PRICE;
    private long liquidationNs;
    private int adlQuantile;
    private int venueLeverage;
    private long driftSinceNs;
    private boolean isCostDifferent;
    private long driftAskedNs;
    private long entryOrderId;
    private long rungOrderId;
    private long takeProfitOrderId;
    private long stopOrderId;
    private long flattenOrderId;
    private final Hold halt = new Hold();
    private long retryAfterNs;
    private int rejectCount;
    private boolean isDriftReported;

    private final long[] watchE8 = new long[WATCHES];
    private int watchesSet;
    private ExitReason stopReason;
    private ExitReason takeProfitReason;
    private ExitReason exitReason;
    private ExitReason lastExitReason;
    private int exitTryCount;
    private long exitRetryNs;
    private boolean isExitTimerSet;

    LegState(final Leg leg) {
        this.leg = leg;
        Arrays.fill(watchE8, NULL_PRICE);
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

    /** Average price of the first entry of the cycle, or the null price. */
    public long firstEntryPriceE8() {
        return firstEntryPriceE8;
    }

    /** Funding received on this leg. */
    public long fundingE8() {
        return fundingE8;
    }

    /** Engine time at which the leg became flat the last time, 0 = never. */
    public long lastExitNs() {
        return lastExitNs;
    }

    /** Average price of what opened the open or newest cycle, or the null price. */
    public long cycleEntryE8() {
        return cycleOpenedE8 == 0 ? NULL_PRICE : Fixed.divideE8(cycleOpenedNotionalE8, cycleOpenedE8);
    }

    /** Average price of what closed it, or the null price. */
    public long cycleExitE8() {
        return cycleClosedE8 == 0 ? NULL_PRICE : Fixed.divideE8(cycleClosedNotionalE8, cycleClosedE8);
    }

    /** Fees of the open cycle. */
    public long cycleFeesE8() {
        return cycleFeesE8;
    }

    /** Trades of rungs in the open cycle. */
    public int rungFillCount() {
        return rungFillCount;
    }

    /** The level of a watch, or the null price. */
    public long watchE8(final PriceWatch watch) {
        return watchE8[watch.ordinal()];
    }

    void watchE8(final PriceWatch watch, final long levelE8) {
        watchE8[watch.ordinal()] = levelE8;
    }

    /** True while the level of a watch is in a trigger book. */
    boolean isWatchSet(final PriceWatch watch) {
        return (watchesSet & 1 << watch.ordinal()) != 0;
    }

    void noteWatchSet(final PriceWatch watch, final boolean set) {
        watchesSet = set ? watchesSet | 1 << watch.ordinal() : watchesSet & ~(1 << watch.ordinal());
    }

    /** What the stop is, or null. */
    ExitReason stopReason() {
        return stopReason;
    }

    void stopReason(final ExitReason reason) {
        stopReason = reason;
    }

    /** Why the take profit stands where it does, or null. */
    ExitReason takeProfitReason() {
        return takeProfitReason;
    }

    void takeProfitReason(final ExitReason reason) {
        takeProfitReason = reason;
    }

    /** Why the leg is being closed now, or null. */
    public ExitReason exitReason() {
        return exitReason;
    }

    /** Why the newest cycle was closed, or null when an order of ours did not close it. */
    public ExitReason lastExitReason() {
        return lastExitReason;
    }

    void beginExit(final ExitReason reason) {
        exitReason = reason;
        exitTryCount = 0;
        exitRetryNs = 0;
    }

    void endExit() {
        exitReason = null;
    }

    int exitTryCount() {
        return exitTryCount;
    }

    /** Engine time before which the close is not tried again. */
    long exitRetryNs() {
        return exitRetryNs;
    }

    void noteExitTry(final long retryNs) {
        exitTryCount++;
        exitRetryNs = retryNs;
    }

    boolean isExitTimerSet() {
        return isExitTimerSet;
    }

    void noteExitTimer(final boolean set) {
        isExitTimerSet = set;
    }

    /** What the venue says this leg of the account holds, or the null price when it has not said. */
    public long venueQuantityE8() {
        return venueQuantityE8;
    }

    /** Average entry as the venue says, or the null price. */
    public long venueAverageE8() {
        return venueAverageE8;
    }

    /** Price at which the venue would liquidate it, or the null price: there is none, or it was not told. */
    public long liquidationPriceE8() {
        return liquidationPriceE8;
    }

    /** Engine time at which the venue told the liquidation price, or that there is none; 0 = never. */
    public long liquidationNs() {
        return liquidationNs;
    }

    /** Place in the venue's line for deleveraging, 1 to 5 = first; 0 = not told. */
    public int adlQuantile() {
        return adlQuantile;
    }

    /** Leverage as the venue says, 0 = not told. */
    public int venueLeverage() {
        return venueLeverage;
    }

    /**
     * Notes what the venue tells of a leg beside its quantity.
     *
     * @param isFromQuery the stream tells no liquidation price: only in an answer does null mean that there is none
     * @param isOfWhatIsHeld the report is about the quantity that we know of: the liquidation price of another one,
     *     read before an entry was filled, would open the gate for the next
     */
    void noteVenue(
            final long averageE8,
            final long liquidationE8,
            final int quantile,
            final int leverage,
            final boolean isFromQuery,
            final boolean isOfWhatIsHeld,
            final long nowNs) {
        venueAverageE8 = averageE8;
        if (isOfWhatIsHeld && (isFromQuery || liquidationE8 != NULL_PRICE)) {
            liquidationPriceE8 = liquidationE8;
            liquidationNs = nowNs;
        }
        adlQuantile = quantile == 0 && !isFromQuery ? adlQuantile : quantile;
        venueLeverage = leverage == 0 ? venueLeverage : leverage; // Not every source tells it.
    }

    /** Notes the leverage that the venue tells; 0 = it has not. */
    void noteLeverage(final int leverage) {
        venueLeverage = leverage == 0 ? venueLeverage : leverage;
    }

    /** Engine time since which the venue's leg has not been ours, 0 = it is. */
    public long driftSinceNs() {
        return driftSinceNs;
    }

    void driftSinceNs(final long sinceNs) {
        driftSinceNs = sinceNs;
    }

    long driftAskedNs() {
        return driftAskedNs;
    }

    void noteDriftAsked(final long nowNs) {
        driftAskedNs = nowNs;
    }

    /** True while the difference is confirmed: nothing enters. */
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
            case STOP_LOSS -> stopOrderId;
            case FLATTEN -> flattenOrderId;
            case NULL_VAL -> 0;
        };
    }

    void orderId(final OrderRole role, final long clientOrderId) {
        switch (role) {
            case ENTRY -> entryOrderId = clientOrderId;
            case DCA -> rungOrderId = clientOrderId;
            case TAKE_PROFIT -> takeProfitOrderId = clientOrderId;
            case STOP_LOSS -> stopOrderId = clientOrderId;
            case FLATTEN -> flattenOrderId = clientOrderId;
            default -> throw new IllegalArgumentException("no slot for " + role);
        }
    }

    /** Halt of entries of this leg alone. */
    public Hold halt() {
        return halt;
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

    /** Orders of the leg that were refused one after another. */
    int rejectCount() {
        return rejectCount;
    }

    void venueQuantityE8(final long newQuantityE8) {
        venueQuantityE8 = newQuantityE8;
    }

    /** Notes whether the venue reckons another cost of the leg than we do; true when that is news. */
    boolean noteCostDifferent(final boolean isDifferent) {
        final boolean isNews = isDifferent && !isCostDifferent;
        isCostDifferent = isDifferent;
        return isNews;
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
            cycleOpenedE8 = 0;
            cycleOpenedNotionalE8 = 0;
            cycleClosedE8 = 0;
            cycleClosedNotionalE8 = 0;
            rungFillCount = 0;
        }
        liquidationPriceE8 = NULL_PRICE; // A larger leg is liquidated nearer: what was told is no longer so.
        liquidationNs = 0;
        quantityE8 = Math.addExact(quantityE8, tradeQuantityE8);
        final long notionalE8 = Fixed.multiplyE8(priceE8, tradeQuantityE8);
        costE8 = Math.addExact(costE8, notionalE8);
        cycleOpenedE8 = Math.addExact(cycleOpenedE8, tradeQuantityE8);
        cycleOpenedNotionalE8 = Math.addExact(cycleOpenedNotionalE8, notionalE8);
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
        cycleClosedE8 = Math.addExact(cycleClosedE8, tradeQuantityE8);
        cycleClosedNotionalE8 = Math.addExact(cycleClosedNotionalE8, valueE8);
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

    void noteRungFill() {
        rungFillCount++;
    }

    void bookFunding(final long amountE8) {
        fundingE8 = Math.addExact(fundingE8, amountE8);
    }

    /**
     * Counts the intent of an entry or a rung whose last attempt has ended, if any of its attempts has filled something.
     *
     * <p>A rung that is filled when its cycle is over begins a cycle that nobody has planned: as its base it would make every rung of the
     * next ladder that much larger. It gets its exits, and no rung.
     *
     * @param entriesMax of the bot's settings
     */
    void noteIntentEnded(final Order lastAttempt, final int entriesMax) {
        final long filledE8 = lastAttempt.intentFilledE8();
        if (lastAttempt.side() != openingSide() || filledE8 == 0 || isFlat()) {
            return;
        }
        if (entryCount > 0) {
            entryCount++;
            return;
        }
        final boolean isStray = lastAttempt.role() == OrderRole.DCA;
        firstQuantityE8 = isStray ? quantityE8 : filledE8;
        firstEntryPriceE8 = averageEntryE8();
        entryCount = isStray ? Math.max(1, entriesMax) : 1;
    }

    /** The cycle is over: the ladder starts anew. */
    void resetLadder(final ExitReason why, final long nowNs) {
        entryCount = 0;
        firstQuantityE8 = 0;
        firstEntryPriceE8 = NULL_PRICE;
        takeProfitReason = null;
        lastExitReason = why;
        lastExitNs = nowNs;
    }

    private static int code(final ExitReason reason) {
        return reason == null ? 0 : reason.ordinal() + 1;
    }

    private static ExitReason reason(final int code) {
        return code == 0 ? null : REASONS[code - 1];
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
        image.writeLong(venueAverageE8);
        image.writeLong(liquidationPriceE8);
        image.writeLong(liquidationNs);
        image.writeInt(adlQuantile);
        image.writeInt(venueLeverage);
        image.writeLong(driftSinceNs);
        image.writeLong(driftAskedNs);
        image.writeLong(entryOrderId);
        image.writeLong(rungOrderId);
        image.writeLong(takeProfitOrderId);
        image.writeLong(retryAfterNs);
        image.writeInt(rejectCount);
        image.writeFlag(isDriftReported);
        image.writeFlag(isCostDifferent);
        image.writeLong(firstEntryPriceE8);
        image.writeLong(fundingE8);
        image.writeLong(cycleOpenedE8);
        image.writeLong(cycleOpenedNotionalE8);
        image.writeLong(cycleClosedE8);
        image.writeLong(cycleClosedNotionalE8);
        image.writeInt(rungFillCount);
        image.writeLong(lastExitNs);
        image.writeLong(stopOrderId);
        image.writeLong(flattenOrderId);
        halt.write(image);
        for (int i = 0; i < WATCHES; i++) {
            image.writeLong(watchE8[i]);
        }
        image.writeByte(watchesSet);
        image.writeByte(code(stopReason));
        image.writeByte(code(takeProfitReason));
        image.writeByte(code(exitReason));
        image.writeByte(code(lastExitReason));
        image.writeInt(exitTryCount);
        image.writeLong(exitRetryNs);
        image.writeFlag(isExitTimerSet);
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
        venueAverageE8 = image.readLong();
        liquidationPriceE8 = image.readLong();
        liquidationNs = image.readLong();
        adlQuantile = image.readInt();
        venueLeverage = image.readInt();
        driftSinceNs = image.readLong();
        driftAskedNs = image.readLong();
        entryOrderId = image.readLong();
        rungOrderId = image.readLong();
        takeProfitOrderId = image.readLong();
        retryAfterNs = image.readLong();
        rejectCount = image.readInt();
        isDriftReported = image.readFlag();
        isCostDifferent = image.readFlag();
        firstEntryPriceE8 = image.readLong();
        fundingE8 = image.readLong();
        cycleOpenedE8 = image.readLong();
        cycleOpenedNotionalE8 = image.readLong();
        cycleClosedE8 = image.readLong();
        cycleClosedNotionalE8 = image.readLong();
        rungFillCount = image.readInt();
        lastExitNs = image.readLong();
        stopOrderId = image.readLong();
        flattenOrderId = image.readLong();
        halt.read(image);
        for (int i = 0; i < WATCHES; i++) {
            watchE8[i] = image.readLong();
        }
        watchesSet = image.readByte();
        stopReason = reason(image.readByte());
        takeProfitReason = reason(image.readByte());
        exitReason = reason(image.readByte());
        lastExitReason = reason(image.readByte());
        exitTryCount = image.readInt();
        exitRetryNs = image.readLong();
        isExitTimerSet = image.readFlag();
    }
}
