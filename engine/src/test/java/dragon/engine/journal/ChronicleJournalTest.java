package dragon.engine.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, kept in files, and what only files can show. */
class ChronicleJournalTest extends JournalContract {
    @TempDir
    Path lane;

    @Override
    Journal openJournal() {
        return ChronicleJournal.open(lane.resolve("journal"), ChronicleJournalConfig.small());
    }

    @Override
    JournalReader openReader() {
        return ChronicleJournal.reader(lane.resolve("journal"));
    }

    @Test
    void goesOnWhereItWasClosed() {
        final Journal first = journal();
        append(first, 1, START_NS, "one");
        first.close();

        append(journal(), 2, START_NS + 1, "two");
        assertEquals(List.of("1:one", "2:two"), readAll(reader()));
    }
}
