package dragon.bench.rotation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CanarySearchTest {
    private static final int PIECE = 1 << 20;
    private static final String SECRET = "??>QHKRXHP+W1MC9/ZMAT8YDJG2H=";

    @TempDir
    private Path directory;

    @Test
    void findsEveryFormAcrossEveryBorder() throws IOException {
        final Canary canary = Canary.ofText("secret", SECRET);
        assertEquals(8, canary.forms().size(), canary.forms().keySet().toString());
        int at = PIECE - 120;
        for (final Map.Entry<String, byte[]> form : canary.forms().entrySet()) {
            final byte[] file = new byte[2 * PIECE + 500];
            new Random(at).nextBytes(file);
            System.arraycopy(form.getValue(), 0, file, at, form.getValue().length);
            System.arraycopy(form.getValue(), 0, file, file.length - form.getValue().length, form.getValue().length);
            assertEquals(
                    2L, hits(canary, file).get("secret as " + form.getKey() + " in file"), form.getKey() + " at " + at);
            at += 25;
        }
    }

    @Test
    void findsWhatLooksLikeAListenKeyAndNothingLonger() throws IOException {
        final Canary canary = Canary.ofText("secret", SECRET);
        final String key = "0123456789abcdef".repeat(3);
        assertEquals(
                Map.of("something like a listen key in file", 1L),
                hits(
                        canary,
                        ("wss://x/v3/private?key=" + key + " and a hash " + key + "0123456789abcdef")
                                .getBytes(StandardCharsets.US_ASCII)));
        final byte[] onTheBorder = new byte[2 * PIECE];
        for (int shift = 0; shift < 120; shift += 7) {
            Arrays.fill(onTheBorder, (byte) ' ');
            System.arraycopy(key.getBytes(StandardCharsets.US_ASCII), 0, onTheBorder, PIECE - shift, key.length());
            assertEquals(1, hits(canary, onTheBorder).size(), "shift " + shift);
        }
    }

    @Test
    void findsNothingWhereNothingIs() throws IOException {
        final byte[] file = new byte[PIECE];
        new Random(1).nextBytes(file);
        assertTrue(hits(Canary.ofText("secret", SECRET), file).isEmpty());
    }

    private Map<String, Long> hits(final Canary canary, final byte[] bytes) throws IOException {
        final Path file = Files.write(directory.resolve("file"), bytes);
        final CanarySearch search = new CanarySearch(List.of(canary));
        search.file(file, "file");
        assertEquals(bytes.length, search.byteCount());
        return search.hits();
    }
}
