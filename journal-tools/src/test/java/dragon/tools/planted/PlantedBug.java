package dragon.tools.planted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One mistake that an engineer could have made, as a change of source text.
 *
 * <pre>
 *   bug F1_first_trade_of_an_order_is_forgotten
 *   breaks I-27 I-40
 *   why one line: how somebody comes to write this
 *   in engine/src/main/java/dragon/engine/core/order/Order.java
 *   find
 *   the exact text, once in that file
 *   put
 *   what stands there instead, perhaps nothing
 *   end
 * </pre>
 *
 * <p>A bug may have several {@code find ... end}, in several files. Lines that begin with # between bugs are for people.
 *
 * @param name begins with the id of the fault or invariant that it belongs to
 * @param breaks ids of the invariants of which one must notice it
 * @param why a real engineer could write it
 * @param edits in their order
 * @param where it is written, for messages
 */
record PlantedBug(String name, List<String> breaks, String why, List<Edit> edits, String where) {
    /** One replacement; the path is from the root of the sources. */
    record Edit(String path, String find, String put) {}

    /** Reads all bugs of a directory, file by file in the order of their names. */
    static List<PlantedBug> readAll(final Path directory) throws IOException {
        final List<PlantedBug> bugs = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (final Path file : files.filter(each -> each.toString().endsWith(".planted"))
                    .sorted()
                    .toList()) {
                read(file, bugs);
            }
        }
        return bugs;
    }

    private static void read(final Path file, final List<PlantedBug> bugs) throws IOException {
        final List<String> lines = Files.readAllLines(file);
        Draft draft = null;
        for (int i = 0; i < lines.size(); i++) {
            final String line = lines.get(i);
            final String where = file.getFileName() + ":" + (i + 1);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            final int space = line.indexOf(' ');
            final String word = space < 0 ? line : line.substring(0, space);
            final String rest = space < 0 ? "" : line.substring(space + 1).strip();
            if (word.equals("bug")) {
                if (draft != null) {
                    bugs.add(draft.bug());
                }
                draft = new Draft(rest, where);
                continue;
            }
            if (draft == null) {
                throw new IllegalArgumentException(where + ": expected 'bug NAME', found '" + line + "'");
            }
            switch (word) {
                case "breaks" -> draft.breaks = List.of(rest.split("\\s+"));
                case "why" -> draft.why = rest;
                case "in" -> draft.path = rest;
                case "find" -> {
                    final int put = indexOf(lines, "put", i + 1, where);
                    final int end = indexOf(lines, "end", put + 1, where);
                    draft.edits.add(new Edit(
                            draft.path,
                            String.join("\n", lines.subList(i + 1, put)),
                            String.join("\n", lines.subList(put + 1, end))));
                    i = end;
                }
                default -> throw new IllegalArgumentException(where + ": '" + word + "' is no word of a planted bug");
            }
        }
        if (draft != null) {
            bugs.add(draft.bug());
        }
    }

    private static int indexOf(final List<String> lines, final String word, final int from, final String where) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).equals(word)) {
                return i;
            }
        }
        throw new IllegalArgumentException(where + ": no line '" + word + "' follows");
    }

    private static final class Draft {
        private final String name;
        private final String where;
        private final List<Edit> edits = new ArrayList<>();
        private List<String> breaks = List.of();
        private String why = "";
        private String path = "";

        Draft(final String name, final String where) {
            this.name = name;
            this.where = where;
        }

        PlantedBug bug() {
            if (breaks.isEmpty() || why.isEmpty() || edits.isEmpty()) {
                throw new IllegalArgumentException(where + ": " + name + " needs breaks, why and at least one find");
            }
            return new PlantedBug(name, breaks, why, List.copyOf(edits), where);
        }
    }

    /**
     * The changed sources by path.
     *
     * @param root of the sources
     * @throws IllegalStateException where a text is not found exactly once
     */
    Map<String, String> sources(final Path root) throws IOException {
        final Map<String, String> changed = new LinkedHashMap<>();
        for (final Edit edit : edits) {
            String source = changed.get(edit.path());
            if (source == null) {
                final Path file = root.resolve(edit.path());
                if (!Files.isRegularFile(file)) {
                    throw new IllegalStateException(where + ": " + name + ": no file " + edit.path());
                }
                source = Files.readString(file);
            }
            final int at = source.indexOf(edit.find());
            final boolean isOnce = at >= 0 && source.indexOf(edit.find(), at + 1) < 0;
            if (edit.find().isBlank() || !isOnce) {
                throw new IllegalStateException(where + ": " + name + ": expected this text once in " + edit.path()
                        + ", found it " + (at < 0 ? "nowhere" : "more than once") + ":\n" + edit.find());
            }
            changed.put(
                    edit.path(),
                    source.substring(0, at)
                            + edit.put()
                            + source.substring(at + edit.find().length()));
        }
        return changed;
    }
}
