package dragon.gateway.paper;

import static dragon.gateway.paper.PaperHand.e8;
import static dragon.gateway.paper.PaperHand.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.OperatorException;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.gateway.venue.VenueFact.HealthChanged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperVenueTest {
    @TempDir
    private Path directory;

    private PaperHand paper;

    @BeforeEach
    void open() throws IOException {
        paper = new PaperHand(null);
        paper.quote("100", "2", "101", "3");
        paper.take();
    }

    @AfterEach
    void close() {
        paper.close();
    }

    private void buy(final long id, final OrderType type, final String price, final String quantity) {
        paper.place(id, Side.BUY, Leg.LONG, type, price, quantity);
    }

    private void close(final long id, final OrderType type, final String price, final String quantity) {
        paper.place(id, Side.SELL, Leg.LONG, type, price, quantity, true, 0);
    }

    // Taking

    @Test
    void takesNoMoreThanTheQuoteShowsAndCancelsTheRestOfAnIoc() {
        buy(1, OrderType.IOC, "102", "5");
        assertEquals(
                List.of(
                        "accepted 1",
                        "1 NEW 0",
                        "trade 1 3@101 taker fee 0.1515",
                        "1 PARTIALLY_FILLED 3",
                        "1 CANCELED 3"),
                paper.take());
        assertEquals(
                "3", plain(paper.account().leg(PaperHand.INSTRUMENT, Leg.LONG).quantityE8()));
    }

    @Test
    void takesAQuantityOnceUntilTheNextQuote() {
        buy(1, OrderType.IOC, "101", "2");
        buy(2, OrderType.IOC, "101", "2");
        assertTrue(paper.take().contains("2 CANCELED 1"));
        paper.quote("100", "2", "101", "3");
        buy(3, OrderType.IOC, "101", "2");
        assertTrue(paper.take().contains("3 FILLED 2"));
    }

    @Test
    void walksTheBookLevelByLevelUpToItsPrice() {
        paper.depth("100 2 99 5", "101 3 102 4 103 9");
        buy(1, OrderType.IOC, "102", "9");
        assertEquals(
                List.of("trade 1 3@101 taker fee 0.1515", "trade 1 4@102 taker fee 0.204"),
                paper.take().stream().filter(said -> said.startsWith("trade")).toList());
    }

    @Test
    void fillsAFokWholeOrNotAtAll() {
        buy(1, OrderType.FOK, "101", "4");
        assertEquals(List.of("accepted 1", "1 NEW 0", "1 CANCELED 0"), paper.take());
        buy(2, OrderType.FOK, "101", "3");
        assertTrue(paper.take().contains("2 FILLED 3"));
    }

    @Test
    void endsAMarketOrderCanceledWhereTheBookEnds() {
        buy(1, OrderType.MARKET, null, "5");
        assertTrue(paper.take().containsAll(List.of("1 PARTIALLY_FILLED 3", "1 CANCELED 3")));
    }

    @Test
    void restsWhatALimitOrderCouldNotTake() {
        buy(1, OrderType.LIMIT, "101", "5");
        paper.take();
        paper.quote("101", "9", "101.5", "1");
        assertEquals(List.of(), paper.letPassMs(20).take());
        paper.quote("100", "9", "101", "1").letPassMs(20);
        assertEquals(List.of("trade 1 1@101 maker fee 0.0202", "1 PARTIALLY_FILLED 4"), paper.take());
    }

    // Resting

    @Test
    void cancelsAPostOnlyOrderThatWouldTakeAndSaysSoOnTheStream() {
        buy(1, OrderType.POST_ONLY, "101", "1");
        assertEquals(List.of("accepted 1", "1 NEW 0", "1 CANCELED 0"), paper.take());
        buy(2, OrderType.POST_ONLY, "100.9", "1");
        assertEquals(List.of("accepted 2", "2 NEW 0"), paper.take());
    }

    @Test
    void pricesBidAndAskByTheLevelOfTheBook() {
        paper.place(1, Side.BUY, Leg.LONG, OrderType.BID, null, "1", false, 1);
        paper.place(2, Side.BUY, Leg.LONG, OrderType.BID, null, "1", false, 3);
        paper.place(3, Side.SELL, Leg.SHORT, OrderType.ASK, null, "1", false, 2);
        assertEquals(
                List.of("100", "99.8", "101.1"),
                paper.account().open.values().stream()
                        .map(order -> plain(order.priceE8))
                        .toList());
    }

    @Test
    void standsBehindWhatWasShownWhenItCame() {
        buy(1, OrderType.LIMIT, "100", "1");
        paper.take();
        paper.trade(Side.SELL, "100", "1.5").letPassMs(20);
        assertEquals(List.of(), paper.take());
        paper.trade(Side.SELL, "100", "0.8").letPassMs(20);
        assertEquals(List.of("trade 1 0.3@100 maker fee 0.006", "1 PARTIALLY_FILLED 0.3"), paper.take());
        paper.trade(Side.BUY, "100", "5").letPassMs(20);
        assertEquals(List.of(), paper.take(), "a buyer takes from the other side");
        paper.trade(Side.SELL, "99.5", "5").letPassMs(20);
        assertEquals(List.of("trade 1 0.7@100 maker fee 0.014", "1 FILLED 1"), paper.take());
    }

    @Test
    void movesUpWhenTheQuantityBeforeItGoesAway() {
        buy(1, OrderType.LIMIT, "100", "1");
        paper.quote("100", "0.5", "101", "3");
        paper.take();
        paper.trade(Side.SELL, "100", "0.7").letPassMs(20);
        assertEquals(List.of("trade 1 0.2@100 maker fee 0.004", "1 PARTIALLY_FILLED 0.2"), paper.take());
        paper.quote("99", "5", "101", "3");
        paper.trade(Side.SELL, "100", "0.4").letPassMs(20);
        assertTrue(paper.take().contains("1 PARTIALLY_FILLED 0.6"), "alone at its price");
    }

    @Test
    void fillsTheBetterPriceFirstAndThenTheFirstComer() {
        buy(1, OrderType.LIMIT, "99.9", "1");
        buy(2, OrderType.LIMIT, "100.5", "1");
        buy(3, OrderType.LIMIT, "100.5", "1");
        paper.take();
        paper.trade(Side.SELL, "99.9", "1.5").letPassMs(20);
        assertEquals(
                List.of(
                        "trade 2 1@100.5 maker fee 0.0201",
                        "2 FILLED 1",
                        "trade 3 0.5@100.5 maker fee 0.01005",
                        "3 PARTIALLY_FILLED 0.5"),
                paper.take());
    }

    @Test
    void usesNoCrossedQuoteAndNoneAtAllOnceTheMarketDataIsLost() {
        buy(1, OrderType.LIMIT, "100", "1");
        paper.take();
        paper.quote("105", "1", "99", "9").letPassMs(20);
        assertEquals(List.of(), paper.take());
        paper.market(new HealthChanged(0, Surface.PUBLIC_STREAM, SurfaceState.DOWN, "lost"));
        buy(2, OrderType.MARKET, null, "1");
        assertEquals(List.of("accepted 2", "2 NEW 0", "2 CANCELED 0"), paper.take());
    }

    // Judging

    @Test
    void refusesWhatTheVenueWouldRefuse() {
        buy(1, OrderType.LIMIT, "100.05", "1");
        buy(2, OrderType.LIMIT, "100", "0.0005");
        paper.place(3, Side.BUY, Leg.LONG, OrderType.LIMIT, "100", "1", true, 0);
        close(4, OrderType.LIMIT, "110", "1");
        buy(5, OrderType.LIMIT, "100", "300");
        buy(6, OrderType.LIMIT, "100", "300");
        buy(7, OrderType.LIMIT, "100", "300");
        buy(8, OrderType.LIMIT, "100", "200");
        buy(5, OrderType.LIMIT, "100", "1");
        assertEquals(
                List.of(
                        "rejected 1 FILTER",
                        "rejected 2 FILTER",
                        "rejected 3 REDUCE_ONLY",
                        "rejected 4 REDUCE_ONLY",
                        "rejected 8 MARGIN",
                        "rejected 5 DUPLICATE"),
                paper.take().stream()
                        .filter(said -> said.startsWith("rejected"))
                        .toList());
    }

    @Test
    void countsOpenClosingOrdersAgainstTheLeg() {
        buy(1, OrderType.IOC, "101", "2");
        close(2, OrderType.LIMIT, "110", "1.5");
        paper.take();
        close(3, OrderType.LIMIT, "111", "1");
        assertEquals(List.of("rejected 3 REDUCE_ONLY"), paper.take());
        paper.cancel(2);
        close(4, OrderType.IOC, "100", "2");
        assertTrue(paper.take().contains("4 FILLED 2"));
        assertEquals(-e8("2"), paper.account().realizedE8());
    }

    @Test
    void keepsLongAndShortApart() {
        buy(1, OrderType.IOC, "101", "1");
        paper.place(2, Side.SELL, Leg.SHORT, OrderType.IOC, "100", "2");
        assertEquals(
                "1", plain(paper.account().leg(PaperHand.INSTRUMENT, Leg.LONG).quantityE8()));
        assertEquals(
                "2", plain(paper.account().leg(PaperHand.INSTRUMENT, Leg.SHORT).quantityE8()));
    }

    // Time

    @Test
    void takesTheTimeThatAnOrderAndItsAnswerNeed() {
        paper.send(1, Side.BUY, Leg.LONG, OrderType.IOC, "101", "1", false, 0);
        paper.letPassMs(4);
        paper.quote("101.5", "2", "102", "3");
        assertEquals(List.of(), paper.letPassMs(5).take(), "it has arrived, and nobody knows yet");
        assertEquals(
                List.of("accepted 1", "1 NEW 0", "1 CANCELED 0"),
                paper.letPassMs(1).take());
    }

    @Test
    void saysThatACancelCameTooLate() {
        buy(1, OrderType.IOC, "101", "1");
        paper.take();
        paper.cancel(1);
        assertEquals(List.of("cancel rejected 1"), paper.take());
        buy(2, OrderType.LIMIT, "99", "1");
        paper.take();
        paper.cancel(2);
        assertEquals(List.of("2 CANCELED 0"), paper.take());
    }

    // Money

    @Test
    void tellsEquityAtTheMarkAndWhatOfItIsFree() {
        buy(1, OrderType.IOC, "101", "2");
        buy(2, OrderType.LIMIT, "90", "1");
        paper.mark("105");
        paper.take();
        paper.letPassMs(1_100);
        assertEquals("10007.899", plain(paper.accountState().equityE8()), "10,000 + 2 x 4 - 0.101 fee");
        assertEquals(
                "9977.899", plain(paper.accountState().freeCollateralE8()), "less 21 for the leg and 9 for the order");
    }

    @Test
    void paysFundingOnceWhenItFallsDueByTheVenuesClock() {
        buy(1, OrderType.IOC, "101", "2");
        paper.place(2, Side.SELL, Leg.SHORT, OrderType.IOC, "100", "1");
        paper.mark("100");
        final long dueMs = paper.nowMs() + 1_000;
        paper.funding("0.0001", dueMs);
        paper.letPassMs(900).mark("100");
        assertEquals(0, paper.account().fundingE8());
        paper.letPassMs(200).mark("100").mark("100");
        assertEquals("-0.01", plain(paper.account().fundingE8()), "LONG pays 0.02, SHORT receives 0.01");
        paper.funding("-0.0001", dueMs + 1_000);
        paper.letPassMs(1_000).mark("200");
        assertEquals(
                "0.01", plain(paper.account().fundingE8()), "at the new mark LONG receives 0.04 and SHORT pays 0.02");
    }

    @Test
    void tellsFundingPaymentsAfterATimeOnceEach() {
        buy(1, OrderType.IOC, "101", "2");
        paper.mark("100").funding("0.0001", paper.nowMs() + 10);
        paper.letPassMs(20).mark("100");
        final long firstMs = paper.nowMs();
        paper.funding("0.0002", firstMs + 10);
        paper.letPassMs(20).mark("100");
        assertEquals(List.of("funding 1 -0.02", "funding 2 -0.04"), paper.queryFunding(0));
        assertEquals(List.of("funding 2 -0.04"), paper.queryFunding(firstMs));
    }

    @Test
    void takesALeverageThatTheMarginAllows() {
        buy(1, OrderType.LIMIT, "100", "300");
        assertEquals("leverage 20 true", paper.setLeverage(20));
        buy(2, OrderType.LIMIT, "100", "300");
        buy(3, OrderType.LIMIT, "100", "300");
        buy(4, OrderType.LIMIT, "100", "300");
        assertFalse(paper.take().stream().anyMatch(said -> said.startsWith("rejected")));
        assertEquals("leverage 10 false", paper.setLeverage(10));
        assertEquals("leverage 126 false", paper.setLeverage(126));
    }

    // Restart

    @Test
    void findsItsOrdersFillsAndMoneyAgainAfterAKill() throws IOException {
        final Path file = directory.resolve("paper.books");
        final List<String> before = new ArrayList<>();
        try (PaperHand first = new PaperHand(file)) {
            first.quote("100", "2", "101", "3");
            first.place(1, Side.BUY, Leg.LONG, OrderType.IOC, "101", "2");
            first.place(2, Side.BUY, Leg.LONG, OrderType.LIMIT, "99", "1");
            first.place(3, Side.SELL, Leg.LONG, OrderType.LIMIT, "110", "2", true, 0);
            first.cancel(2);
            first.funding("0.0001", first.nowMs() + 10)
                    .mark("100")
                    .letPassMs(20)
                    .mark("100");
            before.add(books(first));
            first.send(4, Side.BUY, Leg.LONG, OrderType.LIMIT, "98", "1", false, 0); // Never arrives.
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (PaperHand second = new PaperHand(file)) {
            assertEquals(before.get(0), books(second));
            second.query(1).query(2).query(3).query(4);
            assertEquals(
                    List.of(
                            "found 1 FILLED 2 with 1 trades",
                            "found 2 CANCELED 0 with 0 trades",
                            "found 3 NEW 0 with 0 trades",
                            "unknown 4"),
                    second.take());
            second.quote("110", "5", "111", "1").letPassMs(20);
            assertEquals(List.of("trade 3 2@110 maker fee 0.044", "3 FILLED 2"), second.take());
        }
    }

    @Test
    void paysAfterARestartWhatFellDueWhileNoGatewayRan() throws IOException {
        final Path file = directory.resolve("paper.books");
        try (PaperHand first = new PaperHand(file)) {
            first.quote("100", "2", "101", "3");
            first.place(1, Side.BUY, Leg.LONG, OrderType.IOC, "101", "2");
            first.place(2, Side.BUY, Leg.LONG, OrderType.LIMIT, "99", "1");
            first.funding("0.0001", first.nowMs() + 1_000);
        }
        try (PaperHand second = new PaperHand(file)) {
            second.letPassMs(2_000);
            second.trade(Side.SELL, "99", "5");
            second.funding("0.0005", second.nowMs() + 1_000);
            assertEquals(0, second.account().fundingE8(), "no price yet to pay at");
            second.mark("100");
            assertEquals("-0.02", plain(second.account().fundingE8()));
            second.funding("0.0005", second.nowMs() + 1_000).mark("100");
            assertEquals("-0.02", plain(second.account().fundingE8()));
            assertEquals(List.of(), second.letPassMs(20).take(), "nobody knew who stood before the resting order");
        }
    }

    private static String books(final PaperHand hand) {
        final PaperAccount account = hand.account();
        return account.label + " " + account.cashE8() + " " + account.realizedE8() + " " + account.feesE8() + " "
                + account.fundingE8() + " "
                + account.leg(PaperHand.INSTRUMENT, Leg.LONG).averageE8() + " " + account.open.keySet();
    }

    @Test
    void forgetsATornLastLineAndRefusesADamagedOne() throws IOException {
        final Path file = directory.resolve("paper.books");
        try (PaperHand first = new PaperHand(file)) {
            first.quote("100", "2", "101", "3");
            first.place(1, Side.BUY, Leg.LONG, OrderType.IOC, "101", "2");
        }
        final byte[] whole = Files.readAllBytes(file);
        Files.write(file, "F 1 1 2 3".getBytes(), StandardOpenOption.APPEND);
        try (PaperHand second = new PaperHand(file)) {
            assertEquals(
                    "2",
                    plain(second.account().leg(PaperHand.INSTRUMENT, Leg.LONG).quantityE8()));
        }
        assertEquals(whole.length, Files.size(file));
        whole[whole.length / 2] ^= 1;
        Files.write(file, whole);
        final OperatorException refused = assertThrows(OperatorException.class, () -> new PaperHand(file));
        assertTrue(refused.getMessage().contains("is damaged"), refused.getMessage());
    }
}
