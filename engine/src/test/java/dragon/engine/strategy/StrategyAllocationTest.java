package dragon.engine.strategy;

import static dragon.engine.strategy.StrategySettingsFixture.e8;
import static dragon.engine.strategy.StrategySettingsFixture.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.StrategyParameter;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StrategyAllocationTest {
    private static final int CANDLES = 50_000;
    private static final int WARM_UP_ROUNDS = 4;

    private final StrategySettings settings =
            StrategySettingsFixture.indicators(StrategySettingsFixture.ladder(new StrategySettings()));
    private final LegSituation situation = new LegSituation();
    private final LegTargets targets = new LegTargets();
    private final Random random = new Random(7);
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long timeMs = 1_700_000_040_000L;
    private long closeE8 = e8("2000");

    @Test
    void candlesDecisionsAndWakesAllocateNothing() {
        whole(settings, StrategyParameter.TREND_LENGTH, 20);
        whole(settings, StrategyParameter.RSI_INTERVAL_MINUTES, 60);
        whole(settings, StrategyParameter.MACD_INTERVAL_MINUTES, 35);
        whole(settings, StrategyParameter.TAKE_PROFIT_MODE, DistanceMode.ATR.code());
        whole(settings, StrategyParameter.ATR_PERIOD, 14);
        whole(settings, StrategyParameter.TAKE_PROFIT_ATR_MULTIPLE, 20);
        settings.set(StrategyParameter.STOP_PCT, e8("9"));
        settings.set(StrategyParameter.TRAIL_DISTANCE_PCT, e8("7"));
        final DcaAtrStrategy strategy = new DcaAtrStrategy(settings, 1);
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            live(strategy);
        }
        final long thread = Thread.currentThread().getId();
        final long before = threads.getThreadAllocatedBytes(thread);
        live(strategy);
        final long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertEquals(0, allocated / CANDLES, "bytes a candle, of " + allocated);
    }

    private void live(final Strategy strategy) {
        for (int i = 0; i < CANDLES; i++) {
            final long openE8 = closeE8;
            closeE8 = Math.max(Fixed.ONE_E8, closeE8 + (random.nextInt(2_001) - 1_000) * Fixed.ONE_E8 / 500);
            timeMs += 60_000;
            strategy.onCandle(
                    timeMs,
                    openE8,
                    Math.max(openE8, closeE8) + Fixed.ONE_E8,
                    Math.min(openE8, closeE8) - Fixed.ONE_E8 / 2,
                    closeE8);
            final boolean isFlat = i % 7 == 0;
            situation
                    .of(i % 2 == 0 ? Leg.LONG : Leg.SHORT)
                    .barClose(true)
                    .closeE8(closeE8)
                    .holding(isFlat ? 0 : Fixed.ONE_E8, isFlat ? LegSituation.NULL_NUMBER : openE8)
                    .firstEntry(openE8, Fixed.ONE_E8)
                    .entryCount(isFlat ? 0 : 1 + i % 2)
                    .nowMs(timeMs);
            strategy.decide(situation, targets.clear());
            strategy.onWake(situation.leg(), closeE8);
        }
    }
}
