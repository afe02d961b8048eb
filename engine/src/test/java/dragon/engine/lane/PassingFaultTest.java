package dragon.engine.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.JournalException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is worth another start, and what a person has to look at. */
final class PassingFaultTest {
    @TempDir
    Path home;

    private Optional<String> nextStep(final Throwable cause) {
        return PassingFault.nextStep(
                new OperatorException(ExitStatus.CONFIG, "Cannot start.", new JournalException("Cannot open", cause)),
                home.resolve("lanes").resolve("main"));
    }

    @Test
    void B8_aFullDiskPassesOnceThereIsRoom() {
        for (final Throwable cause : List.of(
                new FileSystemException("lane.mark", null, "No space left on device"),
                new FileNotFoundException("ring.new (Disk quota exceeded)"),
                new IOException("the files of the journal cannot be kept ahead: the disk is full, 0 bytes are free"),
                new IOException("Input/output error"),
                new InternalError("a fault occurred in an unsafe memory access operation"))) {
            final String nextStep = nextStep(cause).orElseThrow(() -> new AssertionError(cause));
            assertTrue(nextStep.startsWith("make room on "), nextStep);
        }
    }

    @Test
    void aWrongPathAndAWrongModeDoNotPass() {
        for (final Throwable cause : List.of(
                new AccessDeniedException("lane.mark"),
                new FileSystemException("lane.mark", null, "Read-only file system"),
                new FileNotFoundException("lane.mark (Permission denied)"),
                new FileSystemException("lanes", null, "Not a directory"))) {
            assertEquals(Optional.empty(), nextStep(cause), cause.toString());
        }
    }

    @Test
    void damageDoesNotPass() {
        assertEquals(Optional.empty(), nextStep(new IllegalStateException("the document read back is another one")));
        assertEquals(
                Optional.empty(),
                PassingFault.nextStep(
                        new OperatorException(ExitStatus.VERIFICATION_FAILED, "journal is damaged"), home));
    }
}
