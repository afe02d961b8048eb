package dragon.monitor.child;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The last words of a child. */
class ChildTest {
    private static final long HUGE_BYTES = 3L << 30; // More than one array holds; a hole on the disk.

    @TempDir
    private Path directory;

    @Test
    void areTheLastLineThatSaysSomething() throws IOException {
        assertEquals("b \u20ac", Child.lastLine(log("a\nb \u20ac\n\n  \n")));
        assertEquals("", Child.lastLine(log("")));
        assertEquals("x", Child.lastLine(log("x")));
    }

    @Test
    void areTheEndOfALineThatIsTooLong() throws IOException {
        assertEquals(
                8 * 1024,
                Child.lastLine(log("x".repeat(20_000) + "y".repeat(8 * 1024))).length());
    }

    @Test
    void areReadFromALogOfAnySize() throws IOException {
        final Path log = log("");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(HUGE_BYTES);
            file.write("\nout of memory\n".getBytes(StandardCharsets.US_ASCII));
        }
        assertEquals("out of memory", Child.lastLine(log));
    }

    private Path log(final String text) throws IOException {
        return Files.writeString(directory.resolve("main-engine.log"), text);
    }
}
