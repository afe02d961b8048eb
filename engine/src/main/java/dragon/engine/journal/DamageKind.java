package dragon.engine.journal;

/** What is wrong with the first place of a journal that cannot be believed. */
public enum DamageKind {
    NONE("nothing is wrong"),
    END_OF_DOCUMENT("the document ends"),

    RECORD_LENGTH("the length of a record does not fit its document"),
    RECORD_CRC("the checksum of a record does not match its bytes"),
    RECORD_PADDING("the bytes behind a record are not zero"),
    SEQUENCE_GAP("records are missing"),
    SEQUENCE_REPEATED("a record appears again"),
    TIME_BACKWARDS("engine time runs backwards"),
    TERM_BACKWARDS("the term of a record is lower than that of the one before"),

    DOCUMENT_HEADER("the bytes are no document"),
    DOCUMENT_CUT("the file ends within a document"),
    HOLE("documents that were written here are gone"),
    LAST_POSITION("the file's note of its last document points at none"),
    FILE_HEADER("the file does not start like a queue file"),
    FILE_NOT_ENDED("the file was never ended, but a later one holds documents"),
    FILE_MISSING("the file is gone"),
    FILE_UNREADABLE("the file cannot be read"),
    FILE_LIST("the list of files cannot be read"),
    BEGINNING("the note of what retention has removed cannot be read"),
    REPAIR_INTERRUPTED("a repair was interrupted");

    /** For people, after "journal is damaged: ". */
    public final String words;

    DamageKind(final String words) {
        this.words = words;
    }
}
