package dragon.engine.core.order;

/**
 * Where an order is in its life.
 *
 * <p>The one place where a status changes is {@link #next(OrderReport)}: it admits what venues really do, such as a fill
 * after a cancel, an acknowledgement after a fill, and everything twice.
 */
public enum OrderStatus {
    /** Waits with us for its price; the venue knows nothing of it. */
    PARKED(1, false, false),
    /** The place is in the journal; no answer yet. */
    PENDING_NEW(2, false, true),
    /** Open at the venue. */
    NEW(3, false, true),
    /** Open at the venue with a part done. */
    PARTIALLY_FILLED(4, false, true),
    /** Sent, or perhaps sent, with no definite answer: queried by client order id before anything else happens to it. */
    IN_DOUBT(5, false, true),
    /** Done in full. */
    FILLED(6, true, false),
    /** Ended by a cancel, ours or the venue's, perhaps with a part done. */
    CANCELED(7, true, false),
    /** Definitely refused by the venue. */
    REJECTED(8, true, false),
    /** Never left us. */
    UNSENT(9, true, false),
    /** Twice unknown to the venue, a quiet period apart. */
    VOID(10, true, false);

    private static final OrderStatus[] BY_CODE = values();

    private final byte code;
    private final boolean isTerminal;
    private final boolean isWorking;

    OrderStatus(final int code, final boolean isTerminal, final boolean isWorking) {
        this.code = (byte) code;
        this.isTerminal = isTerminal;
        this.isWorking = isWorking;
    }

    /** Stable number for images. */
    public byte code() {
        return code;
    }

    /** The status of a code. */
    public static OrderStatus ofCode(final int code) {
        if (code < 1 || code > BY_CODE.length) {
            throw new IllegalArgumentException("no order status has code " + code);
        }
        return BY_CODE[code - 1];
    }

    /** True when nothing more is expected of it. */
    public boolean isTerminal() {
        return isTerminal;
    }

    /** True while it is known to rest at the venue, so that a cancel makes sense. */
    public boolean isAtVenue() {
        return this == NEW || this == PARTIALLY_FILLED;
    }

    /** True while it is, or may be, at the venue. */
    public boolean isWorking() {
        return isWorking;
    }

    /**
     * The status after a report; null when the report cannot be true and must be refused.
     *
     * <p>A terminal order stays what it is, except that a fill is a fact whatever was believed before.
     */
    public OrderStatus next(final OrderReport report) {
        return switch (report) {
            case ACTIVATED -> this == PARKED ? PENDING_NEW : null;
            case ACKNOWLEDGED -> switch (this) {
                case PENDING_NEW, IN_DOUBT, NEW -> NEW;
                case PARTIALLY_FILLED, FILLED, CANCELED -> this;
                case VOID, UNSENT, REJECTED -> NEW; // A late arrival: it lives, whatever we thought.
                case PARKED -> null;
            };
            case FILLED_PARTLY -> switch (this) {
                case PENDING_NEW, IN_DOUBT, NEW, PARTIALLY_FILLED, VOID, UNSENT, REJECTED -> PARTIALLY_FILLED;
                case FILLED, CANCELED -> this;
                case PARKED -> null;
            };
            case FILLED -> this == PARKED ? null : FILLED;
            case CANCELED -> switch (this) {
                case FILLED, REJECTED, UNSENT -> this;
                case PARKED, PENDING_NEW, NEW, PARTIALLY_FILLED, IN_DOUBT, CANCELED, VOID -> CANCELED;
            };
            case REJECTED -> switch (this) {
                case PENDING_NEW, IN_DOUBT, REJECTED, NEW -> REJECTED;
                case PARTIALLY_FILLED, FILLED, CANCELED, UNSENT, VOID -> this;
                case PARKED -> null;
            };
            case NOT_SENT -> switch (this) {
                case PENDING_NEW, IN_DOUBT -> UNSENT;
                case NEW, PARTIALLY_FILLED, FILLED, CANCELED, REJECTED, UNSENT, VOID -> this;
                case PARKED -> null;
            };
            case NO_ANSWER -> switch (this) {
                case PENDING_NEW, IN_DOUBT -> IN_DOUBT;
                case NEW, PARTIALLY_FILLED, FILLED, CANCELED, REJECTED, UNSENT, VOID -> this;
                case PARKED -> null;
            };
            case UNKNOWN_TO_VENUE -> switch (this) {
                case PENDING_NEW, IN_DOUBT -> VOID;
                case NEW, PARTIALLY_FILLED -> IN_DOUBT; // It was there: ask again before believing that it is gone.
                case FILLED, CANCELED, REJECTED, UNSENT, VOID -> this;
                case PARKED -> null;
            };
        };
    }
}
