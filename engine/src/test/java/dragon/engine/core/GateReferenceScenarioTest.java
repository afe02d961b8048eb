package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.gate.Action;
import dragon.engine.core.gate.Attempt;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.GateSheet;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.LimitUsage;
import dragon.engine.core.gate.Liquidation;
import dragon.engine.core.market.Instrument;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.strategy.ExitReason;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a gate holds an order against: its form, the best prices, the money of the account; each also where it is missing or absurd. */
class GateReferenceScenarioTest {
    private final ScriptedStrategy.Script script = new ScriptedStrategy.Script();
    private final CoreHarness dragon = new CoreHarness((settings, minutes) -> new ScriptedStrategy(script));
    private final Attempt attempt = new Attempt();
    private final Gates gates = new Gates(dragon.core().state());

    private Bot bot() {
        return dragon.core().state().bots().get(1);
    }

    private Account account() {
        return dragon.core().state().accounts().get(1);
    }

    private void ready() {
        dragon.readyWith(Legs.BOTH_LEGS, Map.of()).mark("60000");
    }

    private GateReferenceScenarioTest entry(final OrderType type, final String price, final String quantity) {
        return order(Action.ENTRY, type, Side.BUY, price, quantity);
    }

    private GateReferenceScenarioTest entry(final String price, final String quantity) {
        return entry(OrderType.LIMIT, price, quantity);
    }

    private GateReferenceScenarioTest order(
            final Action action, final OrderType type, final Side side, final String price, final String quantity) {
        final OrderRole role = action == Action.ENTRY ? OrderRole.DCA : OrderRole.TAKE_PROFIT;
        attempt.order(bot(), bot().leg(Leg.LONG), action, role, type, side, e8(price), e8(quantity), 0);
        return this;
    }

    private boolean isClosed(final Gate gate) {
        return (gates.closed(attempt, dragon.nowNs()) & gate.bit()) != 0;
    }

    private long used(final Limit limit) {
        return new LimitUsage(dragon.core().state()).ofE8(limit, account(), dragon.nowNs());
    }

    @Test
    void anOrderHasAPriceOnTheTicksAndAQuantityOnTheSteps() {
        ready();
        assertFalse(entry("50000", "0.01").isClosed(Gate.FORM));
        assertTrue(entry("50000.05", "0.01").isClosed(Gate.FORM), "between two ticks");
        assertTrue(entry("0", "0.01").isClosed(Gate.FORM), "no price");
        assertTrue(entry("-50000", "0.01").isClosed(Gate.FORM));
        assertTrue(entry("50000", "0.0105").isClosed(Gate.FORM), "between two steps");
        assertTrue(entry("50000", "0.0009").isClosed(Gate.FORM), "below the smallest");
        assertTrue(entry("50000", "100.001").isClosed(Gate.FORM), "above the largest");
        assertTrue(order(Action.REDUCE, OrderType.LIMIT, Side.SELL, "61000", "0.0105")
                .isClosed(Gate.FORM));
    }

    @Test
    void anEntryIsWorthAsMuchAsTheVenueWantsAndAnExitWhatIsLeft() {
        ready();
        dragon.core()
                .state()
                .instruments()
                .get(1)
                .filters(true, 0, e8("1000000"), e8("0.1"), e8("0.001"), e8("100"), e8("0.001"), e8("500"));

        assertTrue(entry("50000", "0.01").isClosed(Gate.FORM), "exactly the minimum is not above it");
        assertFalse(entry("50000.1", "0.01").isClosed(Gate.FORM));
        assertFalse(order(Action.REDUCE, OrderType.LIMIT, Side.SELL, "61000", "0.001")
                .isClosed(Gate.FORM));
    }

    @Test
    void theCollarAsksNothingOfAnOrderThatTheVenuePrices() {
        ready();
        dragon.limit(RiskLimit.COLLAR_AGGRESSIVE_PCT, "1");

        assertTrue(entry(OrderType.LIMIT, "61000", "0.01").isClosed(Gate.COLLAR));
        assertFalse(entry(OrderType.BID, "61000", "0.01").isClosed(Gate.COLLAR));
        assertFalse(entry(OrderType.ASK, "61000", "0.01").isClosed(Gate.COLLAR));
    }

    @Test
    void aSellIsHeldAgainstTheBidAndABuyAgainstTheOffer() {
        ready();
        dragon.quote("59000", "60000").limit(RiskLimit.COLLAR_AGGRESSIVE_PCT, "1");

        assertFalse(
                order(Action.ENTRY, OrderType.LIMIT, Side.SELL, "58410", "0.01").isClosed(Gate.COLLAR), "1 %");
        assertEquals(e8("1"), gates.sheet().valueE8(Gate.COLLAR));
        assertTrue(order(Action.ENTRY, OrderType.LIMIT, Side.SELL, "58409.9", "0.01")
                .isClosed(Gate.COLLAR));
        assertFalse(
                order(Action.ENTRY, OrderType.LIMIT, Side.BUY, "60600", "0.01").isClosed(Gate.COLLAR), "1 %");
        assertTrue(order(Action.ENTRY, OrderType.LIMIT, Side.BUY, "60600.1", "0.01")
                .isClosed(Gate.COLLAR));
    }

    @Test
    void anExitReachesFivePercentOrTheLimitIfThatIsMore() {
        ready();
        dragon.quote("59000", "60000").limit(RiskLimit.COLLAR_AGGRESSIVE_PCT, "1");
        assertFalse(
                order(Action.REDUCE, OrderType.LIMIT, Side.SELL, "56050", "0.01")
                        .isClosed(Gate.COLLAR),
                "5 %");
        assertEquals(e8("5"), gates.sheet().limitE8(Gate.COLLAR));
        assertTrue(order(Action.REDUCE, OrderType.LIMIT, Side.SELL, "56049.9", "0.01")
                .isClosed(Gate.COLLAR));

        dragon.limit(RiskLimit.COLLAR_AGGRESSIVE_PCT, "10");
        assertFalse(
                order(Action.REDUCE, OrderType.LIMIT, Side.SELL, "53100", "0.01")
                        .isClosed(Gate.COLLAR),
                "10 %");
        assertTrue(order(Action.REDUCE, OrderType.LIMIT, Side.SELL, "53099.9", "0.01")
                .isClosed(Gate.COLLAR));
        dragon.quote(null, "60000");
        assertFalse(
                order(Action.REDUCE, OrderType.LIMIT, Side.SELL, "1", "0.01").isClosed(Gate.COLLAR), "no bid");
    }

    @Test
    void anAbsurdDistanceIsBoundedWhereItIsShown() {
        ready();
        dragon.limit(RiskLimit.COLLAR_AGGRESSIVE_PCT, "1").quote("0.00000001", "0.00000002");

        assertTrue(entry("60000", "0.01").isClosed(Gate.COLLAR));
        assertEquals(Long.MAX_VALUE, gates.sheet().valueE8(Gate.COLLAR));
        assertFalse(
                order(Action.ENTRY, OrderType.LIMIT, Side.SELL, "60000", "0.01").isClosed(Gate.COLLAR));
        assertEquals(-Long.MAX_VALUE, gates.sheet().valueE8(Gate.COLLAR));
        dragon.quote("0.99999999", "1");
        assertTrue(entry("60000", "0.01").isClosed(Gate.COLLAR));
        assertEquals(e8("5999900"), gates.sheet().valueE8(Gate.COLLAR));
    }

    @Test
    void aQuoteOfOneSideIsNone() {
        ready();
        dragon.limit(RiskLimit.SPREAD_PCT, "1").limit(RiskLimit.MARK_DEVIATION_PCT, "1");
        entry("50000", "0.01");
        assertFalse(isClosed(Gate.STALE_QUOTE));
        assertFalse(isClosed(Gate.SUSPECT_PRICE));
        assertEquals(0, used(Limit.MARK_DEVIATION_PCT) / e8("0.001"));

        dragon.quote("59999.9", null);
        assertTrue(isClosed(Gate.STALE_QUOTE));
        assertEquals(GateSheet.UNKNOWN, gates.sheet().valueE8(Gate.STALE_QUOTE));
        assertTrue(isClosed(Gate.SUSPECT_PRICE));
        assertEquals(GateSheet.UNKNOWN, gates.sheet().valueE8(Gate.SUSPECT_PRICE));
        assertEquals(LimitUsage.UNKNOWN, used(Limit.SPREAD_PCT));

        dragon.quote(null, "60000");
        assertTrue(isClosed(Gate.STALE_QUOTE));
        assertTrue(isClosed(Gate.SUSPECT_PRICE));
        assertEquals(LimitUsage.UNKNOWN, used(Limit.SPREAD_PCT));
    }

    @Test
    void aMarkThatNobodyHasToldIsFarFromEveryBook() {
        dragon.readyWith(Legs.BOTH_LEGS, Map.of()).limit(RiskLimit.MARK_DEVIATION_PCT, "50");
        entry("50000", "0.01");

        assertTrue(isClosed(Gate.SUSPECT_PRICE));
        assertEquals(GateSheet.UNKNOWN, gates.sheet().valueE8(Gate.SUSPECT_PRICE));
        assertEquals(LimitUsage.UNKNOWN, used(Limit.MARK_DEVIATION_PCT));
        dragon.mark("30000");
        assertTrue(isClosed(Gate.SUSPECT_PRICE));
        assertEquals(9_999_983_333L, gates.sheet().valueE8(Gate.SUSPECT_PRICE), "99.99983333 %");
        assertEquals(9_999_983_333L, used(Limit.MARK_DEVIATION_PCT));
    }

    @Test
    void anAccountThatNeverHadMoneyHasNothingToFallFrom() {
        dragon.startTerm().createAccount("main").createBotWith("btc", Legs.BOTH_LEGS, Map.of());
        dragon.live(true).gatewayUp(77).instrument(1, CoreHarness.SYMBOL);
        dragon.limit(RiskLimit.DRAWDOWN_PCT, "10").limit(RiskLimit.MARGIN_FREE_MIN_PCT, "10");
        entry("50000", "0.01");
        assertTrue(isClosed(Gate.DRAWDOWN), "no word of it yet");
        assertFalse(gates.isDrawnDown(account(), dragon.nowNs()), "what is not known latches nothing");
        assertEquals(LimitUsage.UNKNOWN, used(Limit.DRAWDOWN_PCT));
        assertEquals(LimitUsage.UNKNOWN, used(Limit.MARGIN_FREE_MIN_PCT));

        dragon.account(1, PositionMode.HEDGE, "0", "0");
        assertTrue(isClosed(Gate.DRAWDOWN));
        assertEquals(GateSheet.UNKNOWN, gates.sheet().valueE8(Gate.DRAWDOWN));
        assertTrue(isClosed(Gate.MARGIN), "nothing of nothing is no margin");
        assertEquals(GateSheet.UNKNOWN, gates.sheet().valueE8(Gate.MARGIN));
        assertEquals(LimitUsage.UNKNOWN, used(Limit.DRAWDOWN_PCT));
        assertEquals(LimitUsage.UNKNOWN, used(Limit.MARGIN_FREE_MIN_PCT));
    }

    @Test
    void freeCollateralThatIsNotToldIsNone() {
        ready();
        dragon.limit(RiskLimit.MARGIN_FREE_MIN_PCT, "10").account(1, PositionMode.HEDGE, "10000", null);
        entry("50000", "0.01");

        assertTrue(isClosed(Gate.MARGIN));
        assertEquals(GateSheet.UNKNOWN, gates.sheet().valueE8(Gate.MARGIN));
        assertEquals(LimitUsage.UNKNOWN, used(Limit.MARGIN_FREE_MIN_PCT));
        dragon.account(1, PositionMode.HEDGE, "10000", "1000");
        assertFalse(isClosed(Gate.MARGIN));
        assertEquals(e8("10"), gates.sheet().valueE8(Gate.MARGIN));
    }

    @Test
    void aClockThatNobodyHasMeasuredIsNoUsage() {
        ready();
        assertEquals(0, used(Limit.CLOCK_SKEW_MS));
        dragon.gatewayUpUnmeasured(78);
        assertEquals(LimitUsage.UNKNOWN, used(Limit.CLOCK_SKEW_MS));
    }

    @Test
    void leverageIsThatOfTheLegThatTheBotTrades() {
        dragon.readyWith(Legs.SHORT_ONLY, Map.of());
        assertEquals(LimitUsage.UNKNOWN, used(Limit.LEVERAGE_EXPECTED), "not told");
        dragon.venueLeverage(7);

        assertEquals(e8("7"), used(Limit.LEVERAGE_EXPECTED));
    }

    @Test
    void whatOnlyAnOrderCanUseHasNoUsage() {
        ready();
        dragon.bar("60000");
        for (final Limit limit : new Limit[] {
            Limit.ORDER_NOTIONAL_MAX,
            Limit.ORDER_QUANTITY_MAX,
            Limit.COLLAR_AGGRESSIVE_PCT,
            Limit.COLLAR_AGGRESSIVE_MINOR_PCT,
            Limit.COLLAR_PASSIVE_PCT,
            Limit.DUPLICATE_WINDOW_MS,
            Limit.TICK_JUMP_PCT,
            Limit.STALE_CANDLE_MS
        }) {
            assertEquals(LimitUsage.UNKNOWN, used(limit), limit.key());
        }
    }

    @Test
    void usageTellsSpreadsOfTheKindOfTheInstrumentAndAgesAndRates() {
        ready();
        dragon.quote("59700", "60300");
        assertEquals(e8("1"), used(Limit.SPREAD_PCT));
        assertEquals(LimitUsage.UNKNOWN, used(Limit.SPREAD_MINOR_PCT), "a major");
        dragon.limit(RiskLimit.ORDER_RATE_SYMBOL, "4").limit(RiskLimit.CANCEL_RATE_SYMBOL, "4");
        dragon.limit(RiskLimit.ORDER_RATE_ACCOUNT, "4").limit(RiskLimit.ORDER_RATE_ACCOUNT_MINUTE, "4");
        gates.noteOrderSent(bot(), dragon.nowNs());
        gates.noteOrderSent(bot(), dragon.nowNs());
        gates.noteCancelSent(bot(), dragon.nowNs());
        assertEquals(e8("2"), used(Limit.ORDER_RATE_SYMBOL));
        assertEquals(e8("2"), used(Limit.ORDER_RATE_ACCOUNT));
        assertEquals(e8("2"), used(Limit.ORDER_RATE_ACCOUNT_MINUTE));
        assertEquals(e8("1"), used(Limit.CANCEL_RATE_SYMBOL));

        dragon.mark("60000").passMs(500);
        assertEquals(e8("500"), used(Limit.STALE_MARK_MS));
        assertEquals(0, used(Limit.ORDER_RATE_SYMBOL), "two of four come back in half a second");
        assertEquals(e8("2"), used(Limit.ORDER_RATE_ACCOUNT_MINUTE), "a part of one counts as one");
    }

    @Test
    void panicOfOneBotHoldsBackItsExitsToo() {
        ready();
        order(Action.REDUCE, OrderType.LIMIT, Side.SELL, "61000", "0.01");
        assertFalse(isClosed(Gate.PANIC));
        bot().panic().set("rana", "drill", dragon.nowNs());

        assertTrue(isClosed(Gate.PANIC));
    }

    /** Holds 0.01, and the script closes it at the stop. */
    private void stopped() {
        script.decide((situation, targets) -> {
            if (situation.isFlat()) {
                if (situation.isBarClose()) {
                    targets.enter(e8("0.01"));
                }
                return;
            }
            targets.stop(e8("59400"), ExitReason.SL_PCT);
        });
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.01", "60000").status(id, VenueOrderStatus.FILLED, "0.01");
    }

    @Test
    void nothingEntersWhileAStopIsInDoubt() {
        stopped();
        dragon.quote("59400.0", "59400.1");
        final long stop = bot().leg(Leg.LONG).orderId(OrderRole.STOP_LOSS);
        entry("50000", "0.01");
        assertFalse(isClosed(Gate.IN_DOUBT));

        dragon.placeFailed(stop, SendFailure.AMBIGUOUS);
        assertTrue(isClosed(Gate.IN_DOUBT));
    }

    @Test
    void nothingEntersWhileTheOrderOfAFlattenIsInDoubt() {
        stopped();
        dragon.flatten(ControlScope.BOT, 1);
        final long flatten = bot().leg(Leg.LONG).orderId(OrderRole.FLATTEN);
        entry("50000", "0.01");
        assertFalse(isClosed(Gate.IN_DOUBT));

        dragon.placeFailed(flatten, SendFailure.AMBIGUOUS);
        assertTrue(isClosed(Gate.IN_DOUBT));
    }

    @Test
    void aValueThatNoLimitHasIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Limit.of(RiskLimit.NULL_VAL));
        for (final Limit limit : Limit.all()) {
            assertEquals(limit, Limit.of(limit.wire()));
        }
    }

    @Test
    void theFirstGateOfASetIsThatOfTheLadder() {
        assertEquals(Gate.OPEN, Gates.first(0));
        for (final Gate gate : Gate.all()) {
            assertEquals(gate, Gates.first(gate.bit()));
        }
        assertEquals(Gate.KILL_SWITCH, Gates.first(Gate.SELF_TRADE.bit() | Gate.KILL_SWITCH.bit() | Gate.RATE.bit()));
    }

    @Test
    void theSheetShowsWhatWasComparedAndOfTwoTheOneThatCloses() {
        ready();
        dragon.limit(RiskLimit.ORDER_QUANTITY_MAX, "0.005").limit(RiskLimit.ORDER_NOTIONAL_MAX, "600");
        assertTrue(entry("50000", "0.01").isClosed(Gate.ORDER_SIZE));
        assertEquals(Limit.ORDER_QUANTITY_MAX, gates.sheet().limit(Gate.ORDER_SIZE));
        assertEquals(e8("0.01"), gates.sheet().valueE8(Gate.ORDER_SIZE));
        assertEquals(e8("0.005"), gates.sheet().limitE8(Gate.ORDER_SIZE));

        assertFalse(entry("50000", "0.004").isClosed(Gate.ORDER_SIZE));
        assertEquals(Limit.ORDER_NOTIONAL_MAX, gates.sheet().limit(Gate.ORDER_SIZE), "none closes: the last one");
        assertEquals(e8("200"), gates.sheet().valueE8(Gate.ORDER_SIZE));
        order(Action.CANCEL, OrderType.LIMIT, Side.BUY, "50000", "0.01").isClosed(Gate.ORDER_SIZE);
        assertEquals(GateSheet.UNKNOWN, gates.sheet().valueE8(Gate.ORDER_SIZE), "nothing of the look before");
        assertEquals(GateSheet.UNKNOWN, gates.sheet().limitE8(Gate.ORDER_SIZE));
        assertNull(gates.sheet().limit(Gate.ORDER_SIZE));
    }

    @Test
    void theSheetShowsLossesAsResultsAgainstWhatMayBeLost() {
        ready();
        dragon.setAccount(1, AccountStatus.ACTIVE, "10", "20", Bool.YES).adjust(1, "-3");
        dragon.limit(RiskLimit.DAY_LOSS_MAX, "30").limit(RiskLimit.BOT_LOSS_MAX, "40");
        dragon.limit(RiskLimit.DRAWDOWN_PCT, "50").account(1, PositionMode.HEDGE, "9000", "9000");
        dragon.limit(RiskLimit.LEVERAGE_EXPECTED, "10").venueLeverage(10);
        entry("50000", "0.01").isClosed(Gate.DAILY_LOSS);
        assertEquals(e8("-3"), gates.sheet().valueE8(Gate.DAILY_LOSS));
        assertEquals(e8("-10"), gates.sheet().limitE8(Gate.DAILY_LOSS));
        assertEquals(e8("-3"), gates.sheet().valueE8(Gate.TOTAL_LOSS));
        assertEquals(e8("-20"), gates.sheet().limitE8(Gate.TOTAL_LOSS));
        assertEquals(e8("-30"), gates.sheet().limitE8(Gate.DAY_LOSS));
        assertEquals(e8("-40"), gates.sheet().limitE8(Gate.BOT_LOSS));
        assertEquals(e8("10"), gates.sheet().valueE8(Gate.DRAWDOWN));
        assertEquals(e8("10"), gates.sheet().valueE8(Gate.LEVERAGE));
        dragon.passMs(1_500).mark("60000");
        isClosed(Gate.STALE_QUOTE);
        assertEquals(e8("1500"), gates.sheet().valueE8(Gate.STALE_QUOTE));
    }

    @Test
    void fundingCountsForTheResultOfItsBot() {
        stopped();
        dragon.mark("60000").funding(9, "-7");

        assertEquals(e8("7.1"), used(Limit.BOT_LOSS_MAX), "with the fee of the entry");
    }

    @Test
    void aLegIsFarFromLiquidationOnlyAsLongAsTheWordOfTheVenueIsFresh() {
        final Liquidation liquidation = new Liquidation(dragon.core().state());
        stopped();
        dragon.mark("60000");
        final LegState leg = bot().leg(Leg.LONG);
        assertEquals(Liquidation.NONE, liquidation.pctE8(bot(), bot().leg(Leg.SHORT), dragon.nowNs()), "flat");
        assertEquals(Liquidation.UNKNOWN, liquidation.pctE8(bot(), leg, dragon.nowNs()), "never told");
        dragon.position(Leg.LONG, "0.01", null, true);
        assertEquals(Liquidation.NONE, liquidation.pctE8(bot(), leg, dragon.nowNs()), "there is none");

        dragon.position(Leg.LONG, "0.01", "45000", true);
        assertEquals(e8("25"), liquidation.pctE8(bot(), leg, dragon.nowNs()));
        final long oldestNs = leg.liquidationNs() + Liquidation.AGE_NS_MAX;
        assertEquals(Liquidation.UNKNOWN, liquidation.pctE8(bot(), leg, oldestNs + 1), "too old");
        assertEquals(Liquidation.UNKNOWN, liquidation.pctE8(bot(), leg, oldestNs), "no fresh price then");
    }

    @Test
    void aLookIsNoOrderAndFacesTheSideOfItsAction() {
        ready();
        attempt.look(bot(), bot().leg(Leg.LONG), Action.ENTRY);
        assertFalse(attempt.isOrder());
        assertEquals(Instrument.NULL_PRICE, attempt.priceE8());
        assertEquals(Side.BUY, attempt.side());
        assertEquals(0, gates.closed(attempt, dragon.nowNs()) & Gates.OF_ORDERS);
        assertEquals(
                Side.SELL,
                attempt.look(bot(), bot().leg(Leg.LONG), Action.REDUCE).side());
    }
}
