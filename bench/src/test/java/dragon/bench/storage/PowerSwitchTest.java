package dragon.bench.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that lost its power holds what was synced, and nothing of what was not. */
class PowerSwitchTest {
    private static final int MEBIBYTES = 64;

    @TempDir
    Path home;

    @Test
    void keepsWhatWasSyncedAndLosesWhatWasWrittenBehindIt() throws Exception {
        final Path mount = home.resolve("mount");
        final Optional<SmallDisk> mounted = SmallDisk.mountWithSwitch(mount, home.resolve("disk"), MEBIBYTES);
        assumeTrue(mounted.isPresent(), "this user may not mount an ext4 in a file");
        try (SmallDisk disk = mounted.get()) {
            Files.writeString(mount.resolve("kept"), "on the disk");
            disk.sync();
            Files.writeString(mount.resolve("lost"), "in memory");
            disk.powerOff();
            assertThrows(
                    IOException.class,
                    () -> Files.writeString(mount.resolve("late"), "nowhere", StandardOpenOption.CREATE_NEW));
            disk.powerOn();
            assertEquals("on the disk", Files.readString(mount.resolve("kept")));
            assertFalse(Files.exists(mount.resolve("lost")));
        }
    }
}
