package dragon.engine.core;

import static dragon.engine.core.CoreHarness.SYMBOL;
import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.LedgerRowDecoder;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Money that is no trade: whom it is booked for, to the last unit, and what the ledger says of it. */
class LedgerScenarioTest {
    private final List<String> rows = new ArrayList<>();
    private long nextId = 1_000;

    private final CoreHarness dragon =
            new CoreHarness((settings, minutes) -> new ScriptedStrategy(new ScriptedStrategy.Script())) {
                private final MessageHeaderDecoder header = new MessageHeaderDecoder();

                @Override
                public void audit(final DirectBuffer message, final int offset, final int length) {
                    header.wrap(message, offset);
                    if (header.templateId() == LedgerRowDecoder.TEMPLATE_ID) {
                        note(new LedgerRowDecoder().wrapAndApplyHeader(message, offset, header));
                    }
                    super.audit(message, offset, length);
                }
            };

    private void note(final LedgerRowDecoder row) {
        rows.add(row.kind() + " account " + row.accountId() + " bot " + row.botId() + " instrument "
                + row.instrumentId() + " " + row.leg() + " reference " + row.referenceId() + " funding "
                + plain(row.fundingE8()) + " realized " + plain(row.realizedE8()));
    }

    private static String plain(final long valueE8) {
        return BigDecimal.valueOf(valueE8, 8).stripTrailingZeros().toPlainString();
    }

    @BeforeEach
    void twoAccountsOnTwoInstruments() {
        dragon.startTerm().createAccount("main").createAccount("other");
        dragon.createBot(1, "btc", Legs.BOTH_LEGS, "0", SYMBOL);
        dragon.createBot(1, "btc-2", Legs.BOTH_LEGS, "0", SYMBOL);
        dragon.createBot(2, "btc-other", Legs.BOTH_LEGS, "0", SYMBOL);
        dragon.createBot(1, "eth", Legs.BOTH_LEGS, "0", "PERP_ETH_USDT");
        dragon.live(true).online().instrument(2, "PERP_ETH_USDT").mark("60000");
    }

    private Bot bot(final int id) {
        return dragon.core().state().bots().get(id);
    }

    private Account account(final int id) {
        return dragon.core().state().accounts().get(id);
    }

    private void holds(final int botId, final Leg leg, final String quantity) {
        final Bot bot = bot(botId);
        dragon.core()
                .state()
                .orders()
                .create(
                        ++nextId,
                        bot.accountId(),
                        botId,
                        bot.instrumentId(),
                        bot.leg(leg).openingSide(),
                        leg,
                        OrderRole.ENTRY,
                        OrderType.LIMIT,
                        false,
                        e8("60000"),
                        e8(quantity),
                        OrderStatus.NEW,
                        dragon.nowNs());
        dragon.filled(nextId, quantity, "60000");
        rows.clear();
    }

    private String funded(final int botId, final Leg leg) {
        return plain(bot(botId).leg(leg).fundingE8());
    }

    @Test
    void aCorrectionCountsForTheAccountAsIfItHadBeenRealised() {
        dragon.adjust(1, "-12.5");

        assertEquals(e8("-12.5"), account(1).realizedE8());
        assertEquals(e8("-12.5"), account(1).totalNetE8());
        assertEquals(e8("-12.5"), account(1).dayNetE8(dragon.nowNs()));
        assertEquals(0, account(1).fundingE8());
        assertEquals(0, account(2).totalNetE8());
        assertEquals(
                List.of("ADJUSTMENT account 1 bot 0 instrument 0 NULL_VAL reference 8 funding 0 realized -12.5"), rows);
    }

    @Test
    void fundingIsSharedByWhatEachLegPutsIntoTheNetOfItsAccountAndInstrument() {
        holds(1, Leg.LONG, "0.4");
        holds(1, Leg.SHORT, "0.1");
        holds(2, Leg.LONG, "0.2");
        holds(3, Leg.LONG, "0.5");
        holds(4, Leg.LONG, "0.5");
        dragon.funding(9, "-0.5"); // On 0.5 net.

        assertEquals("-0.4", funded(1, Leg.LONG));
        assertEquals("0.1", funded(1, Leg.SHORT));
        assertEquals("-0.2", funded(2, Leg.LONG));
        assertEquals("0", funded(2, Leg.SHORT));
        assertEquals("0", funded(3, Leg.LONG), "another account");
        assertEquals("0", funded(4, Leg.LONG), "another instrument");
        assertEquals(e8("-0.5"), account(1).fundingE8());
        assertEquals(0, account(2).fundingE8());
        assertEquals(
                List.of(
                        "FUNDING account 1 bot 1 instrument 1 LONG reference 9 funding -0.4 realized 0",
                        "FUNDING account 1 bot 1 instrument 1 SHORT reference 9 funding 0.1 realized 0",
                        "FUNDING account 1 bot 2 instrument 1 LONG reference 9 funding -0.2 realized 0"),
                rows);
    }

    @Test
    void noUnitOfAPaymentIsLostInRounding() {
        holds(1, Leg.LONG, "0.001");
        holds(1, Leg.SHORT, "0.001");
        holds(2, Leg.LONG, "0.003");
        dragon.funding(9, "0.00000010");

        assertEquals("0.00000003", funded(1, Leg.LONG));
        assertEquals("-0.00000003", funded(1, Leg.SHORT));
        assertEquals("0.0000001", funded(2, Leg.LONG));
        assertEquals(e8("0.0000001"), bot(1).fundingE8() + bot(2).fundingE8());
    }

    @Test
    void aPaymentOnAShortNetIsSharedWithTheSameSigns() {
        holds(1, Leg.LONG, "0.1");
        holds(1, Leg.SHORT, "0.4");
        dragon.funding(9, "0.3");

        assertEquals("-0.1", funded(1, Leg.LONG));
        assertEquals("0.4", funded(1, Leg.SHORT));
    }

    @Test
    void whatNobodyHoldsAnyMoreIsBookedForTheAccountAlone() {
        dragon.funding(9, "0.3");
        holds(1, Leg.LONG, "0.1");
        holds(1, Leg.SHORT, "0.1");
        dragon.funding(10, "-0.2"); // Net nothing.

        assertEquals("0", funded(1, Leg.LONG));
        assertEquals("0", funded(1, Leg.SHORT));
        assertEquals(e8("0.1"), account(1).fundingE8());
        assertEquals(
                List.of("FUNDING account 1 bot 0 instrument 1 NULL_VAL reference 10 funding -0.2 realized 0"), rows);
    }

    @Test
    void aNetOfAThousandthOfWhatIsHeldIsShared() {
        holds(1, Leg.LONG, "1.001");
        holds(2, Leg.SHORT, "0.999");
        dragon.funding(9, "0.002"); // Gross is exactly a thousand times net.

        assertEquals("1.001", funded(1, Leg.LONG));
        assertEquals("-0.999", funded(2, Leg.SHORT));
    }

    @Test
    void aNetOfLessThanThatIsBookedForTheAccountAlone() {
        holds(1, Leg.LONG, "1.002");
        holds(2, Leg.SHORT, "1.000");
        dragon.funding(9, "0.002"); // 1,001 times.

        assertEquals("0", funded(1, Leg.LONG));
        assertEquals("0", funded(2, Leg.SHORT));
        assertEquals(e8("0.002"), account(1).fundingE8());
        assertEquals(
                List.of("FUNDING account 1 bot 0 instrument 1 NULL_VAL reference 9 funding 0.002 realized 0"), rows);
    }

    @Test
    void aPaymentIsBookedOnceHoweverOftenItIsTold() {
        holds(1, Leg.LONG, "0.1");
        dragon.funding(9, "0.3").funding(9, "0.3");

        assertEquals("0.3", funded(1, Leg.LONG));
        assertEquals(e8("0.3"), account(1).fundingE8());
    }
}
