package dragon.gateway.woox.rest;

/** Who is served first where several wait for the same limit; the places kept free are for the first kind only. */
enum Urgency {
    /** Cancels and orders that only reduce: they get us out. */
    REDUCTION,
    /** Orders that open or add. */
    ENTRY,
    /** What only asks. */
    QUERY
}
