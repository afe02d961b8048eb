package dragon.tools.journal;

import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.JournalException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where a journal begins that retention has shortened, as JSON. */
public final class JournalBeginningText {
    private JournalBeginningText() {}

    /** Puts {@code removedByRetention}: one entry for each time; nothing for a whole journal, or where it cannot be read. */
    public static void put(final Map<String, Object> json, final Path journalDirectory) {
        try {
            final JournalBeginning beginning = JournalBeginning.read(journalDirectory);
            if (!beginning.isFirstRecord()) {
                json.put(
                        "removedByRetention",
                        beginning.removals().stream()
                                .map(JournalBeginningText::json)
                                .toList());
            }
        } catch (final IOException | JournalException unreadable) {
            // The walk tells it, as damage.
        }
    }

    private static Map<String, Object> json(final JournalBeginning.Removal removal) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("firstSequence", removal.firstSequence());
        json.put("lastSequence", removal.lastSequence());
        json.put("files", removal.files());
        json.put("bytes", removal.bytes());
        json.put("at", removal.at());
        json.put("backup", removal.backup());
        return json;
    }
}
