package dragon.gateway.woox.stream;

import java.util.concurrent.TimeUnit;

/**
 * How often our address may still connect: the venue allows 100 attempts in five minutes over all sockets, and bans who
 * makes more.
 *
 * <p>The last {@link #PRIVATE_RESERVE} of them are for private streams: without its stream an account has no entries, and a public
 * socket that the venue ends again and again must not take that from it.
 *
 * <p>Threading: any thread.
 */
public final class ConnectAttempts {
    /** Attempts in five minutes; the rest is for whoever shares our address. */
    public static final int ATTEMPTS_MAX = 60;

    /** Of those, attempts that only private streams may make. */
    public static final int PRIVATE_RESERVE = 12;

    private static final long WINDOW_NS = TimeUnit.MINUTES.toNanos(5);

    private final long[] takenNs = new long[ATTEMPTS_MAX];
    private int count;

    /** Whether one more attempt may be made now; it then counts. */
    synchronized boolean tryTake(final long nowNs, final boolean isPrivate) {
        if (made(nowNs) >= (isPrivate ? ATTEMPTS_MAX : ATTEMPTS_MAX - PRIVATE_RESERVE)) {
            return false;
        }
        takenNs[count % ATTEMPTS_MAX] = nowNs;
        count++;
        return true;
    }

    /** Attempts of the last five minutes, of all streams. */
    synchronized int made(final long nowNs) {
        int made = 0;
        for (int slot = 0; slot < Math.min(count, ATTEMPTS_MAX); slot++) {
            made += nowNs - takenNs[slot] < WINDOW_NS ? 1 : 0;
        }
        return made;
    }
}
