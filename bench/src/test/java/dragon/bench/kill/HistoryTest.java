package dragon.bench.kill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.lane.Await;
import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.Journal;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.protocol.BotEventEncoder;
import dragon.engine.protocol.CheckpointEncoder;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.LedgerKind;
import dragon.engine.protocol.LedgerRowEncoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.PlaceOrderEncoder;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A harness that finds nothing proves nothing: each thing that it promises to find is planted once. */
final class HistoryTest {
    private static final long MINUTE_MS = 60_000;

    @TempDir
    Path directory;

    private final Violations violations = new Violations();
    private final BatchEncoder batch = new BatchEncoder(Journal.MAX_DOCUMENT_BYTES);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[512]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private long nextSequence = 1;

    @Test
    void findsAClientOrderIdThatIsIntendedAgain() {
        replay(1, () -> {
            place(4711);
            place(4711);
        });
        assertFound("client order id 4711 is intended again at sequence 2");
    }

    @Test
    void findsABarThatIsDecidedAgain() {
        replay(1, () -> {
            bar(7, 3 * MINUTE_MS);
            bar(7, 3 * MINUTE_MS);
        });
        assertFound("bot 7 decided candle 180000 after candle 180000");
    }

    @Test
    void findsABarThatIsPassedOverAlthoughNothingWasDown() {
        replay(1, () -> {
            bar(7, 3 * MINUTE_MS);
            bar(7, 5 * MINUTE_MS);
        });
        assertFound("although nothing was down");
    }

    @Test
    void findsABarThatIsPassedOverWithoutAWord() {
        replay(1, () -> {
            bar(7, 3 * MINUTE_MS);
            event(EventCode.GATEWAY_UP, 0, 1);
            bar(7, 5 * MINUTE_MS);
        });
        assertFound("did not tell what it passed over");
    }

    @Test
    void takesBarsThatClosedWhileTheGatewayWasSilentAndThatTheEngineToldAsPassedOver() {
        replay(1, () -> {
            bar(7, 3 * MINUTE_MS);
            event(EventCode.GATEWAY_DOWN, 0, 1);
            event(EventCode.GATEWAY_UP, 0, 1);
            event(EventCode.BAR_MISSED, 7, 4 * MINUTE_MS);
            bar(7, 6 * MINUTE_MS);
        });
        assertTrue(
                violations.found().stream().noneMatch(found -> found.startsWith("bot 7")),
                violations.found().toString());
    }

    @Test
    void findsATradeThatIsBookedAgain() {
        replay(1, () -> {
            fill(99);
            fill(99);
        });
        assertFound("trade 99 is booked again at sequence 2");
    }

    @Test
    void findsOutputThatTheCoreDoesNotGive() {
        replay(1, () -> place(1));
        assertFound("FIRST DIVERGENCE   1:1");
    }

    @Test
    void findsALeaderThatBeginsWithAnotherState() {
        replay(
                1,
                () -> add(
                        RecordEnvelope.AUDIT,
                        new CheckpointEncoder()
                                .wrapAndApplyHeader(message, 0, header)
                                .stateHash(0xBAD)
                                .imageBytes(1)
                                .encodedLength()));
        assertFound("term 1 begins with state 0000000000000bad");
    }

    @Test
    void findsATermWithoutACheckpoint() {
        replay(2, () -> place(1));
        assertFound("term 2 leads and has no checkpoint");
    }

    @Test
    void findsRecordsThatWereSeenAndAreOther() {
        final Path seen = directory.resolve("seen");
        final Path kept = directory.resolve("kept");
        write(seen, () -> place(1));
        nextSequence = 1;
        write(kept, () -> place(2));
        try (Witness witness = new Witness(seen, violations)) {
            assertTrue(Await.until(30_000, () -> witness.lastSequence() == 1));
            try (History history = new History(kept, witness, violations)) {
                history.toEnd();
            }
        }
        assertFound("record 1 has other bytes than a follower was shown before");
    }

    private void replay(final int term, final Runnable records) {
        final Path journal = directory.resolve("journal");
        write(journal, records);
        try (Witness witness = new Witness(directory.resolve("nothing"), violations);
                History history = new History(journal, witness, violations)) {
            history.toFirstCheckpointOf(term);
        }
    }

    private void write(final Path journal, final Runnable records) {
        batch.begin(nextSequence, 1);
        records.run();
        try (ChronicleJournal written = ChronicleJournal.open(journal, ChronicleJournalConfig.small())) {
            written.append(batch.buffer(), 0, batch.length());
        }
        nextSequence = batch.nextSequence();
    }

    private void place(final long clientOrderId) {
        add(
                RecordEnvelope.INTENT,
                new PlaceOrderEncoder()
                        .wrapAndApplyHeader(message, 0, header)
                        .clientOrderId(clientOrderId)
                        .encodedLength());
    }

    private void bar(final int botId, final long openMs) {
        event(EventCode.BAR_TICK, botId, openMs);
    }

    private void event(final EventCode code, final int botId, final long referenceId) {
        add(
                RecordEnvelope.AUDIT,
                new BotEventEncoder()
                        .wrapAndApplyHeader(message, 0, header)
                        .code(code)
                        .botId(botId)
                        .referenceId(referenceId)
                        .detail("")
                        .encodedLength());
    }

    private void fill(final long tradeId) {
        add(
                RecordEnvelope.AUDIT,
                new LedgerRowEncoder()
                        .wrapAndApplyHeader(message, 0, header)
                        .kind(LedgerKind.FILL)
                        .referenceId(tradeId)
                        .encodedLength());
    }

    private void add(final byte kind, final int bodyBytes) {
        batch.add(kind, 1_000_000_000L, message, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyBytes);
    }

    private void assertFound(final String words) {
        assertTrue(
                violations.found().stream().anyMatch(found -> found.contains(words)),
                violations.found().toString());
    }
}
