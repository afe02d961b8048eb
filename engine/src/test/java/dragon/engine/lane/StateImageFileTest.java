package dragon.engine.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images are kept newest first, and a bad one is passed over. */
final class StateImageFileTest {
    @TempDir
    Path directory;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void readsBackWhatWasWritten() throws Exception {
        StateImageFile.write(directory, image(100));

        final StateImage read = newest(Long.MAX_VALUE);
        assertEquals(100, read.sequence());
        assertEquals(7, read.term());
        assertEquals(123, read.timeNs());
        assertEquals(-5, read.stateHash());
        assertEquals(3, read.logicVersion());
        assertEquals(1_000, read.length());
        for (int i = 0; i < 1_000; i++) {
            assertEquals((byte) (i * 31), read.buffer().getByte(i));
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void keepsTheNewestThree() throws Exception {
        for (int sequence = 1; sequence <= 12; sequence++) {
            StateImageFile.write(directory, image(sequence));
        }

        assertEquals(
                List.of(12L, 11L, 10L),
                StateImageFile.list(directory).stream()
                        .map(StateImageFile.Entry::sequence)
                        .toList());
    }

    @Test
    void removesWhatAKilledProcessLeftHalfWayAndNobodyWritesAnyMore() throws Exception {
        LaneDirectory.createDirectories(directory);
        for (final String name : List.of("image-5.new", "image-11.new", "image-99.new")) {
            LaneDirectory.createFile(directory.resolve(name));
        }
        for (int sequence = 10; sequence <= 12; sequence++) {
            StateImageFile.write(directory, image(sequence));
        }

        assertFalse(Files.exists(directory.resolve("image-5.new")));
        assertTrue(Files.exists(directory.resolve("image-99.new")), "another process may be at it");
    }

    @Test
    void B20_passesOverEveryDamagedImage() throws Exception {
        StateImageFile.write(directory, image(100));
        final Path newer = StateImageFile.write(directory, image(200));
        final byte[] good = Files.readAllBytes(newer);

        for (int position = 0; position < 52; position++) {
            if (position < 24 || position >= 32) { // The sequence is part of the name too; see below.
                final byte[] bad = good.clone();
                bad[position] ^= 4;
                Files.write(newer, bad);
                assertEquals(100, newest(Long.MAX_VALUE).sequence(), "byte " + position);
            }
        }
        final byte[] bad = good.clone();
        bad[24] ^= 4;
        Files.write(newer, bad);
        assertEquals(100, newest(Long.MAX_VALUE).sequence());
        bad[24] ^= 4;
        bad[999] ^= 4;
        Files.write(newer, bad);
        assertEquals(100, newest(Long.MAX_VALUE).sequence());
        Files.write(newer, java.util.Arrays.copyOf(good, 300));
        assertEquals(100, newest(Long.MAX_VALUE).sequence());
        Files.write(newer, new byte[0]);
        assertEquals(100, newest(Long.MAX_VALUE).sequence());
        assertTrue(warnings.size() > 40, "each was named");
    }

    @Test
    void passesOverAnImageThatIsAheadOfTheJournal() throws Exception {
        StateImageFile.write(directory, image(100));
        StateImageFile.write(directory, image(200));

        assertEquals(100, newest(199).sequence());
        assertTrue(StateImageFile.in(directory).newest(99, warnings::add).isEmpty());
    }

    private StateImage newest(final long sequenceMax) {
        return StateImageFile.in(directory).newest(sequenceMax, warnings::add).orElseThrow();
    }

    private static StateImage image(final long sequence) {
        final UnsafeBuffer bytes = new UnsafeBuffer(new byte[1_000]);
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.putByte(i, (byte) (i * 31));
        }
        return new StateImage(3, 7, sequence, 123, -5, bytes, bytes.capacity());
    }
}
