package dragon.engine.core.market;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.core.gate.Hold;
import dragon.engine.core.gate.TokenBucket;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.Timeframe;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import java.util.ArrayList;
import java.util.List;

/** One instrument: its filters, its newest prices with their ages, its candle feeds and the levels at which something is due. */
public final class Instrument {
    /** A price that is not known. */
    public static final long NULL_PRICE = Order.NULL_PRICE;

    /** Age above which nothing is valued at the mark price. */
    public static final long MARK_AGE_NS_MAX = 5_000_000_000L;

    /** Age above which nothing is valued at the middle of the quote. */
    private static final long QUOTE_AGE_NS_MAX = 2_000_000_000L;

    private static final long JUMP_PART = 10;
    private static final int GOOD_QUOTES = 3;

    private static final int FEEDS_MAX = 16;

    private final int id;
    private final String symbol;
    private final boolean isMajor;
    private final TriggerBook bidFalls;
    private final TriggerBook bidRises;
    private final TriggerBook askFalls;
    private final TriggerBook askRises;
    private final int triggersMax;
    private final List<CandleFeed> feeds = new ArrayList<>(4);

    private final Hold halt = new Hold();
    private final TokenBucket orderRate = new TokenBucket();
    private final TokenBucket cancelRate = new TokenBucket();
    private long middleE8;
    private int suspectQuotes;
    private boolean hasFilters;
    private boolean isTrading;
    private long priceMinE8;
    private long priceMaxE8;
    private long tickSizeE8;
    private long quantityMinE8;
    private long quantityMaxE8;
    private long quantityStepE8;
    private long minNotionalE8;

    private long bidPriceE8 = NULL_PRICE;
    private long bidQuantityE8;
    private long askPriceE8 = NULL_PRICE;
    private long askQuantityE8;
    private long quotedNs;
    private long markPriceE8 = NULL_PRICE;
    private long markedNs;

    Instrument(final int id, final String symbol, final int triggersMax, final int watchesMax) {
        this.id = id;
        this.symbol = symbol;
        isMajor = symbol.contains("_BTC_") || symbol.contains("_ETH_");
        this.triggersMax = triggersMax;
        bidFalls = TriggerBook.onFall(triggersMax + watchesMax);
        bidRises = TriggerBook.onRise(triggersMax + watchesMax);
        askFalls = TriggerBook.onFall(triggersMax + watchesMax);
        askRises = TriggerBook.onRise(triggersMax + watchesMax);
    }

    public int id() {
        return id;
    }

    public String symbol() {
        return symbol;
    }

    /** True once the venue has told its filters; nothing is ever sent without them. */
    public boolean hasFilters() {
        return hasFilters;
    }

    public boolean isTrading() {
        return isTrading;
    }

    public long tickSizeE8() {
        return tickSizeE8;
    }

    public long quantityStepE8() {
        return quantityStepE8;
    }

    public long quantityMinE8() {
        return quantityMinE8;
    }

    public long quantityMaxE8() {
        return quantityMaxE8;
    }

    public long minNotionalE8() {
        return minNotionalE8;
    }

    /** Best bid, or {@link #NULL_PRICE} when there is none. */
    public long bidPriceE8() {
        return bidPriceE8;
    }

    /** Best offer, or {@link #NULL_PRICE} when there is none. */
    public long askPriceE8() {
        return askPriceE8;
    }

    public long bidQuantityE8() {
        return bidQuantityE8;
    }

    public long askQuantityE8() {
        return askQuantityE8;
    }

    /** Engine time of the newest quote, 0 = none yet. */
    public long quotedNs() {
        return quotedNs;
    }

    /** Mark price, or {@link #NULL_PRICE}. */
    public long markPriceE8() {
        return markPriceE8;
    }

    /** Engine time of the newest mark price, 0 = none yet. */
    public long markedNs() {
        return markedNs;
    }

    /** The price at which what is held is valued now: from {@link #valuationSource}, or {@link #NULL_PRICE}. */
    public long valuationPriceE8(final long nowNs) {
        return switch (valuationSource(nowNs)) {
            case MARK -> markPriceE8;
            case MIDDLE -> bidPriceE8 / 2 + askPriceE8 / 2;
            case NONE -> NULL_PRICE;
        };
    }

    /** The best source that is fresh: a price that is too old is none. */
    public PriceSource valuationSource(final long nowNs) {
        if (markPriceE8 != NULL_PRICE && nowNs - markedNs <= MARK_AGE_NS_MAX) {
            return PriceSource.MARK;
        }
        return isQuoteFresh(nowNs, QUOTE_AGE_NS_MAX) ? PriceSource.MIDDLE : PriceSource.NONE;
    }

    /** True for the instruments with the deepest books; limits that tell majors from minors ask. */
    public boolean isMajor() {
        return isMajor;
    }

    /** True when both sides are quoted and the quote is no older than this. */
    public boolean isQuoteFresh(final long nowNs, final long ageNsMax) {
        return bidPriceE8 != NULL_PRICE && askPriceE8 != NULL_PRICE && nowNs - quotedNs <= ageNsMax;
    }

    /** What is due when the bid falls: sells leave their band, long legs reach their stop. */
    public TriggerBook bidFalls() {
        return bidFalls;
    }

    /** What is due when the bid rises: parked sells activate. */
    public TriggerBook bidRises() {
        return bidRises;
    }

    /** What is due when the offer falls: parked buys activate. */
    public TriggerBook askFalls() {
        return askFalls;
    }

    /** What is due when the offer rises: buys leave their band, short legs reach their stop. */
    public TriggerBook askRises() {
        return askRises;
    }

    /** Levels at which parked orders of a side activate: the price comes to them. */
    public TriggerBook triggers(final Side side) {
        return side == Side.BUY ? askFalls : bidRises;
    }

    /** Levels at which resting orders of a side leave their band: the price goes away from them. */
    public TriggerBook leavings(final Side side) {
        return side == Side.BUY ? askRises : bidFalls;
    }

    /** Levels of a kind of watch of a leg, on the price at which the leg could be left. */
    public TriggerBook watches(final Leg leg, final PriceWatch watch) {
        if (leg == Leg.LONG) {
            return watch.firesOnFall(leg) ? bidFalls : bidRises;
        }
        return watch.firesOnFall(leg) ? askFalls : askRises;
    }

    /** The price at which a leg could be left: bid for a long one, offer for a short one; or {@link #NULL_PRICE}. */
    public long exitPriceE8(final Leg leg) {
        return leg == Leg.LONG ? bidPriceE8 : askPriceE8;
    }

    /** True when each book has room for one more order; what is kept free beyond is for the watches. */
    public boolean hasRoomForOrder() {
        return bidFalls.size() < triggersMax
                && bidRises.size() < triggersMax
                && askFalls.size() < triggersMax
                && askRises.size() < triggersMax;
    }

    public int feedCount() {
        return feeds.size();
    }

    public CandleFeed feedAt(final int index) {
        return feeds.get(index);
    }

    /** The feed of a timeframe, or null. */
    public CandleFeed feed(final Timeframe timeframe) {
        for (int i = 0; i < feeds.size(); i++) {
            if (feeds.get(i).timeframe() == timeframe) {
                return feeds.get(i);
            }
        }
        return null;
    }

    /** Adds the feed of a timeframe that it does not have. */
    public CandleFeed addFeed(final Timeframe timeframe) {
        assert feed(timeframe) == null;
        final CandleFeed feed = new CandleFeed(timeframe);
        feeds.add(feed);
        return feed;
    }

    public void quote(
            final long newBidE8,
            final long newBidQuantityE8,
            final long newAskE8,
            final long newAskQuantityE8,
            final long nowNs) {
        bidPriceE8 = newBidE8;
        bidQuantityE8 = newBidQuantityE8;
        askPriceE8 = newAskE8;
        askQuantityE8 = newAskQuantityE8;
        quotedNs = nowNs;
        if (newBidE8 != NULL_PRICE && newAskE8 != NULL_PRICE) {
            noteMiddle(newBidE8 / 2 + newAskE8 / 2);
        }
    }

    public void mark(final long newMarkE8, final long nowNs) {
        markPriceE8 = newMarkE8;
        markedNs = nowNs;
    }

    /** Takes over the venue's filters; the caller has checked that steps are positive. */
    public void filters(
            final boolean trading,
            final long newPriceMinE8,
            final long newPriceMaxE8,
            final long newTickSizeE8,
            final long newQuantityMinE8,
            final long newQuantityMaxE8,
            final long newQuantityStepE8,
            final long newMinNotionalE8) {
        assert newTickSizeE8 > 0 && newQuantityStepE8 > 0;
        hasFilters = true;
        isTrading = trading;
        priceMinE8 = newPriceMinE8;
        priceMaxE8 = newPriceMaxE8;
        tickSizeE8 = newTickSizeE8;
        quantityMinE8 = newQuantityMinE8;
        quantityMaxE8 = newQuantityMaxE8;
        quantityStepE8 = newQuantityStepE8;
        minNotionalE8 = newMinNotionalE8;
    }

    /** The price on the venue's steps that is no worse for us: a buy goes down, a sell goes up. */
    public long onTick(final Side side, final long priceE8) {
        final long onStep = side == Side.BUY
                ? Fixed.floorToStep(priceE8, priceMinE8, tickSizeE8)
                : Fixed.ceilToStep(priceE8, priceMinE8, tickSizeE8);
        return Math.max(priceMinE8, Math.min(priceMaxE8, onStep));
    }

    /** The largest quantity on the venue's steps that is not above this one; 0 when it is below the venue's minimum. */
    public long onStep(final long wantedE8) {
        final long capped = Math.min(wantedE8, quantityMaxE8);
        final long floored = Fixed.floorToStep(capped, quantityMinE8, quantityStepE8);
        return floored < quantityMinE8 ? 0 : floored;
    }

    /** True when price times quantity is above the venue's minimum. */
    public boolean isNotionalEnough(final long priceE8, final long quantityE8) {
        return minNotionalE8 == 0 || Fixed.multiplyE8(priceE8, quantityE8) > minNotionalE8;
    }

    /** Orders a second. */
    public TokenBucket orderRate() {
        return orderRate;
    }

    /** Cancels a second. */
    public TokenBucket cancelRate() {
        return cancelRate;
    }

    /** True from a quote that is too far from the one before until three in a row were not. */
    public boolean isPriceSuspect() {
        return suspectQuotes > 0;
    }

    private void noteMiddle(final long newMiddleE8) {
        // A tenth, by division: a quote is too frequent for a wide product.
        if (middleE8 != 0 && Math.abs(newMiddleE8 - middleE8) > middleE8 / JUMP_PART) {
            suspectQuotes = GOOD_QUOTES;
        } else if (suspectQuotes > 0) {
            suspectQuotes--;
        }
        middleE8 = newMiddleE8;
    }

    /** Halt of entries of all bots on it. */
    public Hold halt() {
        return halt;
    }

    void write(final ImageWriter image) {
        image.writeText(symbol);
        halt.write(image);
        orderRate.write(image);
        cancelRate.write(image);
        image.writeLong(middleE8);
        image.writeByte(suspectQuotes);
        image.writeFlag(hasFilters);
        image.writeFlag(isTrading);
        image.writeLong(priceMinE8);
        image.writeLong(priceMaxE8);
        image.writeLong(tickSizeE8);
        image.writeLong(quantityMinE8);
        image.writeLong(quantityMaxE8);
        image.writeLong(quantityStepE8);
        image.writeLong(minNotionalE8);
        image.writeLong(bidPriceE8);
        image.writeLong(bidQuantityE8);
        image.writeLong(askPriceE8);
        image.writeLong(askQuantityE8);
        image.writeLong(quotedNs);
        image.writeLong(markPriceE8);
        image.writeLong(markedNs);
        image.writeInt(feeds.size());
        for (int i = 0; i < feeds.size(); i++) {
            feeds.get(i).write(image);
        }
        bidFalls.write(image);
        bidRises.write(image);
        askFalls.write(image);
        askRises.write(image);
    }

    static Instrument read(final int id, final int triggersMax, final int watchesMax, final ImageReader image) {
        final Instrument instrument = new Instrument(id, image.readText(), triggersMax, watchesMax);
        instrument.halt.read(image);
        instrument.orderRate.read(image);
        instrument.cancelRate.read(image);
        instrument.middleE8 = image.readLong();
        instrument.suspectQuotes = image.readByte();
        instrument.hasFilters = image.readFlag();
        instrument.isTrading = image.readFlag();
        instrument.priceMinE8 = image.readLong();
        instrument.priceMaxE8 = image.readLong();
        instrument.tickSizeE8 = image.readLong();
        instrument.quantityMinE8 = image.readLong();
        instrument.quantityMaxE8 = image.readLong();
        instrument.quantityStepE8 = image.readLong();
        instrument.minNotionalE8 = image.readLong();
        instrument.bidPriceE8 = image.readLong();
        instrument.bidQuantityE8 = image.readLong();
        instrument.askPriceE8 = image.readLong();
        instrument.askQuantityE8 = image.readLong();
        instrument.quotedNs = image.readLong();
        instrument.markPriceE8 = image.readLong();
        instrument.markedNs = image.readLong();
        final int feedCount = image.readCount(FEEDS_MAX);
        for (int i = 0; i < feedCount; i++) {
            instrument.feeds.add(CandleFeed.read(image));
        }
        instrument.bidFalls.read(image);
        instrument.bidRises.read(image);
        instrument.askFalls.read(image);
        instrument.askRises.read(image);
        return instrument;
    }
}
