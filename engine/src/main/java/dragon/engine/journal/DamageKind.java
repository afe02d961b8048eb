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
    TERM_BACKWARDS("the term of a record is lower than that of the one before");

    /** For people, after "journal is damaged: ". */
    public final String words;

    DamageKind(final String words) {
        this.words = words;
    }
}
