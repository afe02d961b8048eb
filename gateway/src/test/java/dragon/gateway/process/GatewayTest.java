package dragon.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start that fails at a file of the lane says. */
class GatewayTest {
    @TempDir
    private Path lane;

    @Test
    void B8_aFullDiskIsWorthAnotherStart() {
        final OperatorException said =
                Gateway.unusable("Cannot use it", "sent", lane, new IOException("No space left on device"));
        assertEquals(ExitStatus.FAILED, said.exitStatus());
        assertTrue(
                said.getMessage()
                        .startsWith("Cannot use it: java.io.IOException: No space left on device. Nothing was sent."
                                + " Next: make room on "),
                said.getMessage());
    }

    @Test
    void aLaneOfSomebodyElseIsNot() {
        final OperatorException said =
                Gateway.unusable("Cannot use it", "sent", lane, new AccessDeniedException("gateway.requests"));
        assertEquals(ExitStatus.CONFIG, said.exitStatus());
        assertTrue(said.getMessage().endsWith(" Next: run as the owner of the lane, and look at the disk."));
    }
}
