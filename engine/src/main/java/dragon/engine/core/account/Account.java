package dragon.engine.core.account;

import dragon.engine.core.gate.Hold;
import dragon.engine.core.gate.Limits;
import dragon.engine.core.gate.TokenBucket;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import org.agrona.collections.LongArrayList;

/** One trading account: its status and limits, what the venue says of it, and the sums of its ledger. Money is USD times 10^8. */
public final class Account {
    /** A sum that is not known, or a limit that is not set. */
    public static final long NULL_USD = Long.MIN_VALUE;

    private static final int SURFACES = 4;
    private static final int FUNDING_IDS_KEPT = 1_024;
    private static final int FOREIGN_LEGS_MAX = 4_096;
    private static final long NS_PER_MS = 1_000_000L;

    /** A payment may be booked by the venue so long after its time. */
    private static final long FUNDING_OVERLAP_MS = 7_200_000L;

    private static final long MARGIN_BLOCK_NS = 60_000_000_000L;
    private static final int MARGIN_DOUBLINGS_MAX = 6;
    private static final long NS_PER_DAY = 86_400_000_000_000L;

    private final int id;
    private final String label;
    private AccountStatus status = AccountStatus.ACTIVE;
    private final Hold kill = new Hold();
    private final Hold halt = new Hold();
    private final Hold panic = new Hold();
    private final Hold latch = new Hold();
    private final Limits limits = new Limits();
    private final TokenBucket orderRate = new TokenBucket();
    private final TokenBucket minuteRate = new TokenBucket();
    private long peakEquityE8;
    private long dailyLossLimitE8 = NULL_USD;
    private long totalLossLimitE8 = NULL_USD;
    private String dailyLossOrigin = "";
    private String totalLossOrigin = "";
    private long positionsAskedNs;

    private PositionMode positionMode = PositionMode.UNKNOWN;
    private long equityE8 = NULL_USD;
    private long freeCollateralE8 = NULL_USD;
    private long marginRatioE8 = NULL_USD;
    private long walletE8 = NULL_USD;
    private long walletNs;
    private long totalCollateralE8 = NULL_USD;
    private long maintenanceMarginRatioE8 = NULL_USD;
    private long reportedNs;
    private final Reconciliation reconciliation = new Reconciliation();
    private long streamUpNs;
    private final LongArrayList foreignLegs = new LongArrayList(4, 0);
    private final SurfaceState[] surfaces = new SurfaceState[SURFACES];
    private final BreakerState[] breakers = new BreakerState[SURFACES];
    private final long[] cooldownEndsNs = new long[SURFACES];
    private long lastVenueErrorNs;
    private long marginBlockUntilNs;
    private int marginBlockCount;

    private final long[] fundingIds = new long[FUNDING_IDS_KEPT];
    private long fundingCount;
    private long fundingFromMs;
    private long fundingAskedNs;
    private boolean isFundingPending;
    private boolean isFundingFailed;
    private long realizedE8;
    private long feesE8;
    private long fundingE8;
    private long epochDay;
    private long dayNetE8;

    Account(final int id, final String label) {
        this.id = id;
        this.label = label;
        for (int i = 0; i < SURFACES; i++) {
            surfaces[i] = SurfaceState.UP;
            breakers[i] = BreakerState.UNGUARDED;
        }
    }

    public int id() {
        return id;
    }

    public String label() {
        return label;
    }

    public AccountStatus status() {
        return status;
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

    /** Keeps entries off until an operator releases the account. */
    public Hold latch() {
        return latch;
    }

    public Limits limits() {
        return limits;
    }

    /** Orders a second. */
    public TokenBucket orderRate() {
        return orderRate;
    }

    /** Orders a minute. */
    public TokenBucket minuteRate() {
        return minuteRate;
    }

    /** Highest equity since the account was made or last released. */
    public long peakEquityE8() {
        return peakEquityE8;
    }

    /** Measures drawdown from here on. */
    public void forgetPeakEquity() {
        peakEquityE8 = equityE8 == NULL_USD ? 0 : equityE8;
    }

    /** Positive limit of a day's loss, or {@link #NULL_USD}. */
    public long dailyLossLimitE8() {
        return dailyLossLimitE8;
    }

    /** Positive limit of the loss ever made, or {@link #NULL_USD}. */
    public long totalLossLimitE8() {
        return totalLossLimitE8;
    }

    public PositionMode positionMode() {
        return positionMode;
    }

    public long equityE8() {
        return equityE8;
    }

    public long freeCollateralE8() {
        return freeCollateralE8;
    }

    public long marginRatioE8() {
        return marginRatioE8;
    }

    /** USDT held without what is not realised, or {@link #NULL_USD}. */
    public long walletE8() {
        return walletE8;
    }

    /** Engine time of the newest word of the wallet, 0 = none yet. */
    public long walletNs() {
        return walletNs;
    }

    /** The venue says what is held in USDT. */
    public void wallet(final long newWalletE8, final long nowNs) {
        walletE8 = newWalletE8;
        walletNs = nowNs;
    }

    /** Engine time at which the positions were last asked for because of their liquidation prices. */
    public long positionsAskedNs() {
        return positionsAskedNs;
    }

    public void notePositionsAsked(final long nowNs) {
        positionsAskedNs = nowNs;
    }

    /** Where the limit of a day's loss was written: file and line, or who typed it; empty while it is not set. */
    public String dailyLossOrigin() {
        return dailyLossOrigin;
    }

    /** As {@link #dailyLossOrigin()}, of the loss ever made. */
    public String totalLossOrigin() {
        return totalLossOrigin;
    }

    /** What counts as collateral, or {@link #NULL_USD}. */
    public long totalCollateralE8() {
        return totalCollateralE8;
    }

    /** Margin ratio at which the venue liquidates, or {@link #NULL_USD}. */
    public long maintenanceMarginRatioE8() {
        return maintenanceMarginRatioE8;
    }

    /** Engine time of the newest account report, 0 = none yet. */
    public long reportedNs() {
        return reportedNs;
    }

    /** True once orders, positions and trades have been compared with the venue's, and the private stream did not break since. */
    public boolean isReconciled() {
        return reconciliation.isComplete();
    }

    /** How far the comparison with the venue has come. */
    public Reconciliation reconciliation() {
        return reconciliation;
    }

    /** Engine time since which the private stream has been up without a break; meaningless while it is not. */
    public long streamUpNs() {
        return streamUpNs;
    }

    /** Notes whether a leg that is not ours is held; true when that is news. */
    public boolean noteForeignLeg(final int instrumentId, final Leg leg, final boolean isHeld) {
        final long key = (long) instrumentId << 8 | leg.value();
        final int index = foreignLegs.indexOf(key);
        if (isHeld && index < 0) {
            foreignLegs.addLong(key);
            return true;
        }
        if (!isHeld && index >= 0) {
            foreignLegs.removeAt(index);
            return true;
        }
        return false;
    }

    /** Venue time from which on funding payments are asked for, ms; never before the first question. 0 = never asked. */
    public long fundingFromMs() {
        return fundingFromMs;
    }

    public long fundingAskedNs() {
        return fundingAskedNs;
    }

    public boolean isFundingPending() {
        return isFundingPending;
    }

    /** Notes that the payments are asked for; the first time they count from now on only. */
    public void noteFundingAsked(final long nowNs) {
        fundingFromMs = fundingFromMs == 0 ? nowNs / NS_PER_MS : fundingFromMs;
        fundingAskedNs = nowNs;
        isFundingPending = true;
    }

    /** Notes the end of an answer; true when a failure begins an episode. */
    public boolean noteFundingEnd(final boolean succeeded) {
        final boolean isNews = !succeeded && !isFundingFailed;
        isFundingFailed = !succeeded;
        if (succeeded) {
            isFundingPending = false;
            fundingFromMs = Math.max(fundingFromMs, fundingAskedNs / NS_PER_MS - FUNDING_OVERLAP_MS);
        }
        return isNews;
    }

    /** State of one surface of the venue. */
    public SurfaceState surface(final Surface surface) {
        return surfaces[surface.value() - 1];
    }

    /** State of the circuit breaker of a surface; the venue's gateway has no breaker for those of {@code UNGUARDED}. */
    public BreakerState breaker(final Surface surface) {
        return breakers[surface.value() - 1];
    }

    /** The breaker that matters to an operator: one that is open, else one that is half open, else closed. */
    public BreakerState breaker() {
        BreakerState worst = BreakerState.CLOSED;
        for (int i = 0; i < SURFACES; i++) {
            if (breakers[i] == BreakerState.OPEN) {
                return BreakerState.OPEN;
            }
            worst = breakers[i] == BreakerState.HALF_OPEN ? BreakerState.HALF_OPEN : worst;
        }
        return worst;
    }

    /** Engine time at which the last open breaker lets a request through, 0 = none is open. */
    public long cooldownEndsNs() {
        long lastNs = 0;
        for (int i = 0; i < SURFACES; i++) {
            lastNs = Math.max(lastNs, cooldownEndsNs[i]);
        }
        return lastNs;
    }

    /** Engine time at which a surface was last told not to be up, 0 = never. */
    public long lastVenueErrorNs() {
        return lastVenueErrorNs;
    }

    /** True while any surface of the venue is not up. */
    public boolean isDegraded() {
        for (int i = 0; i < SURFACES; i++) {
            if (surfaces[i] != SurfaceState.UP) {
                return true;
            }
        }
        return false;
    }

    /** Gross realised result, manual corrections included. */
    public long realizedE8() {
        return realizedE8;
    }

    /** Fees, positive = cost. */
    public long feesE8() {
        return feesE8;
    }

    /** Funding, positive = received. */
    public long fundingE8() {
        return fundingE8;
    }

    /** Realised result + funding - fees, ever. */
    public long totalNetE8() {
        return realizedE8 + fundingE8 - feesE8;
    }

    /** Realised result + funding - fees since 00:00 UTC of the day of this time. */
    public long dayNetE8(final long nowNs) {
        return nowNs / NS_PER_DAY == epochDay ? dayNetE8 : 0;
    }

    /** True when the day's loss has reached its limit. */
    public boolean isDailyLossReached(final long nowNs) {
        return dailyLossLimitE8 > 0 && dayNetE8(nowNs) <= -dailyLossLimitE8;
    }

    /** True when the loss ever made has reached its limit. */
    public boolean isTotalLossReached() {
        return totalLossLimitE8 > 0 && totalNetE8() <= -totalLossLimitE8;
    }

    /** Adds one booking to the sums. */
    public void book(final long newRealizedE8, final long newFeeE8, final long newFundingE8, final long nowNs) {
        realizedE8 = Math.addExact(realizedE8, newRealizedE8);
        feesE8 = Math.addExact(feesE8, newFeeE8);
        fundingE8 = Math.addExact(fundingE8, newFundingE8);
        final long day = nowNs / NS_PER_DAY;
        if (day != epochDay) {
            epochDay = day;
            dayNetE8 = 0;
        }
        dayNetE8 = Math.addExact(dayNetE8, newRealizedE8 + newFundingE8 - newFeeE8);
    }

    /** True when this funding payment is booked already; the venue tells each one more than once. */
    public boolean hasFunding(final long fundingId) {
        final int known = (int) Math.min(fundingCount, FUNDING_IDS_KEPT);
        for (int i = 0; i < known; i++) {
            if (fundingIds[i] == fundingId) {
                return true;
            }
        }
        return false;
    }

    public void noteFunding(final long fundingId) {
        fundingIds[(int) (fundingCount++ % FUNDING_IDS_KEPT)] = fundingId;
    }

    public void status(final AccountStatus newStatus) {
        status = newStatus;
    }

    /** Sets the limit of a day's loss; 0 or {@link #NULL_USD} = off. */
    public void dailyLossLimitE8(final long limitE8, final String origin) {
        dailyLossLimitE8 = limitE8 > 0 ? limitE8 : NULL_USD;
        dailyLossOrigin = limitE8 > 0 ? origin : "";
    }

    /** Sets the limit of the loss ever made; 0 or {@link #NULL_USD} = off. */
    public void totalLossLimitE8(final long limitE8, final String origin) {
        totalLossLimitE8 = limitE8 > 0 ? limitE8 : NULL_USD;
        totalLossOrigin = limitE8 > 0 ? origin : "";
    }

    public void report(
            final PositionMode mode,
            final long newEquityE8,
            final long newFreeCollateralE8,
            final long newMarginRatioE8,
            final long newWalletE8,
            final long newTotalCollateralE8,
            final long newMaintenanceMarginRatioE8,
            final long nowNs) {
        positionMode = mode;
        equityE8 = newEquityE8;
        peakEquityE8 = Math.max(peakEquityE8, newEquityE8);
        freeCollateralE8 = newFreeCollateralE8;
        marginRatioE8 = newMarginRatioE8;
        if (newWalletE8 != NULL_USD) { // Not every source tells it.
            wallet(newWalletE8, nowNs);
        }
        totalCollateralE8 = newTotalCollateralE8 == NULL_USD ? totalCollateralE8 : newTotalCollateralE8;
        maintenanceMarginRatioE8 =
                newMaintenanceMarginRatioE8 == NULL_USD ? maintenanceMarginRatioE8 : newMaintenanceMarginRatioE8;
        reportedNs = nowNs;
    }

    /** Engine time until which its entries are off because the venue found too little margin for one. */
    public long marginBlockUntilNs() {
        return marginBlockUntilNs;
    }

    /** Keeps its entries off for a minute, twice as long each time until an entry is taken again; false while they are off already. */
    public boolean blockAfterMarginRefusal(final long nowNs) {
        if (nowNs < marginBlockUntilNs) {
            return false; // It was on its way when the first one was refused.
        }
        marginBlockUntilNs = nowNs + (MARGIN_BLOCK_NS << Math.min(marginBlockCount, MARGIN_DOUBLINGS_MAX));
        marginBlockCount++;
        return true;
    }

    /** The venue has taken an entry. */
    public void noteEntryTaken() {
        marginBlockCount = 0;
    }

    /** An operator lets its entries go on. */
    public void forgetMarginBlock() {
        marginBlockUntilNs = 0;
        marginBlockCount = 0;
    }

    /** What the gateway says of a surface and its breaker, with the time until an open one lets a request through. */
    public void surface(
            final Surface surface,
            final SurfaceState state,
            final BreakerState breaker,
            final long cooldownNs,
            final long nowNs) {
        final int i = surface.value() - 1;
        if (surface == Surface.PRIVATE_STREAM && state == SurfaceState.UP && surfaces[i] != SurfaceState.UP) {
            streamUpNs = nowNs;
        }
        surfaces[i] = state;
        breakers[i] = breaker;
        cooldownEndsNs[i] = breaker == BreakerState.OPEN ? nowNs + cooldownNs : 0;
        if (state != SurfaceState.UP || breaker == BreakerState.OPEN) {
            lastVenueErrorNs = nowNs;
        }
    }

    /** Nothing that was compared holds any more: the private stream broke, or came back. */
    public void beginReconciliation(final long nowNs) {
        reconciliation.begin(false, nowNs);
    }

    /** The lists are asked for now. */
    public void noteListsAsked(final long nowNs) {
        reconciliation.ask(nowNs);
    }

    /** A new gateway session, or none: nothing that an earlier one said of the account holds any more. */
    public void beginSession(final long nowNs) {
        reconciliation.begin(true, nowNs);
        isFundingPending = false;
        streamUpNs = nowNs;
        positionMode = PositionMode.UNKNOWN;
        for (int i = 0; i < SURFACES; i++) {
            surfaces[i] = SurfaceState.UP;
            breakers[i] = BreakerState.UNGUARDED;
            cooldownEndsNs[i] = 0;
        }
    }

    public void endReconciliation() {
        reconciliation.complete();
    }

    void write(final ImageWriter image) {
        image.writeText(label);
        image.writeByte(status.value());
        kill.write(image);
        halt.write(image);
        panic.write(image);
        latch.write(image);
        limits.write(image);
        orderRate.write(image);
        minuteRate.write(image);
        image.writeLong(peakEquityE8);
        image.writeLong(dailyLossLimitE8);
        image.writeLong(totalLossLimitE8);
        image.writeText(dailyLossOrigin);
        image.writeText(totalLossOrigin);
        image.writeLong(positionsAskedNs);
        image.writeByte(positionMode.value());
        image.writeLong(equityE8);
        image.writeLong(freeCollateralE8);
        image.writeLong(marginRatioE8);
        image.writeLong(walletE8);
        image.writeLong(walletNs);
        image.writeLong(totalCollateralE8);
        image.writeLong(maintenanceMarginRatioE8);
        image.writeLong(reportedNs);
        reconciliation.write(image);
        image.writeLong(streamUpNs);
        image.writeInt(foreignLegs.size());
        for (int i = 0; i < foreignLegs.size(); i++) {
            image.writeLong(foreignLegs.getLong(i));
        }
        image.writeLong(fundingFromMs);
        image.writeLong(fundingAskedNs);
        image.writeFlag(isFundingPending);
        image.writeFlag(isFundingFailed);
        for (int i = 0; i < SURFACES; i++) {
            image.writeByte(surfaces[i].value());
            image.writeByte(breakers[i].value());
            image.writeLong(cooldownEndsNs[i]);
        }
        image.writeLong(lastVenueErrorNs);
        image.writeLong(marginBlockUntilNs);
        image.writeInt(marginBlockCount);
        image.writeLong(realizedE8);
        image.writeLong(feesE8);
        image.writeLong(fundingE8);
        image.writeLong(epochDay);
        image.writeLong(dayNetE8);
        image.writeLong(fundingCount);
        for (int i = 0; i < Math.min(fundingCount, FUNDING_IDS_KEPT); i++) {
            image.writeLong(fundingIds[i]);
        }
    }

    static Account read(final int id, final ImageReader image) {
        final Account account = new Account(id, image.readText());
        account.status = AccountStatus.get((short) image.readByte());
        account.kill.read(image);
        account.halt.read(image);
        account.panic.read(image);
        account.latch.read(image);
        account.limits.read(image);
        account.orderRate.read(image);
        account.minuteRate.read(image);
        account.peakEquityE8 = image.readLong();
        account.dailyLossLimitE8 = image.readLong();
        account.totalLossLimitE8 = image.readLong();
        account.dailyLossOrigin = image.readText();
        account.totalLossOrigin = image.readText();
        account.positionsAskedNs = image.readLong();
        account.positionMode = PositionMode.get((short) image.readByte());
        account.equityE8 = image.readLong();
        account.freeCollateralE8 = image.readLong();
        account.marginRatioE8 = image.readLong();
        account.walletE8 = image.readLong();
        account.walletNs = image.readLong();
        account.totalCollateralE8 = image.readLong();
        account.maintenanceMarginRatioE8 = image.readLong();
        account.reportedNs = image.readLong();
        account.reconciliation.read(image);
        account.streamUpNs = image.readLong();
        final int foreignCount = image.readCount(FOREIGN_LEGS_MAX);
        for (int i = 0; i < foreignCount; i++) {
            account.foreignLegs.addLong(image.readLong());
        }
        account.fundingFromMs = image.readLong();
        account.fundingAskedNs = image.readLong();
        account.isFundingPending = image.readFlag();
        account.isFundingFailed = image.readFlag();
        for (int i = 0; i < SURFACES; i++) {
            account.surfaces[i] = SurfaceState.get((short) image.readByte());
            account.breakers[i] = BreakerState.get((short) image.readByte());
            account.cooldownEndsNs[i] = image.readLong();
        }
        account.lastVenueErrorNs = image.readLong();
        account.marginBlockUntilNs = image.readLong();
        account.marginBlockCount = image.readInt();
        account.realizedE8 = image.readLong();
        account.feesE8 = image.readLong();
        account.fundingE8 = image.readLong();
        account.epochDay = image.readLong();
        account.dayNetE8 = image.readLong();
        account.fundingCount = image.readLong();
        for (int i = 0; i < Math.min(account.fundingCount, FUNDING_IDS_KEPT); i++) {
            account.fundingIds[i] = image.readLong();
        }
        return account;
    }
}
