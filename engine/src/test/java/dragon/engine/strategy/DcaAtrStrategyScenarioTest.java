package dragon.engine.strategy;

import static dragon.engine.strategy.StrategySettingsFixture.e8;
import static dragon.engine.strategy.StrategySettingsFixture.whole;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.StringJoiner;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

/** What the strategy wants, as told aloud: fills and candles go in, targets come out as text. */
class DcaAtrStrategyScenarioTest {
    private static final long MINUTE_MS = 60_000;
    private static final String NOTHING = "";

    private final StrategySettings settings = StrategySettingsFixture.ladder(new StrategySettings());
    private final LegSituation situation = new LegSituation();
    private final LegTargets targets = new LegTargets();
    private final Holding longLeg = new Holding(Leg.LONG);
    private final Holding shortLeg = new Holding(Leg.SHORT);
    private DcaAtrStrategy strategy;
    private long nowMs = 1_700_000_040_000L;
    private long closeE8 = e8("100");
    private long balanceE8 = LegSituation.NULL_NUMBER;

    @Test
    void entersWhenACandleClosesAndLetsTheNextRungWaitAhead() {
        start();
        assertEquals(NOTHING, decide(longLeg));
        assertEquals("enter 0.01", candle("100", "100", "100"));
        longLeg.buys("100", "0.01");
        assertEquals("rung 0.01 @ 99, profit 0.01 @ 100.5 TP_PCT", decide(longLeg));
        longLeg.buys("99", "0.01");
        assertEquals("rung 0.015 @ 97.51, profit 0.02 @ 99.9975 TP_PCT", decide(longLeg));
        longLeg.buys("97.51", "0.015");
        assertEquals("profit 0.035 @ 99.14037856 TP_PCT", decide(longLeg), "the ladder has three entries");
    }

    @Test
    void countsRungsFromTheFirstEntryWhereThatIsWanted() {
        whole(settings, StrategyParameter.USE_AVERAGE_FOR_DCA_BASE, 0);
        start();
        shortLeg.buys("100", "0.01");
        assertEquals("rung 0.01 @ 101, profit 0.01 @ 99.5 TP_PCT", decide(shortLeg));
        shortLeg.buys("101", "0.01");
        assertEquals("rung 0.015 @ 102, profit 0.02 @ 99.9975 TP_PCT", decide(shortLeg));
    }

    @Test
    void waitsWithABandForItsEntry() {
        settings.set(StrategyParameter.ENTRY_ACTIVATION_PCT, e8("0.5"));
        start();
        assertEquals("enter 0.01 @ 100", candle("100", "100", "100"));
    }

    @Test
    void sizesTheFirstEntryByTheBalance() {
        whole(settings, StrategyParameter.SIZING, Sizing.BALANCE_PCT.code());
        whole(settings, StrategyParameter.ENTRY_BALANCE_PCT, 10);
        start();
        assertEquals(NOTHING, candle("100", "100", "100"), "no balance is known");
        balanceE8 = e8("1000");
        assertEquals("enter 1", candle("100", "100", "100"));
        balanceE8 = 0;
        assertEquals(NOTHING, candle("100", "100", "100"));
    }

    @Test
    void anOverrideOfTheBalanceCounts() {
        whole(settings, StrategyParameter.SIZING, Sizing.BALANCE_PCT.code());
        whole(settings, StrategyParameter.ENTRY_BALANCE_PCT, 10);
        whole(settings, StrategyParameter.BALANCE_OVERRIDE_USD, 500);
        start();
        assertEquals("enter 0.5", candle("100", "100", "100"));
    }

    @Test
    void sizesTheFirstEntryByANotionalThatNeedsNoBalance() {
        whole(settings, StrategyParameter.SIZING, Sizing.FIXED_USD.code());
        whole(settings, StrategyParameter.ENTRY_FIXED_USD, 250);
        start();
        assertEquals("enter 2.5", candle("100", "100", "100"));
        balanceE8 = e8("100");
        assertEquals("enter 1", candle("100", "100", "100"), "never more than there is");
    }

    @Test
    void coolsDownAfterAnExit() {
        whole(settings, StrategyParameter.EXIT_COOLDOWN_MINUTES, 3);
        start();
        longLeg.exits(nowMs);
        assertEquals(NOTHING, candle("100", "100", "100"));
        assertEquals(NOTHING, candle("100", "100", "100"));
        assertEquals("enter 0.01", candle("100", "100", "100"));
    }

    @Test
    void freezesTheTakeProfitsDistanceAtTheEntryAndMovesItWithTheAverage() {
        byRange();
        start();
        ranges("1", 4);
        longLeg.buys("100", "0.01");
        assertEquals("rung 0.01 @ 99, profit 0.01 @ 102 TP_ATR", decide(longLeg), "twice a range of 1");
        ranges("3", 4);
        assertEquals("rung 0.01 @ 99, profit 0.01 @ 102 TP_ATR", decide(longLeg), "the range has grown");
        longLeg.buys("99", "0.01");
        assertEquals("rung 0.015 @ 97.51, profit 0.02 @ 101.5 TP_ATR", decide(longLeg));
        longLeg.exits(nowMs);
        decide(longLeg);
        longLeg.buys("100", "0.01");
        assertEquals("rung 0.01 @ 99, profit 0.01 @ 106 TP_ATR", decide(longLeg), "a new cycle measures anew");
    }

    @Test
    void keepsATakeProfitThatHardlyMovesUnlessTheLegHasAnotherSize() {
        byRange();
        settings.set(StrategyParameter.TAKE_PROFIT_REPLACE_PCT, e8("0.05"));
        whole(settings, StrategyParameter.MAX_ENTRIES, 1);
        start();
        ranges("1", 4);
        longLeg.buys("100", "1");
        assertEquals("profit 1 @ 102 TP_ATR", decide(longLeg));
        longLeg.averageE8 = e8("100.01");
        assertEquals("profit 1 @ 102 TP_ATR", decide(longLeg), "a hundredth of a percent is not worth an order");
        longLeg.quantityE8 = e8("0.4");
        assertEquals("profit 0.4 @ 102.01 TP_ATR", decide(longLeg));
        longLeg.averageE8 = e8("100.1");
        assertEquals("profit 0.4 @ 102.1 TP_ATR", decide(longLeg));
    }

    @Test
    void stopsByPercentOrByTheNewestRange() {
        settings.set(StrategyParameter.STOP_PCT, e8("9"));
        whole(settings, StrategyParameter.MAX_ENTRIES, 1);
        start();
        longLeg.buys("100", "1");
        shortLeg.buys("100", "1");
        assertEquals("profit 1 @ 100.5 TP_PCT, stop 91 SL_PCT", decide(longLeg));
        assertEquals("profit 1 @ 99.5 TP_PCT, stop 109 SL_PCT", decide(shortLeg));

        byRange();
        settings.set(StrategyParameter.STOP_ATR_MULTIPLE, e8("3"));
        start();
        ranges("1", 4);
        assertEquals("profit 1 @ 102 TP_ATR, stop 97 SL_ATR", decide(longLeg));
        ranges("2", 4);
        assertEquals("profit 1 @ 102 TP_ATR, stop 94 SL_ATR", decide(longLeg));
    }

    @Test
    void trailsFromItsActivationOnAndFollowsOnlyBetterPrices() {
        trailing("2", "1");
        start();
        longLeg.buys("100", "1");
        assertEquals("profit 1 @ 150 TP_PCT, above 102", decide(longLeg));
        strategy.onWake(Leg.LONG, e8("101.9"));
        assertEquals("profit 1 @ 150 TP_PCT, above 102", decide(longLeg), "not there yet");
        strategy.onWake(Leg.LONG, e8("103"));
        assertEquals("profit 1 @ 150 TP_PCT, stop 101.97 TRAILING_EXIT, above 103.0206", decide(longLeg));
        strategy.onWake(Leg.LONG, e8("102"));
        assertEquals("profit 1 @ 150 TP_PCT, stop 101.97 TRAILING_EXIT, above 103.0206", decide(longLeg));
        strategy.onWake(Leg.LONG, e8("110"));
        assertEquals("profit 1 @ 150 TP_PCT, stop 108.9 TRAILING_EXIT, above 110.022", decide(longLeg));
    }

    @Test
    void keepsTheTroughOfAShortLegOverARestart() {
        trailing("2", "1");
        start();
        shortLeg.buys("100", "1");
        assertEquals("profit 1 @ 50 TP_PCT, below 98", decide(shortLeg));
        strategy.onWake(Leg.SHORT, e8("90"));
        final String wanted = "profit 1 @ 50 TP_PCT, stop 90.9 TRAILING_EXIT, below 89.982";
        assertEquals(wanted, decide(shortLeg));
        restart();
        assertEquals(wanted, decide(shortLeg));
    }

    @Test
    void trailsAtOnceFromTheFirstPriceThatItSees() {
        trailing("0", "1");
        start();
        longLeg.buys("100", "1");
        assertEquals("profit 1 @ 150 TP_PCT, above 0.00000001", decide(longLeg));
        strategy.onWake(Leg.LONG, e8("99.8"));
        assertEquals("profit 1 @ 150 TP_PCT, stop 98.802 TRAILING_EXIT, above 99.81996", decide(longLeg));
    }

    @Test
    void theNearerOfTwoStopsCounts() {
        trailing("2", "9");
        settings.set(StrategyParameter.STOP_PCT, e8("5"));
        start();
        longLeg.buys("100", "1");
        decide(longLeg);
        strategy.onWake(Leg.LONG, e8("103"));
        assertTrue(decide(longLeg).contains("stop 95 SL_PCT"));
        strategy.onWake(Leg.LONG, e8("110"));
        assertTrue(decide(longLeg).contains("stop 100.1 TRAILING_EXIT"));
    }

    @Test
    void aRungEndsTrailing() {
        trailing("2", "1");
        whole(settings, StrategyParameter.MAX_ENTRIES, 3);
        start();
        longLeg.buys("100", "1");
        decide(longLeg);
        strategy.onWake(Leg.LONG, e8("103"));
        assertTrue(decide(longLeg).contains("TRAILING_EXIT"));
        longLeg.buys("99", "1");
        assertTrue(decide(longLeg).endsWith("above 101.49"), "from the new average");
    }

    @Test
    void beginsAnewAfterTheLegWasClosedFromOutside() {
        trailing("2", "1");
        start();
        longLeg.buys("100", "1");
        decide(longLeg);
        strategy.onWake(Leg.LONG, e8("103"));
        decide(longLeg);
        longLeg.quantityE8 = 0; // By hand: entries are still counted.
        assertEquals("enter 0.01", candle("100", "100", "100"));
        longLeg.exits(nowMs);
        longLeg.buys("100", "1");
        assertEquals("profit 1 @ 150 TP_PCT, above 102", decide(longLeg), "nothing of the old cycle is left");
    }

    @Test
    void holdsBothLegsAtOnceEachWithItsOwnLadder() {
        trailing("2", "1");
        whole(settings, StrategyParameter.MAX_ENTRIES, 3);
        start();
        longLeg.buys("100", "1");
        shortLeg.buys("110", "2");
        decide(longLeg);
        decide(shortLeg);
        strategy.onWake(Leg.LONG, e8("105"));
        assertTrue(decide(longLeg).contains("stop 103.95 TRAILING_EXIT"));
        assertEquals("rung 2 @ 111.1, profit 2 @ 55 TP_PCT, below 107.8", decide(shortLeg));
    }

    @Test
    void theCompatibleProfileTakesARungOnlyAfterABarHasTouchedIt() {
        compatible();
        start();
        longLeg.buys("100", "0.01");
        assertEquals(NOTHING, decide(longLeg));
        assertEquals(NOTHING, candle("100.2", "99.1", "100"));
        assertEquals("rung 0.01 now", candle("100", "98.9", "99.5"));
        assertEquals(NOTHING, decide(longLeg), "between two bars nothing is decided");
    }

    @Test
    void theCompatibleProfileLeavesOnAClosedBarStopBeforeProfit() {
        compatible();
        settings.set(StrategyParameter.STOP_PCT, e8("0.5"));
        start();
        longLeg.buys("100", "0.01");
        assertEquals("exit TP_PCT", candle("100.5", "99.6", "100"));
        assertEquals("exit SL_PCT", candle("100.5", "99.5", "100"));
        assertEquals(NOTHING, decide(longLeg));
    }

    @Test
    void theCompatibleProfileDoesNotEnlargeALegOnlyToCloseIt() {
        compatible();
        settings.set(StrategyParameter.STOP_PCT, e8("1"));
        start();
        longLeg.buys("100", "0.01");
        assertEquals("exit SL_PCT", candle("100", "98.4", "98.5"), "the stop of the average after the rung");
        assertEquals("rung 0.01 now", candle("100", "98.6", "98.8"));
    }

    @Test
    void theCompatibleProfileRestsATouchedRungWithABandAndDoesNotMoveIt() {
        compatible();
        settings.set(StrategyParameter.DCA_ACTIVATION_PCT, e8("0.3"));
        start();
        longLeg.buys("100", "0.01");
        assertEquals("rung 0.01 @ 99", candle("100", "98.9", "99.5"));
        longLeg.averageE8 = e8("99.9");
        assertEquals("rung 0.01 @ 99", decide(longLeg));
        restart();
        assertEquals("rung 0.01 @ 99", decide(longLeg));
        longLeg.buys("99", "0.01");
        assertEquals(NOTHING, decide(longLeg));
    }

    @Test
    void theCompatibleProfileTrailsFromBarToBar() {
        compatible();
        whole(settings, StrategyParameter.TAKE_PROFIT_PCT, 50);
        settings.set(StrategyParameter.TRAIL_ACTIVATION_PCT, e8("2"));
        settings.set(StrategyParameter.TRAIL_DISTANCE_PCT, e8("1"));
        whole(settings, StrategyParameter.MAX_ENTRIES, 1);
        start();
        longLeg.buys("100", "0.01");
        assertEquals(NOTHING, candle("104", "99", "103"), "the bar that activates is not stopped");
        assertEquals(NOTHING, candle("104", "103", "103.5"));
        assertEquals("exit TRAILING_EXIT", candle("104", "102.9", "103"));
    }

    @Test
    void saysHowManyCandlesItWants() {
        start();
        assertEquals(0, strategy.historyCandles());
        StrategySettingsFixture.indicators(settings);
        start();
        assertEquals(30_000, strategy.historyCandles());
    }

    private void compatible() {
        whole(settings, StrategyParameter.PROFILE, Profile.COMPATIBLE.code());
    }

    private void byRange() {
        whole(settings, StrategyParameter.TAKE_PROFIT_MODE, DistanceMode.ATR.code());
        whole(settings, StrategyParameter.STOP_MODE, DistanceMode.ATR.code());
        whole(settings, StrategyParameter.ATR_PERIOD, 3);
        whole(settings, StrategyParameter.TAKE_PROFIT_ATR_MULTIPLE, 2);
    }

    private void trailing(final String activationPct, final String distancePct) {
        settings.set(StrategyParameter.TRAIL_ACTIVATION_PCT, e8(activationPct));
        settings.set(StrategyParameter.TRAIL_DISTANCE_PCT, e8(distancePct));
        whole(settings, StrategyParameter.TAKE_PROFIT_PCT, 50);
        whole(settings, StrategyParameter.MAX_ENTRIES, 1);
    }

    private void start() {
        strategy = new DcaAtrStrategy(settings, 1);
    }

    private void restart() {
        final byte[] before = image();
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        buffer.putBytes(0, before);
        start();
        final ImageReader reader = new ImageReader().wrap(buffer, 0, before.length);
        strategy.read(reader);
        assertTrue(reader.isAtEnd());
        assertArrayEquals(before, image());
    }

    private byte[] image() {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ImageWriter writer = new ImageWriter().wrap(buffer, 0);
        strategy.write(writer);
        return Arrays.copyOf(buffer.byteArray(), writer.length());
    }

    /** So many candles of this range around 100. */
    private void ranges(final String range, final int candles) {
        for (int i = 0; i < candles; i++) {
            final BigDecimal half = new BigDecimal(range).divide(BigDecimal.valueOf(2));
            onCandle(
                    new BigDecimal("100").add(half).toPlainString(),
                    new BigDecimal("100").subtract(half).toPlainString(),
                    "100");
        }
    }

    private void onCandle(final String high, final String low, final String close) {
        nowMs += MINUTE_MS;
        closeE8 = e8(close);
        strategy.onCandle(nowMs - MINUTE_MS, e8(close), e8(high), e8(low), closeE8);
    }

    /** A candle closes; what the long leg wants then. */
    private String candle(final String high, final String low, final String close) {
        onCandle(high, low, close);
        return decide(longLeg, true);
    }

    private String decide(final Holding leg) {
        return decide(leg, false);
    }

    private String decide(final Holding leg, final boolean isBarClose) {
        situation
                .of(leg.leg)
                .barClose(isBarClose)
                .closeE8(closeE8)
                .holding(leg.quantityE8, leg.quantityE8 == 0 ? LegSituation.NULL_NUMBER : leg.averageE8)
                .firstEntry(leg.firstPriceE8, leg.firstQuantityE8)
                .entryCount(leg.entryCount)
                .nowMs(nowMs)
                .balanceE8(balanceE8)
                .lastExitMs(leg.lastExitMs);
        strategy.decide(situation, targets.clear());
        return text();
    }

    private String text() {
        final StringJoiner text = new StringJoiner(", ");
        if (targets.entryQuantityE8() > 0) {
            text.add("enter " + decimal(targets.entryQuantityE8()) + at(targets.entryPriceE8()));
        }
        if (targets.rungQuantityE8() > 0) {
            final String when = targets.isRungNow() ? " now" : at(targets.rungPriceE8());
            text.add("rung " + decimal(targets.rungQuantityE8()) + when);
        }
        if (targets.takeProfitQuantityE8() > 0) {
            text.add("profit " + decimal(targets.takeProfitQuantityE8()) + at(targets.takeProfitPriceE8()) + " "
                    + targets.takeProfitReason());
        }
        if (targets.stopPriceE8() != LegTargets.NULL_PRICE) {
            text.add("stop " + decimal(targets.stopPriceE8()) + " " + targets.stopReason());
        }
        if (targets.exitReason() != null) {
            text.add("exit " + targets.exitReason());
        }
        if (targets.wakeAboveE8() != LegTargets.NULL_PRICE) {
            text.add("above " + decimal(targets.wakeAboveE8()));
        }
        if (targets.wakeBelowE8() != LegTargets.NULL_PRICE) {
            text.add("below " + decimal(targets.wakeBelowE8()));
        }
        return text.toString();
    }

    private static String at(final long priceE8) {
        return priceE8 == LegTargets.NULL_PRICE ? "" : " @ " + decimal(priceE8);
    }

    private static String decimal(final long valueE8) {
        return BigDecimal.valueOf(valueE8, 8).stripTrailingZeros().toPlainString();
    }

    /** What a leg holds, as the core would book it. */
    private static final class Holding {
        private final Leg leg;
        private long quantityE8;
        private long averageE8;
        private long firstPriceE8 = LegSituation.NULL_NUMBER;
        private long firstQuantityE8;
        private int entryCount;
        private long lastExitMs;

        Holding(final Leg leg) {
            this.leg = leg;
        }

        /** An entry of the leg: buys for LONG, sells for SHORT. */
        void buys(final String price, final String quantity) {
            final long costE8 = Fixed.multiplyE8(averageE8, quantityE8) + Fixed.multiplyE8(e8(price), e8(quantity));
            quantityE8 += e8(quantity);
            averageE8 = Fixed.divideE8(costE8, quantityE8);
            if (entryCount == 0) {
                firstPriceE8 = e8(price);
                firstQuantityE8 = e8(quantity);
            }
            entryCount++;
        }

        void exits(final long whenMs) {
            quantityE8 = 0;
            averageE8 = 0;
            entryCount = 0;
            firstPriceE8 = LegSituation.NULL_NUMBER;
            firstQuantityE8 = 0;
            lastExitMs = whenMs;
        }
    }
}
