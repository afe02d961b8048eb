package dragon.tools.journal;

import dragon.engine.journal.JournalDamage;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.TermStartedDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/**
 * What a journal holds, counted from its first record to its present end or to its first damage.
 *
 * <p>Threading: one thread.
 */
public final class JournalSummary {
    /** One leadership, as its records tell. */
    public static final class Term {
        private final int number;
        private final long firstSequence;
        private final long firstTimeNs;
        private long lastSequence;
        private long lastTimeNs;
        private String owner = "";
        private int processId;

        private Term(final int number, final long firstSequence, final long firstTimeNs) {
            this.number = number;
            this.firstSequence = firstSequence;
            this.firstTimeNs = firstTimeNs;
        }

        Map<String, Object> json() {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("term", number);
            json.put("firstSequence", firstSequence);
            json.put("lastSequence", lastSequence);
            json.put("firstTime", DecodedMessage.timeText(firstTimeNs));
            json.put("lastTime", DecodedMessage.timeText(lastTimeNs));
            json.put("owner", owner);
            json.put("processId", processId);
            return json;
        }

        String text() {
            return "term " + number + "   records " + firstSequence + " to " + lastSequence + "   "
                    + DecodedMessage.timeText(firstTimeNs) + " to " + DecodedMessage.timeText(lastTimeNs)
                    + (owner.isEmpty() ? "" : "   owner " + owner + " pid " + processId);
        }
    }

    private final RecordCursor cursor = new RecordCursor();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final TermStartedDecoder termStarted = new TermStartedDecoder();
    private final List<Term> terms = new ArrayList<>();
    private final long[] countByTemplateId = new long[1 << 16];
    private final long[] countByKind = new long[256];
    private long documentCount;
    private long recordBytes;
    private long firstSequence;
    private long firstTimeNs;
    private Term current;
    private String damage = "";

    /**
     * Reads the journal in this directory, then looks for damage where a reader stops without a word: a hole looks like
     * the end of what was written.
     */
    public static JournalSummary of(final Path journalDirectory) {
        final JournalSummary summary = of(ChronicleJournal.reader(journalDirectory));
        if (summary.damage.isEmpty()) {
            final JournalDamage found = JournalVerifier.verify(journalDirectory).damage();
            if (found != null) {
                summary.damage = "journal is damaged: " + found.kind().words + " (" + found.file() + ", byte "
                        + found.position() + "). What follows was not read. Next: dragon journal verify";
            }
        }
        return summary;
    }

    /** Reads to the end and closes the reader. */
    static JournalSummary of(final JournalReader reader) {
        final JournalSummary summary = new JournalSummary();
        try (reader) {
            while (reader.poll(summary::onDocument)) {
                // All work is in the handler.
            }
        } catch (final JournalException e) {
            summary.damage = e.getMessage();
        }
        return summary;
    }

    private void onDocument(final DirectBuffer buffer, final int offset, final int length) {
        cursor.wrap(buffer, offset, length);
        while (cursor.next()) {
            onRecord();
        }
        documentCount++;
        recordBytes += length;
    }

    private void onRecord() {
        if (current == null || current.number != cursor.term()) {
            current = new Term(cursor.term(), cursor.sequence(), cursor.timeNs());
            terms.add(current);
        }
        if (firstSequence == 0) {
            firstSequence = cursor.sequence();
            firstTimeNs = cursor.timeNs();
        }
        current.lastSequence = cursor.sequence();
        current.lastTimeNs = cursor.timeNs();
        countByKind[cursor.kind() & 0xFF]++;
        if (cursor.messageLength() >= MessageHeaderDecoder.ENCODED_LENGTH) {
            final int templateId =
                    header.wrap(cursor.buffer(), cursor.messageOffset()).templateId();
            countByTemplateId[templateId]++;
            if (templateId == TermStartedDecoder.TEMPLATE_ID) {
                termStarted.wrapAndApplyHeader(cursor.buffer(), cursor.messageOffset(), header);
                current.owner = termStarted.owner();
                current.processId = termStarted.processId();
            }
        }
    }

    /** Records that can be believed. */
    public long recordCount() {
        return firstSequence == 0 ? 0 : lastSequence() - firstSequence + 1;
    }

    /** Sequence of the last record that can be believed, 0 = none. */
    public long lastSequence() {
        return current == null ? 0 : current.lastSequence;
    }

    /** The line of the first damage met; empty = none. */
    public String damage() {
        return damage;
    }

    /** The same as JSON. */
    public Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("documents", documentCount);
        json.put("records", recordCount());
        json.put("inputs", countByKind[RecordEnvelope.INPUT]);
        json.put("intents", countByKind[RecordEnvelope.INTENT]);
        json.put("audit", countByKind[RecordEnvelope.AUDIT]);
        json.put("recordBytes", recordBytes);
        if (current != null) {
            json.put("firstSequence", firstSequence);
            json.put("lastSequence", current.lastSequence);
            json.put("firstTime", DecodedMessage.timeText(firstTimeNs));
            json.put("firstTimeNs", firstTimeNs);
            json.put("lastTime", DecodedMessage.timeText(current.lastTimeNs));
            json.put("lastTimeNs", current.lastTimeNs);
        }
        json.put("terms", terms.stream().map(Term::json).toList());
        json.put("messages", new LinkedHashMap<String, Object>(countByName()));
        json.put("damage", damage.isEmpty() ? null : damage);
        return json;
    }

    /** The same as lines. */
    public List<String> lines() {
        final List<String> lines = new ArrayList<>();
        lines.add("records     " + String.format("%,d", recordCount()) + " in " + String.format("%,d", documentCount)
                + " documents, " + String.format("%,d", recordBytes) + " bytes");
        if (current != null) {
            lines.add("sequence    " + firstSequence + " to " + current.lastSequence);
            lines.add("time        " + DecodedMessage.timeText(firstTimeNs) + " to "
                    + DecodedMessage.timeText(current.lastTimeNs));
            lines.add(String.format(
                    "kinds       %,d inputs, %,d intents, %,d audit",
                    countByKind[RecordEnvelope.INPUT],
                    countByKind[RecordEnvelope.INTENT],
                    countByKind[RecordEnvelope.AUDIT]));
        }
        terms.forEach(term -> lines.add(term.text()));
        countByName().forEach((name, count) -> lines.add(String.format("%-24s %,d", name, count)));
        if (!damage.isEmpty()) {
            lines.add("DAMAGED     " + damage);
        }
        return lines;
    }

    private Map<String, Long> countByName() {
        final Map<String, Long> countByName = new TreeMap<>();
        for (int templateId = 0; templateId < countByTemplateId.length; templateId++) {
            if (countByTemplateId[templateId] > 0) {
                countByName.put(MessageSchema.dragon().name(templateId), countByTemplateId[templateId]);
            }
        }
        return countByName;
    }
}
