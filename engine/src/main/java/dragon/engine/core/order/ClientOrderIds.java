package dragon.engine.core.order;

/**
 * Layout of our client order ids: one attempt of an intent, one id, for ever.
 *
 * <pre>
 *   bit 62 .. 47   term        16 bits
 *   bit 46 .. 31   bot         16 bits
 *   bit 30 .. 28   role         3 bits
 *   bit 27 ..  0   sequence    28 bits, counted by the lane across all bots and never reset
 * </pre>
 *
 * <p>Terms and bots begin at 1: an id with neither is of no engine, but of a command that went to the venue without one.
 *
 * <p>The venue demands an integer from 1 to 2^63 - 1 and promises uniqueness among open orders only; we never reuse one.
 */
public final class ClientOrderIds {
    public static final int TERM_MAX = 0xFFFF;
    public static final int BOT_MAX = 0xFFFF;
    public static final long SEQUENCE_MAX = (1L << 28) - 1;

    private ClientOrderIds() {}

    /** The id of an attempt; that of the first one is the id of its intent. */
    public static long of(final int term, final int botId, final int role, final long sequence) {
        assert term >= 1 && term <= TERM_MAX && botId >= 1 && botId <= BOT_MAX && role >= 1 && role <= 7;
        assert sequence >= 1 && sequence <= SEQUENCE_MAX;
        return (long) term << 47 | (long) botId << 31 | (long) role << 28 | sequence;
    }

    /** The bot of an id. */
    public static int botId(final long clientOrderId) {
        return (int) (clientOrderId >>> 31) & BOT_MAX;
    }

    /** The term of an id. */
    public static int term(final long clientOrderId) {
        return (int) (clientOrderId >>> 47) & TERM_MAX;
    }
}
