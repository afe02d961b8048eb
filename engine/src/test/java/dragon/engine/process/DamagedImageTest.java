package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.Core;
import dragon.engine.core.CoreHarness;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageSource;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageDecoder;
import dragon.engine.snapshot.StateImageEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Images with one bit turned over that no checksum of a file has caught: a bot, an account and an order stand in them. */
class DamagedImageTest {
    private static final int SEQUENCE = 40;
    private static final CoreLimits LIMITS = new CoreLimits(8, 64, 16, 512, 128);

    private final byte[] intact = image();

    private static byte[] image() {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final Core core = new CoreHarness().inPosition("0").core();
        final byte[] bytes = new byte[new StateImageEncoder().encode(core, buffer, 0)];
        buffer.getBytes(0, bytes);
        return bytes;
    }

    private byte[] damaged(final int at, final int bit) {
        final byte[] bytes = intact.clone();
        bytes[at] ^= (byte) (1 << bit);
        return bytes;
    }

    @Test
    void isLeftForTheJournalWhereverTheBitIs() {
        final long hash = new StateHash().of(new UnsafeBuffer(intact), 0, intact.length);
        for (int at = 0; at < intact.length; at++) {
            final StateImage candidate = new StateImage(
                    RecordEnvelope.LOGIC_VERSION,
                    1,
                    SEQUENCE,
                    1,
                    hash,
                    new UnsafeBuffer(damaged(at, 4)),
                    intact.length);
            final StateImageSource only =
                    (sequenceMax, ignored) -> sequenceMax < SEQUENCE ? Optional.empty() : Optional.of(candidate);
            final List<String> warnings = new ArrayList<>();
            final Recovery recovery = new Recovery("main", LIMITS, warnings::add);
            recovery.startFrom(only);

            assertEquals(0, recovery.imageSequence(), "byte " + at);
            assertTrue(warnings.get(0).contains("of sequence 40 does not give its own hash"), warnings.toString());
        }
    }

    @Test
    void isReadOrRefusedButNeverMakesTheReaderFail() {
        final CoreHarness dragon = new CoreHarness();
        for (int at = 0; at < intact.length; at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                final byte[] bytes = damaged(at, bit);
                try {
                    new StateImageDecoder().decode(dragon.emptyCore(), new UnsafeBuffer(bytes), 0, bytes.length);
                } catch (final IllegalArgumentException | IndexOutOfBoundsException refused) {
                    // As its contract says.
                }
            }
        }
    }
}
