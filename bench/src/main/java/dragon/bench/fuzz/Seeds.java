package dragon.bench.fuzz;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Messages that are not damaged yet: our own, which come with the program, and a directory of recorded ones. */
final class Seeds {
    private static final String OWN = "/dragon/bench/messages";

    private Seeds() {}

    /**
     * Reads every file, in the order of the names; of an array each element.
     *
     * @param recorded directory, or null
     */
    static List<byte[]> read(final Path recorded) throws IOException {
        final List<byte[]> messages = new ArrayList<>();
        try {
            final URI own = Seeds.class.getResource(OWN + "/stream_bbo.json").toURI();
            if (own.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(own, java.util.Map.of())) {
                    read(jar.getPath(OWN), messages);
                }
            } else {
                read(Path.of(own).getParent(), messages);
            }
        } catch (final URISyntaxException e) {
            throw new IOException(e);
        }
        if (recorded != null) {
            read(recorded, messages);
        }
        return messages;
    }

    private static void read(final Path directory, final List<byte[]> messages) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            for (final Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                final String name = file.getFileName().toString();
                if (name.endsWith(".json") || name.endsWith(".html")) {
                    final String text = Files.readString(file).trim();
                    if (text.startsWith("[")) {
                        elements(text, messages);
                    } else {
                        messages.add(text.getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        }
    }

    private static void elements(final String array, final List<byte[]> messages) {
        int depth = 0;
        int from = 0;
        boolean isInText = false;
        for (int i = 0; i < array.length(); i++) {
            final char c = array.charAt(i);
            if (isInText) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    isInText = false;
                }
            } else if (c == '"') {
                isInText = true;
            } else if (c == '{' || c == '[') {
                if (++depth == 2) {
                    from = i;
                }
            } else if ((c == '}' || c == ']') && --depth == 1) {
                messages.add(array.substring(from, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
