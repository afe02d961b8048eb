package dragon.bench.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.gateway.woox.parse.StreamMessage.MarkPrice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzTest {
    private static final long MESSAGES = 10_000;

    @Test
    void noDamageEscapesOrChangesANumber() throws Exception {
        final Path shared = Path.of(System.getProperty("dragon.shared", "absent"), "fixtures", "woox");
        final Fuzz.Outcome outcome = Fuzz.run(
                new Fuzz.Settings(Files.isDirectory(shared) ? shared : null, 7, 0, MESSAGES, 2, null), result -> {});

        assertEquals(List.of(), outcome.violations());
        for (final Fuzz.Result result : outcome.results()) {
            assertEquals(MESSAGES, result.messages(), result.parser());
            assertTrue(result.accepted() > MESSAGES / 20, result.parser() + " accepted " + result.accepted());
            assertTrue(result.refused() > MESSAGES / 20, result.parser() + " refused " + result.refused());
        }
    }

    @Test
    void makesTheSameMessageOfTheSameNumbers() {
        final List<byte[]> seeds = List.of(bytes("{\"topic\":\"markprice@X\",\"ts\":1,\"data\":{\"px\":\"1.25\"}}"));
        for (int index = 0; index < 100; index++) {
            assertArrayEquals(mutated(seeds, index), mutated(seeds, index));
        }
        assertFalse(java.util.Arrays.equals(mutated(seeds, 1), mutated(seeds, 2)));
    }

    @Test
    void plainReadingSeesAnAlteredNumber() {
        final byte[] message = bytes(
                "{\"topic\":\"markprice@X\",\"ts\":1,\"data\":{\"s\":\"X\",\"px\":\"1.25\",\"ts\":1790137719004}}");
        final Reading document = Reading.of(PlainJson.read(message));
        final MarkPrice exact = new MarkPrice("X", 125_000_000, 1_790_137_719_004L, 1_000);
        final MarkPrice altered = new MarkPrice("X", 1_250_000_000, 1_790_137_719_004L, 1_000);

        assertEquals(exact, StreamOracles.read(exact, document));
        assertFalse(altered.equals(StreamOracles.read(altered, document)));
        assertThrows(
                PlainJson.Unreadable.class,
                () -> StreamOracles.read(
                        exact,
                        Reading.of(PlainJson.read(bytes("{\"topic\":\"markprice@X\",\"data\":{\"s\":\"X\"}}")))));
    }

    @Test
    void aTextThatALaterOneReplacesIsNotHeldAgainstTheParser() throws Exception {
        final byte[] message =
                bytes("{\"id\":\"8\",\"cmd\":\"SUBSCRIBE\",\"success\":false,\"data\":\"\\u001b[2J\",\"data\":null}");
        final FrameTarget frames = new FrameTarget("public-frames", List.of("markprice"));
        final Object read = frames.parse(message);

        assertEquals(frames.expected(read, message), read);
    }

    private static byte[] mutated(final List<byte[]> seeds, final long index) {
        final Dice dice = new Dice();
        dice.begin(3, 1, index);
        return new Mutator(dice).mutate(seeds, seeds);
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
