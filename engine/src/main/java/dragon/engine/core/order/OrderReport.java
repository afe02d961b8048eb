package dragon.engine.core.order;

/** What can be learnt about an order. */
public enum OrderReport {
    /** Its price has come: it leaves the park. */
    ACTIVATED,
    /** The venue has it open, nothing done. */
    ACKNOWLEDGED,
    /** The venue has it open, a part done. */
    FILLED_PARTLY,
    /** Done in full. */
    FILLED,
    /** Ended with or without a part done. */
    CANCELED,
    /** Refused by the venue. */
    REJECTED,
    /** Never left us. */
    NOT_SENT,
    /** The answer was lost, or whoever waited for it died. */
    NO_ANSWER,
    /** Two successful queries a quiet period apart did not find it. */
    UNKNOWN_TO_VENUE
}
