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
import dragon.engine.core.gate.GateSheet;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.LimitUsage;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderReport;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.Side;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two accounts, two instruments, four bots: a limit counts what is its own, and what a neighbour holds, sends or loses closes nothing.
 */
class NeighbourScenarioTest {
    private static final String ETH = "PERP_ETH_USDT";
    private static final int BTC_BOT = 1;
    private static final int OTHER_BTC_BOT = 2;
    private static final int ETH_BOT = 3;
    private static final int OTHER_ETH_BOT = 4;

    private final CoreHarness dragon =
            new CoreHarness((settings, minutes) -> new ScriptedStrategy(new ScriptedStrategy.Script()));
    private final Attempt attempt = new Attempt();
    private Gates gates;
    private long nextId = 1_000;

    @BeforeEach
    void twoAccountsAndTwoInstruments() {
        dragon.startTerm().createAccount("main").createAccount("other");
        dragon.createBot(1, "btc", Legs.BOTH_LEGS, "0", CoreHarness.SYMBOL);
        dragon.createBot(2, "btc-other", Legs.BOTH_LEGS, "0", CoreHarness.SYMBOL);
        dragon.createBot(1, "eth", Legs.BOTH_LEGS, "0", ETH);
        dragon.createBot(2, "eth-other", Legs.BOTH_LEGS, "0", ETH);
        dragon.live(true).online().instrument(2, ETH);
        dragon.account(2, PositionMode.HEDGE).openOrdersEnd(2);
        dragon.quote("59999.9", "60000.0").mark("60000").mark(2, "3000");
        gates = new Gates(dragon.core().state());
    }

    private Bot bot(final int id) {
        return dragon.core().state().bots().get(id);
    }

    /** An order of a bot, however it came to it; the newest one that it has. */
    private Order order(
            final int botId,
            final Leg leg,
            final Side side,
            final OrderType type,
            final String price,
            final String quantity,
            final OrderStatus status) {
        return dragon.core()
                .state()
                .orders()
                .create(
                        ++nextId,
                        bot(botId).accountId(),
                        botId,
                        bot(botId).instrumentId(),
                        side,
                        leg,
                        OrderRole.DCA,
                        type,
                        side != bot(botId).leg(leg).openingSide(),
                        e8(price),
                        e8(quantity),
                        status,
                        dragon.nowNs());
    }

    private Order opening(
            final int botId, final Leg leg, final String price, final String quantity, final OrderStatus status) {
        return order(botId, leg, bot(botId).leg(leg).openingSide(), OrderType.LIMIT, price, quantity, status);
    }

    private void holds(final int botId, final Leg leg, final String quantity, final String price) {
        final long id = opening(botId, leg, price, quantity, OrderStatus.NEW).clientOrderId();
        dragon.filled(id, quantity, price);
        assertEquals(e8(quantity), bot(botId).leg(leg).quantityE8());
    }

    private void limit(final Limit limit, final String value) {
        dragon.limit(limit.wire(), value);
    }

    private NeighbourScenarioTest entry(final Leg leg, final String price, final String quantity) {
        return entry(leg, OrderType.LIMIT, price, quantity, 0);
    }

    private NeighbourScenarioTest entry(
            final Leg leg, final OrderType type, final String price, final String quantity, final long intentId) {
        attempt.order(
                bot(BTC_BOT),
                bot(BTC_BOT).leg(leg),
                Action.ENTRY,
                OrderRole.DCA,
                type,
                bot(BTC_BOT).leg(leg).openingSide(),
                e8(price),
                e8(quantity),
                intentId);
        return this;
    }

    private long closed() {
        return gates.closed(attempt, dragon.nowNs());
    }

    private boolean isClosed(final Gate gate) {
        return (closed() & gate.bit()) != 0;
    }

    /** What a gate compares once its limit is far away. */
    private long compared(final Limit limit, final Gate gate) {
        limit(limit, "1000000");
        closed();
        dragon.limit(limit.wire(), Long.MAX_VALUE, true);
        assertEquals(limit, gates.sheet().limit(gate));
        return gates.sheet().valueE8(gate);
    }

    private void manyHoldAndWant() {
        holds(BTC_BOT, Leg.LONG, "0.01", "60000"); // 600
        holds(BTC_BOT, Leg.SHORT, "0.002", "60000"); // 120
        holds(OTHER_BTC_BOT, Leg.LONG, "0.5", "60000");
        holds(ETH_BOT, Leg.LONG, "1", "3000"); // 3,000
        opening(BTC_BOT, Leg.SHORT, "60000", "0.001", OrderStatus.NEW); // 60
        opening(ETH_BOT, Leg.LONG, "3000", "0.1", OrderStatus.PENDING_NEW); // 300
        opening(OTHER_BTC_BOT, Leg.LONG, "60000", "0.1", OrderStatus.IN_DOUBT);
        opening(BTC_BOT, Leg.LONG, "60000", "0.1", OrderStatus.CANCELED);
        opening(BTC_BOT, Leg.LONG, "60000", "0.1", OrderStatus.PARKED);
        // Priced by the venue, and not told yet where: it counts at its target.
        final Order byLevel = opening(BTC_BOT, Leg.LONG, "59000", "0.001", OrderStatus.PARKED); // 59
        byLevel.sendAs(OrderType.BID, Order.NULL_PRICE, 1);
        byLevel.apply(OrderReport.ACTIVATED, dragon.nowNs());
    }

    @Test
    void exposureIsThatOfTheLegTheSymbolAndTheAccountAlone() {
        manyHoldAndWant();

        entry(Leg.LONG, "50000", "0.01"); // 500
        assertEquals(e8("1159"), compared(Limit.LEG_NOTIONAL_MAX, Gate.LEG_EXPOSURE));
        assertEquals(e8("1339"), compared(Limit.SYMBOL_NOTIONAL_MAX, Gate.SYMBOL_EXPOSURE));
        assertEquals(e8("4639"), compared(Limit.ACCOUNT_GROSS_MAX, Gate.ACCOUNT_EXPOSURE));
        assertEquals(e8("4279"), compared(Limit.ACCOUNT_NET_MAX, Gate.ACCOUNT_EXPOSURE));
        assertEquals(e8("2"), compared(Limit.OPEN_ORDERS_BOT_MAX, Gate.OPEN_ORDERS));
        assertEquals(e8("2"), compared(Limit.OPEN_ORDERS_SYMBOL_MAX, Gate.OPEN_ORDERS));
        assertEquals(e8("3"), compared(Limit.OPEN_ORDERS_ACCOUNT_MAX, Gate.OPEN_ORDERS));
        assertEquals(e8("0"), compared(Limit.IN_DOUBT_ACCOUNT_MAX, Gate.IN_DOUBT), "that of the other account");

        entry(Leg.SHORT, "50000", "0.01");
        assertEquals(e8("680"), compared(Limit.LEG_NOTIONAL_MAX, Gate.LEG_EXPOSURE));
        assertEquals(e8("3279"), compared(Limit.ACCOUNT_NET_MAX, Gate.ACCOUNT_EXPOSURE));
    }

    @Test
    void usageIsTheWorstOfTheAccountsOwnBots() {
        manyHoldAndWant();
        final LimitUsage usage = new LimitUsage(dragon.core().state());
        final Account main = dragon.core().state().accounts().get(1);
        final Account other = dragon.core().state().accounts().get(2);

        assertEquals(e8("3300"), usage.ofE8(Limit.LEG_NOTIONAL_MAX, main, dragon.nowNs()));
        assertEquals(e8("36000"), usage.ofE8(Limit.LEG_NOTIONAL_MAX, other, dragon.nowNs()));
        assertEquals(e8("1"), usage.ofE8(Limit.IN_DOUBT_ACCOUNT_MAX, other, dragon.nowNs()));
        assertEquals(e8("0"), usage.ofE8(Limit.IN_DOUBT_ACCOUNT_MAX, main, dragon.nowNs()));
        assertEquals(e8("3"), usage.ofE8(Limit.OPEN_ORDERS_ACCOUNT_MAX, main, dragon.nowNs()));
        assertEquals(e8("2"), usage.ofE8(Limit.OPEN_ORDERS_SYMBOL_MAX, main, dragon.nowNs()));
    }

    @Test
    void aLossOfAnotherAccountIsNotOurs() {
        holds(BTC_BOT, Leg.LONG, "0.01", "60000");
        holds(BTC_BOT, Leg.SHORT, "0.002", "60000");
        holds(OTHER_BTC_BOT, Leg.LONG, "1", "60000");
        dragon.mark("59000"); // 10 lost, 2 won, 0.2 in fees.

        entry(Leg.LONG, "50000", "0.01");
        assertEquals(e8("-8.2"), compared(Limit.DAY_LOSS_MAX, Gate.DAY_LOSS));
        assertEquals(e8("-8.2"), compared(Limit.BOT_LOSS_MAX, Gate.BOT_LOSS));
    }

    @Test
    void aHoldingWithoutPriceIsUnknownToItsOwnAccountOnly() {
        dragon.limit(RiskLimit.DAY_LOSS_MAX, "1000").limit(RiskLimit.BOT_LOSS_MAX, "1000");
        holds(OTHER_ETH_BOT, Leg.SHORT, "1", "3000");
        dragon.pass(6).quote("59999.9", "60000.0"); // The mark of the other instrument has grown old.
        entry(Leg.LONG, "50000", "0.01");
        assertFalse(isClosed(Gate.DAY_LOSS));
        assertFalse(isClosed(Gate.BOT_LOSS));

        dragon.mark(2, "3000");
        holds(ETH_BOT, Leg.SHORT, "1", "3000");
        dragon.pass(6).quote("59999.9", "60000.0");
        assertTrue(isClosed(Gate.DAY_LOSS), "a short leg of the account has no price");
        assertEquals(GateSheet.UNKNOWN, gates.sheet().valueE8(Gate.DAY_LOSS));
        assertFalse(isClosed(Gate.BOT_LOSS), "this bot holds nothing");
        final LimitUsage usage = new LimitUsage(dragon.core().state());
        final Account main = dragon.core().state().accounts().get(1);
        assertEquals(LimitUsage.UNKNOWN, usage.ofE8(Limit.DAY_LOSS_MAX, main, dragon.nowNs()));
        assertEquals(0, usage.ofE8(Limit.BOT_LOSS_MAX, main, dragon.nowNs()), "the worst of those that are known");

        dragon.mark(2, "3000");
        assertFalse(isClosed(Gate.DAY_LOSS));
        assertEquals(e8("-0.1"), gates.sheet().valueE8(Gate.DAY_LOSS));
    }

    @Test
    void aShortLegWithoutPriceMakesTheResultOfItsBotUnknown() {
        holds(BTC_BOT, Leg.SHORT, "0.01", "60000");
        dragon.limit(RiskLimit.BOT_LOSS_MAX, "1000").pass(6).quote(null, "60000");
        entry(Leg.LONG, "50000", "0.01");

        assertTrue(isClosed(Gate.BOT_LOSS));
        assertEquals(GateSheet.UNKNOWN, gates.sheet().valueE8(Gate.BOT_LOSS));
        assertFalse(gates.isBotLossReached(bot(BTC_BOT), dragon.nowNs()), "what is not known latches nothing");
    }

    @Test
    void anAccountNearItsLiquidationIsNotOurs() {
        holds(OTHER_BTC_BOT, Leg.LONG, "1", "60000");
        holds(BTC_BOT, Leg.SHORT, "0.01", "60000");
        dragon.position(Leg.SHORT, "0.01", "75000", true); // That of the first account.
        entry(Leg.LONG, "50000", "0.01");

        assertEquals(e8("25"), compared(Limit.LIQUIDATION_DISTANCE_MIN_PCT, Gate.LIQUIDATION));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "the same, 1, LONG, BUY, 59000, 0.01, NEW, 0, true",
        "the same that has ended, 1, LONG, BUY, 59000, 0.01, REJECTED, 0, true",
        "of another bot, 3, LONG, BUY, 59000, 0.01, NEW, 0, false",
        "of another leg, 1, SHORT, BUY, 59000, 0.01, NEW, 0, false",
        "of the other side, 1, LONG, SELL, 59000, 0.01, NEW, 0, false",
        "that waits with us, 1, LONG, BUY, 59000, 0.01, PARKED, 0, false",
        "that never left us, 1, LONG, BUY, 59000, 0.01, UNSENT, 0, false",
        "of the same intent, 1, LONG, BUY, 59000, 0.01, NEW, 1001, false",
        "at another price, 1, LONG, BUY, 59000.1, 0.01, NEW, 0, false",
        "of another quantity, 1, LONG, BUY, 59000, 0.011, NEW, 0, false"
    })
    void onlyTheSameOrderIsADuplicate(
            final String which,
            final int botId,
            final Leg leg,
            final Side side,
            final String price,
            final String quantity,
            final OrderStatus status,
            final long intentId,
            final boolean isDuplicate) {
        limit(Limit.DUPLICATE_WINDOW_MS, "1000");
        order(botId, leg, side, OrderType.LIMIT, price, quantity, status);
        entry(Leg.LONG, OrderType.LIMIT, "59000", "0.01", intentId);

        assertEquals(isDuplicate, isClosed(Gate.DUPLICATE), which);
        assertEquals(isDuplicate ? 0 : GateSheet.UNKNOWN, gates.sheet().valueE8(Gate.DUPLICATE), "its age");
    }

    @Test
    void theYoungestDuplicateCounts() {
        limit(Limit.DUPLICATE_WINDOW_MS, "1000");
        opening(BTC_BOT, Leg.LONG, "59000", "0.01", OrderStatus.NEW);
        dragon.passMs(900);
        opening(BTC_BOT, Leg.LONG, "59000", "0.01", OrderStatus.NEW);
        dragon.passMs(999);
        entry(Leg.LONG, "59000", "0.01");

        assertTrue(isClosed(Gate.DUPLICATE));
        assertEquals(e8("999"), gates.sheet().valueE8(Gate.DUPLICATE));
        dragon.passMs(1);
        assertFalse(isClosed(Gate.DUPLICATE));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "at our price, 1, SHORT, SELL, LIMIT, 60000, NEW, true",
        "below our price and in doubt, 1, SHORT, SELL, LIMIT, 59999.9, IN_DOUBT, true",
        "above our price, 1, SHORT, SELL, LIMIT, 60000.1, NEW, false",
        "of the same side, 1, LONG, BUY, LIMIT, 60000, NEW, false",
        "of another account, 2, SHORT, SELL, LIMIT, 60000, NEW, false",
        "on another instrument, 3, SHORT, SELL, LIMIT, 60000, NEW, false",
        "that takes and does not rest, 1, SHORT, SELL, IOC, 60000, NEW, false",
        "that waits with us, 1, SHORT, SELL, LIMIT, 60000, PARKED, false",
        "that has ended, 1, SHORT, SELL, LIMIT, 60000, FILLED, false"
    })
    void nobodyTradesWithAnOrderOfHisOwnThatRests(
            final String which,
            final int botId,
            final Leg leg,
            final Side side,
            final OrderType type,
            final String price,
            final OrderStatus status,
            final boolean isCrossed) {
        order(botId, leg, side, type, price, "0.01", status);
        entry(Leg.LONG, "60000", "0.01");

        assertEquals(isCrossed, isClosed(Gate.SELF_TRADE), which);
    }

    @Test
    void aSellCrossesWhatBuysAtItsPriceOrAbove() {
        opening(BTC_BOT, Leg.LONG, "59000", "0.01", OrderStatus.NEW);

        assertTrue(entry(Leg.SHORT, "59000", "0.01").isClosed(Gate.SELF_TRADE));
        assertFalse(entry(Leg.SHORT, "59000.1", "0.01").isClosed(Gate.SELF_TRADE));
    }

    @Test
    void anOrderThatTheVenuePricesCrossesByItsTarget() {
        final Order byLevel =
                order(BTC_BOT, Leg.SHORT, Side.SELL, OrderType.LIMIT, "61000", "0.01", OrderStatus.PARKED);
        byLevel.sendAs(OrderType.ASK, Order.NULL_PRICE, 1);
        byLevel.apply(OrderReport.ACTIVATED, dragon.nowNs());

        assertTrue(entry(Leg.LONG, "61000", "0.01").isClosed(Gate.SELF_TRADE));
        assertFalse(entry(Leg.LONG, "60999.9", "0.01").isClosed(Gate.SELF_TRADE));
    }

    @Test
    void whatTakesMeetsTheBestPriceFirstHoweverFarItMayReach() {
        opening(BTC_BOT, Leg.SHORT, "60000.1", "0.01", OrderStatus.NEW);
        assertFalse(entry(Leg.LONG, OrderType.IOC, "65000", "0.01", 0).isClosed(Gate.SELF_TRADE));
        dragon.quote("59999.9", "60000.1");
        assertTrue(entry(Leg.LONG, OrderType.IOC, "65000", "0.01", 0).isClosed(Gate.SELF_TRADE));

        dragon.quote("59999.9", null);
        assertTrue(entry(Leg.LONG, OrderType.IOC, "65000", "0.01", 0).isClosed(Gate.SELF_TRADE), "no best price");
        assertFalse(entry(Leg.LONG, OrderType.IOC, "60000", "0.01", 0).isClosed(Gate.SELF_TRADE), "no best price");
        opening(BTC_BOT, Leg.LONG, "59000", "0.01", OrderStatus.NEW);
        assertFalse(entry(Leg.SHORT, OrderType.IOC, "58000", "0.01", 0).isClosed(Gate.SELF_TRADE), "the bid is first");
    }
}
