package dragon.gateway.woox.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecentRequestsTest {
    private static final long MS = 1_000_000L;
    private static final String LIMIT = "main GET/v3/account/info";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve(RecentRequests.FILE);
    }

    @Test
    void remembersForASuccessorWhenTheRequestsOfALimitEnded() throws IOException {
        final RecentRequests killed = RecentRequests.ofGateway(directory);
        final int slow = killed.left(LIMIT, 100_000);
        killed.ended(killed.left(LIMIT, 100_500), 100_700);
        killed.ended(slow, 101_000);
        killed.ended(killed.left("alt GET/v3/account/info", 102_000), 102_001);
        final RecentRequests successor = RecentRequests.ofGateway(directory);
        assertArrayEquals(new long[] {-4_300 * MS + 7, -4_000 * MS + 7}, successor.endsNs(LIMIT, 105_000, 7));
        assertEquals(0, successor.endsNs(LIMIT, 161_000, 7).length);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void countsARequestThatWasOnItsWayUntilItMustHaveEnded() throws IOException {
        RecentRequests.ofGateway(directory).left(LIMIT, 100_000);
        final RecentRequests successor = RecentRequests.ofGateway(directory);
        assertArrayEquals(new long[] {0}, successor.endsNs(LIMIT, 101_000, 0));
        assertArrayEquals(new long[] {-59_999 * MS}, successor.endsNs(LIMIT, 169_999, 0));
        assertEquals(0, successor.endsNs(LIMIT, 170_000, 0).length);
    }

    @Test
    void beginsAFileOfAnotherFormatAnew() throws IOException {
        Files.writeString(file, "something else");
        RecentRequests.ofGateway(directory).left(LIMIT, 100_000);
        assertEquals(1, RecentRequests.ofGateway(directory).endsNs(LIMIT, 100_000, 0).length);
    }

    @Test
    void aFileThatWasCutIsWholeAgainAndKeepsTheRest() throws IOException {
        final RecentRequests before = RecentRequests.ofGateway(directory);
        before.ended(before.left(LIMIT, 100_000), 100_500);
        final long bytes = Files.size(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(100);
        }
        final RecentRequests after = RecentRequests.ofGateway(directory);
        assertArrayEquals(new long[] {-500 * MS}, after.endsNs(LIMIT, 101_000, 0));
        assertEquals(bytes, Files.size(file));
    }

    @Test
    void B8_aFullDiskIsSaidAndNotMetAtThePageThatIsMissing() throws Exception {
        final Path disk = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(
                isDone("mount", "-t", "tmpfs", "-o", "mode=0700,size=128k", "tmpfs", disk.toString()),
                "this user may mount nothing");
        try {
            final Path small = disk.resolve(RecentRequests.FILE);
            for (int i = 0; i < 2; i++) { // The second one meets what the first one has left.
                final String said = assertThrows(IOException.class, () -> RecentRequests.ofGateway(disk))
                        .getMessage();
                assertEquals("No space left on device", said);
            }
            assertTrue(Files.size(small) < 128 * 1024, Files.size(small) + " bytes");

            assertTrue(isDone("mount", "-o", "remount,size=1m", disk.toString()));
            RecentRequests.ofGateway(disk).left(LIMIT, 100_000);
            assertEquals(1, RecentRequests.ofGateway(disk).endsNs(LIMIT, 100_000, 0).length);
        } finally {
            assertTrue(isDone("umount", "--lazy", disk.toString())); // The mappings stay until they are collected.
        }
    }

    private static boolean isDone(final String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    @Test
    void overwritesTheOldestWhenItIsFull() throws IOException {
        final RecentRequests recent = RecentRequests.ofGateway(directory);
        for (int i = 0; i < 20_000; i++) {
            recent.ended(recent.left(i < 10_000 ? LIMIT : "other", 100_000 + i), 100_000 + i);
        }
        final RecentRequests successor = RecentRequests.ofGateway(directory);
        assertEquals(6_384, successor.endsNs(LIMIT, 120_000, 0).length);
        successor.ended(successor.left(LIMIT, 120_000), 120_000);
        assertEquals(6_384, successor.endsNs(LIMIT, 120_000, 0).length);
    }

    @Test
    void aCommandAndTheGatewaySeeEachOthersRequestsAsTheyLeave() throws IOException {
        final RecentRequests gateway = RecentRequests.ofGateway(directory);
        final RecentRequests probe = RecentRequests.ofProbe(directory);
        assertEquals(0, gateway.endsBesideNs(LIMIT, 100_000, 7).length);

        final int asked = probe.left(LIMIT, 100_000);
        assertArrayEquals(
                new long[] {7}, gateway.endsBesideNs(LIMIT, 100_500, 7), "it is on its way: it ends now at best");
        probe.ended(asked, 101_000);
        probe.ended(probe.left("alt GET/v3/account/info", 102_000), 102_001);
        assertArrayEquals(new long[] {-1_000 * MS}, gateway.endsBesideNs(LIMIT, 102_000, 0));

        gateway.ended(gateway.left(LIMIT, 103_000), 103_500);
        assertArrayEquals(new long[] {-500 * MS}, probe.endsBesideNs(LIMIT, 104_000, 0));
    }
}
