package dragon.tools.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.InMemoryJournal;
import dragon.engine.journal.Journal;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.MarkPriceEncoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.TermStartedEncoder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Records are printed in order, selected, decoded, and up to the first damage. */
class JournalDumpTest {
    private static final long START_NS = 1_767_225_600_000_000_000L;

    private final InMemoryJournal journal = new InMemoryJournal();
    private final BatchEncoder batch = new BatchEncoder(Journal.MAX_DOCUMENT_BYTES);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[256]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private long nextSequence = 1;

    @Test
    void printsOneLineForEachRecord() {
        term(1);
        prices(1, 2);

        assertEquals(
                List.of(
                        "1:1  2026-01-01T00:00:00.000000001Z  INPUT  TermStarted term=1 processId=77 mode=SIM"
                                + " fastIntervalNs=3000000000 intentTimeToLiveNs=2000000000 owner=here leaseNs=30000000000 isLeaseLost=NO feeRatePct=0",
                        "1:2  2026-01-01T00:00:00.000000002Z  INPUT  MarkPrice instrumentId=1 price=2 venueTimeMs=2",
                        "1:3  2026-01-01T00:00:00.000000003Z  INPUT  MarkPrice instrumentId=1 price=3 venueTimeMs=3"),
                dump(JournalDump.Format.TEXT, 1, Long.MAX_VALUE, 0, ""));
    }

    @Test
    void selectsByRangeCountAndName() {
        term(1);
        prices(1, 10);

        assertEquals(3, dump(JournalDump.Format.TEXT, 4, 6, 0, "").size());
        assertEquals(2, dump(JournalDump.Format.TEXT, 4, 6, 2, "").size());
        assertEquals(1, dump(JournalDump.Format.TEXT, 1, 100, 0, "termstarted").size());
    }

    @Test
    void printsOneJsonDocumentWithDecimalsAsText() {
        term(1);
        prices(1, 1);

        final String json = String.join("", dump(JournalDump.Format.JSON, 2, 2, 0, ""));
        assertEquals(
                "{\"schema\":\"dragon/journal-dump/1\",\"records\":[{\"sequence\":2,\"term\":1,"
                        + "\"time\":\"2026-01-01T00:00:00.000000002Z\",\"timeNs\":\"1767225600000000002\","
                        + "\"kind\":\"input\",\"logicVersion\":3,\"templateId\":2,\"message\":\"MarkPrice\","
                        + "\"fields\":{\"instrumentId\":1,\"price\":\"2\",\"venueTimeMs\":2}}]}",
                json);
    }

    @Test
    void printsWhatIsSoundBeforeItNamesTheDamage() {
        term(1);
        prices(1, 3);
        flipAByte(2);

        final StringWriter text = new StringWriter();
        final JournalException damage = assertThrows(
                JournalException.class,
                () -> JournalDump.print(
                        journal.reader(),
                        new PrintWriter(text),
                        JournalDump.Format.TEXT,
                        new JournalDump.Selection(1, 100, 0, "")));
        assertEquals(2, text.toString().lines().count());
        assertTrue(damage.getMessage().contains("after sequence 2"), damage.getMessage());
    }

    @Test
    void countsRecordsByKindTermAndName() {
        term(1);
        prices(1, 3);
        term(2);
        prices(2, 1);

        final JournalSummary summary = JournalSummary.of(journal.reader());
        assertEquals(6, summary.recordCount());
        assertEquals(6, summary.lastSequence());
        final String text = String.join("\n", summary.lines());
        assertTrue(text.contains("term 1   records 1 to 4"), text);
        assertTrue(text.contains("term 2   records 5 to 6"), text);
        assertTrue(text.contains("owner here pid 77"), text);
        assertTrue(text.matches("(?s).*MarkPrice +4.*"), text);
        assertEquals("", summary.damage());
    }

    @Test
    void summarisesUpToTheDamage() {
        term(1);
        prices(1, 3);
        flipAByte(3);

        final JournalSummary summary = JournalSummary.of(journal.reader());
        assertEquals(3, summary.lastSequence());
        assertTrue(summary.damage().contains("after sequence 3"), summary.damage());
    }

    private List<String> dump(
            final JournalDump.Format format,
            final long first,
            final long last,
            final long countMax,
            final String name) {
        final StringWriter text = new StringWriter();
        JournalDump.print(
                journal.reader(),
                new PrintWriter(text),
                format,
                new JournalDump.Selection(first, last, countMax, name));
        return text.toString().lines().toList();
    }

    private void term(final int term) {
        final TermStartedEncoder started = new TermStartedEncoder().wrapAndApplyHeader(message, 0, header);
        started.term(term)
                .processId(77)
                .mode(LaneMode.SIM)
                .fastIntervalNs(3_000_000_000L)
                .intentTimeToLiveNs(2_000_000_000L)
                .owner("here")
                .leaseNs(30_000_000_000L)
                .isLeaseLost(Bool.NO)
                .feeRatePctE8(0);
        append(term, MessageHeaderEncoder.ENCODED_LENGTH + started.encodedLength());
    }

    private void prices(final int term, final int count) {
        for (int i = 0; i < count; i++) {
            final MarkPriceEncoder mark = new MarkPriceEncoder().wrapAndApplyHeader(message, 0, header);
            mark.instrumentId(1).priceE8(nextSequence * 100_000_000L).venueTimeMs(nextSequence);
            append(term, MessageHeaderEncoder.ENCODED_LENGTH + mark.encodedLength());
        }
    }

    private void append(final int term, final int length) {
        batch.begin(nextSequence, term);
        batch.add(RecordEnvelope.INPUT, START_NS + nextSequence, message, 0, length);
        nextSequence = batch.nextSequence();
        journal.append(batch.buffer(), 0, batch.length());
    }

    private void flipAByte(final int documentIndex) {
        final MutableDirectBuffer document = (MutableDirectBuffer) journal.document(documentIndex);
        document.putByte(40, (byte) (document.getByte(40) ^ 1));
    }
}
