package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.FreezeReachedEncoder;
import dragon.engine.protocol.GatewayDownEncoder;
import dragon.engine.protocol.GatewayHeartbeatEncoder;
import dragon.engine.protocol.GatewayUpEncoder;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OpenOrdersEndEncoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A gateway comes, falls silent, comes again or is another one: what is asked, what is doubted, and what goes on as if nothing were. */
class GatewaySessionScenarioTest {
    private final CoreHarness dragon = new CoreHarness();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    // Who may speak

    @Test
    void aSessionWithoutANumberOrOfAnotherModeIsNoSession() {
        dragon.startTerm().createAccount("main").forget();

        up(0, LaneMode.SIM);
        up(-1, LaneMode.SIM);
        up(77, LaneMode.LIVE);

        assertEquals(List.of("VALUE_OUT_OF_RANGE", "VALUE_OUT_OF_RANGE", "VALUE_OUT_OF_RANGE"), dragon.takeRefusals());
        assertFalse(dragon.core().state().isGatewayUp());
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void thePulseOfAnEarlierSessionKeepsNobodyAlive() {
        dragon.ready(Legs.LONG_ONLY, "0").gatewayUp(78).forget();

        for (int second = 0; second < 30; second++) {
            dragon.waitInSilence(1);
            final GatewayHeartbeatEncoder late = new GatewayHeartbeatEncoder().wrapAndApplyHeader(buffer, 0, header);
            late.sessionId(77).clockOffsetMs(0).sentNs(0);
            apply(late.encodedLength());
        }

        assertEquals(30, dragon.takeRefusals().size());
        assertFalse(dragon.core().state().isGatewayUp());
    }

    @Test
    void aGoodByeOfAnEarlierSessionEndsNothing() {
        dragon.ready(Legs.LONG_ONLY, "0").gatewayUp(78).forget();

        down(77);
        assertEquals(List.of("OLD_SESSION"), dragon.takeRefusals());
        assertTrue(dragon.core().state().isGatewayUp());

        down(78);
        assertFalse(dragon.core().state().isGatewayUp());
        assertEquals(List.of("GATEWAY_DOWN ERROR: ended its session"), dragon.takeTexts());
    }

    @Test
    void aFreezeIsEffectiveByTheWordOfThePresentSessionAlone() {
        dragon.ready(Legs.LONG_ONLY, "0");

        freezeReached(76);
        assertEquals(List.of("OLD_SESSION"), dragon.takeRefusals());
        assertEquals(List.of(), dragon.takeTexts());

        freezeReached(77);
        assertEquals(
                List.of("KILL_SWITCH_EFFECTIVE INFO: gateway held back 3, had sent before and has answered 2"),
                dragon.takeTexts());
    }

    // It falls silent, and is heard again

    @Test
    void behindASilentGatewayNoAccountCountsAsCompared() {
        dragon.ready(Legs.LONG_ONLY, "0")
                .createAccount("second")
                .account(2, PositionMode.HEDGE)
                .openOrdersEnd(2);
        assertTrue(isCompared(1) && isCompared(2));

        dragon.waitInSilence(30);

        assertTrue(dragon.takeEvents().contains("GATEWAY_DOWN"));
        assertFalse(isCompared(1) || isCompared(2), "neither of them");
    }

    @Test
    void aGatewayThatIsHeardAgainIsToldAllAndAskedAll() {
        dragon.ready(Legs.LONG_ONLY, "0").waitInSilence(30).forget();

        dragon.heartbeat();

        assertTrue(dragon.core().state().isGatewayUp());
        assertEquals(List.of("GATEWAY_UP INFO: heard again"), dragon.takeTexts());
        final List<String> sent = dragon.takeSent();
        assertTrue(sent.contains("query trades"), sent.toString());
        assertTrue(sent.contains("query candles"), sent.toString());
        assertTrue(sent.size() >= 6, "account, orders, positions, feeds: " + sent);

        dragon.heartbeat();
        assertEquals(List.of(), dragon.takeTexts(), "once");
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void theCandlesOfASilenceAreDecidedAsAGap() {
        dragon.ready(Legs.LONG_ONLY, "0").waitInSilence(30);
        dragon.heartbeat().forget();
        final long nextMs = dragon.barOpenMs() + 60_000;

        dragon.candle(nextMs, "60000", CandleSource.LIVE);
        assertFalse(dragon.takeEvents().contains("BAR_TICK"), "until the history is told nobody knows what is missing");

        dragon.candle(nextMs, "60000", CandleSource.HISTORY).historyEnd();
        assertTrue(dragon.takeEvents().contains("BAR_TICK"));
    }

    // Orders on their way meanwhile

    @Test
    void anAnswerThatWentToAnotherSessionLeavesItsOrderInDoubt() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long entry = dragon.lastPlacedId();
        assertEquals(OrderStatus.PENDING_NEW, order(entry).status());

        dragon.gatewayUp(78);

        assertEquals(OrderStatus.IN_DOUBT, order(entry).status());
    }

    @Test
    void anAnswerOfTheSameSessionIsStillAwaited() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long entry = dragon.lastPlacedId();

        dragon.gatewayUp(77);

        assertEquals(OrderStatus.PENDING_NEW, order(entry).status());
    }

    @Test
    void anOrderInDoubtIsAskedAboutInEverySession() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000").gatewayUp(78).forget();
        assertEquals(OrderStatus.IN_DOUBT, order(dragon.lastPlacedId()).status());

        dragon.gatewayUp(79);

        assertEquals(
                1, dragon.takeSent().stream().filter("query order"::equals).count(), "and not doubted a second time");
    }

    @Test
    void aCancelOfAnotherSessionCountsAsNotSentAndOneOfTheSameSessionIsNotRepeated() {
        final long rung = pausedWithACancelUnderWay();
        assertTrue(order(rung).isCancelSent());

        dragon.gatewayUp(77);
        assertTrue(order(rung).isCancelSent(), "the same session has it");

        dragon.gatewayUp(78);
        assertFalse(order(rung).isCancelSent(), "nobody knows whether it left");
        dragon.account(1, PositionMode.HEDGE).forget().pass(4);
        assertTrue(dragon.takeSent().contains("cancel"));
    }

    private long pausedWithACancelUnderWay() {
        dragon.inPosition("0");
        final long rung = dragon.core().state().bots().get(1).leg(Leg.LONG).orderId(OrderRole.DCA);
        dragon.accepted(rung).desire(1, DesiredStatus.PAUSED).pass(4);
        return rung;
    }

    // What the list of open orders says

    @Test
    void anOpenOrderThatTheListDoesNotNameIsAskedAboutAndAListThatFailedSaysNothing() {
        dragon.inPosition("0");
        final long rung = dragon.core().state().bots().get(1).leg(Leg.LONG).orderId(OrderRole.DCA);
        final long profit = dragon.core().state().bots().get(1).leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT);
        dragon.accepted(rung).accepted(profit).passMs(500);
        dragon.gatewayUp(77).passMs(10).forget();
        dragon.status(profit, VenueOrderStatus.NEW, "0");

        openOrdersEnd(false);
        assertEquals(0, queries());

        openOrdersEnd(true);
        assertEquals(1, queries(), "the rung; the take profit was named");
        assertEquals(OrderStatus.NEW, order(rung).status(), "absence is no evidence");
    }

    private int queries() {
        return (int) dragon.takeSent().stream().filter("query order"::equals).count();
    }

    private boolean isCompared(final int accountId) {
        return dragon.core().state().accounts().get(accountId).isReconciled();
    }

    private Order order(final long clientOrderId) {
        return dragon.core().state().orders().get(clientOrderId);
    }

    private void up(final long sessionId, final LaneMode mode) {
        final GatewayUpEncoder m = new GatewayUpEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.sessionId(sessionId).processId(2).mode(mode).sentNs(0);
        apply(m.encodedLength());
    }

    private void down(final long sessionId) {
        final GatewayDownEncoder m = new GatewayDownEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.sessionId(sessionId);
        apply(m.encodedLength());
    }

    private void freezeReached(final long sessionId) {
        final FreezeReachedEncoder m = new FreezeReachedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.sessionId(sessionId).causeId(5).heldBack(3).answered(2);
        apply(m.encodedLength());
    }

    private void openOrdersEnd(final boolean succeeded) {
        final OpenOrdersEndEncoder m = new OpenOrdersEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(1).succeeded(succeeded ? Bool.YES : Bool.NO).orderCount(0);
        apply(m.encodedLength());
    }

    private void apply(final int bodyLength) {
        dragon.applyRaw(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyLength);
    }
}
