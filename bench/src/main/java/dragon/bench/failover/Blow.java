package dragon.bench.failover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What is done to a leader. */
enum Blow {
    /** SIGKILL: it is provably dead, and followed at once. */
    KILLED,
    /** SIGSTOP, for good: it is followed once its lease has run out. */
    STOPPED,
    /** SIGSTOP, and SIGCONT just when its lease has run out, while the standby is about to end it. */
    RESUMED_WITH_ITS_LEASE,
    /** SIGSTOP, and SIGCONT once another leads. */
    RESUMED_AFTER_TAKEOVER;

    /** In a drawn order: so many kills and so many stops, every other one of which is resumed after the takeover. */
    static List<Blow> drawn(final int kills, final int stops, final long seed) {
        final List<Blow> blows = new ArrayList<>(Collections.nCopies(kills, KILLED));
        for (int i = 0; i < stops; i++) {
            blows.add(i % 2 == 0 ? RESUMED_AFTER_TAKEOVER : i % 4 == 1 ? RESUMED_WITH_ITS_LEASE : STOPPED);
        }
        Collections.shuffle(blows, new Random(seed));
        return blows;
    }

    boolean isStop() {
        return this != KILLED;
    }
}
