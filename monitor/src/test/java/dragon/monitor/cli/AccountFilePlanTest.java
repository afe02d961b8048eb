package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.Journal;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.Engine;
import dragon.engine.process.EngineConfig;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.RiskLimit;
import dragon.tools.follow.JournaledLane;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Account files against a lane whose account main has a limit of 500 dollars an order, from line 5 of its file. */
class AccountFilePlanTest {
    private static final String MAIN =
            """
            schema_version = 1

            [limits]
            daily_loss_limit   = 150
            order.max_notional = 500
            """;

    private static final String BOT =
            """
            schema_version = 2
            account   = "main"
            symbol    = "PERP_ETH_USDT"
            timeframe = "1m"
            legs      = ["LONG"]

            [sizing]
            mode          = "QUANTITY"
            base_quantity = "0.01"

            [ladder]
            max_entries          = 2
            base_deviation_pct   = 1
            deviation_multiplier = 1
            volume_multiplier    = 1

            [entry]
            signal = "ALWAYS"

            [take_profit]
            mode = "PCT"
            pct  = 1

            [stop_loss]
            mode = "PCT"
            pct  = 0
            """;

    private static final long FIVE_HUNDRED_E8 = 50_000_000_000L;
    private static final long WAIT_S = 60;

    @TempDir
    private Path home;

    private final InputStream terminal = System.in;
    private Path accounts;
    private Path main;

    @BeforeEach
    void writeLane() throws IOException {
        accounts = Files.createDirectories(home.resolve("accounts.d"));
        main = Files.writeString(accounts.resolve("main.toml"), MAIN);
        final LaneDirectory lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(lane.journal(), ChronicleJournalConfig.small())) {
            new JournaledLane(journal, 5)
                    .begin(1)
                    .trade(50)
                    .setLimit(
                            RiskLimit.ORDER_NOTIONAL_MAX,
                            FIVE_HUNDRED_E8,
                            main.toAbsolutePath().normalize().toString(),
                            5);
        }
    }

    @AfterEach
    void giveTheTerminalBack() {
        System.setIn(terminal);
    }

    private CommandLineRun dragon(final String... arguments) {
        return CommandLineRun.of(home, arguments);
    }

    private void change(final String before, final String after) throws IOException {
        Files.writeString(main, MAIN.replace(before, after));
    }

    private static String id(final CommandLineRun plan) {
        return plan.out()
                .lines()
                .filter(line -> line.startsWith("plan "))
                .findFirst()
                .orElseThrow()
                .split(" +")[1];
    }

    @Test
    void showsWhatEachLimitIsAndWouldBe() {
        final CommandLineRun plan = dragon("plan");

        assertEquals(0, plan.status(), plan.err());
        assertEquals(
                "~ account main\n    limits.daily_loss_limit  5000 -> 150   at once\nplan " + id(plan)
                        + "   1 change\n",
                plan.out());
        assertEquals("Next: dragon apply --plan " + id(plan) + " --reason \"...\"\n", plan.err());
        final String json = dragon("plan", "--json").out();
        assertTrue(json.contains("\"key\" : \"limits.daily_loss_limit\""), json);
        assertTrue(json.contains("\"line\" : 4"), json);
        assertTrue(json.contains("\"raisesRisk\" : false"), json);
    }

    @ParameterizedTest
    @CsvSource({"order.max_notional = 500, order.max_notional = 501, 501", "'= 500', '= \"off\"', off"})
    void aLooserLimitNeedsTheTypedWord(final String before, final String after, final String value) throws IOException {
        change(before, after);
        final CommandLineRun plan = dragon("plan");

        assertTrue(
                plan.out()
                        .contains("limits.order.max_notional  500 -> " + value
                                + "   at once, for 24 hours   RAISES RISK\n"),
                plan.out());
        assertTrue(plan.err().contains(" --confirm RAISE "), plan.err());
        System.setIn(new ByteArrayInputStream("raise\n".getBytes(StandardCharsets.UTF_8)));
        final CommandLineRun apply = dragon("apply", "--yes", "--plan", id(plan), "--reason", "drill");
        assertEquals(6, apply.status(), apply.err());
    }

    @Test
    void aFlagTightensAndNeverLoosens() throws IOException {
        final CommandLineRun tighter = dragon("plan", "--set", "limits.order.max_notional=400");
        assertTrue(tighter.out().contains("limits.order.max_notional  500 -> 400   at once\n"), tighter.out());
        assertFalse(tighter.out().contains("RAISES RISK"), tighter.out());

        final CommandLineRun looser = dragon("plan", "--set", "limits.order.max_notional=501");
        assertEquals(2, looser.status(), looser.err());
        assertTrue(looser.err().contains("main.toml:5, a flag or the environment may only tighten it"), looser.err());
        change("order.max_notional = 500", "");
        final CommandLineRun unnamed = dragon("plan", "--set", "limits.order.max_notional=501");
        assertEquals(2, unnamed.status(), unnamed.err());
        assertTrue(unnamed.err().contains("is 500 on this lane, a flag or the environment may only"), unnamed.err());
        assertEquals(1, unnamed.err().lines().count(), unnamed.err());
    }

    @Test
    void aLimitThatTheFileDoesNotNameAnyMoreStaysAndIsTold() throws IOException {
        change("order.max_notional = 500", "");

        assertTrue(dragon("plan")
                .out()
                .contains("    limits.order.max_notional  500 stays, though the file does not name it any more\n"));
    }

    @Test
    void anAccountWhoseFileIsGoneKeepsItsLimitsAndOneOfAnotherLaneIsLeftAlone() throws IOException {
        Files.move(main, accounts.resolve("alt.toml"));

        assertEquals(
                "  account alt   is not on this lane, its file is left alone: dragon account add alt\n"
                        + "  account main   its file is gone, its limits stay as they are\n"
                        + "nothing to do\n",
                dragon("plan").out());
    }

    @ParameterizedTest
    @CsvSource({
        "plan accounts.d/none.toml, 3, Cannot read ",
        "plan accounts.d/broken.toml, 3, broken.toml:4:1: unknown key 'limits.order.max_notionl'",
        "plan accounts.d/alt.toml, 4, No account 'alt' on this lane",
        "plan accounts.d/main.toml accounts.d/again.toml, 3, Two files are of account 'main'",
        "plan accounts.d/main.toml --set limits.max_order_usd=5, 2, there is no file of a bot",
        "plan accounts.d/main.toml --set limits.order.max=5, 2, nobody knows a limit 'limits.order.max'",
        "apply accounts.d/broken.toml --reason drill, 3, broken.toml:4:1"
    })
    void badInputIsOneLineAndTheDocumentedStatus(final String arguments, final int status, final String names)
            throws IOException {
        Files.writeString(accounts.resolve("broken.toml"), MAIN.replace("daily_loss_limit   =", "order.max_notionl ="));
        Files.writeString(accounts.resolve("alt.toml"), MAIN);
        Files.writeString(accounts.resolve("again.toml"), "label = \"main\"\n" + MAIN);
        final UnaryOperator<String> inHome =
                each -> each.startsWith("accounts.d/") ? home.resolve(each).toString() : each;
        final CommandLineRun run =
                dragon(Stream.of(arguments.split(" ")).map(inHome).toArray(String[]::new));

        assertEquals(status, run.status(), run.err());
        assertTrue(run.err().contains(names), run.err());
        assertTrue(run.err().contains("Next: "), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals("", run.out());
    }

    @Test
    void applySetsTheLimitsAndStopsTheBotThatHasLostItsFile() throws Exception {
        final Path bot = Files.writeString(
                Files.createDirectories(home.resolve("bots.d")).resolve("eth.toml"), BOT);
        final CompletableFuture<Engine> started = new CompletableFuture<>();
        final Thread thread = new Thread(() -> lead(started), "engine");
        thread.start();
        final Engine engine = started.get(WAIT_S, TimeUnit.SECONDS);
        try {
            applied("loss limits of account main set", "bot eth created");
            assertEquals(
                    "= account main   as its file says\n= bot eth   as its file says\n"
                            + "  bot bot-1   has no file, is left alone\nnothing to do\n",
                    dragon("plan").out());

            change("= 500", "= 800");
            applied("limits of account main set");
            final String raised = dragon("plan").out();
            assertTrue(
                    raised.startsWith("= account main   as its file says\n    limits.order.max_notional  is raised,"
                            + " and falls back at "),
                    raised);
            change("= 150", "= 200");
            applied("loss limits of account main set");

            Files.delete(bot);
            final CommandLineRun gone = dragon("plan");
            assertTrue(gone.out().contains("- bot eth   its file is gone, is stopped: " + bot + "\n"), gone.out());
            assertFalse(gone.out().contains("bot eth   has no file"), gone.out());
            final CommandLineRun stop = dragon("apply", "--plan", id(gone), "--reason", "drill");
            assertEquals(0, stop.status(), stop.err());
            assertTrue(stop.out().contains("bot eth stopped"), stop.out());
            assertTrue(dragon("plan").out().endsWith("nothing to do\n"), "a stopped bot needs no file");
        } finally {
            engine.stop();
            thread.join(TimeUnit.SECONDS.toMillis(WAIT_S));
        }
        assertFalse(thread.isAlive(), "the engine ends in order");
    }

    private void applied(final String... said) {
        final CommandLineRun apply = dragon("apply", "--confirm", "RAISE", "--reason", "drill");
        assertEquals(0, apply.status(), apply.err());
        for (final String each : said) {
            assertTrue(apply.out().contains(each), apply.out());
        }
    }

    /** The thread that opens a journal is the one that writes it, and closes it. */
    private void lead(final CompletableFuture<Engine> started) {
        final EngineConfig config = EngineConfig.standard(home, "main").withJournal(ChronicleJournalConfig.small());
        try (Engine engine = Engine.recover(config, warning -> {})) {
            started.complete(engine);
            engine.run();
        } catch (final RuntimeException e) {
            started.completeExceptionally(e);
        }
    }
}
