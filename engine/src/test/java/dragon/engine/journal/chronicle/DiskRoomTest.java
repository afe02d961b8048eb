package dragon.engine.journal.chronicle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskRoomTest {
    private static final int MEBIBYTE = 1024 * 1024;

    @TempDir
    Path directory;

    @Test
    void takesRoomAndChangesNeitherBytesNorLength() throws Exception {
        final Path file = Files.write(directory.resolve("file"), new byte[] {1, 2, 3});
        final boolean isPromised = DiskRoom.take(file, 0, MEBIBYTE);
        Assumptions.assumeTrue(isPromised, "this file system promises nothing");
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(file));
        assertTrue(FileKeeperTest.bytesOnDisk(file) >= MEBIBYTE);
    }

    @Test
    void lengthensAFileWithZeros() throws Exception {
        final Path file = Files.createFile(directory.resolve("file"));
        final boolean isPromised = DiskRoom.takeAndLengthen(file, MEBIBYTE);
        Assumptions.assumeTrue(isPromised, "this file system promises nothing");
        assertArrayEquals(new byte[MEBIBYTE], Files.readAllBytes(file));
        assertTrue(FileKeeperTest.bytesOnDisk(file) >= MEBIBYTE);
    }

    @Test
    void saysWhichFileItWasAndWhy() {
        final Path file = directory.resolve("absent");
        final String said = assertThrows(IOException.class, () -> DiskRoom.take(file, 0, MEBIBYTE))
                .getMessage();
        assertEquals("no room for 1048576 bytes of " + file + ": [2] No such file or directory", said);
    }
}
