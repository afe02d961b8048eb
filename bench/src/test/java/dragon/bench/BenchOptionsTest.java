package dragon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.report.Report;
import dragon.engine.ExitStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class BenchOptionsTest {
    private final StringWriter out = new StringWriter();
    private final Report report = new Report("some").figure("seconds", 4.0).line("took 4 s");

    @TempDir
    private Path directory;

    /** A benchmark whose report is there already. */
    @Command(name = "some")
    private static final class Measured implements Callable<Integer> {
        @Mixin
        private BenchOptions options;

        private final Report report;

        private Measured(final Report report) {
            this.report = report;
        }

        @Override
        public Integer call() {
            return options.finish(report);
        }
    }

    private int finish(final String... more) {
        final CommandLine line = new CommandLine(new Measured(report)).setOut(new PrintWriter(out, true));
        final String[] arguments = new String[more.length + 4];
        System.arraycopy(
                new String[] {"--dir", directory.toString(), "--out", directory.toString()}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return line.execute(arguments);
    }

    @Test
    void whatWasMeasuredIsDone() {
        assertEquals(ExitStatus.DONE, finish());
        assertFalse(out.toString().contains("MISSED"), out.toString());
    }

    @Test
    void aMissedBoundIsShownBesideItsFiguresAndIsAVerificationThatFailed() {
        report.miss("took %.0f s, at most %d s were wanted", 4.0, 3);

        assertEquals(ExitStatus.VERIFICATION_FAILED, finish());
        assertTrue(out.toString().contains("took 4 s\nMISSED: took 4 s, at most 3 s were wanted\n"), out.toString());
    }

    @Test
    void aProgramReadsTheMissedBound() {
        report.miss("too slow");

        assertEquals(ExitStatus.VERIFICATION_FAILED, finish("--json"));
        assertTrue(out.toString().replaceAll("\\s", "").contains("\"missed\":[\"tooslow\"]"), out.toString());
    }

    @Test
    void aRefusedRunFailsAndItsMissIsNotShown() {
        report.miss("too slow").refuse("the machine was busy");

        assertEquals(ExitStatus.FAILED, finish());
        assertTrue(out.toString().contains("REFUSED: the machine was busy"), out.toString());
        assertFalse(out.toString().contains("MISSED"), out.toString());
    }
}
