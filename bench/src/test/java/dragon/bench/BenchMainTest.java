package dragon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchMainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private int bench(final String... args) {
        return BenchMain.run(args, new PrintWriter(out), new PrintWriter(err, true));
    }

    @Test
    void printsFiguresTheMachineAndKeepsThem() {
        final int status = bench(
                "recovery",
                "--events",
                "5000",
                "--dir",
                directory.toString(),
                "--out",
                directory.resolve("r").toString());

        assertEquals(ExitStatus.DONE, status, err.toString());
        assertTrue(out.toString().contains("row 12"), out.toString());
        assertTrue(out.toString().contains("cpu: "), out.toString());
        assertEquals(1, directory.resolve("r").toFile().list().length);
    }

    @Test
    void printsOneJsonDocument() {
        final int status = bench(
                "recovery",
                "--json",
                "--events",
                "5000",
                "--dir",
                directory.toString(),
                "--out",
                directory.resolve("r").toString());

        assertEquals(ExitStatus.DONE, status, err.toString());
        assertTrue(out.toString().startsWith("{") && out.toString().contains("\"ratioToRaw\""), out.toString());
    }

    @Test
    void refusesAnUnknownFlagInOneLine() {
        assertEquals(ExitStatus.USAGE, bench("latency", "--rat", "5"));
        assertTrue(
                err.toString().startsWith("dragon bench latency: unknown flag '--rat', did you mean '--rate'?"),
                err.toString());
    }

    @Test
    void refusesARateOfZero() {
        assertEquals(ExitStatus.USAGE, bench("latency", "--rate", "0"));
    }
}
