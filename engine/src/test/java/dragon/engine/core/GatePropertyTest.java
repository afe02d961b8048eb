package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.gate.Limits;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.strategy.ExitReason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.DirectBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random settings, faults, prices and crashes: whatever leaves the core is held against a plain model of the gates, which knows only
 * what the test itself has done and shares no code with them.
 */
class GatePropertyTest {
    private static final int STEPS = 600;

    /** What the test has done, as an operator would remember it. */
    private static final class Model {
        private boolean isLive = true;
        private boolean isKilled;
        private boolean isAccountKilled;
        private boolean isBotKilled;
        private boolean isHalted;
        private boolean isAccountHalted;
        private boolean isSymbolHalted;
        private boolean isBotHalted;
        private boolean isLongHalted;
        private boolean isPanic;
        private boolean isActive = true;
        private boolean isHedge = true;
        private BigDecimal notionalMax;
        private BigDecimal quantityMax;
        private long quotedNs;

        private boolean isFrozen() {
            return !isLive || isKilled || isAccountKilled || isBotKilled || !isHedge;
        }

        private boolean isHalted(final Leg leg) {
            return isHalted || isAccountHalted || isSymbolHalted || isBotHalted || isLongHalted && leg == Leg.LONG;
        }
    }

    private final Model model = new Model();
    private final List<String> faults = new ArrayList<>();
    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private int entries;
    private int exits;
    private int cancels;

    private final CoreAtVenue dragon = new CoreAtVenue((settings, minutes) -> new ScriptedStrategy(script)) {
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();

        @Override
        public void intent(final DirectBuffer message, final int offset, final int length) {
            header.wrap(message, offset);
            if (header.templateId() == PlaceOrderDecoder.TEMPLATE_ID) {
                judge(new PlaceOrderDecoder().wrapAndApplyHeader(message, offset, header));
            } else if (header.templateId() == CancelOrderDecoder.TEMPLATE_ID) {
                cancels++;
                if (model.isFrozen()) {
                    faults.add("cancel while frozen");
                }
            }
            super.intent(message, offset, length);
        }
    };

    private void judge(final PlaceOrderDecoder place) {
        if (model.isFrozen() || model.isPanic) {
            faults.add("place while frozen: " + place);
        }
        if (place.reduceOnly() == Bool.YES) {
            exits++;
            return;
        }
        entries++;
        final BigDecimal quantity = BigDecimal.valueOf(place.quantityE8(), 8);
        final BigDecimal notional = quantity.multiply(BigDecimal.valueOf(place.limitPriceE8(), 8));
        if (model.isHalted(place.leg())) {
            faults.add("entry while halted: " + place);
        }
        if (!model.isActive) {
            faults.add("entry of an account that is not active: " + place);
        }
        if (dragon.nowNs() - model.quotedNs > 2_000_000_000L) {
            faults.add("entry on an old quote: " + place);
        }
        if (model.notionalMax != null && notional.compareTo(model.notionalMax) > 0) {
            faults.add("entry of " + notional + " above " + model.notionalMax);
        }
        if (model.quantityMax != null && quantity.compareTo(model.quantityMax) > 0) {
            faults.add("entry of " + quantity + " above " + model.quantityMax);
        }
    }

    private void quote(final int price) {
        model.quotedNs = dragon.nowNs();
        dragon.quote(price + "", price + ".1");
    }

    private void limit(final Random random, final RiskLimit limit) {
        final boolean isNotional = limit == RiskLimit.ORDER_NOTIONAL_MAX;
        BigDecimal value = null;
        if (random.nextInt(3) > 0) {
            value = isNotional
                    ? BigDecimal.valueOf(400 + random.nextInt(800))
                    : BigDecimal.valueOf(5 + random.nextInt(15), 3);
        }
        if (isNotional) {
            model.notionalMax = value;
        } else {
            model.quantityMax = value;
        }
        dragon.limit(limit, value == null ? Limits.OFF : e8(value.toPlainString()), true);
    }

    private void act(final Random random) {
        final boolean on = random.nextInt(3) == 0;
        switch (random.nextInt(20)) {
            case 0 -> dragon.live(model.isLive = !on);
            case 1 -> dragon.kill(KillScope.GLOBAL, 0, model.isKilled = on);
            case 2 -> dragon.kill(KillScope.ACCOUNT, 1, model.isAccountKilled = on);
            case 3 -> dragon.kill(KillScope.BOT, 1, model.isBotKilled = on);
            case 4 -> {
                model.isHalted = true;
                dragon.halt(ControlScope.ENGINE, 0, Leg.NULL_VAL);
            }
            case 5 -> {
                model.isAccountHalted = true;
                dragon.halt(ControlScope.ACCOUNT, 1, Leg.NULL_VAL);
            }
            case 6 -> {
                model.isSymbolHalted = true;
                dragon.halt(ControlScope.SYMBOL, 0, Leg.NULL_VAL);
            }
            case 7 -> {
                model.isLongHalted = true;
                dragon.halt(ControlScope.LEG, 1, Leg.LONG);
            }
            case 8 -> {
                model.isHalted = false;
                model.isKilled = false;
                dragon.release(ControlScope.ENGINE, 0, Leg.NULL_VAL);
            }
            case 9 -> {
                model.isAccountHalted = false;
                model.isAccountKilled = false;
                dragon.release(ControlScope.ACCOUNT, 1, Leg.NULL_VAL);
            }
            case 10 -> {
                model.isSymbolHalted = false;
                model.isLongHalted = false;
                dragon.release(ControlScope.SYMBOL, 0, Leg.NULL_VAL).release(ControlScope.LEG, 1, Leg.LONG);
            }
            case 11 -> {
                model.isBotHalted = false;
                model.isBotKilled = false;
                dragon.release(ControlScope.BOT, 1, Leg.NULL_VAL);
            }
            case 12 -> {
                model.isActive = !on;
                dragon.setAccount(1, on ? AccountStatus.DISABLED : AccountStatus.ACTIVE, null);
            }
            case 13 -> limit(random, RiskLimit.ORDER_NOTIONAL_MAX);
            case 14 -> limit(random, RiskLimit.ORDER_QUANTITY_MAX);
            case 15 -> dragon.desire(1, random.nextInt(3) == 0 ? DesiredStatus.PAUSED : DesiredStatus.RUNNING);
            case 16 -> {
                if (random.nextInt(4) == 0) {
                    dragon.crash();
                }
            }
            case 17 -> {
                if (random.nextInt(4) == 0) {
                    dragon.flatten(ControlScope.BOT, 1);
                }
            }
            default -> dragon.passMs(500L * random.nextInt(8));
        }
    }

    /** Opens everything again, as an operator at the end of a drill, so that each run has something to forbid. */
    private void reopen() {
        model.isLive = true;
        model.isKilled = model.isAccountKilled = model.isBotKilled = false;
        model.isHalted = model.isAccountHalted = model.isSymbolHalted = model.isLongHalted = false;
        model.isActive = true;
        dragon.live(true).release(ControlScope.ENGINE, 0, Leg.NULL_VAL).release(ControlScope.ACCOUNT, 1, Leg.NULL_VAL);
        dragon.release(ControlScope.SYMBOL, 0, Leg.NULL_VAL).release(ControlScope.LEG, 1, Leg.LONG);
        dragon.release(ControlScope.BOT, 1, Leg.NULL_VAL).setAccount(1, AccountStatus.ACTIVE, null);
        dragon.desire(1, DesiredStatus.RUNNING).account(1, PositionMode.HEDGE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void noOrderActionPassesAGateThatAPlainModelSaysIsClosed(final long seed) {
        final Random random = new Random(seed);
        script.decide((situation, targets) -> {
            if (situation.isFlat()) {
                targets.enter(e8("0.01"));
                return;
            }
            final long step = situation.entryCount() * e8("100");
            final boolean isLong = situation.isLong();
            final long base = situation.averageEntryE8() / e8("1") * e8("1");
            targets.rung(isLong ? base - step : base + step, e8("0.012"));
            targets.takeProfit(isLong ? base + e8("150") : base - e8("150"), situation.quantityE8(), ExitReason.TP_PCT);
        });
        model.quotedNs = dragon.nowNs();
        dragon.readyWith(Legs.BOTH_LEGS, Map.of());
        model.quotedNs = dragon.nowNs();
        dragon.settle();
        int price = 60_000;
        for (int i = 0; i < STEPS; i++) {
            act(random);
            price += random.nextInt(201) - 100;
            if (random.nextInt(4) > 0) {
                quote(price);
            }
            if (random.nextInt(3) == 0) {
                dragon.bar(price + "");
            }
            for (int j = random.nextInt(6); j > 0; j--) {
                dragon.step();
            }
            if (i % 40 == 39) {
                reopen();
            }
        }
        assertEquals(List.of(), faults, "seed " + seed);
        assertTrue(
                entries > 0 && exits > 0 && cancels > 0,
                "entries " + entries + " exits " + exits + " cancels " + cancels);
    }
}
