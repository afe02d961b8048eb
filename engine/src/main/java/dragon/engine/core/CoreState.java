package dragon.engine.core;

import dragon.engine.core.account.Accounts;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.Bots;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.bot.StrategySource;
import dragon.engine.core.gate.Hold;
import dragon.engine.core.market.Instruments;
import dragon.engine.core.order.ClientOrderIds;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.Orders;
import dragon.engine.core.timer.Timers;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.StorageState;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/**
 * Everything that the core knows: a function of the journal's inputs and of nothing else.
 *
 * <p>Threading: the thread that owns the core; followers read it between two inputs.
 */
public final class CoreState {
    /** The session of the gateway has not measured the venue's clock yet. */
    public static final long NOT_MEASURED = Long.MIN_VALUE;

    /** Version of the state image; another one is not read. */
    public static final int IMAGE_FORMAT = 4;

    private final Accounts accounts;
    private final Bots bots;
    private final Instruments instruments;
    private final Orders orders;
    private final Timers timers;
    private final CommandResults commandResults = new CommandResults();

    private int term;
    private boolean isTermEnded = true;
    private LaneMode mode = LaneMode.SIM;
    private String owner = "";
    private int processId;
    private String workerId = "";
    private long fastIntervalNs;
    private long intentTimeToLiveNs;
    private long feeRatePctE8;
    private long nowNs;
    private long inputCount;
    private boolean isLiveTrading;
    private final Hold kill = new Hold();
    private final Hold halt = new Hold();
    private final Hold panic = new Hold();
    private long sessionId;
    private boolean isGatewayUp;
    private long gatewayHeardNs;
    private long clockOffsetMs;
    private long measuredOffsetMs = NOT_MEASURED;
    private boolean isSkewTold;
    private StorageState storage = StorageState.SOUND;
    private long storageFreeBytes;
    private long storageTotalBytes;
    private long storageSinceNs;
    private long lastOrderSequence;
    private boolean isFastTickSet;
    private boolean isPanicTimerSet;

    CoreState(final CoreLimits limits, final StrategySource strategies) {
        accounts = new Accounts(limits.accountsMax());
        bots = new Bots(limits.botsMax(), strategies);
        instruments = new Instruments(limits.instrumentsMax(), limits.triggersMax(), limits.watchesMax());
        orders = new Orders(limits.ordersMax());
        timers = new Timers(2 * limits.ordersMax() + 16);
    }

    public Accounts accounts() {
        return accounts;
    }

    public Bots bots() {
        return bots;
    }

    public Instruments instruments() {
        return instruments;
    }

    public Orders orders() {
        return orders;
    }

    /** The order of a role of a leg that has not ended, or null. */
    public Order openOrder(final LegState leg, final OrderRole role) {
        final long id = leg.orderId(role);
        final Order order = id == 0 ? null : orders.get(id);
        return order == null || order.status().isTerminal() ? null : order;
    }

    public Timers timers() {
        return timers;
    }

    CommandResults commandResults() {
        return commandResults;
    }

    /** Term of the leader, 0 before the first. */
    public int term() {
        return term;
    }

    public LaneMode mode() {
        return mode;
    }

    /** Who leads. */
    public String owner() {
        return owner;
    }

    public int processId() {
        return processId;
    }

    /** The leader as the owner of jobs: who and which process. */
    public String workerId() {
        return workerId;
    }

    public long fastIntervalNs() {
        return fastIntervalNs;
    }

    public long intentTimeToLiveNs() {
        return intentTimeToLiveNs;
    }

    /** What a trade costs where neither the venue nor its bot tells a rate: percent times 10^8, 0 = nothing. */
    public long feeRatePctE8() {
        return feeRatePctE8;
    }

    /** Engine time of the newest input, nanoseconds since the epoch. */
    public long nowNs() {
        return nowNs;
    }

    /** Inputs applied since the beginning of the journal. */
    public long inputCount() {
        return inputCount;
    }

    /** The global live-trading gate; off until an operator opens it. */
    public boolean isLiveTrading() {
        return isLiveTrading;
    }

    /** True while the global kill switch is on. */
    public boolean isKilled() {
        return kill.isOn();
    }

    /** Whether a kill switch holds a bot: the global one, its account's or its own. */
    public boolean isKilled(final Bot bot) {
        return isKilled() || accounts.get(bot.accountId()).isKilled() || bot.isKilled();
    }

    /** Whether neither orders nor cancels of a bot may leave: its kill switch is on, or live trading is off. */
    public boolean isFrozen(final Bot bot) {
        return !isLiveTrading || isKilled(bot);
    }

    /** The global kill switch. */
    public Hold kill() {
        return kill;
    }

    /** The global halt of entries. */
    public Hold halt() {
        return halt;
    }

    /** The panic of the whole engine, on until it has become the kill switch. */
    public Hold panic() {
        return panic;
    }

    /** Session of the gateway that spoke last, 0 before the first. */
    public long sessionId() {
        return sessionId;
    }

    public boolean isGatewayUp() {
        return isGatewayUp;
    }

    /** Engine time at which the gateway was heard last. */
    public long gatewayHeardNs() {
        return gatewayHeardNs;
    }

    /** Venue clock minus ours, milliseconds. */
    public long clockOffsetMs() {
        return clockOffsetMs;
    }

    /** Venue clock minus ours as this session measured it last, milliseconds; {@link #NOT_MEASURED} before. */
    public long measuredOffsetMs() {
        return measuredOffsetMs;
    }

    /** How the storage of the journal is, as a leader said last; it says so on each change. */
    public StorageState storage() {
        return storage;
    }

    /** Free bytes of the journal's file system when its state changed last. */
    public long storageFreeBytes() {
        return storageFreeBytes;
    }

    /** Bytes of the journal's file system when its state changed last. */
    public long storageTotalBytes() {
        return storageTotalBytes;
    }

    /** Engine time at which the state of the storage changed last, 0 = never. */
    public long storageSinceNs() {
        return storageSinceNs;
    }

    void storage(final StorageState newState, final long freeBytes, final long totalBytes) {
        storage = newState;
        storageFreeBytes = freeBytes;
        storageTotalBytes = totalBytes;
        storageSinceNs = nowNs;
    }

    /** Takes a measurement; true when it begins an episode of skew above this. */
    boolean noteClock(final long offsetMs, final long warnMs) {
        measuredOffsetMs = offsetMs;
        final boolean isSkewed = Math.abs(offsetMs) > warnMs;
        final boolean isNews = isSkewed && !isSkewTold;
        isSkewTold = isSkewed;
        return isNews;
    }

    void beginInput(final long timeNs) {
        nowNs = Math.max(nowNs, timeNs); // Engine time never decreases, whatever a record says.
        inputCount++;
    }

    void beginTerm(
            final int newTerm,
            final LaneMode newMode,
            final String newOwner,
            final int newProcessId,
            final long newFastIntervalNs,
            final long newTimeToLiveNs,
            final long newFeeRatePctE8) {
        term = newTerm;
        isTermEnded = false;
        mode = newMode;
        owner = newOwner;
        processId = newProcessId;
        workerId = newOwner + "-" + newProcessId;
        fastIntervalNs = newFastIntervalNs;
        intentTimeToLiveNs = newTimeToLiveNs;
        feeRatePctE8 = newFeeRatePctE8;
    }

    void endTerm() {
        isTermEnded = true;
    }

    /** True when the last leader stopped in order. */
    public boolean isTermEnded() {
        return isTermEnded;
    }

    void liveTrading(final boolean enabled) {
        isLiveTrading = enabled;
    }

    void session(final long newSessionId) {
        measuredOffsetMs = newSessionId == sessionId ? measuredOffsetMs : NOT_MEASURED;
        sessionId = newSessionId;
        isGatewayUp = true;
        gatewayHeardNs = nowNs;
    }

    void gatewayHeard(final long newClockOffsetMs) {
        gatewayHeardNs = nowNs;
        clockOffsetMs = newClockOffsetMs;
    }

    void gatewayDown() {
        isGatewayUp = false;
    }

    boolean isFastTickSet() {
        return isFastTickSet;
    }

    void fastTickSet() {
        isFastTickSet = true;
    }

    /** True while a timer looks after a panic. */
    public boolean isPanicTimerSet() {
        return isPanicTimerSet;
    }

    public void panicTimerSet(final boolean set) {
        isPanicTimerSet = set;
    }

    /** A client order id that was never given before and never will be again. */
    public long nextClientOrderId(final int botId, final OrderRole role) {
        lastOrderSequence++;
        return ClientOrderIds.of(term, botId, role.value(), lastOrderSequence);
    }

    /** True while ids are left. */
    public boolean hasClientOrderIds() {
        return lastOrderSequence < ClientOrderIds.SEQUENCE_MAX;
    }

    void write(final ImageWriter image) {
        image.writeInt(IMAGE_FORMAT);
        image.writeInt(term);
        image.writeFlag(isTermEnded);
        image.writeByte(mode.value());
        image.writeText(owner);
        image.writeInt(processId);
        image.writeLong(fastIntervalNs);
        image.writeLong(intentTimeToLiveNs);
        image.writeLong(feeRatePctE8);
        image.writeLong(nowNs);
        image.writeLong(inputCount);
        image.writeFlag(isLiveTrading);
        kill.write(image);
        halt.write(image);
        panic.write(image);
        image.writeLong(sessionId);
        image.writeFlag(isGatewayUp);
        image.writeLong(gatewayHeardNs);
        image.writeLong(clockOffsetMs);
        image.writeLong(measuredOffsetMs);
        image.writeFlag(isSkewTold);
        image.writeByte(storage.value());
        image.writeLong(storageFreeBytes);
        image.writeLong(storageTotalBytes);
        image.writeLong(storageSinceNs);
        image.writeLong(lastOrderSequence);
        image.writeFlag(isFastTickSet);
        image.writeFlag(isPanicTimerSet);
        accounts.write(image);
        instruments.write(image);
        bots.write(image);
        orders.write(image);
        timers.write(image);
        commandResults.write(image);
    }

    void read(final ImageReader image) {
        final int format = image.readInt();
        if (format != IMAGE_FORMAT) {
            throw new IllegalArgumentException(
                    "state image has format " + format + ", this version reads " + IMAGE_FORMAT);
        }
        term = image.readInt();
        isTermEnded = image.readFlag();
        mode = LaneMode.get((short) image.readByte());
        owner = image.readText();
        processId = image.readInt();
        workerId = owner + "-" + processId;
        fastIntervalNs = image.readLong();
        intentTimeToLiveNs = image.readLong();
        feeRatePctE8 = image.readLong();
        nowNs = image.readLong();
        inputCount = image.readLong();
        isLiveTrading = image.readFlag();
        kill.read(image);
        halt.read(image);
        panic.read(image);
        sessionId = image.readLong();
        isGatewayUp = image.readFlag();
        gatewayHeardNs = image.readLong();
        clockOffsetMs = image.readLong();
        measuredOffsetMs = image.readLong();
        isSkewTold = image.readFlag();
        storage = StorageState.get((short) image.readByte());
        storageFreeBytes = image.readLong();
        storageTotalBytes = image.readLong();
        storageSinceNs = image.readLong();
        lastOrderSequence = image.readLong();
        isFastTickSet = image.readFlag();
        isPanicTimerSet = image.readFlag();
        accounts.read(image);
        instruments.read(image);
        bots.read(image);
        orders.read(image);
        timers.read(image);
        commandResults.read(image);
    }
}
