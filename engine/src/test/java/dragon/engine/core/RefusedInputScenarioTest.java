package dragon.engine.core;

import static dragon.engine.core.CoreHarness.SYMBOL;
import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.core.market.Instrument;
import dragon.engine.protocol.AccountReportEncoder;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CancelRejectedEncoder;
import dragon.engine.protocol.CandleEncoder;
import dragon.engine.protocol.CandleHistoryEndEncoder;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.ForeignOrderEncoder;
import dragon.engine.protocol.FreezeReachedEncoder;
import dragon.engine.protocol.FundingPaidEncoder;
import dragon.engine.protocol.GatewayDownEncoder;
import dragon.engine.protocol.InstrumentDefinitionEncoder;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MarkPriceEncoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OpenOrdersEndEncoder;
import dragon.engine.protocol.PlaceOrderEncoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.PositionReportEncoder;
import dragon.engine.protocol.QueryFailedEncoder;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.StorageState;
import dragon.engine.protocol.TermStartedEncoder;
import dragon.engine.protocol.Timeframe;
import java.util.List;
import java.util.Map;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an input cannot mean is refused with its reason, and nothing comes of it; what it can mean late or alone is taken. */
class RefusedInputScenarioTest {
    private static final int NOBODY = 7;

    private final CoreHarness dragon = new CoreHarness();
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    @BeforeEach
    void ready() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).mark("60000").forget();
    }

    private Account account() {
        return dragon.core().state().accounts().get(1);
    }

    private Instrument instrument() {
        return dragon.core().state().instruments().get(1);
    }

    private void apply(final int bodyLength) {
        dragon.applyRaw(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyLength);
    }

    private void thenRefused(final String reason) {
        assertEquals(List.of(reason), dragon.takeRefusals());
        assertEquals(List.of(), dragon.takeSent());
        assertEquals(List.of(), dragon.takeEvents());
    }

    private void mark(final int instrumentId, final long priceE8) {
        final MarkPriceEncoder m = new MarkPriceEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(instrumentId).priceE8(priceE8).venueTimeMs(0);
        apply(m.encodedLength());
    }

    private void define(
            final int id,
            final String symbol,
            final String tick,
            final String step,
            final String min,
            final String max) {
        final InstrumentDefinitionEncoder m = new InstrumentDefinitionEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(id)
                .isTrading(Bool.YES)
                .priceMinE8(e8("10"))
                .priceMaxE8(e8("1000000"))
                .tickSizeE8(e8(tick))
                .quantityMinE8(e8(min))
                .quantityMaxE8(e8(max))
                .quantityStepE8(e8(step))
                .minNotionalE8(0)
                .symbol(symbol);
        apply(m.encodedLength());
    }

    // The market

    @Test
    void aMarkOfAnInstrumentThatNobodyKnowsOrWithoutAPrice() {
        mark(NOBODY, e8("1"));
        thenRefused("UNKNOWN_INSTRUMENT");
        mark(1, 0);
        thenRefused("BAD_PRICE");
        mark(1, -1);
        thenRefused("BAD_PRICE");
        assertEquals(e8("60000"), instrument().markPriceE8());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no price at the low, 0, 60000, 59990, 60005, 0",
        "a high below the open, 1, 60000, 59990, 59999, 0",
        "a high below the close, 1, 60000, 59990, 59989, 0",
        "a low above the close, 59995, 60000, 59990, 60005, 0",
        "a low above the open, 60001, 60000, 60003, 60005, 0",
        "between two minutes, 59980, 60000, 59990, 60005, 1"
    })
    void aCandleThatCannotBe(
            final String which,
            final String low,
            final String open,
            final String close,
            final String high,
            final long awayMs) {
        final long beforeMs = instrument().feed(Timeframe.M1).lastOpenMs();
        candle(1, beforeMs + 60_000 + awayMs, open, high, low, close);

        thenRefused("BAD_PRICE");
        assertEquals(beforeMs, instrument().feed(Timeframe.M1).lastOpenMs(), which);
        candle(1, beforeMs + 60_000, "60000", "60005", "59980", "59990");
        assertEquals(beforeMs + 60_000, instrument().feed(Timeframe.M1).lastOpenMs(), "a good one");
        assertEquals(e8("59990"), instrument().feed(Timeframe.M1).lastCloseE8());
    }

    private void candle(
            final int id,
            final long openMs,
            final String open,
            final String high,
            final String low,
            final String close) {
        final CandleEncoder m = new CandleEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(id)
                .timeframe(Timeframe.M1)
                .source(CandleSource.LIVE)
                .openTimeMs(openMs)
                .openE8(e8(open))
                .highE8(e8(high))
                .lowE8(e8(low))
                .closeE8(e8(close))
                .volumeE8(e8("1"));
        apply(m.encodedLength());
    }

    @Test
    void aCandleThatNobodyAskedFor() {
        candle(NOBODY, 60_000, "1", "1", "1", "1");
        thenRefused("UNKNOWN_INSTRUMENT");
        candle(1, 0, "1", "1", "1", "1");
        thenRefused("BAD_PRICE");
        candle(1, -60_000, "1", "1", "1", "1");
        thenRefused("BAD_PRICE");
        final CandleHistoryEndEncoder m = new CandleHistoryEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.instrumentId(NOBODY).timeframe(Timeframe.M1).succeeded(Bool.YES).candleCount(1);
        apply(m.encodedLength());
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void filtersOfAnotherSymbolOrWithoutASizeOfTheirSteps() {
        define(1, "PERP_ETH_USDT", "0.1", "0.001", "0.001", "100");
        assertEquals(1, dragon.takeRefusals().size());
        define(NOBODY, SYMBOL, "0.1", "0.001", "0.001", "100");
        assertEquals(1, dragon.takeRefusals().size());
        for (final String[] bad : new String[][] {
            {"0", "0.001", "0.001", "100"},
            {"0.1", "0", "0.001", "100"},
            {"0.1", "0.001", "-0.001", "100"},
            {"0.1", "0.001", "0.2", "0.1"}
        }) {
            define(1, SYMBOL, bad[0], bad[1], bad[2], bad[3]);
            assertEquals(List.of("INSTRUMENT_REFUSED"), dragon.takeEvents());
        }
        assertEquals(e8("0.001"), instrument().quantityStepE8());
        assertEquals(e8("0.1"), instrument().tickSizeE8());
        define(1, SYMBOL, "0.5", "0.002", "0.002", "50");
        assertEquals(e8("0.5"), instrument().tickSizeE8());
        assertEquals(e8("50"), instrument().quantityMaxE8());
    }

    // The venue

    @Test
    void aSessionOfAnotherModeOrWithoutANumber() {
        dragon.inMode(LaneMode.LIVE).gatewayUpUnmeasured(80);
        thenRefused("VALUE_OUT_OF_RANGE");
        dragon.inMode(LaneMode.SIM).gatewayUpUnmeasured(0);
        thenRefused("VALUE_OUT_OF_RANGE");
        assertEquals(77, dragon.core().state().sessionId());
    }

    @Test
    void theEndOfASessionThatIsNotTheOneOfNow() {
        down(76);
        thenRefused("OLD_SESSION");
        assertTrue(dragon.core().state().isGatewayUp());

        down(77);
        assertFalse(dragon.core().state().isGatewayUp());
        assertTrue(dragon.takeEvents().stream().anyMatch(code -> code.contains("GATEWAY")));
    }

    private void down(final long sessionId) {
        final GatewayDownEncoder m = new GatewayDownEncoder().wrapAndApplyHeader(buffer, 0, header);
        apply(m.sessionId(sessionId).encodedLength());
    }

    @Test
    void aFreezeThatAnotherSessionReached() {
        final FreezeReachedEncoder m = new FreezeReachedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.sessionId(76).causeId(1).heldBack(0).answered(0);
        apply(m.encodedLength());

        thenRefused("OLD_SESSION");
    }

    @Test
    void aFillWithoutPriceOrQuantity() {
        dragon.bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.forget().trade(id, 1, "0.01", "0");
        assertEquals(List.of("BAD_PRICE"), dragon.takeRefusals());
        dragon.trade(id, 1, "0", "60000");
        assertEquals(List.of("BAD_PRICE"), dragon.takeRefusals());
        dragon.trade(id, 1, "-0.01", "60000");
        assertEquals(List.of("BAD_PRICE"), dragon.takeRefusals());
        assertTrue(dragon.core().state().bots().get(1).leg(Leg.LONG).isFlat());
        dragon.trade(id, 1, "0.01", "60000");
        assertEquals(
                e8("0.01"), dragon.core().state().bots().get(1).leg(Leg.LONG).quantityE8());
    }

    @Test
    void reportsOfAnAccountThatNobodyMade() {
        final AccountReportEncoder report = new AccountReportEncoder().wrapAndApplyHeader(buffer, 0, header);
        report.accountId(NOBODY)
                .positionMode(PositionMode.HEDGE)
                .equityE8(0)
                .freeCollateralE8(0)
                .marginRatioE8(0)
                .venueTimeMs(0)
                .walletE8(0)
                .totalCollateralE8(0)
                .maintenanceMarginRatioE8(0);
        apply(report.encodedLength());
        thenRefused("UNKNOWN_ACCOUNT");
        final OpenOrdersEndEncoder end = new OpenOrdersEndEncoder().wrapAndApplyHeader(buffer, 0, header);
        end.accountId(NOBODY).succeeded(Bool.YES).orderCount(0);
        apply(end.encodedLength());
        thenRefused("UNKNOWN_ACCOUNT");
        final FundingPaidEncoder funding = new FundingPaidEncoder().wrapAndApplyHeader(buffer, 0, header);
        funding.accountId(NOBODY).instrumentId(1).fundingId(1).amountE8(1).venueTimeMs(0);
        apply(funding.encodedLength());
        thenRefused("UNKNOWN_ACCOUNT");
        foreignOrder(NOBODY);
        thenRefused("UNKNOWN_ACCOUNT");
    }

    @Test
    void aPositionOfNobodyOrLessThanNothing() {
        for (final long[] bad : new long[][] {{NOBODY, 1, 0}, {1, NOBODY, 0}, {1, 1, -1}}) {
            final PositionReportEncoder m = new PositionReportEncoder().wrapAndApplyHeader(buffer, 0, header);
            m.accountId((int) bad[0])
                    .instrumentId((int) bad[1])
                    .leg(Leg.LONG)
                    .quantityE8(bad[2])
                    .averageEntryE8(0)
                    .fromQuery(Bool.YES)
                    .venueTimeMs(0)
                    .markPriceE8(Long.MIN_VALUE)
                    .liquidationPriceE8(Long.MIN_VALUE)
                    .adlQuantile(0)
                    .leverage(0);
            apply(m.encodedLength());
            thenRefused("UNKNOWN_INSTRUMENT");
        }
    }

    private void foreignOrder(final int accountId) {
        final ForeignOrderEncoder m = new ForeignOrderEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.accountId(accountId).instrumentId(1).venueOrderId(900).clientOrderId(0);
        apply(m.encodedLength());
    }

    @Test
    void anOrderOfAnotherHandIsToldAndLeftAlone() {
        foreignOrder(1);

        assertEquals(List.of("ORDER_FOREIGN"), dragon.takeEvents());
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void aCancelThatTheVenueRefusesMakesItLookAtTheOrder() {
        dragon.bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.accepted(id).desire(1, DesiredStatus.STOPPED).forget();
        final CancelRejectedEncoder m = new CancelRejectedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(id).venueCode(-1006).text("gone");
        apply(m.encodedLength());

        assertTrue(dragon.takeSent().contains("query order"));
    }

    @Test
    void aQueryWithoutAnswerIsRepeatedByTheOrdersOwnTimer() {
        dragon.bar("60000");
        final long id = dragon.lastPlacedId();
        dragon.placeFailed(id, SendFailure.AMBIGUOUS).forget();
        final QueryFailedEncoder m = new QueryFailedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.clientOrderId(id).failure(SendFailure.AMBIGUOUS);
        apply(m.encodedLength());
        assertEquals(List.of(), dragon.takeSent());

        dragon.pass(2);
        assertTrue(dragon.takeSent().contains("query order"));
    }

    // The lane

    @Test
    void aTermThatIsNotHigher() {
        final TermStartedEncoder m = new TermStartedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.term(1)
                .processId(1)
                .mode(LaneMode.SIM)
                .fastIntervalNs(1)
                .intentTimeToLiveNs(1)
                .owner("old")
                .leaseNs(1)
                .isLeaseLost(Bool.NO)
                .feeRatePctE8(0);
        apply(m.encodedLength());

        thenRefused("OLD_TERM");
    }

    @Test
    void aStorageWithoutAStateOrWithLessThanNothingFree() {
        dragon.storage(StorageState.NULL_VAL, 1, "");
        thenRefused("VALUE_OUT_OF_RANGE");
        dragon.storage(StorageState.AT_FAULT, -1, "");
        thenRefused("VALUE_OUT_OF_RANGE");
        assertEquals(StorageState.SOUND, dragon.core().state().storage());
    }

    @Test
    void whatIsNoInputOrNotOfThisSchema() {
        final PlaceOrderEncoder place = new PlaceOrderEncoder().wrapAndApplyHeader(buffer, 0, header);
        apply(place.encodedLength());
        thenRefused("NOT_AN_INPUT");
        mark(1, e8("1"));
        dragon.forget();
        header.wrap(buffer, 0).templateId(9_999);
        apply(24);
        thenRefused("UNKNOWN_TEMPLATE");
        mark(1, e8("60000"));
        header.wrap(buffer, 0).schemaId(header.sbeSchemaId() + 1);
        apply(24);
        assertEquals(1, dragon.takeRefusals().size());
        mark(1, e8("60000"));
        header.wrap(buffer, 0).blockLength(1);
        apply(24);
        assertEquals(1, dragon.takeRefusals().size());
    }

    // Commands

    private void thenAnswered(final String reason) {
        assertEquals(reason + " 0", dragon.lastResult());
        assertEquals(List.of(), dragon.takeSent());
    }

    @Test
    void anAccountWithALabelThatIsTakenOrNone() {
        dragon.createAccount("main");
        thenAnswered("NAME_TAKEN");
        dragon.createAccount("with blank");
        thenAnswered("VALUE_OUT_OF_RANGE");
        dragon.createAccount("");
        thenAnswered("VALUE_OUT_OF_RANGE");
        assertEquals(1, dragon.core().state().accounts().count());
        for (int i = 2; i <= 8; i++) {
            dragon.createAccount("a" + i);
            assertEquals(i, dragon.core().state().accounts().count());
        }
        dragon.forget().createAccount("a9");
        thenAnswered("CAPACITY");
    }

    @Test
    void aBotWithoutAPlaceOfItsOwn() {
        dragon.createBot("btc", Legs.LONG_ONLY, "0");
        thenAnswered("NAME_TAKEN");
        dragon.createBot("with blank", Legs.LONG_ONLY, "0");
        thenAnswered("VALUE_OUT_OF_RANGE");
        dragon.createBot("b", Legs.LONG_ONLY, "0", "BTC");
        thenAnswered("VALUE_OUT_OF_RANGE");
        dragon.createBot("b", Legs.NULL_VAL, "0");
        thenAnswered("MISSING_VALUE");
        dragon.createBot(NOBODY, "b", Legs.LONG_ONLY, "0", SYMBOL);
        thenAnswered("UNKNOWN_ACCOUNT");
        dragon.setAccount(1, AccountStatus.DELETED, null).createBot("b", Legs.LONG_ONLY, "0");
        thenAnswered("UNKNOWN_ACCOUNT");
        assertEquals(1, dragon.core().state().bots().count());
        assertNull(dragon.core().state().bots().find("b"));
    }

    @Test
    void aWishForNobody() {
        dragon.desire(NOBODY, DesiredStatus.PAUSED);
        thenAnswered("UNKNOWN_BOT");
        dragon.desire(1, DesiredStatus.NULL_VAL);
        thenAnswered("MISSING_VALUE");
        dragon.setAccount(NOBODY, AccountStatus.DISABLED, null);
        thenAnswered("UNKNOWN_ACCOUNT");
        dragon.adjust(NOBODY, "1");
        thenAnswered("UNKNOWN_ACCOUNT");
        dragon.changeBot(NOBODY, 0, true, Map.of());
        thenAnswered("UNKNOWN_BOT");
        assertEquals(AccountStatus.ACTIVE, account().status());
    }

    @Test
    void aCorrectionOfALiveLedger() {
        final CoreHarness live = new CoreHarness().inMode(LaneMode.LIVE);
        live.startTerm().createAccount("main").adjust(1, "5");

        assertEquals("NOT_IN_SIM_OR_DRY_RUN 0", live.lastResult());
        assertEquals(0, live.core().state().accounts().get(1).totalNetE8());
    }

    @Test
    void aLimitThatIsLessThanNothing() {
        dragon.limit(RiskLimit.ORDER_NOTIONAL_MAX, -1, true);

        thenAnswered("VALUE_OUT_OF_RANGE");
    }

    @Test
    void aDefaultThatIsAPartOfAnEquityThatNobodyKnows() {
        dragon.account(1, PositionMode.HEDGE, null, null).forget();
        dragon.limit(RiskLimit.ACCOUNT_GROSS_MAX, Long.MIN_VALUE + 1, true);

        thenAnswered("MISSING_VALUE");
    }

    @Test
    void aRedButtonOfAScopeThatItDoesNotHave() {
        dragon.panic(ControlScope.SYMBOL, 1);
        thenAnswered("UNKNOWN_SCOPE");
        dragon.panic(ControlScope.LEG, 1);
        thenAnswered("UNKNOWN_SCOPE");
        dragon.panic(ControlScope.BOT, NOBODY);
        thenAnswered("UNKNOWN_BOT");
        dragon.halt(ControlScope.LEG, NOBODY, Leg.LONG);
        thenAnswered("UNKNOWN_BOT");
        dragon.halt(ControlScope.NULL_VAL, 0, Leg.NULL_VAL);
        thenAnswered("MISSING_VALUE");
        dragon.kill(KillScope.NULL_VAL, 0, true);
        thenAnswered("MISSING_VALUE");
        dragon.kill(KillScope.BOT, NOBODY, true);
        thenAnswered("UNKNOWN_BOT");
        assertFalse(dragon.core().state().panic().isOn());
        assertFalse(dragon.core().state().isKilled());
        assertEquals(BotStatus.RUNNING, dragon.core().state().bots().get(1).status());
    }

    @Test
    void aCoreWithoutRoom() {
        new CoreLimits(1, 1, 1, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> new CoreLimits(0, 1, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new CoreLimits(1, 0, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new CoreLimits(1, 1, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new CoreLimits(1, 1, 1, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> new CoreLimits(1, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new CoreLimits(1, 65_536, 1, 1, 1));
    }
}
