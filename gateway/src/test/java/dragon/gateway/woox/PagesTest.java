package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.Timeframe;
import dragon.gateway.simulator.Simulator;
import dragon.gateway.simulator.SimulatorConfig;
import dragon.gateway.vault.Credentials;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.AccountState;
import dragon.gateway.venue.VenueFact.FundingHistory;
import dragon.gateway.venue.VenueFact.FundingPaid;
import dragon.gateway.venue.VenueFact.FundingPayment;
import dragon.gateway.venue.VenueFact.InstrumentListed;
import dragon.gateway.venue.VenueFact.OpenOrders;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.venue.VenueFact.TradeHistory;
import dragon.gateway.woox.sign.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/** Histories that are longer than a page, read from the local WOO X over sockets. */
class PagesTest {
    private static final String BTC = "PERP_BTC_USDT";
    private static final String ETH = "PERP_ETH_USDT";
    private static final Pattern TOTAL = Pattern.compile("\"total\":\"?([0-9]+)");

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<VenueFact> facts = new CopyOnWriteArrayList<>();
    private volatile Quote latestQuote;
    private Simulator simulator;
    private WooxConnection venue;
    private String key;
    private Signer signer;

    private void start(final double speed, final int quotesPerSecond, final Duration fundingEvery) throws IOException {
        final Path file = directory.resolve("credentials.toml");
        simulator = Simulator.start(SimulatorConfig.builder()
                .credentialsFile(file)
                .symbols(List.of(BTC, ETH))
                .seed(7)
                .speed(speed)
                .quotesPerSecond(quotesPerSecond)
                .historyMinutes(10)
                .isLimited(false)
                .fundingEvery(fundingEvery)
                .build());
        final TomlParseResult keys = Toml.parse(file);
        key = keys.getString("main.api_key");
        final byte[] secret = keys.getString("main.api_secret").getBytes(StandardCharsets.UTF_8);
        signer = new Signer(secret.clone());
        venue = new WooxConnection(
                WooxConfig.of(simulator.restUrl(), simulator.streamUrl(), 1),
                this::onFact,
                label -> new Credentials(label, key, secret.clone()),
                () -> System.currentTimeMillis() * 1_000_000L,
                System::nanoTime);
        venue.subscribe(1, BTC, Timeframe.M1);
        venue.openAccount(1, "main");
        await(InstrumentListed.class);
        await(AccountState.class);
        until(() -> latestQuote != null);
    }

    private void onFact(final VenueFact fact) {
        if (fact instanceof Quote quote) {
            latestQuote = quote;
        } else if (!(fact instanceof VenueFact.Mark)) {
            facts.add(fact);
        }
    }

    @AfterEach
    void stop() {
        venue.close();
        simulator.close();
    }

    @Test
    void readsATradeHistoryOfThreePagesToItsEnd() throws IOException {
        start(1, 20, Duration.ZERO);
        for (int i = 1; i <= 230; i++) {
            place(i, "IOC", "1.005");
        }
        venue.queryTrades(1, 1, 0);
        final TradeHistory history = await(TradeHistory.class);
        assertTrue(history.succeeded());
        final long fills = number(get("/sim/audit"), Pattern.compile("\"fills\":([0-9]+)"));
        assertTrue(fills > 200, fills + " fills");
        assertEquals(fills, history.trades().size());
        final Set<Long> ids = new HashSet<>();
        long beforeMs = 0;
        for (final Trade trade : history.trades()) {
            assertTrue(ids.add(trade.tradeId()), "told once: " + trade);
            assertTrue(trade.venueTimeMs() >= beforeMs, "oldest first: " + trade);
            beforeMs = trade.venueTimeMs();
        }
    }

    @Test
    void readsFundingOfThreePagesThoughTheListGrowsMeanwhile() throws IOException {
        start(600, 1, Duration.ofSeconds(6)); // A hundred payments a second.
        place(1, "MARKET", "1");
        final String target = "/v3/futures/fundingFee/history?size=1";
        until(() -> number(get(target), TOTAL) > 205); // More than two pages.
        final long known = number(get(target), TOTAL);
        venue.queryFunding(1, 0);
        final FundingHistory history = await(FundingHistory.class);
        assertTrue(history.succeeded());
        assertTrue(history.payments().size() >= known, history.payments().size() + " of " + known);
        final Set<Long> ids = new HashSet<>();
        long last = 0;
        for (final FundingPayment payment : history.payments()) {
            assertTrue(ids.add(payment.fundingId()), "told once: " + payment);
            assertTrue(last == 0 || payment.fundingId() == last + 1, "none is left out before " + payment);
            last = payment.fundingId();
        }
    }

    @Test
    void keepsFundingOfAnInstrumentThatIsNotFollowedYetUntilItIs() throws IOException {
        start(60, 1, Duration.ofSeconds(60));
        final String answer = send(
                "POST",
                "/v3/trade/order",
                "{\"symbol\":\"" + ETH + "\",\"side\":\"BUY\",\"positionSide\":\"LONG\",\"type\":\"MARKET\""
                        + ",\"quantity\":\"0.1\",\"clientOrderId\":1}");
        assertTrue(answer.contains("\"success\":true"), answer);
        until(() -> number(get("/v3/futures/fundingFee/history?size=1"), TOTAL) >= 2);

        venue.queryFunding(1, 0);
        final FundingHistory history = await(FundingHistory.class);
        assertTrue(history.succeeded());
        assertEquals(List.of(), history.payments());
        venue.subscribe(2, ETH, Timeframe.M1);
        await(FundingPaid.class);

        final List<FundingPayment> told = facts.stream()
                .filter(FundingPaid.class::isInstance)
                .map(fact -> ((FundingPaid) fact).payment())
                .toList();
        assertTrue(told.size() >= 2, told.toString());
        assertEquals(
                told.size(),
                told.stream().map(FundingPayment::fundingId).distinct().count());
        assertTrue(told.stream().allMatch(payment -> payment.instrumentId() == 2), told.toString());
    }

    @Test
    void readsOpenOrdersOfTwoPages() throws IOException {
        start(1, 20, Duration.ZERO);
        for (int i = 1; i <= 520; i++) {
            place(i, "POST_ONLY", "0.995");
        }
        assertEquals(520, number(get("/v3/trade/orders?status=INCOMPLETE&size=1"), TOTAL));
        facts.clear();
        venue.queryOpenOrders(1);
        final OpenOrders list = await(OpenOrders.class);
        assertTrue(list.succeeded());
        assertEquals(520, list.orders().size());
    }

    /** Places for 0.001 at a part of the present offer, past the gateway and its limits. */
    private void place(final int clientOrderId, final String type, final String part) {
        final BigDecimal price = BigDecimal.valueOf(latestQuote.askPriceE8(), 8)
                .multiply(new BigDecimal(part))
                .setScale(0, RoundingMode.DOWN);
        final String answer = send(
                "POST",
                "/v3/trade/order",
                "{\"symbol\":\"" + BTC + "\",\"side\":\"BUY\",\"positionSide\":\"LONG\",\"type\":\"" + type
                        + (type.equals("MARKET") ? "" : "\",\"price\":\"" + price)
                        + "\",\"quantity\":\"0.001\",\"clientOrderId\":"
                        + clientOrderId + "}");
        assertTrue(answer.contains("\"success\":true"), answer);
    }

    private String get(final String target) {
        return send("GET", target, "");
    }

    private String send(final String method, final String target, final String body) {
        final String timestamp = Long.toString(System.currentTimeMillis());
        final HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.restUrl() + target))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("x-api-key", key)
                .header("x-api-timestamp", timestamp)
                .header(
                        "x-api-signature",
                        signer.sign(timestamp, method, target, body.getBytes(StandardCharsets.UTF_8)))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long number(final String json, final Pattern pattern) {
        final Matcher matcher = pattern.matcher(json);
        assertTrue(matcher.find(), json);
        return Long.parseLong(matcher.group(1));
    }

    /** The newest fact of a kind, as soon as there is one. */
    private <T extends VenueFact> T await(final Class<T> type) {
        final List<T> found = new ArrayList<>();
        until(() -> {
            for (final VenueFact fact : facts) {
                if (type.isInstance(fact)) {
                    found.add(type.cast(fact));
                }
            }
            return !found.isEmpty();
        });
        return found.get(found.size() - 1);
    }

    private static void until(final BooleanSupplier isSo) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isSo.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, "it has not come within a minute");
            LockSupport.parkNanos(10_000_000);
        }
    }
}
