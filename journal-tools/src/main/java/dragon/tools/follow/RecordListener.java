package dragon.tools.follow;

import dragon.engine.journal.RecordCursor;

/** Is shown each record after the follower has applied and compared it. */
@FunctionalInterface
public interface RecordListener {
    /** Takes the record on which the cursor stands; the cursor is read during the call only and never moved. */
    void onRecord(RecordCursor record);
}
