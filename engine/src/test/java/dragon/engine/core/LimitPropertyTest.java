package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.gate.Limits;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.strategy.ExitReason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random limits, prices, fills, losses, faults and crashes: whatever leaves the core is held against {@link PlainGates}, a model that
 * shares no code with it.
 */
class LimitPropertyTest {
    private static final int STEPS = 500;

    /** Limits with the range in which their values are drawn, chosen so that each both holds back and lets through. */
    private static final Map<RiskLimit, double[]> RANGES = new EnumMap<>(RiskLimit.class);

    static {
        RANGES.put(RiskLimit.ORDER_NOTIONAL_MAX, new double[] {500, 800});
        RANGES.put(RiskLimit.ORDER_QUANTITY_MAX, new double[] {0.009, 0.014});
        RANGES.put(RiskLimit.COLLAR_AGGRESSIVE_PCT, new double[] {0.3, 0.8});
        RANGES.put(RiskLimit.LEG_NOTIONAL_MAX, new double[] {600, 3_000});
        RANGES.put(RiskLimit.SYMBOL_NOTIONAL_MAX, new double[] {600, 5_000});
        RANGES.put(RiskLimit.ACCOUNT_GROSS_MAX, new double[] {600, 5_000});
        RANGES.put(RiskLimit.ACCOUNT_NET_MAX, new double[] {300, 2_000});
        RANGES.put(RiskLimit.OPEN_ORDERS_BOT_MAX, new double[] {1, 4});
        RANGES.put(RiskLimit.OPEN_ORDERS_SYMBOL_MAX, new double[] {1, 4});
        RANGES.put(RiskLimit.OPEN_ORDERS_ACCOUNT_MAX, new double[] {1, 4});
        RANGES.put(RiskLimit.IN_DOUBT_ACCOUNT_MAX, new double[] {1, 3});
        RANGES.put(RiskLimit.ORDER_RATE_SYMBOL, new double[] {2, 6});
        RANGES.put(RiskLimit.ORDER_RATE_ACCOUNT, new double[] {2, 6});
        RANGES.put(RiskLimit.ORDER_RATE_ACCOUNT_MINUTE, new double[] {4, 20});
        RANGES.put(RiskLimit.CANCEL_RATE_SYMBOL, new double[] {1, 3});
        RANGES.put(RiskLimit.DUPLICATE_WINDOW_MS, new double[] {500, 60_000});
        RANGES.put(RiskLimit.REPEAT_FILLS_MINUTE_MAX, new double[] {1, 4});
        RANGES.put(RiskLimit.STALE_MARK_MS, new double[] {500, 4_000});
        RANGES.put(RiskLimit.STALE_PRIVATE_MS, new double[] {2_000, 30_000});
        RANGES.put(RiskLimit.SPREAD_PCT, new double[] {0.0001, 0.3});
        RANGES.put(RiskLimit.CLOCK_SKEW_MS, new double[] {100, 600});
        RANGES.put(RiskLimit.DAY_LOSS_MAX, new double[] {0.2, 15});
        RANGES.put(RiskLimit.BOT_LOSS_MAX, new double[] {0.2, 4});
        RANGES.put(RiskLimit.DRAWDOWN_PCT, new double[] {1, 12});
        RANGES.put(RiskLimit.MARGIN_FREE_MIN_PCT, new double[] {10, 60});
        RANGES.put(RiskLimit.LIQUIDATION_DISTANCE_MIN_PCT, new double[] {5, 30});
        RANGES.put(RiskLimit.LEVERAGE_EXPECTED, new double[] {9, 11});
    }

    private static final List<RiskLimit> DRAWN = List.copyOf(RANGES.keySet());

    private final PlainGates model = new PlainGates();
    private final List<String> faults = new ArrayList<>();
    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private int places;
    private int cancels;

    private final CoreAtVenue dragon = new CoreAtVenue((settings, minutes) -> new ScriptedStrategy(script)) {
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();

        @Override
        protected void beforeApply(final DirectBuffer message, final int offset, final int length) {
            super.beforeApply(message, offset, length);
            model.onInput(message, offset, nowNs());
        }

        @Override
        public void intent(final DirectBuffer message, final int offset, final int length) {
            header.wrap(message, offset);
            if (header.templateId() == PlaceOrderDecoder.TEMPLATE_ID) {
                places++;
                final PlaceOrderDecoder place = new PlaceOrderDecoder().wrapAndApplyHeader(message, offset, header);
                model.onPlace(place, nowNs()).forEach(broken -> faults.add(broken + ": " + place));
            } else if (header.templateId() == CancelOrderDecoder.TEMPLATE_ID) {
                cancels++;
                model.onCancel(nowNs()).forEach(broken -> faults.add("cancel: " + broken));
            }
            super.intent(message, offset, length);
        }
    };

    private static boolean isWhole(final RiskLimit limit) {
        return limit.name().contains("RATE")
                || limit.name().contains("OPEN_ORDERS")
                || limit.name().contains("_MS")
                || limit.name().contains("REPEAT")
                || limit.name().contains("DOUBT")
                || limit == RiskLimit.LEVERAGE_EXPECTED;
    }

    private void drawLimit(final Random random) {
        final RiskLimit limit = DRAWN.get(random.nextInt(DRAWN.size()));
        final double[] range = RANGES.get(limit);
        final double value = range[0] + random.nextDouble() * (range[1] - range[0]);
        final BigDecimal exact = isWhole(limit)
                ? BigDecimal.valueOf(Math.round(value))
                : new BigDecimal(value).setScale(4, RoundingMode.HALF_UP);
        dragon.limit(limit, random.nextInt(3) == 0 ? Limits.OFF : e8(exact.toPlainString()), true);
    }

    private void tellAccount(final Random random) {
        final int equity = 9_000 + random.nextInt(1_200);
        dragon.account(1, PositionMode.HEDGE, equity + "", equity * random.nextInt(100) / 100 + "");
    }

    private void act(final Random random, final int price) {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> drawLimit(random);
            case 4 -> tellAccount(random);
            case 5 -> dragon.adjust(1, random.nextInt(3) == 0 ? "-9.5" : "4.25");
            case 6 -> dragon.clock(random.nextInt(1_200) - 600L);
            case 7 -> dragon.venueLeverage(9 + random.nextInt(3));
            case 8 -> dragon.position(
                    random.nextBoolean() ? Leg.LONG : Leg.SHORT,
                    "0",
                    price * (random.nextBoolean() ? 8 : 12) / 10 + "",
                    false);
            case 9 -> dragon.release(ControlScope.BOT, 1, Leg.NULL_VAL);
            case 10 -> dragon.release(ControlScope.ACCOUNT, 1, Leg.NULL_VAL);
            case 11 -> {
                if (random.nextInt(6) == 0) {
                    dragon.crash();
                }
            }
            case 12 -> {
                final List<CoreAtVenue.VenueOrder> open = dragon.open();
                if (!open.isEmpty()) {
                    dragon.fillResting(open.get(random.nextInt(open.size())).id);
                }
            }
            case 13 -> dragon.limit(DRAWN.get(random.nextInt(DRAWN.size())), Limits.OFF, true);
            default -> dragon.passMs(250L * random.nextInt(10));
        }
    }

    /** An operator at the end of a drill: every limit off, every latch released. */
    private void reopen() {
        DRAWN.forEach(limit -> dragon.limit(limit, Limits.OFF, true));
        dragon.release(ControlScope.BOT, 1, Leg.NULL_VAL).release(ControlScope.ACCOUNT, 1, Leg.NULL_VAL);
        dragon.desire(1, DesiredStatus.RUNNING).clock(0).account(1, PositionMode.HEDGE, "10000", "9000");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void noOrderPassesALimitThatAPlainModelSaysIsReached(final long seed) {
        final Random random = new Random(seed);
        script.decide((situation, targets) -> {
            if (situation.isFlat()) {
                targets.enter(e8("0.01"));
                return;
            }
            final boolean isLong = situation.isLong();
            final long step = situation.entryCount() * e8("40");
            final long base = situation.averageEntryE8() / e8("1") * e8("1");
            targets.rung(isLong ? base - step : base + step, e8("0.012"));
            targets.takeProfit(isLong ? base + e8("90") : base - e8("90"), situation.quantityE8(), ExitReason.TP_PCT);
        });
        dragon.temper = new CoreAtVenue.Temper() {
            @Override
            public boolean losesAnswer(final CoreAtVenue.VenueOrder order) {
                return random.nextInt(12) == 0;
            }

            @Override
            public boolean rejects(final CoreAtVenue.VenueOrder order) {
                return random.nextInt(15) == 0;
            }
        };
        dragon.readyWith(Legs.BOTH_LEGS, Map.of());
        dragon.venueLeverage(10);
        dragon.settle();
        int price = 60_000;
        for (int i = 0; i < STEPS; i++) {
            act(random, price);
            price += random.nextInt(121) - 60;
            final int spread = random.nextInt(5) == 0 ? 60 : 1;
            if (random.nextInt(5) > 0) {
                dragon.quote(price + "", price + spread + "");
            }
            if (random.nextInt(3) > 0) {
                dragon.mark(price + random.nextInt(21) - 10 + "");
            }
            if (random.nextInt(3) == 0) {
                dragon.bar(price + "");
            }
            for (int j = random.nextInt(6); j > 0; j--) {
                dragon.step();
            }
            if (i % 25 == 24) {
                reopen();
            }
        }
        assertEquals(List.of(), faults.subList(0, Math.min(3, faults.size())), "seed " + seed);
        assertTrue(places > 20 && cancels > 0, "places " + places + " cancels " + cancels);
    }
}
