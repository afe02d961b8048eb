package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.LaneMode;
import dragon.monitor.PreparedLane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Acting verbs where nothing can be done: the documented status, one line, and nothing sent. */
class ActingVerbsTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({
        "live on --reason test, 7",
        "live off, 7",
        "live off --confirm OFF, 7",
        "live off --confirm off, 6",
        "live on, 2",
        "kill --confirm KILL, 7",
        "kill --confirm kill, 6",
        "kill sideways, 2",
        "kill off, 2",
        "release --reason over, 7",
        "release --scope leg:eth-hedge-1h/UP --reason over, 7",
        "halt --scope symbol:PERP_ETH_USDT --reason drill, 7",
        "panic --confirm PANIC, 7",
        "panic --confirm panic, 6",
        "flatten --all --confirm FLATTEN --reason drill, 7",
        "flatten --bot eth-hedge-1h --confirm flatten --reason drill, 6",
        "flatten --account woo-main --confirm FLATTEN, 2",
        "flatten --confirm FLATTEN --reason drill, 2",
        "flatten --all --bot eth-hedge-1h --confirm FLATTEN --reason drill, 2",
        "flatten --offline --account woo-main --confirm OFFLINE, 2",
        "flatten --offline --account woo-main --confirm FLATTEN --reason drill, 6",
        "flatten --offline --bot eth-hedge-1h --confirm OFFLINE --reason drill, 2",
        "flatten --offline --all --confirm OFFLINE --reason drill, 2",
        "flatten --offline --account woo-main --confirm OFFLINE --reason drill --wait, 2",
        "flatten --offline --account woo-main --confirm OFFLINE --reason drill --timeout 9, 2",
        "flatten --offline --account woo-main --confirm OFFLINE --reason drill, 4",
        "flatten --account woo-main --symbol PERP_ETH_USDT --confirm FLATTEN --reason drill, 2",
        "flatten --account woo-main --rest-url http://127.0.0.1:1 --confirm FLATTEN --reason drill, 2",
        "flatten --all --confirm FLATTEN --reason drill --timeout 0, 2",
        "bot pause eth-hedge-1h, 7",
        "bot create x --symbol PERP_ETH_USDT --account woo-main --timeframe 1m --legs both --base-quantity 1 --max-entries 1 --base-deviation-pct 1 --deviation-multiplier 1 --volume-multiplier 1 --take-profit-pct 1, 7",
        "bot create x --symbol PERP_ETH_USDT --account woo-main --timeframe 1m --legs up, 2",
        "bot create x --symbol PERP_ETH_USDT --account woo-main --timeframe 7m --legs both, 2",
        "bot create x --symbol PERP_ETH_USDT --account woo-main --timeframe 1m --legs both --set ladder.max=1, 2",
        "bot create x --symbol S --account a --timeframe 1m --legs both --base-quantity 0.123456789, 2",
        "ledger adjust woo-main -30 --reason drill, 7",
        "ledger adjust woo-main many --reason drill, 2",
        "account set woo-main, 2",
        "account set woo-main --limit order.max_notional=500, 7",
        "account set woo-main --limit order.max_notion=500, 2",
        "account set woo-main --limit order.max_notional=-5, 2",
        "account set woo-main --default-limits --confirm raise, 6",
        "account set woo-main --status disabled, 7",
        "account set woo-main --status deleted, 2",
        "account set woo-main --status null_val, 2",
        "account rotate woo-main, 11",
        "account verify woo-main, 11",
        "secret list, 11",
        "secret rotate, 11"
    })
    void endWithTheDocumentedStatus(final String arguments, final int status) {
        PreparedLane.write(home);
        final CommandLineRun run = CommandLineRun.of(home, arguments.split(" "));

        assertEquals(status, run.status(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("Next: "), run.err());
        assertEquals("", run.out());
    }

    @ParameterizedTest
    @CsvSource({
        "kill --confirm KILL --reason drill, KILL, the next engine freezes as it starts",
        "halt --reason drill, HALT, the next engine halts as it starts",
        "panic --confirm PANIC --reason drill, PANIC, the next engine cancels what is ours as it starts"
    })
    void aButtonOfTheWholeEngineWritesItsControlFileWhereNoEngineAnswers(
            final String arguments, final String button, final String next) throws IOException {
        final LaneDirectory lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        for (int time = 0; time < 2; time++) { // The second time it is there already, which is as good.
            final CommandLineRun run = CommandLineRun.of(home, arguments.split(" "));

            assertEquals(7, run.status(), run.err());
            assertEquals(1, run.err().lines().count(), run.err());
            assertTrue(run.err().contains("wrote " + lane.control().resolve(button) + "; " + next), run.err());
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(lane.control().resolve(button))));
        }
        assertEquals(List.of(button), List.of(lane.control().toFile().list()));
    }

    @ParameterizedTest
    @CsvSource({
        "kill --confirm KILL, KILL, Nothing was frozen.",
        "halt, HALT, Nothing was halted.",
        "panic --confirm PANIC, PANIC, Nothing was cancelled or frozen."
    })
    void aControlFileThatCannotBeWrittenIsSaid(final String arguments, final String button, final String said)
            throws IOException {
        final LaneDirectory lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        Files.createFile(lane.control()); // Where the directory of the control files has to be.
        final CommandLineRun run = CommandLineRun.of(home, arguments.split(" "));

        assertEquals(7, run.status(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains(lane.control().resolve(button) + " cannot be written: "), run.err());
        assertTrue(run.err().contains(said), run.err());
    }

    @Test
    void panicWritesNoControlFileBeforeItsWordWasTyped() {
        final LaneDirectory lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        final CommandLineRun refused = CommandLineRun.typing("panik\n", home, "panic");

        assertEquals(6, refused.status(), refused.err());
        assertFalse(Files.exists(lane.control()), refused.err());

        assertEquals(7, CommandLineRun.typing("PANIC\n", home, "panic").status());
        assertTrue(Files.exists(lane.control().resolve("PANIC")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "halt --scope bot:#1",
                "halt --scope account:woo-main",
                "halt --scope symbol:PERP_ETH_USDT",
                "panic --confirm PANIC --scope account:woo-main",
                "kill --confirm KILL --scope bot:eth-hedge-1h",
                "live off",
                "bot pause eth-hedge-1h",
                "bot stop #1"
            })
    void whatNoFileKeepsForTheNextEngineSaysThatItWouldTrade(final String arguments) {
        final LaneDirectory lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        final CommandLineRun run = CommandLineRun.of(home, arguments.split(" "));

        assertEquals(7, run.status(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(
                run.err()
                        .endsWith(
                                "The command was not sent. Next: dragon halt --reason \"...\" (or dragon kill --confirm KILL)"
                                        + " first, which is kept for the next engine: one that is started now trades at once\n"),
                run.err());
        assertFalse(Files.exists(lane.control()), run.err());
    }

    @ParameterizedTest
    @CsvSource({
        "kill --confirm KILL --scope bot:#1, 7",
        "kill off --reason over, 7",
        "kill --confirm KILL --lane other, 7",
        "kill --confirm kill, 6"
    })
    void killWritesNoControlFileForAnythingElse(final String arguments, final int status) {
        final LaneDirectory lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        final CommandLineRun run = CommandLineRun.of(home, arguments.split(" "));

        assertEquals(status, run.status(), run.err());
        assertFalse(Files.exists(lane.control().resolve("KILL")), run.err());
        assertFalse(Files.exists(LaneDirectory.of(home, "other").root()), run.err());
    }

    @Test
    void whatWasDoneBeforeACommandFailedIsTold() {
        final RuntimeException refused = ActingVerb.partly(
                List.of("limits of account main"),
                new Failure(ExitCode.UNCONFIRMED, "Refused; nothing was changed.", "the same with --confirm RAISE"),
                "dragon account show main");
        final RuntimeException unanswered = ActingVerb.partly(
                List.of("bot a", "bot b"),
                new OperatorException(ExitStatus.TIMED_OUT, "It may be carried out still. Next: dragon events"),
                "dragon plan");

        assertEquals(ExitCode.PARTLY_DONE, ((Failure) refused).exitCode());
        assertEquals(
                "Refused. Already done: limits of account main. Next: dragon account show main",
                ((Failure) refused).line());
        assertEquals(ExitCode.PARTLY_DONE, ((Failure) unanswered).exitCode());
        assertEquals(
                "It may be carried out still. Already done: bot a, bot b. Next: dragon plan",
                ((Failure) unanswered).line());
    }

    @Test
    void aFailureBeforeAnythingWasDoneStaysWhatItIs() {
        final OperatorException fault = new OperatorException(ExitStatus.TIMED_OUT, "Next: dragon events");
        assertSame(fault, ActingVerb.partly(List.of(), fault, "dragon plan"));
    }

    @Test
    void credentialsThatOthersMayReadAreRefused() throws IOException {
        final Path file = Files.writeString(home.resolve("keys.toml"), "[main]\napi_key=\"k-1\"\napi_secret=\"s-1\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        final Failure failure =
                org.junit.jupiter.api.Assertions.assertThrows(Failure.class, () -> AccountKeys.fromFile(file, "main"));

        assertEquals(ExitCode.CREDENTIALS, failure.exitCode());
        assertTrue(failure.line().contains("chmod 600"), failure.line());
    }

    @Test
    void credentialsNeverShow() throws IOException {
        final Path file = Files.writeString(home.resolve("keys.toml"), "[main]\napi_key=\"k-1\"\napi_secret=\"s-1\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (AccountKeys keys = AccountKeys.fromFile(file, "main")) {
            assertEquals("k-1", keys.apiKey());
            assertEquals("s-1", new String(keys.apiSecret()));
            assertFalse(keys.toString().contains("1"));
        }
    }
}
