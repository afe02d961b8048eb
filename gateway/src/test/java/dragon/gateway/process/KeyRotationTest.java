package dragon.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.Timeframe;
import dragon.gateway.simulator.Simulator;
import dragon.gateway.simulator.SimulatorConfig;
import dragon.gateway.vault.Credentials;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.CredentialsChanged;
import dragon.gateway.venue.VenueFact.HealthChanged;
import dragon.gateway.venue.VenueFact.InstrumentListed;
import dragon.gateway.venue.VenueFact.PlaceAccepted;
import dragon.gateway.venue.VenueFact.PlaceFailed;
import dragon.gateway.venue.VenueFact.PlaceRejected;
import dragon.gateway.venue.VenueFact.PrivateStreamUp;
import dragon.gateway.woox.WooxConfig;
import dragon.gateway.woox.WooxConnection;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyRotationTest {
    private static final String BTC = "PERP_BTC_USDT";
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path lane;

    private final Queue<VenueFact> facts = new ConcurrentLinkedQueue<>();
    private Simulator simulator;
    private Vault vault;
    private AccountClaims claims;
    private WooxConnection venue;
    private KeyRotation rotation;
    private long nextOrderId = 1_001;

    @BeforeEach
    void start() throws IOException {
        final Path keys = Files.writeString(
                lane.resolve("keys.toml"),
                """
                [main]
                api_key = "main+first/key=="
                api_secret = "FIRSTSECRET"
                [main-next]
                account = "main"
                api_key = "main+second/key=="
                api_secret = "SECONDSECRET"
                [alt]
                api_key = "alt+key/key=="
                api_secret = "ALTSECRET"
                """);
        simulator = Simulator.start(SimulatorConfig.builder()
                .credentialsFile(keys)
                .accounts(List.of("main", "alt"))
                .symbols(List.of(BTC))
                .seed(7)
                .historyMinutes(3_000)
                .build());
        vault = Vault.open(lane, MasterKey.generate());
        vault.put("main", "main+first/key==", "FIRSTSECRET".toCharArray());
        venue = new WooxConnection(
                WooxConfig.of(simulator.restUrl(), simulator.streamUrl(), 1),
                facts::add,
                vault::get,
                KeyRotationTest::nowNs,
                System::nanoTime);
        claims = AccountClaims.of(
                LaneDirectory.of(lane, "main"), new LaneIdentity("main", LaneMode.SIM, 1), simulator.restUrl());
        rotation = new KeyRotation(vault, claims, venue, facts::add);
        venue.openAccount(1, "main");
        venue.subscribe(1, BTC, Timeframe.M1);
        await("the account's stream", () -> countOf(PrivateStreamUp.class) == 1);
        await("the instrument", () -> countOf(InstrumentListed.class) > 0);
    }

    @AfterEach
    void stop() {
        rotation.close();
        claims.close();
        venue.close();
        simulator.close();
    }

    @Test
    void signsWithTheNextKeyBetweenTwoOrdersAndNeverAgainWithTheOneBefore() throws IOException {
        vault.propose("main", "main+second/key==", "SECONDSECRET".toCharArray(), "");
        int sent = 0;
        while (!vault.apiKey("main").equals("main+second/key==")) {
            placeAndAwaitTheAnswer();
            sent++;
            assertTrue(sent < 100, "the key was not taken over: " + vault.candidates());
        }
        revoke("main+first/key==");
        final long before = countOf(PlaceAccepted.class);
        while (countOf(PlaceAccepted.class) < before + 4) {
            placeAndAwaitTheAnswer();
            sent++;
            assertEquals(List.of(), notPlaced());
            assertTrue(sent < 200, "too few orders leave");
        }
        await("the stream of the new key", () -> countOf(PrivateStreamUp.class) == 2);

        assertEquals(List.of(), notPlaced());
        assertEquals(sent, answers());
        assertEquals(0, auditCount("signatureFailures"));
        assertEquals(0, auditCount("duplicates"));
        assertEquals(1, downs(), "the stream was down before it was up for the first time, and never again");
        await("the news", () -> countOf(CredentialsChanged.class) == 1);
        assertTrue(facts.contains(new CredentialsChanged(1, "y==", null)));
        await("the note that it was told", () -> vault.unannounced().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "alt+key/key==, ALTSECRET, another account",
        "main+second/key==, WRONGSECRET, refuses the key",
        "nobody+s/key==, SECRET, refuses the key"
    })
    void leavesEverythingAsItIsWhereTheNextKeyIsNotGoodEnough(
            final String apiKey, final String secret, final String reason) {
        vault.propose("main", apiKey, secret.toCharArray(), "");
        await("a decision", () -> vault.candidates().get(0).refusal() != null);

        final String refusal = vault.candidates().get(0).refusal();
        assertTrue(refusal.contains(reason), refusal);
        await("the news", () -> facts.contains(new CredentialsChanged(1, Credentials.tail(apiKey), refusal)));
        assertEquals("main+first/key==", vault.apiKey("main"));
        assertTrue(venue.signsWith("main", "main+first/key=="));
        placeAndAwaitTheAnswer();
        assertEquals(1, countOf(PlaceAccepted.class));
        assertEquals(1, countOf(PrivateStreamUp.class));
    }

    @Test
    void followsAKeyThatWasStoredInThePlaceOfTheOneInUse() {
        vault.put("main", "main+second/key==", "SECONDSECRET".toCharArray());
        await("the new key", () -> venue.signsWith("main", "main+second/key=="));
        placeAndAwaitTheAnswer();
        assertEquals(1, countOf(PlaceAccepted.class));
    }

    private void placeAndAwaitTheAnswer() {
        final long before = answers();
        venue.place(new NewOrder(
                nextOrderId++,
                1,
                1,
                Side.BUY,
                Leg.LONG,
                OrderType.MARKET,
                false,
                NewOrder.NO_PRICE,
                100_000,
                0,
                System.nanoTime() + DEADLINE_NS));
        await("an answer", () -> answers() > before);
    }

    private long answers() {
        return countOf(PlaceAccepted.class) + countOf(PlaceFailed.class) + countOf(PlaceRejected.class);
    }

    /** All but those that a busy machine kept for longer than an entry may wait: they never left, whatever the key. */
    private List<VenueFact> notPlaced() {
        return facts.stream()
                .filter(fact -> fact instanceof PlaceRejected
                        || fact instanceof PlaceFailed failed && failed.failure() != SendFailure.EXPIRED_UNSENT)
                .toList();
    }

    private long countOf(final Class<? extends VenueFact> kind) {
        return facts.stream().filter(kind::isInstance).count();
    }

    private long downs() {
        return facts.stream()
                .filter(HealthChanged.class::isInstance)
                .map(HealthChanged.class::cast)
                .filter(health -> health.surface() == Surface.PRIVATE_STREAM && health.state() == SurfaceState.DOWN)
                .count();
    }

    private void revoke(final String apiKey) throws IOException {
        final HttpURLConnection connection =
                open("/sim/key?apiKey=" + URLEncoder.encode(apiKey, StandardCharsets.UTF_8));
        connection.setRequestMethod("DELETE");
        assertEquals(200, connection.getResponseCode());
    }

    private long auditCount(final String name) throws IOException {
        final String audit = new String(open("/sim/audit").getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Long.parseLong(audit.replaceFirst(".*\"" + name + "\":(\\d+).*", "$1"));
    }

    private HttpURLConnection open(final String target) throws IOException {
        return (HttpURLConnection)
                URI.create(simulator.restUrl() + target).toURL().openConnection();
    }

    private static void await(final String what, final BooleanSupplier isSo) {
        final long startNs = System.nanoTime();
        while (!isSo.getAsBoolean()) {
            assertTrue(System.nanoTime() - startNs < DEADLINE_NS, "no " + what + " within 30 s");
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static long nowNs() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }
}
