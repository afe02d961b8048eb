package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.Journal;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.Engine;
import dragon.engine.process.EngineConfig;
import dragon.engine.protocol.LaneMode;
import dragon.tools.follow.JournaledLane;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bot files against a lane: bot-1 trades both legs of PERP_BTC_USDT with five entries of 0.01, and has no stop. */
class PlanScenarioTest {
    private static final String BOT_1 =
            """
            schema_version = 2
            account   = "main"
            symbol    = "PERP_BTC_USDT"
            timeframe = "1m"
            legs      = ["LONG", "SHORT"]

            [sizing]
            mode          = "QUANTITY"
            base_quantity = "0.01"

            [ladder]
            max_entries          = 5
            base_deviation_pct   = 0.2
            deviation_multiplier = 1
            volume_multiplier    = 1

            [entry]
            signal = "ALWAYS"

            [take_profit]
            mode = "PCT"
            pct  = 0.1

            [stop_loss]
            mode = "PCT"
            pct  = 0

            [activation]
            dca_pct = 0.1
            """;

    private static final String LIMIT = "\n[limits]\nmax_position_usd = 900\n";

    private static final long WAIT_S = 60;

    @TempDir
    private Path home;

    private final InputStream terminal = System.in;
    private LaneDirectory lane;
    private Path bots;

    @BeforeEach
    void writeLane() throws IOException {
        lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(lane.journal(), ChronicleJournalConfig.small())) {
            new JournaledLane(journal, 5).begin(1).trade(1_000);
        }
        bots = Files.createDirectories(home.resolve("bots.d"));
        write("bot-1.toml", BOT_1);
    }

    @AfterEach
    void giveTheTerminalBack() {
        System.setIn(terminal);
    }

    private Path write(final String name, final String text) throws IOException {
        return Files.writeString(bots.resolve(name), text);
    }

    private CommandLineRun dragon(final String... arguments) {
        return CommandLineRun.of(home, arguments);
    }

    private String planId() {
        return dragon("plan")
                .out()
                .lines()
                .filter(line -> line.startsWith("plan "))
                .findFirst()
                .orElseThrow()
                .split(" +")[1];
    }

    @Test
    void aBotThatIsAsItsFileSaysIsLeftAlone() {
        final CommandLineRun plan = dragon("plan");

        assertEquals(0, plan.status(), plan.err());
        assertEquals("= bot bot-1   as its file says\nnothing to do\n", plan.out());
        assertEquals("", plan.err());
    }

    @Test
    void showsSettingsOrdersAndMoneyAsTheManualDoes() throws IOException {
        write(
                "bot-1.toml",
                BOT_1.replace("max_entries          = 5", "max_entries          = 4")
                                .replace("pct  = 0.1", "pct  = 0.2")
                        + LIMIT);
        final CommandLineRun plan = dragon("plan");

        assertEquals(0, plan.status(), plan.err());
        assertTrue(plan.out().contains("ladder.max_entries  5 -> 4   at once\n"), plan.out());
        assertTrue(plan.out().contains("limits.max_position_usd  none -> 900   at once\n"), plan.out());
        assertTrue(plan.out().contains("cancel at the venue: TAKE_PROFIT LONG SELL 0.05 at 60"), plan.out());
        assertTrue(plan.out().contains("cancel at the venue: TAKE_PROFIT SHORT BUY 0.05 at 59"), plan.out());
        assertTrue(plan.out().contains("    worst case  notional $ "), plan.out());
        assertFalse(plan.out().contains("RAISES RISK"), plan.out());
        assertEquals("Next: dragon apply --plan " + planId() + " --reason \"...\"\n", plan.err());
        assertEquals(plan.out(), dragon("plan").out(), "the same lane and file, the same plan");
        final String manual = Files.readString(Path.of("..", "docs", "manual.md"));
        assertTrue(manual.contains(plan.out()), "the manual shows:\n" + plan.out());
    }

    @Test
    void showsTheRungOfOneMoreEntryAndTheGateThatHoldsOneBack() throws IOException {
        write("bot-1.toml", BOT_1.replace("max_entries          = 5", "max_entries          = 6"));
        final CommandLineRun plan = dragon("plan");

        assertTrue(plan.out().contains("    order  place: DCA LONG BUY 0.01 at 60366\n"), plan.out());
        assertTrue(
                plan.out().contains("    order  hold back: DCA SHORT SELL 0.01 at 60106.6 by self_trade_block\n"),
                plan.out());
    }

    @Test
    void anotherFileIsAnotherPlan() throws IOException {
        write("bot-1.toml", BOT_1.replace("= 0.2", "= 0.3"));
        final String id = planId();
        write("bot-1.toml", BOT_1.replace("= 0.2", "= 0.4"));

        assertNotEquals(id, planId());
        final CommandLineRun apply = dragon("apply", "--plan", id, "--confirm", "RAISE", "--reason", "drill");
        assertEquals(5, apply.status(), apply.err());
        assertTrue(apply.err().contains(" and not " + id + ": files or lane have moved"), apply.err());
    }

    @Test
    void theSameFileOnALaneThatHasMovedIsAnotherPlan() throws IOException {
        write("bot-1.toml", BOT_1.replace("pct  = 0.1", "pct  = 0.2"));
        final String id = planId();
        final LaneDirectory other = LaneDirectory.of(home, "other");
        other.create("other", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(other.journal(), ChronicleJournalConfig.small())) {
            new JournaledLane(journal, 5).begin(1).trade(1_300);
        }
        final CommandLineRun apply = dragon("apply", "--lane", "other", "--plan", id, "--reason", "drill");

        assertEquals(5, apply.status(), apply.err());
        assertTrue(apply.err().contains("files or lane have moved"), apply.err());
    }

    @Test
    void aNewBotIsShownWithItsFirstEntryAndRaisesRisk() throws IOException {
        write("btc-2.toml", BOT_1);
        final CommandLineRun plan = dragon("plan");

        assertTrue(plan.out().contains("+ bot btc-2   PERP_BTC_USDT 1m"), plan.out());
        assertTrue(plan.out().contains("    first  LONG BUY 0.01 at about "), plan.out());
        assertTrue(plan.out().contains("    first  SHORT SELL 0.01 at about "), plan.out());
        assertTrue(plan.out().contains("RAISES RISK"), plan.out());
        assertTrue(plan.err().contains(" --confirm RAISE --reason "), plan.err());
    }

    @Test
    void aBotWithoutFileIsToldAndLeftAlone() throws IOException {
        Files.delete(bots.resolve("bot-1.toml"));

        assertEquals(
                "  bot bot-1   has no file, is left alone\nnothing to do\n",
                dragon("plan").out());
    }

    @ParameterizedTest
    @CsvSource({
        "max_entries          = 5, max_entries          = 6",
        "base_quantity = \"0.01\", base_quantity = \"0.011\"",
        "volume_multiplier    = 1, volume_multiplier    = 1.1"
    })
    void moreMoneyNeedsTheTypedWordWhateverElseIsSaid(final String before, final String after) throws IOException {
        write("bot-1.toml", BOT_1.replace(before, after));
        assertTrue(dragon("plan").out().contains("RAISES RISK"), dragon("plan").out());
        final String[] line = {"apply", "--yes", "--plan", planId(), "--reason", "drill"};

        System.setIn(new ByteArrayInputStream("raise\n".getBytes(StandardCharsets.UTF_8)));
        assertEquals(6, dragon(line).status());
        System.setIn(new ByteArrayInputStream("RAISE\n".getBytes(StandardCharsets.UTF_8)));
        assertEquals(7, dragon(line).status(), "confirmed, and then no engine answers");
        assertEquals(
                6, dragon("apply", "--confirm", "raise", "--reason", "drill").status());
        assertEquals(2, dragon("apply", "--confirm", "RAISE").status(), "and it says why");
    }

    @Test
    void aLimitIsTightenedByFlagOrEnvironmentAndNeverLoosened() throws IOException {
        write("bot-1.toml", BOT_1 + LIMIT);
        final CommandLineRun tighter = dragon("plan", "--set", "limits.max_position_usd=800");
        assertTrue(tighter.out().contains("limits.max_position_usd  none -> 800   at once"), tighter.out());
        assertTrue(tighter.err().contains("apply --set limits.max_position_usd=800 --plan "), tighter.err());
        final CommandLineRun looser = dragon("plan", "--set", "limits.max_position_usd=901");
        assertEquals(2, looser.status(), looser.err());
        assertTrue(looser.err().contains("bot-1.toml:32, a flag or the environment may only tighten it"), looser.err());
        assertEquals(1, looser.err().lines().count(), looser.err());
        assertEquals(2, dragon("plan", "--set", "ladder.max_entries=3").status());

        final PlanFiles files = new PlanFiles();
        assertEquals(
                Map.of("limits.max_order_usd", "200"),
                files.tightened(Map.of("DRAGON_LIMITS__MAX_ORDER_USD", "200", "DRAGON_LIMITS", "1")));
    }

    @ParameterizedTest
    @CsvSource({
        "plan nowhere.toml, 3, nowhere.toml",
        "plan bots.d/broken.toml, 3, broken.toml:9:1",
        "plan bots.d/bot-1.toml bots.d/again.toml, 3, Two files are of bot 'bot-1'",
        "plan bots.d/foreign.toml, 4, No account 'nobody' on this lane",
        "plan bots.d/fixed.toml, 3, fixed.toml: 'timeframe' of bot 'bot-1'",
        "plan bots.d/bot-1.toml --lane nowhere, 4, nowhere",
        "apply bots.d/foreign.toml --reason drill, 4, No account 'nobody' on this lane",
        "apply bots.d/bot-1.toml, 2, --reason"
    })
    void badInputIsOneLineAndTheDocumentedStatus(final String arguments, final int status, final String names)
            throws IOException {
        write("broken.toml", BOT_1.replace("base_quantity", "base_quantitty"));
        write("again.toml", BOT_1.replace("schema_version = 2", "schema_version = 2\nname = \"bot-1\""));
        write("foreign.toml", BOT_1.replace("\"main\"", "\"nobody\""));
        write(
                "fixed.toml",
                BOT_1.replace("schema_version = 2", "schema_version = 2\nname = \"bot-1\"")
                        .replace("\"1m\"", "\"5m\""));
        final CommandLineRun run = dragon(Stream.of(arguments.split(" "))
                .map(each -> each.startsWith("bots.d/") ? home.resolve(each).toString() : each)
                .toArray(String[]::new));

        assertEquals(status, run.status(), run.err());
        assertTrue(run.err().contains(names), run.err());
        assertTrue(run.err().contains("Next: "), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertEquals("", run.out());
    }

    @Test
    void withoutFilesAndFolderItSaysSo() throws IOException {
        Files.delete(bots.resolve("bot-1.toml"));
        Files.delete(bots);
        final CommandLineRun plan = dragon("plan");

        assertEquals(4, plan.status(), plan.err());
        assertTrue(plan.err().contains("there is no folder " + bots), plan.err());
    }

    @Test
    void oneJsonDocument() throws IOException {
        write("bot-1.toml", BOT_1 + LIMIT);
        final CommandLineRun plan = dragon("plan", "--json");

        assertTrue(plan.out().contains("\"schema\" : \"dragon/plan/1\""), plan.out());
        assertTrue(plan.out().contains("\"plan\" : \"" + planId() + "\""), plan.out());
        assertTrue(plan.out().contains("\"key\" : \"limits.max_position_usd\""), plan.out());
        assertTrue(plan.out().contains("\"line\" : 32"), plan.out());
        assertTrue(plan.out().contains("\"raisesRisk\" : false"), plan.out());
    }

    @Test
    void applyDoesThePlanOnceAndThenThereIsNothingToDo() throws Exception {
        write("bot-1.toml", BOT_1 + LIMIT);
        write("btc-2.toml", BOT_1);
        final CompletableFuture<Engine> started = new CompletableFuture<>();
        final Thread thread = new Thread(() -> lead(started), "engine");
        thread.start();
        final Engine engine = started.get(WAIT_S, TimeUnit.SECONDS);
        try {
            final String id = planId();
            final CommandLineRun apply = dragon("apply", "--plan", id, "--confirm", "RAISE", "--reason", "drill");
            assertEquals(0, apply.status(), apply.err());
            assertTrue(apply.out().contains("bot bot-1 changed"), apply.out());
            assertTrue(apply.out().contains("bot btc-2 created"), apply.out());

            final CommandLineRun after = dragon("plan");
            assertEquals(
                    "= bot bot-1   as its file says\n= bot btc-2   as its file says\nnothing to do\n", after.out());
            final CommandLineRun again = dragon("apply", "--plan", id, "--reason", "drill");
            assertEquals(0, again.status(), again.err());
            assertTrue(again.out().endsWith("nothing to do\n"), again.out());

            write("bot-1.toml", BOT_1);
            final CommandLineRun loosening = dragon("plan");
            assertTrue(loosening.out().contains("loosens limits.max_position_usd"), loosening.out());
            assertTrue(loosening.out().contains("RAISES RISK"), loosening.out());
        } finally {
            engine.stop();
            thread.join(TimeUnit.SECONDS.toMillis(WAIT_S));
        }
        assertFalse(thread.isAlive(), "the engine ends in order");
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
