package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.Core;
import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.StateImageSource;
import dragon.engine.protocol.LaneMode;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageEncoder;
import dragon.engine.transport.CommandClient;
import java.nio.file.Path;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deposed leader's last words stand in the journal, behind the next term: no engine acts on them. */
class FencingTest {
    @TempDir
    Path home;

    private final Messages messages = new Messages();

    @Test
    void I20_recoveryAndTheNextTermsAreAsIfTheyHadNeverBeenWritten() throws Exception {
        final EngineConfig config = EngineConfig.standard(home, "main")
                .withMode(LaneMode.SIM)
                .withTopology(Topology.INLINE)
                .withJournal(ChronicleJournalConfig.small());
        final JournalReport first = led(config, 1, "alpha");
        final JournalReport second = led(config, 2, "beta");
        final long hash = hash(config);

        writeOn(config, first.lastSequence() + 1, first.lastTerm(), second.lastTimeNs());

        assertEquals(1, JournalVerifier.verify(config.laneDirectory().journal()).voidDocuments());
        assertEquals(hash, hash(config));
        final JournalReport third = led(config, 3, "gamma");
        assertTrue(third.isSound());
        assertEquals(3, third.lastTerm());
    }

    /** One term in which an account is created; the account of the deposed leader has not taken its number. */
    private JournalReport led(final EngineConfig config, final int number, final String label) throws Exception {
        try (RunningEngine engine = RunningEngine.start(config);
                CommandClient client = new CommandClient(engine.lane())) {
            final int length = messages.createAccount(number, label);
            assertEquals(
                    number,
                    client.send(messages.buffer, 0, length, number, 20_000).createdId());
        }
        return JournalVerifier.verify(config.laneDirectory().journal());
    }

    private void writeOn(final EngineConfig config, final long sequence, final int term, final long timeNs) {
        final BatchEncoder late = new BatchEncoder(4096);
        late.begin(sequence, term);
        late.add(RecordEnvelope.INPUT, timeNs, messages.buffer, 0, messages.createAccount(77, "late"));
        try (ChronicleJournal journal =
                ChronicleJournal.open(config.laneDirectory().journal(), config.journal())) {
            journal.append(late.buffer(), 0, late.length());
        }
    }

    private static long hash(final EngineConfig config) {
        final LaneJournal journal = LaneJournal.chronicle(config.laneDirectory(), "main", config.journal());
        final Recovery recovery = new Recovery("main", config.limits(), warning -> {});
        recovery.startFrom(StateImageSource.NONE);
        try (JournalReader reader = journal.readerFrom(0)) {
            recovery.replay(journal, reader, () -> {});
        }
        final Core core = recovery.core();
        final ExpandableArrayBuffer image = new ExpandableArrayBuffer();
        return new StateHash().of(image, 0, new StateImageEncoder().encode(core, image, 0));
    }
}
