package dragon.engine.core.bot;

import dragon.engine.protocol.Leg;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import java.util.Arrays;

/** How far the flatten of a bot has come: data only, {@link Flattening} acts on it. Times are engine time, 0 = never. */
public final class FlattenRun {
    private static final int LEGS = 2;

    private boolean isActive;
    private FlattenOutcome outcome = FlattenOutcome.NONE;
    private boolean isThroughKill;
    private long commandId;
    private long beganNs;
    private long progressNs;
    private long workSeen;
    private long sweptNs;
    private int cancelAttempts;
    private boolean isSummaryTold;
    private boolean isTimerSet;
    private long askedNs;
    private long askNextNs;
    private int legsConcerned;
    private final long[] orderIds = new long[LEGS];
    private final int[] failures = new int[LEGS];
    private final int[] widenings = new int[LEGS];
    private final long[] retryNs = new long[LEGS];
    private final long[] readOfNs = new long[LEGS];
    private final int[] zeroReads = new int[LEGS];
    private final int[] strayReads = new int[LEGS];

    /** True from the request until the end, whatever that is. */
    public boolean isActive() {
        return isActive;
    }

    /** How the newest flatten has ended. */
    public FlattenOutcome outcome() {
        return outcome;
    }

    /** The command that asked for it. */
    public long commandId() {
        return commandId;
    }

    public long beganNs() {
        return beganNs;
    }

    /** True while it may go on behind a kill switch: one that was on when the operator asked for it by name. */
    public boolean passesKillSwitch() {
        return isActive && isThroughKill;
    }

    /** A kill switch was pressed after it began: that is the newer wish. */
    public void yieldToKillSwitch() {
        isThroughKill = false;
    }

    void begin(final long newCommandId, final int concerned, final boolean throughKill, final long nowNs) {
        isActive = true;
        isThroughKill = throughKill;
        outcome = FlattenOutcome.NONE;
        commandId = newCommandId;
        beganNs = nowNs;
        progressNs = nowNs;
        workSeen = -1;
        sweptNs = nowNs;
        cancelAttempts = 0;
        isSummaryTold = false;
        askedNs = 0;
        askNextNs = 0;
        legsConcerned = concerned;
        Arrays.fill(orderIds, 0);
        Arrays.fill(failures, 0);
        Arrays.fill(widenings, 0);
        Arrays.fill(retryNs, 0);
        forgetReads();
        Arrays.fill(strayReads, 0);
    }

    void end(final FlattenOutcome how) {
        isActive = false;
        outcome = how;
    }

    void forgetOutcome() {
        outcome = FlattenOutcome.NONE;
    }

    static int bit(final Leg leg) {
        return 1 << index(leg);
    }

    private static int index(final Leg leg) {
        return leg == Leg.LONG ? 0 : 1;
    }

    /** True for a leg whose zero the venue has to confirm. */
    boolean concerns(final Leg leg) {
        return (legsConcerned & bit(leg)) != 0;
    }

    void concern(final Leg leg) {
        legsConcerned |= bit(leg);
    }

    /** Notes how much is left to do, in any unit: a change is progress. */
    void noteWork(final long work, final long nowNs) {
        if (work != workSeen) {
            workSeen = work;
            progressNs = nowNs;
        }
    }

    void noteProgress(final long nowNs) {
        progressNs = nowNs;
    }

    long progressNs() {
        return progressNs;
    }

    /** True when cancels without an answer are due to be sent again; then notes that they were. */
    boolean sweeps(final long nowNs, final long everyNs) {
        if (nowNs - sweptNs < everyNs) {
            return false;
        }
        sweptNs = nowNs;
        return true;
    }

    void noteCancelAttempt() {
        cancelAttempts++;
    }

    int cancelAttempts() {
        return cancelAttempts;
    }

    /** True the first time. */
    boolean noteSummary() {
        final boolean isFirst = !isSummaryTold;
        isSummaryTold = true;
        return isFirst;
    }

    boolean isTimerSet() {
        return isTimerSet;
    }

    void noteTimer(final boolean set) {
        isTimerSet = set;
    }

    /** Client order id of the newest close of a leg whose end was not looked at yet, 0 = none. */
    long orderId(final Leg leg) {
        return orderIds[index(leg)];
    }

    void orderId(final Leg leg, final long clientOrderId) {
        orderIds[index(leg)] = clientOrderId;
    }

    /** Closes in a row that brought nothing. */
    int failures(final Leg leg) {
        return failures[index(leg)];
    }

    void noteFailure(final Leg leg, final long newRetryNs) {
        failures[index(leg)]++;
        retryNs[index(leg)] = newRetryNs;
    }

    void noteFilled(final Leg leg) {
        failures[index(leg)] = 0;
        retryNs[index(leg)] = 0;
    }

    long retryNs(final Leg leg) {
        return retryNs[index(leg)];
    }

    /** How often the reach of a close was doubled. */
    int widenings(final Leg leg) {
        return widenings[index(leg)];
    }

    void widen(final Leg leg, final int widest) {
        widenings[index(leg)] = Math.min(widest, widenings[index(leg)] + 1);
    }

    void narrow(final Leg leg) {
        widenings[index(leg)] = Math.max(0, widenings[index(leg)] - 1);
    }

    /** When the positions were asked for that are still to be read, 0 = nothing was asked. */
    long askedNs() {
        return askedNs;
    }

    void noteAsked(final long nowNs) {
        askedNs = nowNs;
    }

    long askNextNs() {
        return askNextNs;
    }

    void answered(final long nextNs) {
        askedNs = 0;
        askNextNs = nextNs;
    }

    /** True when this leg was read since the positions were asked for. */
    boolean isRead(final Leg leg) {
        return askedNs != 0 && readOfNs[index(leg)] == askedNs;
    }

    void noteRead(final Leg leg, final boolean isZero) {
        final int at = index(leg);
        readOfNs[at] = askedNs;
        zeroReads[at] = isZero ? zeroReads[at] + 1 : 0;
        strayReads[at] = isZero ? 0 : strayReads[at] + 1;
    }

    /** Reads in a row in which the venue held nothing of it. */
    int zeroReads(final Leg leg) {
        return zeroReads[index(leg)];
    }

    /** Reads in a row in which the venue held what our book does not know. */
    int strayReads(final Leg leg) {
        return strayReads[index(leg)];
    }

    /** Something has changed since: what was read no longer counts. */
    void forgetReads() {
        askedNs = 0;
        Arrays.fill(readOfNs, 0);
        Arrays.fill(zeroReads, 0);
    }

    void write(final ImageWriter image) {
        image.writeFlag(isActive);
        image.writeByte(outcome.code());
        image.writeFlag(isThroughKill);
        image.writeLong(commandId);
        image.writeLong(beganNs);
        image.writeLong(progressNs);
        image.writeLong(workSeen);
        image.writeLong(sweptNs);
        image.writeInt(cancelAttempts);
        image.writeFlag(isSummaryTold);
        image.writeFlag(isTimerSet);
        image.writeLong(askedNs);
        image.writeLong(askNextNs);
        image.writeByte(legsConcerned);
        for (int i = 0; i < LEGS; i++) {
            image.writeLong(orderIds[i]);
            image.writeInt(failures[i]);
            image.writeByte(widenings[i]);
            image.writeLong(retryNs[i]);
            image.writeLong(readOfNs[i]);
            image.writeInt(zeroReads[i]);
            image.writeInt(strayReads[i]);
        }
    }

    void read(final ImageReader image) {
        isActive = image.readFlag();
        outcome = FlattenOutcome.ofCode(image.readByte());
        isThroughKill = image.readFlag();
        commandId = image.readLong();
        beganNs = image.readLong();
        progressNs = image.readLong();
        workSeen = image.readLong();
        sweptNs = image.readLong();
        cancelAttempts = image.readInt();
        isSummaryTold = image.readFlag();
        isTimerSet = image.readFlag();
        askedNs = image.readLong();
        askNextNs = image.readLong();
        legsConcerned = image.readByte();
        for (int i = 0; i < LEGS; i++) {
            orderIds[i] = image.readLong();
            failures[i] = image.readInt();
            widenings[i] = image.readByte();
            retryNs[i] = image.readLong();
            readOfNs[i] = image.readLong();
            zeroReads[i] = image.readInt();
            strayReads[i] = image.readInt();
        }
    }
}
