package dragon.engine.core.bot;

import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.Hold;
import dragon.engine.core.gate.Tally;
import dragon.engine.core.market.CandleFeed;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.Strategy;
import dragon.engine.strategy.StrategySettings;
import org.agrona.ExpandableArrayBuffer;

/** One bot: one instrument, one account, one or both hedge legs, one strategy. */
public final class Bot {
    private static final long MINUTE_MS = 60_000L;
    private static final int ENTRY_FILLS_KEPT = 128;
    private static final int REJECTS_KEPT = 16;
    private static final long REJECT_BLOCK_NS = 60_000_000_000L;
    private static final int REJECT_DOUBLINGS_MAX = 6;

    private final int id;
    private final String name;
    private final int accountId;
    private final int instrumentId;
    private final Timeframe timeframe;
    private final Legs legs;
    private StrategySettings settings;
    private Strategy strategy;
    private final LegState longLeg = new LegState(Leg.LONG);
    private final LegState shortLeg = new LegState(Leg.SHORT);

    private BotStatus status = BotStatus.QUEUED;
    private DesiredStatus desiredStatus;
    private final Hold kill = new Hold();
    private final Hold halt = new Hold();
    private final Hold panic = new Hold();
    private final Hold latch = new Hold();
    private final Tally entryFills = new Tally(ENTRY_FILLS_KEPT);
    private final Tally rejects = new Tally(REJECTS_KEPT);
    private long rejectBlockUntilNs;
    private int rejectBlockCount;
    private final FlattenRun flatten = new FlattenRun();
    private long heartbeatNs;
    private final JobLease lease = new JobLease();
    private EventCode lastError = EventCode.NULL_VAL;
    private long lastDecidedOpenMs;
    private long barCount;
    private long blockedActionCount;
    private long blockedGates;
    private long fundingE8;
    private long fedOpenMs;
    private long candleCount;
    private boolean isHistoryAsked;
    private boolean isNotWarmTold;
    private long tradesKnownMs;
    private long tradesAskedMs;
    private boolean isTradesPending;
    private int appliedLeverage;
    private int firstLeverage;
    private long leverageAskedNs;

    Bot(
            final int id,
            final String name,
            final int accountId,
            final int instrumentId,
            final Timeframe timeframe,
            final Legs legs,
            final DesiredStatus desiredStatus,
            final StrategySettings settings,
            final StrategySource strategies) {
        this.id = id;
        this.name = name;
        this.accountId = accountId;
        this.instrumentId = instrumentId;
        this.timeframe = timeframe;
        this.legs = legs;
        this.desiredStatus = desiredStatus;
        this.settings = settings;
        strategy = strategies.of(settings, candleMinutes(timeframe));
    }

    private static int candleMinutes(final Timeframe timeframe) {
        return (int) (CandleFeed.lengthMs(timeframe) / MINUTE_MS);
    }

    /** Decides by other settings from here on; what the strategy remembers of candles and cycles goes on. */
    void change(final StrategySettings newSettings, final StrategySource strategies) {
        assert settings.firstFixedDifference(newSettings) == null;
        final ExpandableArrayBuffer memory = new ExpandableArrayBuffer();
        final ImageWriter writer = new ImageWriter().wrap(memory, 0);
        strategy.write(writer);
        final Strategy next = strategies.of(newSettings, candleMinutes(timeframe));
        next.read(new ImageReader().wrap(memory, 0, writer.length()));
        settings = newSettings;
        strategy = next;
    }

    public int id() {
        return id;
    }

    public String name() {
        return name;
    }

    public int accountId() {
        return accountId;
    }

    public int instrumentId() {
        return instrumentId;
    }

    public Timeframe timeframe() {
        return timeframe;
    }

    public Legs legs() {
        return legs;
    }

    public StrategySettings settings() {
        return settings;
    }

    /** Decides for it. */
    public Strategy strategy() {
        return strategy;
    }

    public BotStatus status() {
        return status;
    }

    /** What the operator wishes. */
    public DesiredStatus desiredStatus() {
        return desiredStatus;
    }

    /** True while its job runs or is paused: then it looks after what it holds. */
    public boolean isAlive() {
        return status == BotStatus.RUNNING || status == BotStatus.PAUSED;
    }

    /** Opening time of the newest candle that its strategy has seen, 0 = none yet. */
    public long fedOpenMs() {
        return fedOpenMs;
    }

    /** How many candles its strategy has seen. */
    public long candleCount() {
        return candleCount;
    }

    /** True once the candles before it were asked for: an answer to an earlier question may hold too few of them. */
    public boolean isHistoryAsked() {
        return isHistoryAsked;
    }

    public void noteHistoryAsked() {
        isHistoryAsked = true;
    }

    /** True once its strategy has seen as many candles as it wants before it may enter. */
    public boolean isWarm() {
        return candleCount >= strategy.historyCandles();
    }

    public boolean isKilled() {
        return kill.isOn();
    }

    public Hold kill() {
        return kill;
    }

    public Hold halt() {
        return halt;
    }

    /** On until it has become the kill switch. */
    public Hold panic() {
        return panic;
    }

    /** Keeps its entries off until an operator releases it. */
    public Hold latch() {
        return latch;
    }

    /** When its entries were filled. */
    Tally entryFills() {
        return entryFills;
    }

    /** When its orders were rejected. */
    Tally rejects() {
        return rejects;
    }

    /** How many trades of its entries were booked within this time. */
    public int entryFillsWithin(final long windowNs, final long nowNs) {
        return entryFills.countWithin(windowNs, nowNs);
    }

    /** How many of its orders were rejected within this time. */
    public int rejectsWithin(final long windowNs, final long nowNs) {
        return rejects.countWithin(windowNs, nowNs);
    }

    /** Engine time until which its entries are off after too many rejects, 0 = they are not. */
    public long rejectBlockUntilNs() {
        return rejectBlockUntilNs;
    }

    /** Keeps its entries off for a minute, twice as long each time. */
    void blockAfterRejects(final long nowNs) {
        rejectBlockUntilNs = nowNs + (REJECT_BLOCK_NS << Math.min(rejectBlockCount, REJECT_DOUBLINGS_MAX));
        rejectBlockCount++;
        rejects.clear();
    }

    /** The venue has taken an order again. */
    void noteAcceptedAgain() {
        rejectBlockCount = 0;
    }

    /** An operator lets it go on. */
    public void forgetBlocks() {
        entryFills.clear();
        rejects.clear();
        rejectBlockUntilNs = 0;
        rejectBlockCount = 0;
    }

    /** What the operator's wish to flatten it has come to. */
    public FlattenRun flatten() {
        return flatten;
    }

    /** Engine time of the newest fast tick that saw this bot. */
    public long heartbeatNs() {
        return heartbeatNs;
    }

    /** Who runs its job. */
    public JobLease lease() {
        return lease;
    }

    /** True from a reclaim of its job until the second fast tick after it. */
    public boolean isLeaseReclaimed() {
        return lease.reclaimedNs() != 0;
    }

    /** Why the bot is in error, or {@code NULL_VAL}. */
    public EventCode lastError() {
        return lastError;
    }

    /** Opening time of the newest candle on which it decided, 0 = none yet. */
    public long lastDecidedOpenMs() {
        return lastDecidedOpenMs;
    }

    /** How many candles it has decided. */
    public long barCount() {
        return barCount;
    }

    /** How often the kill switch refused an order action. */
    public long blockedActionCount() {
        return blockedActionCount;
    }

    /** Funding received. */
    public long fundingE8() {
        return fundingE8;
    }

    /** True when the bot may trade this leg. */
    public boolean trades(final Leg leg) {
        return switch (legs) {
            case BOTH_LEGS -> true;
            case LONG_ONLY -> leg == Leg.LONG;
            case SHORT_ONLY -> leg == Leg.SHORT;
            case NULL_VAL -> false;
        };
    }

    /** The state of a leg, traded or not. */
    public LegState leg(final Leg leg) {
        return leg == Leg.LONG ? longLeg : shortLeg;
    }

    void status(final BotStatus newStatus) {
        status = newStatus;
    }

    void fail(final EventCode why) {
        status = BotStatus.ERROR;
        lastError = why;
    }

    void clearError() {
        lastError = EventCode.NULL_VAL;
    }

    void desiredStatus(final DesiredStatus newDesired) {
        desiredStatus = newDesired;
    }

    void heartbeat(final long nowNs) {
        heartbeatNs = nowNs;
    }

    void noteDecided(final long openMs) {
        assert openMs > lastDecidedOpenMs : "a candle is decided once";
        lastDecidedOpenMs = openMs;
        barCount++;
    }

    /** Notes that a gate refused an action; true when this begins an episode that has not been reported yet. */
    boolean noteBlocked(final Gate gate) {
        if (gate == Gate.KILL_SWITCH) {
            blockedActionCount++;
        }
        final long bit = 1L << gate.code();
        final boolean isNew = (blockedGates & bit) == 0;
        blockedGates |= bit;
        return isNew;
    }

    /** The gate has been seen open: the next block begins a new episode. */
    void noteOpen(final Gate gate) {
        blockedGates &= ~(1L << gate.code());
    }

    /** These gates have been seen open. */
    void noteOpen(final long gates) {
        blockedGates &= ~gates;
    }

    boolean hasBlockedGates() {
        return blockedGates != 0;
    }

    /** True while an episode of this gate is on. */
    public boolean isBlockedBy(final Gate gate) {
        return (blockedGates & 1L << gate.code()) != 0;
    }

    /** Books a part of a funding payment that a leg has caused. */
    public void bookFunding(final Leg leg, final long amountE8) {
        fundingE8 = Math.addExact(fundingE8, amountE8);
        leg(leg).bookFunding(amountE8);
    }

    void noteFed(final long openMs) {
        assert openMs > fedOpenMs : "a candle is fed once, in order";
        fedOpenMs = openMs;
        candleCount++;
    }

    /** Notes that an entry was held back because of missing candles; true the first time. */
    boolean noteNotWarm() {
        final boolean isFirst = !isNotWarmTold;
        isNotWarmTold = true;
        return isFirst;
    }

    /** Venue time up to which all its trades are booked, 0 = from the beginning. */
    public long tradesKnownMs() {
        return tradesKnownMs;
    }

    /** True while the venue has not told the trades that may have been missed. */
    public boolean isTradesPending() {
        return isTradesPending;
    }

    public void noteTradesAsked(final long nowMs) {
        tradesAskedMs = nowMs;
        isTradesPending = true;
    }

    /** The trades that were asked for are all booked. */
    public void noteTradesTold() {
        if (isTradesPending) {
            isTradesPending = false;
            tradesKnownMs = Math.max(tradesKnownMs, tradesAskedMs);
        }
    }

    /** A time up to which no trade can have been missed. */
    public void noteTradesKnown(final long timeMs) {
        tradesKnownMs = Math.max(tradesKnownMs, timeMs);
    }

    /** Leverage that was set at the venue for it, 0 = none. */
    public int appliedLeverage() {
        return appliedLeverage;
    }

    public void noteLeverage(final int leverage) {
        appliedLeverage = leverage;
    }

    /** Leverage that the venue told first since it was made or released, 0 = it has not yet. */
    public int firstLeverage() {
        return firstLeverage;
    }

    /** The leverage that its entries expect: of its settings, else of the account's limit, else the first one that the venue told; 0 = none. */
    public int expectedLeverage(final int ofAccount) {
        final int own = settings.whole(StrategyParameter.FUTURES_LEVERAGE);
        if (own > 0) {
            return own;
        }
        return ofAccount > 0 ? ofAccount : firstLeverage;
    }

    /** The venue says what leverage its instrument has; 0 = it does not say. */
    public void noteVenueLeverage(final int ofLong, final int ofShort) {
        longLeg.noteLeverage(ofLong);
        shortLeg.noteLeverage(ofShort);
        if (firstLeverage == 0) {
            firstLeverage = trades(Leg.LONG) && ofLong > 0 ? ofLong : ofShort;
        }
    }

    /** Takes the leverage that the venue has now for the right one. */
    public void acceptLeverage() {
        firstLeverage = (trades(Leg.LONG) ? longLeg : shortLeg).venueLeverage();
    }

    /** Engine time at which the venue was last asked for it. */
    public long leverageAskedNs() {
        return leverageAskedNs;
    }

    public void noteLeverageAsked(final long nowNs) {
        leverageAskedNs = nowNs;
    }

    void write(final ImageWriter image) {
        image.writeText(name);
        image.writeInt(accountId);
        image.writeInt(instrumentId);
        image.writeByte(timeframe.value());
        image.writeByte(legs.value());
        image.writeByte(desiredStatus.value());
        settings.write(image);
        image.writeByte(status.code());
        kill.write(image);
        halt.write(image);
        panic.write(image);
        flatten.write(image);
        latch.write(image);
        entryFills.write(image);
        rejects.write(image);
        image.writeLong(rejectBlockUntilNs);
        image.writeInt(rejectBlockCount);
        image.writeLong(heartbeatNs);
        lease.write(image);
        image.writeInt(lastError.value());
        image.writeLong(lastDecidedOpenMs);
        image.writeLong(barCount);
        image.writeLong(blockedActionCount);
        image.writeLong(blockedGates);
        image.writeLong(fundingE8);
        image.writeLong(fedOpenMs);
        image.writeLong(candleCount);
        image.writeFlag(isHistoryAsked);
        image.writeFlag(isNotWarmTold);
        image.writeLong(tradesKnownMs);
        image.writeLong(tradesAskedMs);
        image.writeFlag(isTradesPending);
        image.writeInt(appliedLeverage);
        image.writeInt(firstLeverage);
        image.writeLong(leverageAskedNs);
        longLeg.write(image);
        shortLeg.write(image);
        strategy.write(image);
    }

    static Bot read(final int id, final StrategySource strategies, final ImageReader image) {
        final String name = image.readText();
        final int accountId = image.readInt();
        final int instrumentId = image.readInt();
        final Timeframe timeframe = Timeframe.get((short) image.readByte());
        final Legs legs = Legs.get((short) image.readByte());
        final DesiredStatus desired = DesiredStatus.get((short) image.readByte());
        final StrategySettings settings = new StrategySettings();
        settings.read(image);
        final String fault = settings.firstFault(candleMinutes(timeframe));
        if (fault != null) { // They size what the strategy keeps.
            throw new IllegalArgumentException("state image holds settings of a bot that cannot be: " + fault);
        }
        final Bot bot = new Bot(id, name, accountId, instrumentId, timeframe, legs, desired, settings, strategies);
        bot.status = BotStatus.ofCode(image.readByte());
        bot.kill.read(image);
        bot.halt.read(image);
        bot.panic.read(image);
        bot.flatten.read(image);
        bot.latch.read(image);
        bot.entryFills.read(image);
        bot.rejects.read(image);
        bot.rejectBlockUntilNs = image.readLong();
        bot.rejectBlockCount = image.readInt();
        bot.heartbeatNs = image.readLong();
        bot.lease.read(image);
        bot.lastError = EventCode.get(image.readInt());
        bot.lastDecidedOpenMs = image.readLong();
        bot.barCount = image.readLong();
        bot.blockedActionCount = image.readLong();
        bot.blockedGates = image.readLong();
        bot.fundingE8 = image.readLong();
        bot.fedOpenMs = image.readLong();
        bot.candleCount = image.readLong();
        bot.isHistoryAsked = image.readFlag();
        bot.isNotWarmTold = image.readFlag();
        bot.tradesKnownMs = image.readLong();
        bot.tradesAskedMs = image.readLong();
        bot.isTradesPending = image.readFlag();
        bot.appliedLeverage = image.readInt();
        bot.firstLeverage = image.readInt();
        bot.leverageAskedNs = image.readLong();
        bot.longLeg.read(image);
        bot.shortLeg.read(image);
        bot.strategy.read(image);
        return bot;
    }
}
