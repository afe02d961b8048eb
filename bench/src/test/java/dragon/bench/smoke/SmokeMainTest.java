package dragon.bench.smoke;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SmokeMainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int smoke(final String... args) {
        return SmokeMain.run(args, new PrintWriter(out), new PrintWriter(err, true));
    }

    @Test
    void refusesAnItemThatIsNotInTheChecklistAndNamesThoseThatAre() {
        assertEquals(ExitStatus.USAGE, smoke("run", "--items", "0,12"));
        assertTrue(err.toString().contains("there is no item '12'; there is 0, 0.5, 1, 2"), err.toString());
    }

    @Test
    void needsTheLauncherToStartProcesses() {
        final int status = smoke("run", "--items", "0");
        assertEquals(ExitStatus.CONFIG, status);
        assertTrue(err.toString().contains("Next: ./dragon smoke run"), err.toString());
    }

    @Test
    void itemsHaveNumbersAndAccountsOfTheirOwn() {
        final Set<String> numbers = new HashSet<>();
        final Set<String> accounts = new HashSet<>();
        for (final Item item : SmokeRun.CHECKLIST) {
            assertTrue(numbers.add(item.number()), item.number());
            for (final String account : item.accounts()) {
                assertTrue(accounts.add(account), account);
            }
        }
    }

    @Test
    void oneCheckThatDoesNotHoldFailsItsItemAndIsTold() {
        final Checks good = new Checks();
        good.equal("found", 1, 1);
        good.figure("blockMs", 812L);
        final Checks bad = new Checks();
        bad.that("holds", true, "this");
        bad.equal("does not", 2, 1);
        final List<SmokeRun.Outcome> outcomes = List.of(
                new SmokeRun.Outcome(new Cadence(), good, 1_500), new SmokeRun.Outcome(new KillSwitch(), bad, 900));

        Report.table(new PrintWriter(out, true), outcomes, 2_400);

        assertTrue(out.toString().contains("PASS  0    cadence"), out.toString());
        assertTrue(out.toString().contains("blockMs 812"), out.toString());
        assertTrue(out.toString().contains("NOT SO: does not: 1, not 2"), out.toString());
        assertTrue(out.toString().contains("FAIL   1 of 2 items"), out.toString());
        final Map<String, Object> document = Report.document(outcomes, List.of(), 2_400);
        assertEquals("FAIL", document.get("result"));
        assertFalse(new Checks().hold(), "nothing was looked at");
    }
}
