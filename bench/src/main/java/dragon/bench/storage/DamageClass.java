package dragon.bench.storage;

/** A way in which storage fails. */
enum DamageClass {
    FULL_DISK("full disk under a running engine"),
    READ_ONLY("read-only file system"),
    CUT("file cut, each byte of the written tail"),
    FLIP("byte changed, drawn"),
    ZEROED_PAGE("page zeroed, each of the written tail");

    /** For people, in the table. */
    final String words;

    DamageClass(final String words) {
        this.words = words;
    }
}
