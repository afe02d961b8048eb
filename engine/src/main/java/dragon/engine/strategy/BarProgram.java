package dragon.engine.strategy;

import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.indicator.Indicators;

/**
 * The compatible profile, bar by bar, as the original's back-test ran it: one net position, long or short, decided at the close of
 * each bar and traded at prices that the bar has touched.
 *
 * <p>Threading: the caller's. Cost: no allocation in steady state. Limit: none of its own.
 */
public final class BarProgram {
    private static final long NULL_PRICE = Cycle.NULL_PRICE;

    private final boolean isLongAllowed;
    private final boolean isShortAllowed;
    private final int cooldownBars;
    private final long entryBandPctE8;
    private final long rungBandPctE8;
    private final long takeProfitBandPctE8;
    private final Indicators indicators;
    private final EntryRule entryRule;
    private final Ladder ladder;
    private final Exits exits;
    private final Trailing trailing;
    private final String[] longRungNotes;
    private final String[] shortRungNotes;
    private final Cycle cycle = new Cycle();
    private final BarDesk desk;

    private int entryOrder = BarDesk.NULL_ORDER;
    private int rungOrder = BarDesk.NULL_ORDER;
    private int takeProfitOrder = BarDesk.NULL_ORDER;

    private long index;
    private long highE8;
    private long lowE8;
    private long closeE8;

    /**
     * A program of settings that are complete and in range.
     *
     * @param candleMinutes length of its candles
     * @param desk on which it trades
     */
    public BarProgram(
            final StrategySettings settings,
            final int candleMinutes,
            final boolean isLongAllowed,
            final boolean isShortAllowed,
            final BarDesk desk) {
        this.isLongAllowed = isLongAllowed;
        this.isShortAllowed = isShortAllowed;
        this.desk = desk;
        cooldownBars = settings.whole(StrategyParameter.ENTRY_COOLDOWN_BARS);
        entryBandPctE8 = settings.valueOrZeroE8(StrategyParameter.ENTRY_ACTIVATION_PCT);
        rungBandPctE8 = settings.valueOrZeroE8(StrategyParameter.DCA_ACTIVATION_PCT);
        takeProfitBandPctE8 = settings.valueOrZeroE8(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT);
        indicators = new Indicators(settings, candleMinutes);
        entryRule = new EntryRule(settings);
        ladder = new Ladder(settings);
        exits = new Exits(settings);
        trailing = new Trailing(settings);
        longRungNotes = new String[settings.maxEntries()];
        shortRungNotes = new String[settings.maxEntries()];
        for (int level = 0; level < settings.maxEntries(); level++) {
            longRungNotes[level] = "DCA-L" + (level + 1);
            shortRungNotes[level] = "DCA-S" + (level + 1);
        }
    }

    /** A candle before the first that is traded: it fills the indicators only. */
    public void onWarmUp(
            final long openTimeMs, final long openE8, final long highE8, final long lowE8, final long closeE8) {
        indicators.onCandle(openTimeMs, openE8, highE8, lowE8, closeE8);
    }

    /**
     * The step of one bar at its close; the desk has matched its resting orders with the bar before, and does so again after.
     *
     * @param barIndex counted from 0 at the first bar that is traded
     */
    public void onBar(
            final long barIndex,
            final long openTimeMs,
            final long openE8,
            final long barHighE8,
            final long barLowE8,
            final long barCloseE8) {
        index = barIndex;
        highE8 = barHighE8;
        lowE8 = barLowE8;
        closeE8 = barCloseE8;
        final boolean wasFlat = isFlat();
        indicators.onCandle(openTimeMs, openE8, barHighE8, barLowE8, barCloseE8);
        noticeOrders();
        if (wasFlat) {
            enter();
            return;
        }
        addRung();
        exit();
        if (!isFlat()) {
            trail();
        }
    }

    private boolean isFlat() {
        return desk.quantityE8() == 0;
    }

    private void noticeOrders() {
        if (entryOrder != BarDesk.NULL_ORDER && !desk.isOpen(entryOrder)) {
            if (desk.isFilled(entryOrder)) {
                cycle.begin(desk.averageE8(), desk.quantityE8(), index);
            }
            entryOrder = BarDesk.NULL_ORDER;
        }
        if (rungOrder != BarDesk.NULL_ORDER && !desk.isOpen(rungOrder)) {
            if (desk.isFilled(rungOrder)) {
                cycle.addRung();
                cycle.basePriceE8(
                        desk.averageE8()); // In both modes: the original's rung with a band always moves the base.
            }
            rungOrder = BarDesk.NULL_ORDER;
        }
        if (takeProfitOrder != BarDesk.NULL_ORDER && !desk.isOpen(takeProfitOrder)) {
            final boolean isFilled = desk.isFilled(takeProfitOrder);
            takeProfitOrder = BarDesk.NULL_ORDER;
            if (isFilled) {
                reset();
            }
        }
    }

    private void enter() {
        final boolean isCooling = cooldownBars > 0
                && cycle.lastEntryIndex() != Cycle.NULL_INDEX
                && index - cycle.lastEntryIndex() < cooldownBars;
        if (isCooling || desk.cashE8() <= 0 || cycle.entryCount() > 0 || entryOrder != BarDesk.NULL_ORDER) {
            return;
        }
        final boolean isLong = isLongAllowed && entryRule.isSignalled(indicators, true);
        if (!isLong && !(isShortAllowed && entryRule.isSignalled(indicators, false))) {
            return;
        }
        if (!entryRule.isGateOpen(indicators, isLong)) {
            return; // A blocked long does not become a short.
        }
        final long quantityE8 = entryRule.quantityE8(desk.cashE8(), closeE8);
        if (quantityE8 <= 0) {
            return;
        }
        final String note = isLong ? "Initial-Long" : "Initial-Short";
        if (entryBandPctE8 > 0) {
            entryOrder = desk.place(isLong, closeE8, quantityE8, entryBandPctE8, note);
        } else {
            desk.trade(isLong, closeE8, quantityE8, note);
            cycle.begin(desk.averageE8(), desk.quantityE8(), index);
        }
    }

    private void addRung() {
        if (isFlat() || !ladder.hasRung(cycle.entryCount())) {
            return;
        }
        final boolean isLong = desk.isLong();
        final int level = cycle.level();
        final long baseE8 = ladder.isBaseAverage() ? desk.averageE8() : cycle.basePriceE8();
        final long priceE8 = ladder.priceE8(isLong, baseE8, level);
        if (priceE8 == NULL_PRICE || !(isLong ? lowE8 <= priceE8 : highE8 >= priceE8)) {
            return;
        }
        final long quantityE8 = ladder.quantityE8(cycle.baseQuantityE8(), level);
        final String note = isLong ? longRungNotes[level] : shortRungNotes[level];
        if (quantityE8 <= 0) {
            return;
        }
        if (rungBandPctE8 > 0) {
            if (rungOrder == BarDesk.NULL_ORDER) {
                rungOrder = desk.place(isLong, priceE8, quantityE8, rungBandPctE8, note);
            }
            return;
        }
        desk.trade(isLong, priceE8, quantityE8, note);
        cycle.addRung();
        cycle.lastEntryIndex(index);
        if (ladder.isBaseAverage()) {
            cycle.basePriceE8(desk.averageE8());
        }
    }

    private void exit() {
        if (isFlat()) {
            return;
        }
        final boolean isLong = desk.isLong();
        final double trueRangeE8 = indicators.trueRangeE8();
        final long targetE8 = exits.takeProfitE8(cycle, isLong, desk.averageE8(), trueRangeE8);
        final long stopE8 = exits.stopE8(isLong, desk.averageE8(), trueRangeE8);
        final ExitReason reason = exits.reachedBy(isLong, stopE8, targetE8, highE8, lowE8);
        if (reason != null) {
            close(reason == exits.stopReason() ? stopE8 : targetE8, reason);
        } else if (takeProfitBandPctE8 > 0 && targetE8 != NULL_PRICE) {
            restTakeProfit(isLong, targetE8);
        }
    }

    private void restTakeProfit(final boolean isLong, final long targetE8) {
        if (takeProfitOrder != BarDesk.NULL_ORDER) {
            if (exits.isNear(desk.orderPriceE8(takeProfitOrder), targetE8)) {
                return; // Not resized either: the original did not.
            }
            desk.cancel(takeProfitOrder);
        }
        takeProfitOrder = desk.place(!isLong, targetE8, desk.quantityE8(), takeProfitBandPctE8, "TP_DYNAMIC");
    }

    private void trail() {
        final boolean isLong = desk.isLong();
        final long priceE8 =
                trailing.onBar(cycle, isLong, desk.averageE8(), highE8, lowE8, closeE8, indicators.trueRangeE8());
        if (priceE8 != NULL_PRICE) {
            close(priceE8, ExitReason.TRAILING_EXIT);
        }
    }

    private void close(final long priceE8, final ExitReason reason) {
        cancelOrders();
        desk.trade(!desk.isLong(), priceE8, desk.quantityE8(), reason.name());
        cycle.reset();
    }

    private void reset() {
        cancelOrders();
        cycle.reset();
    }

    private void cancelOrders() {
        cancel(entryOrder);
        cancel(rungOrder);
        cancel(takeProfitOrder);
        entryOrder = BarDesk.NULL_ORDER;
        rungOrder = BarDesk.NULL_ORDER;
        takeProfitOrder = BarDesk.NULL_ORDER;
    }

    private void cancel(final int orderId) {
        if (orderId != BarDesk.NULL_ORDER && desk.isOpen(orderId)) {
            desk.cancel(orderId);
        }
    }

    /** The indicators as of the newest bar. */
    public Indicators indicators() {
        return indicators;
    }

    /** Entries of the open cycle, the first included. */
    public int entryCount() {
        return cycle.entryCount();
    }

    /** Rungs of the open cycle. */
    public int rungCount() {
        return cycle.level();
    }

    /** Price of the next rung, or {@link Ladder#NULL_PRICE}. */
    public long nextRungPriceE8() {
        if (isFlat() || !ladder.hasRung(cycle.entryCount())) {
            return NULL_PRICE;
        }
        final long baseE8 = ladder.isBaseAverage() ? desk.averageE8() : cycle.basePriceE8();
        return ladder.priceE8(desk.isLong(), baseE8, cycle.level());
    }

    /** True once the leg has gained enough for its stop to follow. */
    public boolean isTrailing() {
        return cycle.isTrailing();
    }

    /** Best price since trailing began; only while trailing. */
    public long trailingExtremeE8() {
        return cycle.extremePriceE8();
    }
}
