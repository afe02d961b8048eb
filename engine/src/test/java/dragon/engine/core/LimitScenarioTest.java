package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.gate.Action;
import dragon.engine.core.gate.Attempt;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every limit one unit below, at and one unit above what is measured; a bot on 60,000 with a quote, a mark and a candle. */
class LimitScenarioTest {
    private static final long MS = 1_000_000L;

    private final CoreHarness dragon = new CoreHarness();
    private final Attempt attempt = new Attempt();

    private Bot bot() {
        return dragon.core().state().bots().get(1);
    }

    private CoreHarness flat() {
        dragon.ready(Legs.LONG_ONLY, "0").mark("60000");
        return dragon;
    }

    private boolean isClosed(final Gate gate, final long nowNs) {
        return (new Gates(dragon.core().state()).closed(attempt, nowNs) & gate.bit()) != 0;
    }

    private boolean isClosed(final Gate gate) {
        return isClosed(gate, dragon.nowNs());
    }

    private LimitScenarioTest entry(final String price, final String quantity) {
        return order(Action.ENTRY, OrderRole.ENTRY, OrderType.LIMIT, Side.BUY, price, quantity);
    }

    private LimitScenarioTest order(
            final Action action,
            final OrderRole role,
            final OrderType type,
            final Side side,
            final String price,
            final String quantity) {
        attempt.order(bot(), bot().leg(Leg.LONG), action, role, type, side, e8(price), e8(quantity), 0);
        return this;
    }

    private static long unit(final RiskLimit limit) {
        final boolean isWhole =
                switch (limit) {
                    case OPEN_ORDERS_BOT_MAX,
                            OPEN_ORDERS_SYMBOL_MAX,
                            OPEN_ORDERS_ACCOUNT_MAX,
                            IN_DOUBT_ACCOUNT_MAX,
                            STALE_MARK_MS,
                            STALE_CANDLE_MS,
                            CLOCK_SKEW_MS,
                            DUPLICATE_WINDOW_MS -> true;
                    default -> false;
                };
        return isWhole ? e8("1") : 1;
    }

    private void thenClosedBelow(
            final RiskLimit limit, final String measured, final boolean isClosedAt, final Gate gate) {
        final long measuredE8 = e8(measured);
        dragon.limit(limit, measuredE8 - unit(limit), true);
        assertTrue(isClosed(gate), limit + " one unit below");
        dragon.limit(limit, measuredE8, true);
        assertEquals(isClosedAt, isClosed(gate), limit + " at");
        dragon.limit(limit, measuredE8 + unit(limit), true);
        assertFalse(isClosed(gate), limit + " one unit above");
        dragon.limit(limit, Limits.OFF, true);
        assertFalse(isClosed(gate), limit + " off");
    }

    @ParameterizedTest
    @CsvSource({
        "ORDER_NOTIONAL_MAX, 1000, ORDER_SIZE, 50000, 0.02",
        "ORDER_QUANTITY_MAX, 0.02, ORDER_SIZE, 50000, 0.02",
        "COLLAR_AGGRESSIVE_PCT, 1, COLLAR, 60600, 0.02",
        "COLLAR_PASSIVE_PCT, 35, COLLAR, 39000, 0.02",
        "LEG_NOTIONAL_MAX, 1000, LEG_EXPOSURE, 50000, 0.02",
        "SYMBOL_NOTIONAL_MAX, 1000, SYMBOL_EXPOSURE, 50000, 0.02",
        "ACCOUNT_GROSS_MAX, 1000, ACCOUNT_EXPOSURE, 50000, 0.02",
        "ACCOUNT_NET_MAX, 1000, ACCOUNT_EXPOSURE, 50000, 0.02"
    })
    void boundsAnOrder(
            final RiskLimit limit, final String measured, final Gate gate, final String price, final String quantity) {
        flat();
        entry(price, quantity);
        thenClosedBelow(limit, measured, false, gate);
    }

    @Test
    void countsWhatIsHeldAtTheMarkAndReservesWhatIsOnItsWay() {
        dragon.inPosition("0").mark("61000"); // 0.01 held, its rung of 0.01 at 59,400 sent and not answered.
        entry("50000", "0.02");

        thenClosedBelow(RiskLimit.LEG_NOTIONAL_MAX, "2204", false, Gate.LEG_EXPOSURE);
        dragon.placeFailed(bot().leg(Leg.LONG).orderId(OrderRole.DCA), SendFailure.AMBIGUOUS);
        thenClosedBelow(RiskLimit.ACCOUNT_GROSS_MAX, "2204", false, Gate.ACCOUNT_EXPOSURE);
        dragon.rejected(bot().leg(Leg.LONG).orderId(OrderRole.DCA), RejectClass.MARGIN);
        thenClosedBelow(RiskLimit.SYMBOL_NOTIONAL_MAX, "1610", false, Gate.SYMBOL_EXPOSURE);
    }

    @ParameterizedTest
    @CsvSource({"OPEN_ORDERS_BOT_MAX", "OPEN_ORDERS_SYMBOL_MAX", "OPEN_ORDERS_ACCOUNT_MAX"})
    void countsOpenEntriesAndNotExits(final RiskLimit limit) {
        dragon.inPosition("0").mark("60000");
        entry("50000", "0.02");
        thenClosedBelow(limit, "1", true, Gate.OPEN_ORDERS);
    }

    @Test
    void countsOrdersInDoubtOfTheWholeAccount() {
        dragon.ready(Legs.BOTH_LEGS, "0").bar("60000");
        dragon.placeFailed(bot().leg(Leg.SHORT).orderId(OrderRole.ENTRY), SendFailure.AMBIGUOUS);
        entry("50000", "0.02");
        thenClosedBelow(RiskLimit.IN_DOUBT_ACCOUNT_MAX, "1", true, Gate.IN_DOUBT);
    }

    @Test
    void takesTheSameOrderOnceInAWindow() {
        dragon.inPosition("0");
        final long sentNs = dragon.nowNs();
        attempt.order(
                bot(),
                bot().leg(Leg.LONG),
                Action.ENTRY,
                OrderRole.DCA,
                OrderType.LIMIT,
                Side.BUY,
                e8("59400"),
                e8("0.01"),
                0);
        dragon.limit(RiskLimit.DUPLICATE_WINDOW_MS, "1000");

        assertTrue(isClosed(Gate.DUPLICATE, sentNs + 999 * MS));
        assertFalse(isClosed(Gate.DUPLICATE, sentNs + 1_000 * MS));
        entry("59400.1", "0.01");
        assertFalse(isClosed(Gate.DUPLICATE, sentNs));
    }

    @Test
    void wantsAFreshMarkAndCandle() {
        flat();
        entry("50000", "0.02");
        dragon.limit(RiskLimit.STALE_MARK_MS, "5000").limit(RiskLimit.STALE_CANDLE_MS, "15000");
        assertFalse(isClosed(Gate.STALE_MARK, dragon.nowNs() + 5_000 * MS));
        assertTrue(isClosed(Gate.STALE_MARK, dragon.nowNs() + 5_000 * MS + 1));
        final long dueNs = (dragon.barOpenMs() + 120_000 + 15_000) * MS;
        assertFalse(isClosed(Gate.STALE_CANDLE, dueNs));
        assertTrue(isClosed(Gate.STALE_CANDLE, dueNs + MS));
    }

    @Test
    void doubtsAPriceThatJumpsASpreadAndAMarkFarFromTheBook() {
        flat();
        entry("50000", "0.02");
        dragon.limit(RiskLimit.TICK_JUMP_PCT, "10");
        dragon.quote("66600.0", "66600.1");
        assertTrue(isClosed(Gate.SUSPECT_PRICE));
        dragon.quote("66600.0", "66600.1").quote("66600.0", "66600.1");
        assertTrue(isClosed(Gate.SUSPECT_PRICE), "two good ones");
        dragon.quote("66600.0", "66600.1");
        assertFalse(isClosed(Gate.SUSPECT_PRICE), "three good ones");

        dragon.quote("60000", "60600");
        dragon.quote("59700", "60300")
                .quote("59700", "60300")
                .quote("59700", "60300")
                .quote("59700", "60300");
        thenClosedBelow(RiskLimit.SPREAD_PCT, "1", false, Gate.SUSPECT_PRICE);
        dragon.mark("50000");
        thenClosedBelow(RiskLimit.MARK_DEVIATION_PCT, "20", false, Gate.SUSPECT_PRICE);
    }

    @Test
    void boundsTheClockSkewInBothDirections() {
        flat().clock(1_000);
        entry("50000", "0.02");
        thenClosedBelow(RiskLimit.CLOCK_SKEW_MS, "1000", false, Gate.CLOCK_SKEW);
        dragon.clock(-1_000);
        thenClosedBelow(RiskLimit.CLOCK_SKEW_MS, "1000", false, Gate.CLOCK_SKEW);
    }

    @Test
    void boundsLossesWithWhatIsNotRealised() {
        dragon.inPosition("0").mark("59000"); // 10 lost on paper and 0.1 in fees.
        entry("50000", "0.02");
        thenClosedBelow(RiskLimit.BOT_LOSS_MAX, "10.1", true, Gate.BOT_LOSS);
        thenClosedBelow(RiskLimit.DAY_LOSS_MAX, "10.1", true, Gate.DAY_LOSS);
    }

    @Test
    void boundsDrawdownFromTheHighestEquityAndTheFreeMargin() {
        flat().account(1, PositionMode.HEDGE, "12000", "9000").account(1, PositionMode.HEDGE, "10800", "3240");
        entry("50000", "0.02");
        thenClosedBelow(RiskLimit.DRAWDOWN_PCT, "10", true, Gate.DRAWDOWN);
        dragon.limit(RiskLimit.MARGIN_FREE_MIN_PCT, e8("30"), true);
        assertFalse(isClosed(Gate.MARGIN), "at");
        dragon.limit(RiskLimit.MARGIN_FREE_MIN_PCT, e8("30") + 1, true);
        assertTrue(isClosed(Gate.MARGIN), "one unit above");
        dragon.limit(RiskLimit.MARGIN_FREE_MIN_PCT, e8("30") - 1, true);
        assertFalse(isClosed(Gate.MARGIN), "one unit below");
    }

    @Test
    void keepsAPartOfTheRateForExits() {
        dragon.inPosition("0");
        dragon.limit(RiskLimit.ORDER_RATE_SYMBOL, "4");
        final Gates gates = new Gates(dragon.core().state());
        int entries = 0;
        entry("50000", "0.02");
        for (; !isClosed(Gate.RATE); entries++) {
            gates.noteOrderSent(bot(), dragon.nowNs());
        }
        assertEquals(2, entries);
        int exits = 0;
        order(Action.REDUCE, OrderRole.TAKE_PROFIT, OrderType.LIMIT, Side.SELL, "60300", "0.01");
        for (; !isClosed(Gate.RATE); exits++) {
            gates.noteOrderSent(bot(), dragon.nowNs());
        }
        assertEquals(2, exits);
        assertTrue(isClosed(Gate.RATE, dragon.nowNs() + 250 * MS - 1));
        assertFalse(isClosed(Gate.RATE, dragon.nowNs() + 250 * MS));
    }

    @Test
    void boundsCancelsByThemselves() {
        dragon.inPosition("0").limit(RiskLimit.CANCEL_RATE_SYMBOL, "4");
        final Gates gates = new Gates(dragon.core().state());
        order(Action.CANCEL, OrderRole.DCA, OrderType.LIMIT, Side.BUY, "59400", "0.015");
        int cancels = 0;
        for (; !isClosed(Gate.RATE); cancels++) {
            gates.noteCancelSent(bot(), dragon.nowNs());
        }
        assertEquals(4, cancels);
        entry("50000", "0.02");
        assertFalse(isClosed(Gate.RATE));
    }

    @Test
    void standsBackAfterRejectsTwiceAsLongEachTime() {
        flat().limit(RiskLimit.REJECTS_MAX, "2").bar("60000");
        entry("50000", "0.02");
        dragon.rejected(dragon.lastPlacedId(), RejectClass.OTHER);
        assertFalse(isClosed(Gate.REJECTS));
        dragon.pass(3).quote("59999.9", "60000.0").bar("60000").rejected(dragon.lastPlacedId(), RejectClass.OTHER);
        assertTrue(isClosed(Gate.REJECTS));
        assertTrue(dragon.takeEvents().contains("REJECTS_BLOCK"));
        assertTrue(isClosed(Gate.REJECTS, dragon.nowNs() + 60_000 * MS - 1));
        assertFalse(isClosed(Gate.REJECTS, dragon.nowNs() + 60_000 * MS));
        dragon.restore();
        entry("50000", "0.02");
        assertTrue(isClosed(Gate.REJECTS), "kept over a restart");
    }

    @Test
    void latchesABotThatEntersAgainAndAgainUntilItIsReleased() {
        flat().limit(RiskLimit.REPEAT_FILLS_MINUTE_MAX, "2").bar("60000");
        cycle();
        dragon.bar("60000");
        cycle();
        entry("50000", "0.02");
        assertFalse(isClosed(Gate.LATCHED), "at");
        dragon.bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.001", "60000");
        assertTrue(isClosed(Gate.LATCHED), "one above");
        assertTrue(dragon.takeEvents().contains("LATCH_SET"));
        order(Action.REDUCE, OrderRole.TAKE_PROFIT, OrderType.LIMIT, Side.SELL, "60300", "0.003");
        assertFalse(isClosed(Gate.LATCHED), "exits stay open");

        dragon.restore().release(ControlScope.BOT, 1, Leg.NULL_VAL);
        entry("50000", "0.02");
        assertFalse(isClosed(Gate.LATCHED));
        assertTrue(dragon.takeEvents().contains("LATCH_RELEASED"));
    }

    /** An entry that meets three makers, and its take profit. */
    private void cycle() {
        final long id = dragon.lastPlacedId();
        dragon.accepted(id)
                .filled(id, "0.004", "60000")
                .filled(id, "0.003", "60000")
                .filled(id, "0.003", "60000");
        dragon.status(id, VenueOrderStatus.FILLED, "0.01");
        final long rung = bot().leg(Leg.LONG).orderId(OrderRole.DCA);
        final long profit = bot().leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT);
        dragon.accepted(rung).accepted(profit).filled(profit, "0.01", "60300");
        dragon.status(profit, VenueOrderStatus.FILLED, "0.01").status(rung, VenueOrderStatus.CANCELED, "0");
        assertTrue(bot().leg(Leg.LONG).isFlat());
    }

    @Test
    void aRateOfNoneIsRefusedBecauseNothingCouldBeTakenBackUnderIt() {
        flat().limit(RiskLimit.CANCEL_RATE_SYMBOL, "0");
        assertTrue(dragon.lastResult().contains("VALUE_OUT_OF_RANGE"), dragon.lastResult());
        dragon.limit(RiskLimit.ORDER_RATE_ACCOUNT_MINUTE, "1000001");
        assertTrue(dragon.lastResult().contains("VALUE_OUT_OF_RANGE"), dragon.lastResult());
        dragon.limit(RiskLimit.ORDER_RATE_ACCOUNT_MINUTE, "1000000");
        assertTrue(dragon.lastResult().contains("NONE"), dragon.lastResult());
        dragon.limit(RiskLimit.CANCEL_RATE_SYMBOL, "1");
        assertTrue(dragon.lastResult().contains("NONE"), dragon.lastResult());
    }

    @Test
    void latchesALossOfAPausedBotToo() {
        dragon.inPosition("0").mark("50000").limit(RiskLimit.BOT_LOSS_MAX, "50").desire(1, DesiredStatus.PAUSED);
        dragon.pass(3).mark("60000");
        entry("50000", "0.02");
        assertTrue(isClosed(Gate.LATCHED));
    }

    @Test
    void takesTheRestingRungBackOnceALossHasLatchedAndPutsItOutAgainWhenReleased() {
        dragon.inPosition("0");
        final long rung = bot().leg(Leg.LONG).orderId(OrderRole.DCA);
        dragon.accepted(rung)
                .accepted(bot().leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT))
                .forget();
        dragon.mark("50000").limit(RiskLimit.BOT_LOSS_MAX, "50").pass(4);
        assertEquals(1, dragon.takeSent().stream().filter("cancel"::equals).count(), "the rung; the take profit stays");

        dragon.status(rung, VenueOrderStatus.CANCELED, "0").mark("60000").release(ControlScope.BOT, 1, Leg.NULL_VAL);
        dragon.quote("59999.9", "60000.0").forget().pass(4);

        assertTrue(
                dragon.takeSent().stream().anyMatch(what -> what.startsWith("place BUY LONG DCA")),
                "its intent goes on");
    }

    @Test
    void latchesALossSoThatAPriceThatComesBackDoesNotOpenTheGate() {
        dragon.inPosition("0").mark("50000").limit(RiskLimit.BOT_LOSS_MAX, "50");
        dragon.pass(3).mark("60000");
        entry("50000", "0.02");
        assertFalse(isClosed(Gate.BOT_LOSS));
        assertTrue(isClosed(Gate.LATCHED));
    }

    @Test
    void letsNobodyTradeWithHimself() {
        dragon.inPosition("0"); // Its take profit sells at 60,300.
        dragon.accepted(bot().leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT));
        entry("60299.9", "0.02");
        assertFalse(isClosed(Gate.SELF_TRADE));
        entry("60300", "0.02");
        assertTrue(isClosed(Gate.SELF_TRADE));
    }

    @Test
    void closesWhereAReferenceIsMissing() {
        dragon.ready(Legs.LONG_ONLY, "0").quote(null, null);
        entry("50000", "0.02");
        dragon.limit(RiskLimit.COLLAR_AGGRESSIVE_PCT, "1");
        assertTrue(isClosed(Gate.COLLAR), "no best price");
        dragon.limit(RiskLimit.COLLAR_AGGRESSIVE_PCT, Limits.OFF, true).limit(RiskLimit.COLLAR_PASSIVE_PCT, "35");
        assertTrue(isClosed(Gate.COLLAR), "no mark price");
        dragon.limit(RiskLimit.STALE_MARK_MS, "5000");
        assertTrue(isClosed(Gate.STALE_MARK), "no mark price");
        dragon.limit(RiskLimit.SPREAD_PCT, "1");
        assertTrue(isClosed(Gate.SUSPECT_PRICE), "no book");
        dragon.limit(RiskLimit.DRAWDOWN_PCT, "10").limit(RiskLimit.MARGIN_FREE_MIN_PCT, "30");
        dragon.account(1, PositionMode.HEDGE, null, null);
        assertTrue(isClosed(Gate.DRAWDOWN), "no equity");
        assertTrue(isClosed(Gate.MARGIN), "no equity");
        order(Action.REDUCE, OrderRole.STOP_LOSS, OrderType.IOC, Side.SELL, "50000", "0.02");
        assertEquals(0, new Gates(dragon.core().state()).closed(attempt, dragon.nowNs()), "exits stay open");
    }

    @Test
    void anExitMayReachFurtherThanAnEntryButNotAnyDistance() {
        flat().limit(RiskLimit.COLLAR_AGGRESSIVE_PCT, "0.5");
        order(Action.REDUCE, OrderRole.FLATTEN, OrderType.IOC, Side.SELL, "57000", "0.01");
        assertFalse(isClosed(Gate.COLLAR));
        order(Action.REDUCE, OrderRole.FLATTEN, OrderType.IOC, Side.SELL, "56999.9", "0.01");
        assertTrue(isClosed(Gate.COLLAR));
    }

    @Test
    void holdsTheTighterOneOfAccountAndBot() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of(StrategyParameter.LIMIT_ORDER_NOTIONAL_USD, "900"));
        entry("50000", "0.02");
        assertTrue(isClosed(Gate.ORDER_SIZE), "the bot's alone");
        dragon.limit(RiskLimit.ORDER_NOTIONAL_MAX, "5000");
        assertTrue(isClosed(Gate.ORDER_SIZE), "never looser than the bot's");
        dragon.limit(RiskLimit.ORDER_NOTIONAL_MAX, "800");
        entry("50000", "0.017");
        assertTrue(isClosed(Gate.ORDER_SIZE), "never looser than the account's");
    }

    @Test
    void asksForConfirmationBeforeItRaisesAndFallsBackAfterADay() {
        flat().limit(RiskLimit.ORDER_NOTIONAL_MAX, e8("900"), false);
        assertEquals("NONE 0", dragon.lastResult());
        dragon.limit(RiskLimit.ORDER_NOTIONAL_MAX, e8("1000"), false);
        assertEquals("UNCONFIRMED 0", dragon.lastResult());
        dragon.limit(RiskLimit.ORDER_QUANTITY_MAX, Limits.OFF, false);
        assertEquals("UNCONFIRMED 0", dragon.lastResult());
        dragon.limit(RiskLimit.ORDER_NOTIONAL_MAX, e8("1000"), true);
        assertEquals("NONE 0", dragon.lastResult());

        final Limits limits = dragon.core().state().accounts().get(1).limits();
        assertEquals(e8("1000"), limits.valueE8(Limit.ORDER_NOTIONAL_MAX, dragon.nowNs() + Limits.RAISED_NS - 1));
        assertEquals(e8("900"), limits.valueE8(Limit.ORDER_NOTIONAL_MAX, dragon.nowNs() + Limits.RAISED_NS));
    }

    @Test
    void aRaisedLimitThatIsSaidAgainFallsBackAllTheSame() {
        flat().limit(RiskLimit.ORDER_NOTIONAL_MAX, e8("900"), false);
        dragon.limit(RiskLimit.ORDER_NOTIONAL_MAX, e8("1000"), true);
        final Limits limits = dragon.core().state().accounts().get(1).limits();
        final long untilNs = limits.raisedUntilNs(Limit.ORDER_NOTIONAL_MAX, dragon.nowNs());

        dragon.pass(60).limit(RiskLimit.ORDER_NOTIONAL_MAX, e8("1000"), false);
        assertEquals("NONE 0", dragon.lastResult());
        assertEquals(untilNs, limits.raisedUntilNs(Limit.ORDER_NOTIONAL_MAX, dragon.nowNs()));
        dragon.limit(RiskLimit.ORDER_NOTIONAL_MAX, e8("950"), false);
        assertEquals(untilNs, limits.raisedUntilNs(Limit.ORDER_NOTIONAL_MAX, dragon.nowNs()));
        assertEquals(e8("900"), limits.valueE8(Limit.ORDER_NOTIONAL_MAX, untilNs));

        dragon.limit(RiskLimit.ORDER_NOTIONAL_MAX, e8("1100"), true);
        final long anotherDayNs = dragon.nowNs() + Limits.RAISED_NS;
        assertEquals(e8("1100"), limits.valueE8(Limit.ORDER_NOTIONAL_MAX, anotherDayNs - 1));
        assertEquals(e8("900"), limits.valueE8(Limit.ORDER_NOTIONAL_MAX, anotherDayNs), "not what was raised first");

        dragon.limit(RiskLimit.ORDER_NOTIONAL_MAX, e8("900"), false);
        assertEquals(0, limits.raisedUntilNs(Limit.ORDER_NOTIONAL_MAX, dragon.nowNs()));
        assertEquals(e8("900"), limits.valueE8(Limit.ORDER_NOTIONAL_MAX, anotherDayNs));
    }

    @Test
    void asksForConfirmationBeforeALossLimitLetsMoreThrough() {
        flat().setAccount(1, AccountStatus.NULL_VAL, "100", "500", Bool.NO);
        assertEquals("NONE 0", dragon.lastResult(), "none before: it tightens");
        dragon.setAccount(1, AccountStatus.NULL_VAL, "100.00000001", null, Bool.NO);
        assertEquals("UNCONFIRMED 0", dragon.lastResult());
        dragon.setAccount(1, AccountStatus.NULL_VAL, "50", "0", Bool.NO);
        assertEquals("UNCONFIRMED 0", dragon.lastResult(), "none at all lets the most through");
        final Account account = dragon.core().state().accounts().get(1);
        assertEquals(e8("100"), account.dailyLossLimitE8(), "all of a command or nothing");

        dragon.setAccount(1, AccountStatus.NULL_VAL, "100", "400", Bool.NO);
        assertEquals("NONE 0", dragon.lastResult());
        dragon.setAccount(1, AccountStatus.NULL_VAL, "200", "0", Bool.YES);
        assertEquals("NONE 0", dragon.lastResult());
        assertEquals(e8("200"), account.dailyLossLimitE8());
        assertEquals(Account.NULL_USD, account.totalLossLimitE8());
    }

    @Test
    void setsTheDefaultsOfALiveLaneFromEquity() {
        flat();
        for (final Limit limit : Limit.all()) {
            dragon.limit(limit.wire(), Long.MIN_VALUE + 1, true);
            assertEquals("NONE 0", dragon.lastResult(), limit.key());
        }
        final Limits limits = dragon.core().state().accounts().get(1).limits();
        assertEquals(null, limits.firstUnset(dragon.nowNs()));
        assertEquals(e8("1000"), limits.valueE8(Limit.ORDER_NOTIONAL_MAX, dragon.nowNs()));
        assertEquals(e8("200"), limits.valueE8(Limit.DAY_LOSS_MAX, dragon.nowNs()));
        assertEquals(e8("20000"), limits.valueE8(Limit.ACCOUNT_GROSS_MAX, dragon.nowNs()));
        assertEquals(dragon.hash(), dragon.restore().hash());
    }

    @Test
    void aLiveLaneDoesNotTradeBeforeEveryLimitIsSetOrLoosenedByName() {
        dragon.inMode(LaneMode.LIVE).ready(Legs.LONG_ONLY, "0").live(true);
        assertEquals("LIMITS_UNSET 0", dragon.lastResult());
        assertFalse(dragon.core().state().isLiveTrading());
        entry("50000", "0.02");
        assertTrue(isClosed(Gate.LIMITS_UNSET));
        for (final Limit limit : Limit.all()) {
            dragon.limit(limit.wire(), Limits.OFF, true);
        }
        dragon.live(true);
        assertEquals("NONE 0", dragon.lastResult());
    }
}
