package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.JobLease;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.TermEndedEncoder;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What time alone brings about, to the millisecond; a fast tick comes every 3 s, the first 2 s after the bar of the story. */
class LaneInputScenarioTest {
    private final CoreHarness dragon = new CoreHarness();

    private OrderStatus statusOf(final long clientOrderId) {
        return dragon.core().state().orders().get(clientOrderId).status();
    }

    private long count(final String what) {
        return dragon.takeSent().stream().filter(what::equals).count();
    }

    /** Time passes and the gateway is heard all along. */
    private void passMs(final long milliseconds) {
        for (long left = milliseconds; left > 0; left -= 1_000) {
            dragon.passMs(Math.min(left, 1_000)).heartbeat();
        }
    }

    @Test
    void aGatewayMayBeSilentForFiveSecondsAndNotForLonger() {
        dragon.ready(Legs.LONG_ONLY, "0").heartbeat();
        dragon.pauseEngine(5);
        assertTrue(dragon.core().state().isGatewayUp());

        dragon.heartbeat().waitInSilence(3).passMs(2_001).pauseEngine(0);

        assertFalse(dragon.core().state().isGatewayUp());
    }

    @Test
    void anOrderWithoutAnAnswerIsInDoubtAfterFiveSeconds() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        passMs(4_999);
        assertEquals(OrderStatus.PENDING_NEW, statusOf(id));

        passMs(3_001); // Two fast ticks later.

        assertEquals(OrderStatus.IN_DOUBT, statusOf(id));
    }

    @Test
    void atTheEndOfItsFiveSecondsAnAnswerMayStillBeOnItsWay() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();

        passMs(5_000); // A fast tick is due at this very moment.
        assertEquals(OrderStatus.PENDING_NEW, statusOf(id));
        passMs(3_000);

        assertEquals(OrderStatus.IN_DOUBT, statusOf(id));
    }

    @Test
    void aComparisonThatIsNotAnsweredIsAskedForAgainAfterTenSeconds() {
        dragon.startTerm()
                .createAccount("main")
                .createBot("btc", Legs.LONG_ONLY, "0")
                .live(true);
        dragon.pass(2).gatewayUp(77).forget();

        passMs(10_000); // Fast ticks at 1, 4, 7 and 10 seconds.
        assertEquals(0, count("query trades"));
        passMs(3_000);

        assertEquals(1, count("query trades"));
    }

    @Test
    void candlesThatDoNotComeAreAskedForAgainAfterTenSeconds() {
        dragon.startTerm()
                .createAccount("main")
                .createBot("btc", Legs.LONG_ONLY, "0")
                .live(true);
        dragon.pass(2).gatewayUp(77);
        assertEquals(1, count("query candles"));

        passMs(10_000);
        assertEquals(0, count("query candles"));
        passMs(3_000);
        assertEquals(1, count("query candles"));
        dragon.candle(dragon.barOpenMs(), "60000", CandleSource.HISTORY)
                .historyEnd()
                .forget();

        passMs(60_000);

        assertEquals(0, count("query candles"));
    }

    @Test
    void anOrderThatHasEndedIsKeptForTenMinutes() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.pass(2).rejected(id, RejectClass.OTHER);

        passMs(600_000);
        assertNotNull(dragon.core().state().orders().get(id));
        passMs(3_000);

        assertNull(dragon.core().state().orders().get(id));
    }

    @Test
    void anOrderThatIsVoidIsKeptForADay() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.placeFailed(id, SendFailure.AMBIGUOUS).unknownToVenue(id).pass(11);
        dragon.unknownToVenue(id);
        assertEquals(OrderStatus.VOID, statusOf(id));

        dragon.pass(86_400);
        assertNotNull(dragon.core().state().orders().get(id));
        dragon.pass(4);

        assertNull(dragon.core().state().orders().get(id));
    }

    @ParameterizedTest
    @CsvSource({"10, 10", "10.00000001, 0", "0, 0", "-0.00000001, 0"})
    void aFeeRateThatCannotBeIsNone(final String told, final String held) {
        dragon.feeRate(told).startTerm();

        assertEquals(e8(held), dragon.core().state().feeRatePctE8());
    }

    @Test
    void aTermBeginsWithoutAGatewayAndWithItsOrdersInDoubt() {
        dragon.inPosition("0");
        final long rung = dragon.core().state().bots().get(1).leg(Leg.LONG).orderId(OrderRole.DCA);
        final long profit = dragon.core().state().bots().get(1).leg(Leg.LONG).orderId(OrderRole.TAKE_PROFIT);
        dragon.accepted(profit).forget();

        dragon.startTerm();

        assertFalse(dragon.core().state().isGatewayUp());
        assertEquals(OrderStatus.IN_DOUBT, statusOf(rung));
        assertEquals(OrderStatus.NEW, statusOf(profit), "the venue has confirmed it");
        assertEquals(List.of(), dragon.takeSent(), "there is nobody to ask");
    }

    @Test
    void theEndOfAnotherTermEndsNothing() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).startTerm().takeRefusals();
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        final TermEndedEncoder ended = new TermEndedEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        ended.term(1);
        dragon.applyRaw(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + ended.encodedLength());

        assertEquals(List.of("OLD_TERM"), dragon.takeRefusals());
        assertEquals(JobLease.Standing.HELD, standing());
        dragon.endTerm();
        assertEquals(List.of(), dragon.takeRefusals());
        assertNotEquals(JobLease.Standing.HELD, standing());
    }

    private JobLease.Standing standing() {
        return dragon.core().state().bots().get(1).lease().standing();
    }

    @Test
    void anOrderThatRestsIsKeptHoweverOldItIs() {
        dragon.inPosition("0");
        final long profit = dragon.lastPlacedId();
        dragon.accepted(profit);

        passMs(900_000);

        assertEquals(OrderStatus.NEW, statusOf(profit));
        dragon.status(profit, VenueOrderStatus.CANCELED, "0");
        assertEquals(OrderStatus.CANCELED, statusOf(profit));
    }
}
