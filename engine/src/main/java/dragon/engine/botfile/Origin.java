package dragon.engine.botfile;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file in which settings or limits were written, and the line of each key: what a command carries into the journal, so that a
 * block can name the place of its limit.
 *
 * @param file absolute path, or the name alone where the path is too long for a record; empty = no file
 * @param lines line of a key, from 1; a key that is not here did not come from the file
 */
public record Origin(String file, Map<String, Integer> lines) {
    /** Typed, not read. */
    public static final Origin NONE = new Origin("", Map.of());

    /** What a record of the journal has room for. */
    private static final int PATH_BYTES_MAX = 1024;

    /** Of this file. */
    public static Origin of(final Path file, final Map<String, Integer> lines) {
        final String absolute = file.toAbsolutePath().normalize().toString();
        final boolean isShort = absolute.getBytes(StandardCharsets.UTF_8).length <= PATH_BYTES_MAX;
        return new Origin(isShort ? absolute : file.getFileName().toString(), Map.copyOf(lines));
    }

    /** The line of a key, 0 = it did not come from the file. */
    public int line(final String key) {
        return lines.getOrDefault(key, 0);
    }
}
