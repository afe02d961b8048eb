package dragon.gateway.simulator.market;

/**
 * The prices of one instrument in market time.
 *
 * <p>Threading: one thread. Times never go backwards.
 */
public interface PriceSource {
    /** No further event, or no end. */
    long NONE = Long.MAX_VALUE;

    /** Market time of the first event, in microseconds. */
    long startUs();

    /** Market time of the last event, in microseconds; {@link #NONE} where there is no last one. */
    long endUs();

    /** Market time of the next event; {@link #NONE} after the last. */
    long nextTimeUs();

    /** Takes the next event. */
    void next(MarketEvent into);

    /** The minutes that passed before the first event, oldest first; the series then stands at that event's minute. */
    CandleSeries history(int minutes);

    /** One line for people: what it is and what it covers. */
    String description();
}
