package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.JournalBeginning.Removal;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.StateImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start on a journal that retention has shortened, where no image reaches into it. */
class ShortenedJournalTest {
    @TempDir
    Path home;

    @Test
    void B23_isRefusedWithTheBackupThatHasTheRestAndNotCalledDamage() throws IOException {
        final LaneDirectory lane = LaneDirectory.of(home, "main");
        final ChronicleJournalConfig config = ChronicleJournalConfig.small();
        try (ChronicleJournal journal = ChronicleJournal.open(lane.journal(), config)) {
            final BatchEncoder batch = new BatchEncoder(256);
            batch.begin(41, 1);
            batch.add(RecordEnvelope.INPUT, 1_767_225_600_000_000_000L, new UnsafeBuffer(new byte[8]), 0, 8);
            journal.append(batch.buffer(), 0, batch.length());
        }
        new JournalBeginning(
                        41, List.of(new Removal(1, 40, 2, 4096, "2026-01-09T00:00:00Z", "/mnt/keep/main")), List.of())
                .write(lane.journal());
        final LaneJournal journal = LaneJournal.chronicle(lane, "main", config);
        final Recovery recovery = new Recovery("main", CoreLimits.DEFAULT, warning -> {});
        recovery.startFrom(StateImageSource.NONE);

        final OperatorException refused;
        try (JournalReader reader = journal.readerFrom(0)) {
            refused = assertThrows(OperatorException.class, () -> recovery.replay(journal, reader, () -> {}));
        }
        assertEquals(ExitStatus.VERIFICATION_FAILED, refused.exitStatus());
        assertTrue(
                refused.getMessage()
                        .startsWith("Cannot start engine on lane 'main': no state image can be used, and the journal"
                                + " begins at sequence 41: records 1 to 40 (2 files) were removed by retention at"
                                + " 2026-01-09T00:00:00Z, they are in backup /mnt/keep/main. Nothing was sent. Next: "),
                refused.getMessage());
    }
}
