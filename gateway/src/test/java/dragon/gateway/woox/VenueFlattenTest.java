package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.order.ClientOrderIds;
import dragon.gateway.simulator.Simulator;
import dragon.gateway.simulator.SimulatorConfig;
import dragon.gateway.vault.Credentials;
import dragon.gateway.woox.VenueFlatten.Held;
import dragon.gateway.woox.VenueFlatten.Result;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.MarketAnswers;
import dragon.gateway.woox.parse.MarketAnswers.BookSnapshot;
import dragon.gateway.woox.parse.Rows.InstrumentRow;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome.Success;
import dragon.gateway.woox.rest.RestPolicy;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A flatten without an engine, against the simulated exchange. */
class VenueFlattenTest {
    private static final String BTC = "PERP_BTC_USDT";
    private static final String ETH = "PERP_ETH_USDT";
    private static final long PAUSE_MS = 5;

    /** As many requests as the simulator takes, and short pauses: nothing here is about limits. */
    private static final RestPolicy PATIENCE =
            new RestPolicy(1_000_000, 1_000, 3, 5, 10, 0, TimeUnit.SECONDS.toNanos(60), 5, 1, 0, 0);

    @TempDir
    private Path lane;

    private final List<String> steps = new ArrayList<>();
    private Simulator simulator;
    private VenueProbe probe;
    private ApiIdentity somebody;

    @BeforeEach
    void start() throws Exception {
        final Path keys = Files.writeString(
                lane.resolve("keys.toml"), "[main]\napi_key = \"main+first/key==\"\napi_secret = \"FIRSTSECRET\"\n");
        simulator = Simulator.start(SimulatorConfig.builder()
                .credentialsFile(keys)
                .symbols(List.of(BTC, ETH))
                .seed(7)
                .historyMinutes(3_000)
                .isLimited(false)
                .build());
        probe = new VenueProbe(simulator.restUrl(), lane, PATIENCE);
        somebody = new ApiIdentity(credentials());
    }

    @AfterEach
    void stop() {
        probe.close();
        simulator.close();
    }

    @Test
    void entriesGoBeforeTheClosesAndStopsAfterThem() throws Exception {
        hold(BTC, "LONG", "0.02");
        hold(BTC, "SHORT", "0.01");
        rest(BTC, "BUY", "LONG", "0.03", "20000");
        rest(BTC, "SELL", "LONG", "0.02", "200000");
        stopBeside(BTC, "LONG", "0.02");
        final int before = actions().size();

        final Result result = flatten(BTC);

        assertTrue(result.isFlat(), result.toString());
        assertEquals(
                List.of(
                        "DELETE /v3/trade/order", // The entry: seen to be gone before anything is closed.
                        "DELETE /v3/trade/order", // The exit that holds the long leg.
                        "POST /v3/trade/order", // The short leg, which nothing holds.
                        "POST /v3/trade/order", // The long leg.
                        "DELETE /v3/trade/algoOrder"), // The stop, once there is nothing left to save.
                actions().subList(before, actions().size()));
        assertEquals(
                List.of(
                        "1 entries cancelled: 1",
                        "2 leg closed, reduce-only: PERP_BTC_USDT SHORT 0.01 -> 0",
                        "2 leg closed, reduce-only: PERP_BTC_USDT LONG 0.02 -> 0",
                        "3 exits and stops cancelled: 2",
                        "4 exchange confirms zero: both legs, 2 agreeing reads"),
                steps);
    }

    @Test
    void nothingIsClosedWhileAnEntryRestsWhichCouldMakeTheLegLonger() throws Exception {
        hold(BTC, "LONG", "0.02");
        rest(BTC, "BUY", "LONG", "0.03", "20000");
        final int before = actions().size();
        fault("name=cancel-failed&next=1");

        assertTrue(flatten(BTC).isFlat());
        assertEquals(
                List.of("DELETE /v3/trade/order", "DELETE /v3/trade/order", "POST /v3/trade/order"),
                actions().subList(before, actions().size()));
    }

    @Test
    void anAccountThatIsFlatIsReadTwiceAndNothingIsSent() throws Exception {
        final int before = actions().size();
        assertTrue(flatten(BTC).isFlat());
        assertEquals(before, actions().size());
        assertEquals(2, recorded("note\tread: nothing held; resting 0").size());
    }

    @Test
    void itsOrdersAreOfNoEngine() throws Exception {
        hold(BTC, "LONG", "0.02");
        hold(BTC, "SHORT", "0.01");
        flatten(BTC);
        final List<Long> ids = new ArrayList<>();
        final Matcher found = Pattern.compile("\"clientOrderId\":(\\d+)").matcher(get("/sim/audit/orders"));
        while (found.find()) {
            final long id = Long.parseLong(found.group(1));
            if (id > 0) {
                ids.add(id);
            }
        }
        assertEquals(2, ids.size());
        for (final long id : ids) {
            assertEquals(0, ClientOrderIds.term(id));
            assertEquals(0, ClientOrderIds.botId(id));
        }
    }

    @Test
    void whatElseTheAccountHoldsIsNamedAndLeftAlone() throws Exception {
        hold(BTC, "SHORT", "0.01");
        hold(ETH, "LONG", "0.3");
        rest(ETH, "SELL", "LONG", "0.3", "20000");
        stopBeside(ETH, "LONG", "0.3");
        final int before = actions().size();

        final Result result = flatten(BTC);

        assertTrue(result.isFlat(), result.toString());
        assertEquals(List.of("PERP_ETH_USDT LONG 0.3"), texts(result.leftAlone()));
        assertEquals(
                List.of("POST /v3/trade/order"),
                actions().subList(before, actions().size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"answer=close", "answer=500"})
    void aCloseWhoseAnswerIsLostIsNotSentAgain(final String how) throws Exception {
        hold(BTC, "LONG", "0.02");
        final long before = count("ordersReceived");
        fault("name=lost-ack&next=1&" + how);

        final Result result = flatten(BTC);

        assertTrue(result.isFlat(), result.toString());
        assertEquals(1, count("ordersReceived") - before);
        assertEquals(0, count("duplicates"));
    }

    @Test
    void aCloseThatNeverArrivedIsSentAgainUnderAnotherIdOnceTheLegWasRead() throws Exception {
        hold(BTC, "LONG", "0.02");
        final long before = count("ordersReceived");
        fault("name=server-error&next=1&endpoint=place");

        assertTrue(flatten(BTC).isFlat());
        assertEquals(1, count("ordersReceived") - before, "the first one came to no judge");
        assertEquals(0, count("duplicates"));
        assertEquals(2, recorded("asks\tclose\tPERP_BTC_USDT\tLONG\t0.02").size());
    }

    @Test
    void aCloseThatComesLateFindsNothingLeftToClose() throws Exception {
        hold(BTC, "LONG", "0.02");
        hold(BTC, "SHORT", "0.01");
        fault("name=late-accept&next=1&answer=500&after=300ms");

        final Result result = flatten(BTC);

        assertTrue(result.isFlat(), result.toString());
        assertTrue(flatten(BTC).isFlat(), "and it turned nothing afterwards");
    }

    @Test
    void aCloseThatIsFilledInPartIsFollowedByOneOfTheRest() throws Exception {
        hold(BTC, "LONG", "0.02");
        fault("name=market-partial&next=2"); // Of an IOC order too.
        final Result result = flatten(BTC);
        assertTrue(result.isFlat(), result.toString());
        assertEquals(1, recorded("asks\tclose\tPERP_BTC_USDT\tLONG\t0.01\t").size());
        assertEquals(1, recorded("asks\tclose\tPERP_BTC_USDT\tLONG\t0.005\t").size());
    }

    /** Parts of the best price, in basis points; the market moves a little while it is asked. */
    @Test
    void aCloseThatFindsNobodyIsFollowedByOneThatGoesTwiceAsFar() throws Exception {
        final InstrumentRow instrument =
                Answers.instruments(((Success) probe.ask(RestRequest.open(Endpoint.INSTRUMENTS, ""))).body()).stream()
                        .filter(row -> row.symbol().equals(BTC))
                        .findFirst()
                        .orElseThrow();
        for (final String side : List.of("LONG", "SHORT")) {
            final ClosePrices prices = new ClosePrices(probe);
            final Held held = new Held(BTC, side, "CROSS", 2_000_000);
            for (final int expectedBp : new int[] {50, 100, 200, 400, 500, 500}) {
                assertEquals(expectedBp, awayBp(prices, held, instrument), 20, side);
                assertEquals(expectedBp, awayBp(prices, held, instrument), 20, "nothing was taken");
                prices.onTaken(held);
            }
            final Held shorter = new Held(BTC, side, "CROSS", 1_000_000);
            assertEquals(500, awayBp(prices, shorter, instrument), 20);
        }
    }

    /** Asks again where the market has moved meanwhile. */
    private double awayBp(final ClosePrices prices, final Held held, final InstrumentRow instrument) throws Exception {
        for (int i = 0; i < 1_000; i++) {
            final double beforeE8 = bestE8(held.side());
            final long limitE8 = prices.limitE8(held, instrument);
            assertEquals(0, limitE8 % instrument.quoteTickE8());
            if (Math.abs(bestE8(held.side()) - beforeE8) * 10_000 < beforeE8) {
                return Math.abs(limitE8 - beforeE8) / beforeE8 * 10_000;
            }
        }
        throw new AssertionError("the market never stands still");
    }

    private double bestE8(final String side) throws Exception {
        final BookSnapshot book = MarketAnswers.orderBook(
                ((Success) probe.ask(RestRequest.open(Endpoint.ORDER_BOOK, "symbol=" + BTC + "&maxLevel=1"))).body());
        return (side.equals("LONG") ? book.bids() : book.asks()).priceE8(0);
    }

    @Test
    void withoutABookNothingIsClosedAtAnyPrice() throws Exception {
        hold(BTC, "LONG", "0.02");
        final int before = actions().size();
        fault("name=not-json&probability=1&endpoint=GET /v3/public/orderbook");

        final Result result = flatten(BTC);

        assertEquals(List.of("PERP_BTC_USDT LONG 0.02"), texts(result.left()));
        assertTrue(
                result.troubles().get(0).startsWith("close PERP_BTC_USDT LONG: the book could not be read"),
                result.toString());
        assertEquals(before, actions().size());
    }

    @Test
    void aLegThatIsRefusedHoldsUpNeitherTheOtherNorItsStop() throws Exception {
        hold(BTC, "LONG", "0.02");
        hold(BTC, "SHORT", "0.01005");
        hold(ETH, "LONG", "0.3");
        stopBeside(BTC, "SHORT", "0.01005");
        fault("name=step-change&what=quantity&symbol=" + BTC); // And 0.01005 is on no step any more.

        final Result result = flatten(BTC, ETH);

        assertFalse(result.isFlat());
        assertEquals(List.of("PERP_BTC_USDT SHORT 0.01005"), texts(result.left()));
        assertEquals(1, result.ordersLeft().size(), "the stop stays beside the leg");
        assertTrue(result.ordersLeft().get(0).startsWith("order with a trigger "), result.toString());
        assertTrue(result.troubles().get(0).startsWith("close PERP_BTC_USDT SHORT: FILTER -1104 "), result.toString());
    }

    @Test
    void whatItSaysIsLeftWasReadAfterTheLastAttempt() throws Exception {
        hold(BTC, "LONG", "0.02");
        fault("name=server-error&next=5&endpoint=place");

        assertEquals(List.of("PERP_BTC_USDT LONG 0.02"), texts(flatten(BTC).left()));
        flatten(BTC);
        assertTrue(steps.contains("2 leg closed, reduce-only: PERP_BTC_USDT LONG 0.02 -> 0"), steps.toString());
    }

    @Test
    void whatRestsAndCannotBeCancelledIsNeverClosedTwice() throws Exception {
        hold(BTC, "LONG", "0.02");
        rest(BTC, "SELL", "LONG", "0.005", "200000");
        rest(BTC, "BUY", "LONG", "0.03", "20000");
        fault("name=cancel-failed&probability=1");

        final Result result = flatten(BTC);

        assertFalse(result.isFlat());
        assertEquals(List.of("PERP_BTC_USDT LONG 0.005"), texts(result.left()));
        assertEquals(2, result.ordersLeft().size());
        assertEquals(0, count("ordersRejected"));
    }

    @Test
    void anExchangeThatDoesNotAnswerMeansThatNothingIsKnown() throws Exception {
        hold(BTC, "LONG", "0.02");
        final int before = actions().size();
        fault("name=not-json&probability=1&endpoint=GET /v3/futures/positions");

        final Result result = flatten(BTC);

        assertFalse(result.isFlat());
        assertFalse(result.isRead());
        assertEquals(before, actions().size());
    }

    @Test
    void aListOfOrdersThatCannotBeReadKeepsNoLegOpenAndIsNeverCalledFlat() throws Exception {
        hold(BTC, "LONG", "0.02");
        fault("name=not-json&probability=1&endpoint=GET /v3/trade/algoOrders");

        final Result result = flatten(BTC);

        assertFalse(result.isFlat());
        assertEquals(List.of(), result.left());
        assertTrue(result.troubles().get(0).startsWith("read /v3/trade/algoOrders: "), result.toString());
    }

    @Test
    void aSymbolThatTheExchangeDoesNotHaveIsNotTakenForFlat() throws Exception {
        try (Credentials credentials = credentials();
                FlattenRecord record = FlattenRecord.open(lane);
                VenueFlatten flatten = new VenueFlatten(probe, credentials, record, (step, text) -> {}, PAUSE_MS)) {
            assertEquals(List.of("PERP_BTC_USD"), flatten.unknownOf(List.of(BTC, "PERP_BTC_USD")));
        }
    }

    @Test
    void theRecordAnnouncesEachRequestAndHoldsNoSecret() throws Exception {
        hold(BTC, "LONG", "0.02");
        flatten(BTC);
        final Path file = lane.resolve(FlattenRecord.FILE);
        final String text = Files.readString(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(
                Pattern.compile("Z\tasks\tclose\tPERP_BTC_USDT\tLONG\t0.02\tclient (\\d+)\tlimit [\\d.]+\n"
                                + "[^\n]*Z\tanswer\tclose\tPERP_BTC_USDT\tLONG\t0.02\tclient \\1\ttaken, order \\d+\n"
                                + "[^\n]*Z\tanswer\tquery\t-\t-\t-\tclient \\1\tFILLED, executed 0.02\n")
                        .matcher(text)
                        .find(),
                text);
        assertFalse(text.contains("SECRET"));
        assertFalse(text.contains("main+first"));
    }

    private Result flatten(final String... symbols) throws InterruptedException {
        try (Credentials credentials = credentials();
                FlattenRecord record = FlattenRecord.open(lane);
                VenueFlatten flatten = new VenueFlatten(
                        probe, credentials, record, (step, text) -> steps.add(step + " " + text), PAUSE_MS)) {
            assertEquals(List.of(), flatten.unknownOf(List.of(symbols)));
            return flatten.run();
        }
    }

    private static Credentials credentials() {
        return new Credentials("main", "main+first/key==", "FIRSTSECRET".getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> texts(final List<VenueFlatten.Held> held) {
        return held.stream().map(VenueFlatten.Held::text).toList();
    }

    private void hold(final String symbol, final String leg, final String quantity) throws InterruptedException {
        final String side = leg.equals("LONG") ? "BUY" : "SELL";
        place(
                "{\"symbol\":\"" + symbol + "\",\"side\":\"" + side + "\",\"positionSide\":\"" + leg
                        + "\",\"type\":\"MARKET\",\"quantity\":\"" + quantity + "\"}",
                symbol);
    }

    private void rest(
            final String symbol, final String side, final String leg, final String quantity, final String price)
            throws InterruptedException {
        final boolean isReduceOnly = side.equals("BUY") != leg.equals("LONG");
        place(
                "{\"symbol\":\"" + symbol + "\",\"side\":\"" + side + "\",\"positionSide\":\"" + leg
                        + "\",\"type\":\"LIMIT\",\"quantity\":\"" + quantity + "\",\"price\":\"" + price
                        + "\",\"reduceOnly\":"
                        + isReduceOnly + "}",
                symbol);
    }

    private void place(final String body, final String symbol) throws InterruptedException {
        assertInstanceOf(
                Success.class, probe.ask(new RestRequest(Endpoint.PLACE, somebody, symbol, "", body, 5_000, true)));
    }

    private void stopBeside(final String symbol, final String leg, final String quantity) throws IOException {
        post("/sim/stop", "account=main&symbol=" + symbol + "&leg=" + leg + "&quantity=" + quantity + "&trigger=100");
    }

    private void fault(final String query) throws IOException {
        post("/sim/fault", query);
    }

    private void post(final String path, final String query) throws IOException {
        final String body = "{\"" + query.replace("=", "\":\"").replace("&", "\",\"") + "\"}";
        request("POST", path, body);
    }

    private List<String> recorded(final String text) throws IOException {
        return Files.readAllLines(lane.resolve(FlattenRecord.FILE)).stream()
                .filter(line -> line.contains("\t" + text))
                .toList();
    }

    private List<String> actions() throws IOException {
        final List<String> actions = new ArrayList<>();
        final Matcher found = Pattern.compile("\"endpoint\":\"([^\"]+)\"").matcher(get("/sim/audit/requests"));
        while (found.find()) {
            actions.add(found.group(1));
        }
        return actions;
    }

    private long count(final String name) throws IOException {
        return Long.parseLong(get("/sim/audit").replaceFirst("(?s).*?\"" + name + "\":(\\d+).*", "$1"));
    }

    private String get(final String target) throws IOException {
        return request("GET", target, null);
    }

    private String request(final String method, final String target, final String body) throws IOException {
        final HttpURLConnection connection = (HttpURLConnection)
                URI.create(simulator.restUrl() + target).toURL().openConnection();
        connection.setRequestMethod(method);
        if (body != null) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(200, connection.getResponseCode(), target + " " + body);
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
