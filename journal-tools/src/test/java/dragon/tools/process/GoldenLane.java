package dragon.tools.process;

import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A lane that a build of its version wrote and stopped in order: {@code lane.toml}, {@code lane.mark}, journal and images, with the
 * zeros behind the last record cut off. Each is some seconds of {@code dragon demo}: two accounts, bots, orders, fills.
 *
 * @param schemaVersion of its messages
 * @param logicVersion of the core that wrote it
 * @param imageFormat of its state images
 */
record GoldenLane(int schemaVersion, int logicVersion, int imageFormat) {
    /** Every version that ever wrote a lane, the present one last. */
    static final List<GoldenLane> ALL = List.of(
            new GoldenLane(1, 1, 1),
            new GoldenLane(2, 1, 1),
            new GoldenLane(2, 2, 2),
            new GoldenLane(3, 2, 3),
            new GoldenLane(4, 3, 4));

    private static final int MEBIBYTE = 1024 * 1024;
    private static final FileTime NO_TIME = FileTime.fromMillis(1_767_225_600_000L);

    String fileName() {
        return "schema" + schemaVersion + "-logic" + logicVersion + "-image" + imageFormat + ".zip";
    }

    @Override
    public String toString() {
        return "schema " + schemaVersion + ", logic " + logicVersion + ", image " + imageFormat;
    }

    /** Makes it the lane {@code main} of a home. */
    LaneDirectory unpack(final Path home) throws IOException {
        final LaneDirectory lane = LaneDirectory.of(home, "main");
        try (InputStream in = GoldenLane.class.getResourceAsStream("/golden/" + fileName());
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                final Path file = lane.root().resolve(entry.getName());
                LaneDirectory.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
        return lane;
    }

    /** Packs the lane of a stopped {@code dragon demo --headless --for 8s --home DIR}: LANE-DIRECTORY ZIP-FILE. */
    public static void main(final String[] args) throws IOException {
        final Path lane = Path.of(args[0]);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(Path.of(args[1])));
                Stream<Path> files = Files.walk(lane)) {
            for (final Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                final String name = lane.relativize(file).toString();
                if (name.matches("lane\\.toml|lane\\.mark|journal/.*|images/.*")) {
                    final ZipEntry entry = new ZipEntry(name).setLastModifiedTime(NO_TIME);
                    zip.putNextEntry(entry);
                    zip.write(
                            name.endsWith(".cq4") ? withoutZeros(Files.readAllBytes(file)) : Files.readAllBytes(file));
                    zip.closeEntry();
                }
            }
        }
    }

    /** An index page of the library may be all zeros: one MiB holds it. */
    private static byte[] withoutZeros(final byte[] file) {
        int end = file.length;
        while (end > 0 && file[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(file, (end / MEBIBYTE + 2) * MEBIBYTE);
    }
}
