package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dragon.monitor.PreparedLane;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Reading verbs on snapshots of a lane whose engine is dead. */
class ReadingVerbsTest {
    @TempDir
    private Path home;

    @BeforeEach
    void writeTheLane() {
        PreparedLane.write(home);
    }

    @Test
    void statusSaysFirstThatTheEngineIsDeadAndHowOldTheSnapshotIs() {
        final CommandLineRun run = CommandLineRun.of(home, "status");

        assertEquals(0, run.status());
        assertTrue(run.firstLine().startsWith("ENGINE NOT RUNNING   snapshot of 2026-03-02T12:14:03.412"), run.out());
        assertTrue(run.firstLine().contains(" old"), run.out());
        assertTrue(run.out().contains("BL woo-dca-5m  PERP_WOO_USDT M5  flat  NEXT: Risk blocked (daily_loss_limit)"));
    }

    @Test
    void anAccountShowsEachLimitWithItsUseAndWhereItIsWritten() {
        final CommandLineRun run = CommandLineRun.of(home, "account", "show", "woo-alt");

        assertTrue(run.out().contains("loss.day\tset\t50\t52.1\taccounts.d/woo-alt.toml:11"), run.out());
        assertTrue(run.out().contains("loss.drawdown\tunset\t"), run.out());
        assertTrue(run.out().contains("rate.orders_account\toff\t"), run.out());
    }

    @Test
    void statusAndAccountListSayHowManyLimitsAreSetAndWhichIsNearest() {
        final String limits = "1 set, 1 off, 1 unset; nearest loss.day 104 %";

        assertTrue(CommandLineRun.of(home, "status").out().contains("account woo-alt: limits " + limits + "\n"));
        final String list = CommandLineRun.of(home, "account", "list").out();
        assertTrue(list.contains("\t" + limits + "\n"), list);
        final String json = CommandLineRun.of(home, "status", "--json").out();
        assertTrue(json.contains("\"limits\" : \"" + limits + "\""), json);
        assertTrue(json.contains("\"limitsUnset\" : 1"), json);
    }

    @Test
    void statusNamesTheNextStepOfABotInError() {
        PreparedLane.execute(
                home.resolve("lanes/main"),
                "UPDATE bots SET status = 'error', last_error = 'order_surplus', next_action = 'Error (order_surplus)' WHERE id = 1");
        final CommandLineRun run = CommandLineRun.of(home, "status");

        assertTrue(run.out().contains("NEXT: Error (order_surplus)"), run.out());
        assertTrue(
                run.err().contains("Next: dragon explain order_surplus; when it is settled dragon bot resume "),
                run.err());
    }

    @Test
    void statusTellsTheNewestRestartReportOfEachAccount() {
        final Path lane = home.resolve("lanes").resolve("main");
        PreparedLane.addRestartReport(lane, 100, 1, "session began; orders 9 matched");
        PreparedLane.addRestartReport(lane, 200, 1, "private stream came back; orders 4 matched");
        PreparedLane.addRestartReport(lane, 150, 2, "session began; orders 0 matched");

        final String text = CommandLineRun.of(home, "status").out();
        assertTrue(
                text.contains("restart report of woo-main at 2026-03-02T12:14:03.412000000Z:"
                        + " private stream came back; orders 4 matched"),
                text);
        assertTrue(text.contains("restart report of woo-alt at "), text);
        assertFalse(text.contains("orders 9 matched"), text);
        final String json = CommandLineRun.of(home, "status", "--json").out();
        assertTrue(json.contains("\"detail\" : \"private stream came back; orders 4 matched\""), json);
    }

    @Test
    void dataIsAloneOnStandardOutput() {
        final CommandLineRun run = CommandLineRun.of(home, "orders");

        assertTrue(run.firstLine().startsWith("clientOrderId\tbot\tsymbol"), run.out());
        assertTrue(run.err().startsWith("ENGINE NOT RUNNING"), run.err());
    }

    @Test
    void ordersLeavesFinishedOnesOutUnlessAsked() {
        assertFalse(CommandLineRun.of(home, "orders").out().contains("FILLED"));
        assertTrue(CommandLineRun.of(home, "orders", "--all").out().contains("FILLED"));
        assertEquals(
                4,
                CommandLineRun.of(home, "orders", "--bot", "#2").out().lines().count());
    }

    @Test
    void eventsCanBeFilteredByBotAndType() {
        assertEquals(3, CommandLineRun.of(home, "events").out().lines().count());
        final CommandLineRun run =
                CommandLineRun.of(home, "events", "--bot", "woo-dca-5m", "--type", "account_risk_block");
        assertEquals(
                "2026-03-02T12:13:58.120000000Z\tWARN\t48209911\twoo-dca-5m\taccount_risk_block\tx1\t"
                        + "LONG ENTRY BUY 420 day_loss -52.10 <= -50.00\n",
                run.out());
    }

    @Test
    void eventsAreFollowedIntoADatabaseThatIsMadeAnew() throws Exception {
        final StringWriter out = new StringWriter();
        final CommandLine commandLine = DragonCommand.commandLine("events", "--follow");
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(new StringWriter()));
        final Thread follower =
                new Thread(() -> commandLine.execute("events", "--follow", "--home", home.toString()), "follower");
        follower.start();
        try {
            await(() -> out.toString().lines().count() == 3);

            // Its events are there before the row of the lane.
            PreparedLane.rebuild(
                    home,
                    "DELETE FROM lane",
                    "UPDATE events SET sequence = sequence + 1000000 WHERE code = 'ACCOUNT_RISK_BLOCK'");
            await(() -> out.toString().lines().count() == 4);
            assertTrue(out.toString().contains("\t49209911\twoo-dca-5m\taccount_risk_block\t"), out.toString());
        } finally {
            follower.interrupt();
            follower.join();
        }
    }

    private static void await(final BooleanSupplier condition) {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadlineNs < 0, "not within a minute");
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void anEventTypeMayBeTheFirstWordsOfACode() {
        final String whole = CommandLineRun.of(home, "events", "--type", "account_risk_block")
                .out();

        assertEquals(
                whole,
                CommandLineRun.of(home, "events", "--type", "Account_risk").out());
        assertEquals(
                "", CommandLineRun.of(home, "events", "--type", "account_ri").out());
    }

    @Test
    void aDryRunLaneSaysSoInItsStatusAndInEveryEvent() {
        assertFalse(CommandLineRun.of(home, "events", "--json").out().contains("\"dry_run\" : true"));
        PreparedLane.execute(home.resolve("lanes/main"), "UPDATE lane SET mode = 'dry-run'");

        final String status = CommandLineRun.of(home, "status").out();
        assertTrue(status.contains("  DRY  live-trading "), status);
        assertTrue(status.startsWith("ENGINE NOT RUNNING"), status);
        assertTrue(status.lines().findFirst().orElseThrow().endsWith(" old   orders are on paper (DRY)"), status);
        final String json = CommandLineRun.of(home, "events", "--json").out();
        assertEquals(3, json.split("\"dry_run\" : true", -1).length - 1, json);
        assertTrue(CommandLineRun.of(home, "events").out().lines().allMatch(line -> line.endsWith(" dry_run=true")));
    }

    @ParameterizedTest
    @CsvSource({
        "status, dragon/status/1",
        "orders, dragon/orders/1",
        "positions, dragon/positions/1",
        "events, dragon/events/1",
        "bot list, dragon/bots/1",
        "bot show eth-hedge-1h, dragon/bot/1",
        "account list, dragon/accounts/1",
        "account show woo-alt, dragon/account/1"
    })
    void everyReadingVerbHasOneJsonDocumentWithASchema(final String verb, final String schema) throws IOException {
        final CommandLineRun run = CommandLineRun.of(home, (verb + " --json").split(" "));

        assertEquals(0, run.status(), run.err());
        assertEquals("", run.err());
        assertTrue(run.out().contains("\"schema\" : \"" + schema + "\""), run.out());
        assertTrue(run.out().contains("\"engineRunning\" : false"), run.out());
        assertFalse(keys(run.out()).isEmpty());
    }

    @Test
    void decimalsAndLongIdsAreStringsInJson() {
        final String json = CommandLineRun.of(home, "orders", "--json").out();

        assertTrue(json.contains("\"clientOrderId\" : \"4785220632970258\""), json);
        assertTrue(json.contains("\"price\" : \"3062\""), json);
        assertTrue(json.contains("\"quantity\" : \"0.2\""), json);
        assertTrue(json.contains("\"venueOrderId\" : null"), json);
    }

    @Test
    void keysOfOrdersAreStable() throws IOException {
        assertEquals(
                List.of(
                        "schema",
                        "lane",
                        "mode",
                        "engineRunning",
                        "engineSilentMs",
                        "snapshotAt",
                        "snapshotAtMs",
                        "snapshotAgeMs",
                        "sequence",
                        "recordsBehind",
                        "orders",
                        "clientOrderId",
                        "bot",
                        "symbol",
                        "leg",
                        "role",
                        "side",
                        "quantity",
                        "filled",
                        "price",
                        "type",
                        "status",
                        "createdAt",
                        "why",
                        "account",
                        "venueOrderId",
                        "averagePrice",
                        "reduceOnly",
                        "createdAtMs",
                        "updatedAt",
                        "updatedAtMs",
                        "intent",
                        "attempt"),
                List.copyOf(keys(CommandLineRun.of(home, "orders", "--json").out())));
    }

    @Test
    void aSnapshotWithoutRowsIsToldAsNotFound() {
        PreparedLane.execute(home.resolve("lanes/main"), "DELETE FROM lane");
        final CommandLineRun run = CommandLineRun.of(home, "status");

        assertEquals(4, run.status());
        assertTrue(run.err().contains("has no snapshot yet. Next: "), run.err());
    }

    private static Set<String> keys(final String json) throws IOException {
        final Set<String> keys = new LinkedHashSet<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    keys.add(parser.currentName());
                }
            }
        }
        return keys;
    }
}
