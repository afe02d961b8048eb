package dragon.gateway.woox.book;

/**
 * What changed in a book between two of its times, or a whole book.
 *
 * @param prevMs the time of the book before the change; {@link #WHOLE} = this is all of the book
 * @param timeMs the time of the book after it
 * @param bidsE8 price, quantity, price, quantity ...; quantity 0 = the level is gone. Never changed afterwards.
 * @param asksE8 as above
 */
public record BookChange(long prevMs, long timeMs, long[] bidsE8, long[] asksE8) {
    /** Not a change but the whole book. */
    public static final long WHOLE = Long.MIN_VALUE;
}
