package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneLock;
import dragon.engine.lane.LaneMark;
import dragon.engine.protocol.LaneMode;
import dragon.gateway.simulator.Simulator;
import dragon.gateway.simulator.SimulatorConfig;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.woox.FlattenRecord;
import dragon.monitor.PreparedLane;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flatten --offline}: the frame around what is sent to the exchange, which is the simulated one. */
class OfflineFlattenTest {
    private static final String BTC = "PERP_BTC_USDT";
    private static final String ETH = "PERP_ETH_USDT";
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path home;

    private final MasterKey masterKey = MasterKey.generate();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private LaneDirectory lane;
    private Simulator simulator;

    @BeforeEach
    void start() throws IOException {
        lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        try (Vault vault = Vault.open(lane.root(), masterKey)) {
            vault.put("woo-main", "main+first/key==", "FIRSTSECRET".toCharArray());
            vault.put("one-way", "flat+first/key==", "FLATSECRET".toCharArray());
        }
        final Path keys = Files.writeString(
                home.resolve("keys.toml"),
                """
                [main]
                api_key = "main+first/key=="
                api_secret = "FIRSTSECRET"
                [flat]
                api_key = "flat+first/key=="
                api_secret = "FLATSECRET"
                """);
        simulator = Simulator.start(SimulatorConfig.builder()
                .credentialsFile(keys)
                .accounts(List.of("main", "flat"))
                .oneWayAccounts(List.of("flat"))
                .symbols(List.of(BTC, ETH))
                .seed(7)
                .historyMinutes(3_000)
                .isLimited(false)
                .build());
        Files.writeString(
                lane.root().resolve("venue.toml"),
                "rest_url = \"" + simulator.restUrl() + "\"\nstream_url = \"" + simulator.streamUrl()
                        + "\"\ngateway_pid = 1\ngateway_start_ms = 1\n");
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void closesWhatTheExchangeTellsWithoutASnapshotAndBesideADamagedJournal() throws Exception {
        openByHand(BTC, "LONG");
        openByHand(BTC, "SHORT");
        openByHand(ETH, "LONG");
        Files.createDirectories(lane.journal());
        final Path journal = Files.writeString(lane.journal().resolve("20261127F.cq4"), "no journal at all");
        LaneLock.open(lane).close();
        final byte[] mark = Files.readAllBytes(lane.markFile());

        assertEquals(ExitCode.DONE, run(order("woo-main", false, false, BTC)), err.toString());

        assertEquals(Map.of(ETH + " LONG", true), held());
        final String told = out.toString();
        assertTrue(
                Pattern.compile(" \\[1/4] entries cancelled: 0 .* s\n")
                        .matcher(told)
                        .find(),
                told);
        assertTrue(told.contains(" [2/4] leg closed, reduce-only: PERP_BTC_USDT LONG "), told);
        assertTrue(told.contains(" [2/4] leg closed, reduce-only: PERP_BTC_USDT SHORT "), told);
        assertTrue(told.contains(" [4/4] exchange confirms zero: both legs, 2 agreeing reads"), told);
        assertTrue(told.contains("left alone: PERP_ETH_USDT LONG "), told);
        assertTrue(told.endsWith("done: woo-main is flat on PERP_BTC_USDT\n"), told);
        assertTrue(err.toString().contains("No snapshot of lane 'main'"), err.toString());
        assertTrue(err.toString().contains("The next engine starts with its kill switch on: "), err.toString());
        assertTrue(Files.exists(kill()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kill())));
        assertEquals("no journal at all", Files.readString(journal));
        assertArrayEquals(mark, Files.readAllBytes(lane.markFile()), "the mark is as it was");
        assertFalse(Files.readString(lane.root().resolve(FlattenRecord.FILE)).contains("SECRET"));
    }

    @Test
    void noEngineCanLeadMeanwhileAndTheNextOneCanAfterwards() throws Exception {
        openByHand(BTC, "LONG");
        flatten(order("woo-main", false, false, BTC)).run(() -> {
            final OperatorException busy =
                    assertThrows(OperatorException.class, () -> LaneLock.take(lane, "an engine"));
            assertTrue(busy.getMessage().startsWith("lane_busy"), busy.getMessage());
        });
        LaneLock.take(lane, "an engine").close();
    }

    @Test
    void holdsTheLockToTheLastStep() throws Exception {
        openByHand(BTC, "LONG");
        final List<String> answers = new ArrayList<>();
        // The kernel lets go of a lock when any descriptor of its file is closed, whoever opened that: only another
        // process can tell.
        final StringWriter watched = new StringWriter() {
            @Override
            public void write(final String text, final int offset, final int length) {
                super.write(text, offset, length);
                if (text.contains("[4/4]")) {
                    answers.add(answerOfARival());
                }
            }
        };
        new OfflineFlatten(
                        lane,
                        "main",
                        order("woo-main", false, false, BTC),
                        new ExchangeOption(),
                        Map.of(MasterKey.VARIABLE, masterKey.text()),
                        new PrintWriter(watched),
                        new PrintWriter(err))
                .run(() -> {});

        assertEquals(List.of("busy"), answers);
        assertEquals("leads", answerOfARival());
    }

    /** Leads a lane for a moment, or says that it cannot. */
    static final class Rival {
        public static void main(final String[] args) {
            try (LaneLock lock = LaneLock.take(new LaneDirectory(Path.of(args[0])), "a rival")) {
                System.out.print(lock.mark().isPresent() ? "leads" : "no mark");
            } catch (final OperatorException e) {
                System.out.print("busy");
            }
        }
    }

    private String answerOfARival() {
        try {
            final Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                            "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                            "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Rival.class.getName(),
                            lane.root().toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void isRefusedWhileAnEngineLeadsAndNothingIsSent() throws Exception {
        openByHand(BTC, "LONG");
        try (LaneLock engine = LaneLock.take(lane, "an engine")) {
            assertTrue(engine.mark().map(LaneMark::isLeaderAlive).orElse(false));
            assertRefused(order("woo-main", false, false, BTC), "Next: dragon flatten --account woo-main");
        }
    }

    @Test
    void isRefusedBehindAKillFileAndGoesThroughItWhereThatIsSaid() throws Exception {
        openByHand(BTC, "LONG");
        lane.createControl();
        Files.createFile(kill());
        assertRefused(
                order("woo-main", false, false, BTC),
                "Next: dragon flatten --offline --account woo-main --symbol PERP_BTC_USDT --through-kill --confirm OFFLINE");

        assertEquals(ExitCode.DONE, run(order("woo-main", true, false, BTC)), err.toString());
        assertEquals(Map.of(), held());
        assertTrue(Files.exists(kill()));
    }

    @Test
    void isRefusedBehindAPanicThatNoEngineHasTakenAndGoesThroughItWhereThatIsSaid() throws Exception {
        openByHand(BTC, "LONG");
        lane.createControl();
        final Path panic = Files.createFile(lane.control().resolve("PANIC"));
        assertRefused(order("woo-main", false, false, BTC), "The panic is on: " + panic + " is there");

        assertEquals(ExitCode.DONE, run(order("woo-main", true, false, BTC)), err.toString());
        assertEquals(Map.of(), held());
    }

    @Test
    void isRefusedWhileTheKillSwitchOfABotOfTheAccountIsOnAndGoesThroughItWhereThatIsSaid() throws Exception {
        final Path directory = PreparedLane.write(home);
        openByHand(BTC, "LONG");
        openByHand(ETH, "SHORT");
        PreparedLane.execute(directory, "UPDATE bots SET kill_switch = 1 WHERE name = 'eth-hedge-1h'");
        assertRefused(order("woo-main", false, false), "of bot eth-hedge-1h. Nothing was sent.");
        PreparedLane.execute(directory, "UPDATE bots SET kill_switch = 1 WHERE name = 'btc-long-15m'");
        assertRefused(order("woo-main", false, false), "of bot btc-long-15m, bot eth-hedge-1h. Nothing was sent.");

        assertEquals(ExitCode.DONE, run(order("woo-main", true, false)), err.toString());
        assertEquals(Map.of(), held());
    }

    @Test
    void theKillSwitchOfAnotherAccountsBotIsNoneOfIts() throws Exception {
        final Path directory = PreparedLane.write(home);
        openByHand(BTC, "LONG");
        PreparedLane.execute(directory, "UPDATE bots SET kill_switch = 1 WHERE account_id = 2");

        assertEquals(ExitCode.DONE, run(order("woo-main", false, false)), err.toString());
        assertEquals(Map.of(), held());
    }

    @Test
    void believesTheLastSnapshotAboutKillSwitchesTheLiveGateAndTheSymbols() throws Exception {
        final Path directory = PreparedLane.write(home);
        openByHand(BTC, "LONG");
        openByHand(ETH, "SHORT");
        PreparedLane.execute(directory, "UPDATE lane SET kill_switch = 1");
        assertRefused(order("woo-main", false, false), "A kill switch is on in the last snapshot, 2026-03-02");
        PreparedLane.execute(directory, "UPDATE lane SET kill_switch = 0");
        PreparedLane.execute(directory, "UPDATE accounts SET kill_switch = 1 WHERE id = 1");
        assertRefused(order("woo-main", false, false), "A kill switch is on in the last snapshot, 2026-03-02");
        PreparedLane.execute(directory, "UPDATE accounts SET kill_switch = 0");
        PreparedLane.execute(directory, "UPDATE lane SET live_trading = 0");
        assertRefused(order("woo-main", true, false), "Live trading is off in the last snapshot, 2026-03-02");
        PreparedLane.execute(directory, "UPDATE lane SET live_trading = 1");

        assertEquals(ExitCode.DONE, run(order("woo-main", false, true)), err.toString());

        assertEquals(Map.of(), held());
        final String json = out.toString();
        assertTrue(json.contains("\"schema\" : \"dragon/flatten-offline/1\""), json);
        assertTrue(json.contains("\"flat\" : true"), json);
        assertTrue(json.contains("\"PERP_BTC_USDT\",\n"), json);
        assertTrue(json.contains("\"PERP_ETH_USDT\"\n"), json);
    }

    @Test
    void whatIsLeftEndsPartlyDoneAndTheNextStepGoesThroughTheKillSwitchThatItLeft() throws Exception {
        openByHand(BTC, "LONG");
        post("/sim/fault", "name=suspend&symbol=" + BTC);

        assertEquals(ExitCode.PARTLY_DONE, run(order("woo-main", false, false, BTC)), err.toString());

        assertTrue(out.toString().contains("NOT FLAT: PERP_BTC_USDT LONG "), out.toString());
        assertTrue(err.toString().contains("close PERP_BTC_USDT LONG: SUSPENDED 317157 "), err.toString());
        assertTrue(
                err.toString()
                        .contains("Next: dragon flatten --offline --account woo-main --symbol PERP_BTC_USDT"
                                + " --through-kill --confirm OFFLINE --reason \"...\", or close at"),
                err.toString());
    }

    @Test
    void nothingIsSentWhereTheNextEngineCouldNotBeFrozen() throws Exception {
        openByHand(BTC, "LONG");
        Files.createFile(lane.control()); // Where the directory of the control files has to be.
        assertEnds(ExitCode.CONFIGURATION, order("woo-main", false, false, BTC), "Cannot write " + kill());
        assertEquals(Map.of(BTC + " LONG", true), held());
    }

    @Test
    void anAccountInOneWayModeIsRefused() throws Exception {
        assertRefused(order("one-way", false, false, BTC), "is in position mode ONE_WAY");
    }

    @Test
    void aLaneOnPaperIsRefused() {
        lane = LaneDirectory.of(home, "paper");
        lane.create("paper", LaneMode.DRY_RUN);
        assertEnds(ExitCode.REFUSED, order("woo-main", false, false, BTC), "is on paper");
    }

    @Test
    void withoutAnySymbolOrWithOneThatIsNotThereNothingIsSent() throws Exception {
        assertEnds(ExitCode.USAGE, order("woo-main", false, false), "--symbol PERP_...");
        assertEnds(
                ExitCode.USAGE, order("woo-main", false, false, "PERP_BTC_USD"), "The exchange has no PERP_BTC_USD.");
        assertEnds(ExitCode.USAGE, order("woo-main", false, false, "BTC&x=1"), "'BTC&x=1' is no symbol");
        assertEnds(ExitCode.NOT_FOUND, order("woo-alt", false, false, BTC), "No credentials of 'woo-alt'");
        assertFalse(Files.exists(kill()));
    }

    private static OfflineFlatten.Order order(
            final String account, final boolean isThroughKill, final boolean isJson, final String... symbols) {
        return new OfflineFlatten.Order(account, List.of(symbols), isThroughKill, "a test", isJson);
    }

    private OfflineFlatten flatten(final OfflineFlatten.Order order) {
        return new OfflineFlatten(
                lane,
                "main",
                order,
                new ExchangeOption(),
                Map.of(MasterKey.VARIABLE, masterKey.text()),
                new PrintWriter(out),
                new PrintWriter(err));
    }

    private ExitCode run(final OfflineFlatten.Order order) throws Exception {
        return flatten(order).run(() -> {});
    }

    private void assertRefused(final OfflineFlatten.Order order, final String text) throws Exception {
        final List<String> before = actions();
        final boolean wasKilled = Files.exists(kill());
        assertEnds(ExitCode.REFUSED, order, text);
        // The check of a key cancels an order that does not exist; what exists is not touched.
        assertEquals(
                before,
                actions().stream().filter(each -> !each.startsWith("DELETE")).toList());
        assertEquals(wasKilled, Files.exists(kill()));
    }

    private void assertEnds(final ExitCode exitCode, final OfflineFlatten.Order order, final String text) {
        final Failure failure = assertThrows(Failure.class, () -> run(order));
        assertEquals(exitCode, failure.exitCode(), failure.line());
        assertTrue(failure.line().contains(text), failure.line());
        assertTrue(failure.line().contains("Nothing was sent"), failure.line());
        assertTrue(failure.line().contains("Next: "), failure.line());
    }

    private Path kill() {
        return lane.control().resolve("KILL");
    }

    /** Somebody opens a leg at the exchange's own page. */
    private void openByHand(final String symbol, final String leg) throws Exception {
        post("/sim/fault", "name=behind-our-back&what=open&account=main&symbol=" + symbol + "&leg=" + leg);
        final long startNs = System.nanoTime();
        while (!held().containsKey(
                        symbol + " " + leg)) { // Each look is a request to the simulator, which acts in its own time.
            assertTrue(System.nanoTime() - startNs < DEADLINE_NS, "no leg within 30 s");
        }
    }

    /** Legs that are not zero, as the exchange's own audit tells them. */
    private Map<String, Boolean> held() throws IOException {
        final Map<String, Boolean> held = new HashMap<>();
        final Matcher found = Pattern.compile("\"symbol\":\"(\\w+)\",\"leg\":\"(\\w+)\",\"quantity\":\"([^\"]+)\"")
                .matcher(get("/sim/audit"));
        while (found.find()) {
            if (Double.parseDouble(found.group(3)) != 0) {
                held.put(found.group(1) + " " + found.group(2), true);
            }
        }
        return held;
    }

    private List<String> actions() throws IOException {
        final List<String> actions = new ArrayList<>();
        final Matcher found = Pattern.compile("\"endpoint\":\"([^\"]+)\"").matcher(get("/sim/audit/requests"));
        while (found.find()) {
            actions.add(found.group(1));
        }
        return actions;
    }

    private void post(final String path, final String query) throws IOException {
        request("POST", path, "{\"" + query.replace("=", "\":\"").replace("&", "\",\"") + "\"}");
    }

    private String get(final String path) throws IOException {
        return request("GET", path, null);
    }

    private String request(final String method, final String path, final String body) throws IOException {
        final HttpURLConnection connection = (HttpURLConnection)
                URI.create(simulator.restUrl() + path).toURL().openConnection();
        connection.setRequestMethod(method);
        if (body != null) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(200, connection.getResponseCode(), path + " " + body);
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
