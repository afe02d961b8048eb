package dragon.tools.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files of one generation of a journal.
 *
 * @param name {@code current}, or the directory's name among the sealed ones
 * @param fileCount of queue files, each a cycle
 * @param bytes as the file system tells their size; sparse files use less
 */
public record JournalFiles(String name, Path directory, int fileCount, long bytes) {
    private static final String QUEUE_FILE = ".cq4";

    /** The sealed generations beside this journal, oldest first, then the current one. */
    public static List<JournalFiles> generations(final Path journalDirectory) {
        final List<JournalFiles> generations = new ArrayList<>();
        final Path sealed = journalDirectory.resolveSibling("sealed");
        if (Files.isDirectory(sealed)) {
            list(sealed).stream()
                    .filter(Files::isDirectory)
                    .forEach(directory ->
                            generations.add(of(directory.getFileName().toString(), directory)));
        }
        generations.add(of("current", journalDirectory));
        return generations;
    }

    private static JournalFiles of(final String name, final Path directory) {
        final List<Path> files = list(directory).stream()
                .filter(file -> file.getFileName().toString().endsWith(QUEUE_FILE))
                .toList();
        return new JournalFiles(
                name,
                directory,
                files.size(),
                files.stream().mapToLong(JournalFiles::size).sum());
    }

    private static List<Path> list(final Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that the engine removes while we look counts as empty. */
    private static long size(final Path file) {
        try {
            return Files.size(file);
        } catch (final IOException e) {
            return 0;
        }
    }

    /** The same as JSON. */
    public Map<String, Object> json() {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("directory", directory.toString());
        map.put("files", fileCount);
        map.put("bytes", bytes);
        return map;
    }

    /** The same as a line. */
    public String text() {
        return "generation  " + name + ": " + fileCount + " files, " + String.format("%,d", bytes) + " bytes";
    }
}
