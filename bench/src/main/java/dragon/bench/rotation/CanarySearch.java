package dragon.bench.rotation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Looks for canaries in every byte of files.
 *
 * <p>Also for what looks like a listen key: 48 hexadecimal digits, as the simulated exchange makes them, which nobody can
 * know beforehand. Threading: one thread.
 */
public final class CanarySearch {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int LISTEN_KEY_DIGITS = 48;

    private record Needle(String name, byte[] bytes) {}

    private final Map<Integer, List<Needle>> byHead = new HashMap<>();
    private final BitSet pairs = new BitSet(1 << 16);
    private final Map<String, Long> hits = new TreeMap<>();
    private int bytesMax = LISTEN_KEY_DIGITS + 2;
    private boolean wasDigit;
    private long fileCount;
    private long byteCount;

    public CanarySearch(final List<Canary> canaries) {
        for (final Canary canary : canaries) {
            canary.forms().forEach((form, bytes) -> {
                byHead.computeIfAbsent(head(bytes, 0), key -> new ArrayList<>())
                        .add(new Needle(canary.name() + " as " + form, bytes));
                pairs.set((bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF);
                bytesMax = Math.max(bytesMax, bytes.length);
            });
        }
    }

    /** Searches every file below a directory that is not excluded, but for those that a running lane removes meanwhile. */
    public void tree(final Path root, final Predicate<Path> isExcluded) throws IOException {
        final List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(final Path file, final BasicFileAttributes attributes) {
                if (Files.isRegularFile(file) && !isExcluded.test(file)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(final Path file, final IOException e) throws IOException {
                if (e instanceof NoSuchFileException && !file.equals(root)) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        Collections.sort(files);
        for (final Path file : files) {
            try {
                file(file, root.relativize(file).toString());
            } catch (final NoSuchFileException e) {
                continue; // Removed since it was listed.
            }
        }
    }

    /** Searches one file. */
    public void file(final Path file, final String shown) throws IOException {
        wasDigit = false;
        try (InputStream in = Files.newInputStream(file)) {
            fileCount++;
            // What could begin a needle at the end of one piece is carried over to the next.
            final byte[] buffer = new byte[BUFFER_BYTES + bytesMax];
            int kept = 0;
            while (true) {
                final int read = in.readNBytes(buffer, kept, buffer.length - kept);
                byteCount += read;
                final int length = kept + read;
                final boolean isLast = length < buffer.length;
                final int end = isLast ? length : length - bytesMax;
                for (int at = 0; at < end; at++) {
                    look(buffer, at, length, shown);
                }
                if (isLast) {
                    return;
                }
                kept = length - end;
                System.arraycopy(buffer, end, buffer, 0, kept);
            }
        }
    }

    private void look(final byte[] buffer, final int at, final int length, final String shown) {
        final boolean isDigit = isHexDigit(buffer, at, length);
        if (isDigit && !wasDigit) {
            int digits = 1;
            while (digits <= LISTEN_KEY_DIGITS && isHexDigit(buffer, at + digits, length)) {
                digits++;
            }
            if (digits == LISTEN_KEY_DIGITS) {
                hit("something like a listen key", shown);
            }
        }
        wasDigit = isDigit;
        if (at + 4 > length || !pairs.get((buffer[at] & 0xFF) << 8 | buffer[at + 1] & 0xFF)) {
            return;
        }
        for (final Needle needle : byHead.getOrDefault(head(buffer, at), List.of())) {
            if (at + needle.bytes().length <= length && matches(buffer, at, needle.bytes())) {
                hit(needle.name(), shown);
            }
        }
    }

    private void hit(final String what, final String shown) {
        hits.merge(what + " in " + shown, 1L, Long::sum);
    }

    private static boolean matches(final byte[] buffer, final int at, final byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (buffer[at + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHexDigit(final byte[] buffer, final int at, final int length) {
        return at < length && (buffer[at] >= '0' && buffer[at] <= '9' || buffer[at] >= 'a' && buffer[at] <= 'f');
    }

    private static int head(final byte[] bytes, final int at) {
        return (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | bytes[at + 3] & 0xFF;
    }

    /** How often what was found where. */
    public Map<String, Long> hits() {
        return hits;
    }

    public long fileCount() {
        return fileCount;
    }

    public long byteCount() {
        return byteCount;
    }
}
