package dragon.gateway.woox.parse;

import dragon.engine.protocol.RejectClass;

/** What a failure of the venue means, whatever its code. */
public enum ErrorClass {
    UNKNOWN_OUTCOME(RejectClass.OTHER),
    MAINTENANCE(RejectClass.OTHER),
    BUSY(RejectClass.OTHER),
    RATE_LIMIT(RejectClass.OTHER),
    NOT_FOUND(RejectClass.OTHER),
    ALREADY_DONE(RejectClass.OTHER),
    DUPLICATE(RejectClass.DUPLICATE),
    AUTH(RejectClass.AUTH),
    BUG(RejectClass.BUG),
    MARGIN(RejectClass.MARGIN),
    FILTER(RejectClass.FILTER),
    SYMBOL(RejectClass.FILTER),
    REDUCE_ONLY(RejectClass.REDUCE_ONLY),
    MODE(RejectClass.MODE),
    SUSPENDED(RejectClass.SUSPENDED),
    EDIT(RejectClass.BUG),
    LEVERAGE(RejectClass.OTHER),
    ISOLATED(RejectClass.OTHER),
    WINDOW(RejectClass.OTHER),
    DEAD_MAN(RejectClass.OTHER),
    AMOUNT(RejectClass.BUG),
    REJECT(RejectClass.OTHER);

    private final RejectClass rejectClass;

    ErrorClass(final RejectClass rejectClass) {
        this.rejectClass = rejectClass;
    }

    /** Class of the refusal in our words. */
    public RejectClass rejectClass() {
        return rejectClass;
    }

    /**
     * Whether a request that failed so may have been executed, or may yet be. A duplicate is among them: an order
     * with our id exists at the venue, and only a query tells which.
     */
    public boolean isInDoubt() {
        return switch (this) {
            case UNKNOWN_OUTCOME, MAINTENANCE, BUSY, DUPLICATE -> true;
            default -> false;
        };
    }
}
