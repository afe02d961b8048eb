package dragon.engine.journal;

/** The contract, kept in memory. */
class InMemoryJournalTest extends JournalContract {
    private final InMemoryJournal journal = new InMemoryJournal();

    @Override
    Journal openJournal() {
        return journal;
    }

    @Override
    JournalReader openReader() {
        return journal.reader();
    }
}
