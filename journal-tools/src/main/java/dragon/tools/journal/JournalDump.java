package dragon.tools.journal;

import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Prints records one by one.
 *
 * <p>Threading: one thread.
 */
public final class JournalDump {
    /** How records are printed. */
    public enum Format {
        /** A line for people. */
        TEXT,

        /** One JSON document with all records. */
        JSON,

        /** One JSON document a line. */
        NDJSON
    }

    /**
     * Which records are printed.
     *
     * @param countMax 0 = no limit
     * @param message name of the only message wanted, any case; empty = all
     */
    public record Selection(long firstSequence, long lastSequence, long countMax, String message) {}

    private final PrintWriter out;
    private final Format format;
    private final Selection selection;
    private final RecordCursor cursor = new RecordCursor();
    private long printedCount;
    private boolean isDone;

    private JournalDump(final PrintWriter out, final Format format, final Selection selection) {
        this.out = out;
        this.format = format;
        this.selection = selection;
    }

    /**
     * Prints what the reader holds up to its present end, and closes it.
     *
     * @return how many records were printed
     * @throws dragon.engine.journal.JournalException at the first damage, after the sound records before it
     */
    public static long print(
            final JournalReader reader, final PrintWriter out, final Format format, final Selection selection) {
        final JournalDump dump = new JournalDump(out, format, selection);
        try (reader) {
            dump.print(reader);
        }
        return dump.printedCount;
    }

    private void print(final JournalReader reader) {
        if (format == Format.JSON) {
            out.print("{\"schema\":\"dragon/journal-dump/1\",\"records\":[");
        }
        try {
            while (!isDone && reader.poll(this::onDocument)) {
                isDone |= out.checkError(); // Nobody reads on: `| head`.
            }
        } finally {
            if (format == Format.JSON) {
                out.println("]}");
            }
            out.flush();
        }
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        cursor.wrap(buffer, offset, length);
        while (!isDone && cursor.next()) {
            if (cursor.sequence() > selection.lastSequence()) {
                isDone = true;
            } else if (cursor.sequence() >= selection.firstSequence()) {
                onRecord();
                isDone = selection.countMax() > 0 && printedCount == selection.countMax();
            }
        }
    }

    private void onRecord() {
        final DecodedMessage message =
                DecodedMessage.of(cursor.buffer(), cursor.messageOffset(), cursor.messageLength());
        if (!selection.message().isEmpty() && !selection.message().equalsIgnoreCase(message.name())) {
            return;
        }
        switch (format) {
            case TEXT -> out.println(cursor.term() + ":" + cursor.sequence() + "  "
                    + DecodedMessage.timeText(cursor.timeNs()) + "  "
                    + String.format("%-6s", DecodedMessage.kindName(cursor.kind())) + " " + message.text());
            case JSON -> {
                out.print(printedCount == 0 ? "\n" : ",\n");
                JsonOutput.line(out, json(message));
            }
            case NDJSON -> {
                JsonOutput.line(out, json(message));
                out.println();
            }
        }
        printedCount++;
    }

    private Map<String, Object> json(final DecodedMessage message) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("sequence", cursor.sequence());
        json.put("term", cursor.term());
        json.put("time", DecodedMessage.timeText(cursor.timeNs()));
        json.put("timeNs", cursor.timeNs());
        json.put("kind", DecodedMessage.kindName(cursor.kind()).toLowerCase(Locale.ROOT));
        json.put("logicVersion", cursor.logicVersion());
        json.put("templateId", message.templateId());
        json.put("message", message.name());
        json.put("fields", message.fields());
        return json;
    }
}
