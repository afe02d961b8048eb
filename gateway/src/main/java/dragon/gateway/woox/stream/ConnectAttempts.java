package dragon.gateway.woox.stream;

import java.util.concurrent.TimeUnit;

/**
 * How often our address may still connect: the venue allows 100 attempts in five minutes over all sockets, and bans who
 * makes more.
 *
 * <p>Threading: any thread.
 */
public final class ConnectAttempts {
    /** Attempts in five minutes; the rest is for whoever shares our address. */
    public static final int ATTEMPTS_MAX = 60;

    private static final long WINDOW_NS = TimeUnit.MINUTES.toNanos(5);

    private final long[] takenNs = new long[ATTEMPTS_MAX];
    private int count;

    /** Whether one more attempt may be made now; it then counts. */
    synchronized boolean tryTake(final long nowNs) {
        final int slot = count % ATTEMPTS_MAX;
        if (count >= ATTEMPTS_MAX && nowNs - takenNs[slot] < WINDOW_NS) {
            return false;
        }
        takenNs[slot] = nowNs;
        count++;
        return true;
    }
}
