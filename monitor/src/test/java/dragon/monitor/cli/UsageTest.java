package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.monitor.PreparedLane;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wrong command line gets: one line and the documented status. */
class UsageTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @CsvSource({
        "statsu, 2, status",
        "orders --al, 2, --all",
        "bot, 2, list",
        "bot lst, 2, list",
        "events --since yesterday, 2, yesterday",
        "help ordres, 2, orders",
        "bot show eth-hedge-1g, 4, eth-hedge-1h",
        "account show '#9', 4, dragon account list",
        "orders --bot nobody-at-all, 4, dragon bot list",
        "run, 2, --venue=sim|woox",
        "run --venue sim --paper-balance 5, 2, --dry-run",
        "status --lane nowhere, 4, dragon demo"
    })
    void oneLineNamesTheFaultAndTheNextStep(final String arguments, final int status, final String names) {
        PreparedLane.write(home);
        final CommandLineRun run =
                CommandLineRun.of(home, arguments.replace("'", "").split(" "));

        assertEquals(status, run.status(), run.err());
        assertTrue(run.err().contains(names), run.err());
        assertTrue(run.err().startsWith("dragon: ") || run.err().startsWith("ENGINE NOT RUNNING"), run.err());
        assertTrue(run.err().contains("Next: "), run.err());
        assertEquals("", run.out());
    }

    @Test
    void helpTopicsListEveryExitCodeAndEvent() {
        assertTrue(CommandLineRun.of(home, "help", "exit-codes").out().contains("130  interrupted"));
        assertTrue(CommandLineRun.of(home, "help", "events").out().contains("live_trading_disabled_block"));
        assertTrue(CommandLineRun.of(home, "help", "files").out().contains("snapshots.db"));
        assertTrue(CommandLineRun.of(home, "help", "bot", "list").out().contains("--json"));
    }
}
