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
import dragon.engine.core.market.Instrument;
import dragon.engine.core.market.PriceSource;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.StrategyParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** Where the gates get what they compare, and what an event of a block says of it. */
class GateInputScenarioTest {
    /** What an event of a block says. */
    private record Block(EventCode code, int gate, long closedGates, RiskLimit limit, long valueE8, long limitE8) {}

    private final List<Block> blocks = new ArrayList<>();

    private final CoreHarness dragon = new CoreHarness() {
        private final MessageHeaderDecoder header = new MessageHeaderDecoder();

        @Override
        public void audit(final DirectBuffer message, final int offset, final int length) {
            header.wrap(message, offset);
            if (header.templateId() == BotEventDecoder.TEMPLATE_ID) {
                final BotEventDecoder event = new BotEventDecoder().wrapAndApplyHeader(message, offset, header);
                if (event.gate() != 0) {
                    blocks.add(new Block(
                            event.code(),
                            event.gate(),
                            event.closedGates(),
                            event.riskLimit(),
                            event.valueE8(),
                            event.limitE8()));
                }
            }
            super.audit(message, offset, length);
        }
    };

    private Account account() {
        return dragon.core().state().accounts().get(1);
    }

    private Bot bot() {
        return dragon.core().state().bots().get(1);
    }

    private boolean isClosed(final Gate gate) {
        final Attempt look = new Attempt().look(bot(), bot().leg(Leg.LONG), Action.ENTRY);
        return (new Gates(dragon.core().state()).closed(look, dragon.nowNs()) & gate.bit()) != 0;
    }

    private Block lastBlock() {
        return blocks.get(blocks.size() - 1);
    }

    @Test
    void aBlockCarriesTheNumbersThatWereCompared() {
        dragon.ready(Legs.LONG_ONLY, "0").limit(RiskLimit.ORDER_NOTIONAL_MAX, "599.5");

        dragon.bar("60000");

        // The entry reaches half a percent through the offer: 0.01 at 60,300.
        assertEquals(
                new Block(
                        EventCode.RISK_LIMIT_TRIP,
                        Gate.ORDER_SIZE.code(),
                        Gate.ORDER_SIZE.bit(),
                        RiskLimit.ORDER_NOTIONAL_MAX,
                        e8("603"),
                        e8("599.5")),
                lastBlock());
    }

    @Test
    void aBlockNamesEveryGateThatWasClosed() {
        dragon.ready(Legs.LONG_ONLY, "0").limit(RiskLimit.DAY_LOSS_MAX, "10").adjust(1, "-12.5");
        dragon.limit(RiskLimit.MARGIN_FREE_MIN_PCT, "30").account(1, PositionMode.HEDGE, "10000", "2000");

        dragon.pass(3);

        assertEquals(Gate.DAY_LOSS.code(), lastBlock().gate());
        assertEquals(e8("-12.5"), lastBlock().valueE8());
        assertEquals(e8("-10"), lastBlock().limitE8());
        assertTrue((lastBlock().closedGates() & Gate.MARGIN.bit()) != 0);
    }

    @Test
    void aLimitKnowsTheLineItComesFromAndForgetsItWithTheRaise() {
        dragon.ready(Legs.LONG_ONLY, "0");
        dragon.limit(RiskLimit.DAY_LOSS_MAX, e8("50"), false, "accounts.d/main.toml", 11);
        assertEquals("accounts.d/main.toml:11", account().limits().origin(Limit.DAY_LOSS_MAX, dragon.nowNs()));

        dragon.limit(RiskLimit.DAY_LOSS_MAX, "80").restart();
        assertEquals("typed by rana", account().limits().origin(Limit.DAY_LOSS_MAX, dragon.nowNs()));

        final long tomorrowNs = dragon.nowNs() + 86_400L * CoreHarness.SECOND_NS;
        assertEquals(e8("50"), account().limits().valueE8(Limit.DAY_LOSS_MAX, tomorrowNs));
        assertEquals("accounts.d/main.toml:11", account().limits().origin(Limit.DAY_LOSS_MAX, tomorrowNs));
    }

    @Test
    void asksForTheLiquidationPriceOfWhatIsHeldAndKeepsItThroughTheStream() {
        dragon.ready(Legs.LONG_ONLY, "0").limit(RiskLimit.LIQUIDATION_DISTANCE_MIN_PCT, "15");
        dragon.bar("60000").mark("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).filled(id, "0.01", "60000").forget();
        assertTrue(isClosed(Gate.LIQUIDATION), "nobody has told where it would be liquidated");

        dragon.pass(3);
        assertTrue(dragon.takeSent().contains("template 304"), "the venue is asked for its positions");
        dragon.position(Leg.LONG, "0.01", "40000", true)
                .quote("59999.9", "60000")
                .mark("60000");
        assertFalse(isClosed(Gate.LIQUIDATION));
        dragon.position(Leg.LONG, "0.01", null, false);
        assertEquals(e8("40000"), bot().leg(Leg.LONG).liquidationPriceE8(), "the stream tells none");
        dragon.position(Leg.LONG, "0.01", null, true);
        assertFalse(isClosed(Gate.LIQUIDATION), "there is none: nothing is near");

        dragon.position(Leg.LONG, "0.01", "58000", true);
        assertTrue(isClosed(Gate.LIQUIDATION));
    }

    @Test
    void aLiquidationPriceThatWasReadBeforeAFillIsNotThatOfTheLargerLeg() {
        dragon.ready(Legs.LONG_ONLY, "0").limit(RiskLimit.LIQUIDATION_DISTANCE_MIN_PCT, "15");
        dragon.bar("60000").mark("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).position(Leg.LONG, "0", null, true);
        dragon.filled(id, "0.01", "60000");
        assertTrue(isClosed(Gate.LIQUIDATION), "of a flat leg there was none");
        dragon.position(Leg.LONG, "0", null, true);
        assertTrue(isClosed(Gate.LIQUIDATION), "read before the fill, told behind it");

        dragon.position(Leg.LONG, "0.01", "40000", true)
                .quote("59999.9", "60000")
                .mark("60000");
        assertFalse(isClosed(Gate.LIQUIDATION));
    }

    @Test
    void aLiquidationPriceThatIsOldSaysNothing() {
        dragon.inPosition("0").limit(RiskLimit.LIQUIDATION_DISTANCE_MIN_PCT, "15");
        dragon.position(Leg.LONG, "0.01", "40000", true);
        dragon.pass(90).quote("59999.9", "60000").mark("60000");
        assertFalse(isClosed(Gate.LIQUIDATION));

        dragon.passMs(1).quote("59999.9", "60000").mark("60000");
        assertTrue(isClosed(Gate.LIQUIDATION));
    }

    @Test
    void holdsEntriesToTheLeverageThatTheVenueToldFirstUntilItIsAccepted() {
        dragon.ready(Legs.LONG_ONLY, "0").limit(RiskLimit.LEVERAGE_EXPECTED, "0");
        assertTrue(isClosed(Gate.LEVERAGE), "the venue has not told any");
        dragon.venueLeverage(10);
        assertFalse(isClosed(Gate.LEVERAGE));

        dragon.forget().venueLeverage(20);
        assertTrue(isClosed(Gate.LEVERAGE));
        assertTrue(dragon.takeEvents().contains("LEVERAGE_CHANGED"));

        dragon.release(ControlScope.BOT, 1, Leg.NULL_VAL);
        assertFalse(isClosed(Gate.LEVERAGE), "an operator takes it for the right one");
    }

    @Test
    void aBotThatNamesItsLeverageIsHeldToIt() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of(StrategyParameter.FUTURES_LEVERAGE, "5"));
        dragon.limit(RiskLimit.LEVERAGE_EXPECTED, "10").venueLeverage(10);
        assertTrue(isClosed(Gate.LEVERAGE));

        dragon.venueLeverage(5);
        assertFalse(isClosed(Gate.LEVERAGE));
    }

    @Test
    void asksForTheLeverageAtEachSessionAndEveryFiveMinutes() {
        dragon.ready(Legs.LONG_ONLY, "0").venueLeverage(10);
        assertEquals(1, dragon.takeLeverageQueries());

        dragon.pass(290);
        assertEquals(0, dragon.takeLeverageQueries());
        dragon.pass(10);
        assertEquals(1, dragon.takeLeverageQueries());

        dragon.gatewayUp(78);
        assertEquals(1, dragon.takeLeverageQueries());
    }

    @Test
    void takesTheWalletFromItsOwnReport() {
        dragon.ready(Legs.LONG_ONLY, "0").wallet("1234.5").restart();

        assertEquals(e8("1234.5"), account().walletE8());
        assertEquals(dragon.nowNs(), account().walletNs());
    }

    @Test
    void valuesNothingAtAPriceThatIsOld() {
        dragon.ready(Legs.LONG_ONLY, "0").mark("61000").quote("59999.8", "60000");
        final Instrument instrument = dragon.core().state().instruments().get(1);
        final long nowNs = dragon.nowNs();

        assertEquals(PriceSource.MARK, instrument.valuationSource(nowNs + 5 * CoreHarness.SECOND_NS));
        assertEquals(PriceSource.NONE, instrument.valuationSource(nowNs + 5 * CoreHarness.SECOND_NS + 1));
        dragon.passMs(5_001).quote("59999.8", "60000");
        assertEquals(PriceSource.MIDDLE, instrument.valuationSource(dragon.nowNs()));
        assertEquals(e8("59999.9"), instrument.valuationPriceE8(dragon.nowNs()));
        assertEquals(
                Instrument.NULL_PRICE, instrument.valuationPriceE8(dragon.nowNs() + 2 * CoreHarness.SECOND_NS + 1));
    }

    @Test
    void aLossThatIsNotKnownClosesItsGateAndLatchesNothing() {
        dragon.inPosition("0")
                .limit(RiskLimit.BOT_LOSS_MAX, "10")
                .quote(null, null)
                .forget();

        dragon.pass(9);

        assertTrue(isClosed(Gate.BOT_LOSS));
        assertFalse(bot().latch().isOn());
    }

    @Test
    void g3OverfillIsBookedToldAndKeepsEntriesOffUntilReleased() {
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).forget();

        dragon.filled(id, "0.012", "60000");

        assertEquals(e8("0.012"), bot().leg(Leg.LONG).quantityE8(), "what is held is held");
        final List<String> events = dragon.takeEvents();
        assertTrue(events.contains("ORDER_OVERFILLED") && events.contains("LATCH_SET"), events.toString());
        assertTrue(bot().latch().isOn());
        dragon.release(ControlScope.BOT, 1, Leg.NULL_VAL);
        assertFalse(bot().latch().isOn());
    }
}
