package dragon.bench.kill;

import java.util.ArrayList;
import java.util.List;

/** What was found to be wrong, each with where. Threading: any thread. */
public final class Violations {
    private static final int KEPT_MAX = 50;

    private final List<String> found = new ArrayList<>();
    private int count;

    public synchronized void add(final String what) {
        count++;
        if (found.size() < KEPT_MAX && !found.contains(what)) {
            found.add(what);
        }
    }

    public synchronized int count() {
        return count;
    }

    public synchronized boolean isEmpty() {
        return count == 0;
    }

    /** The first ones, in words. */
    public synchronized List<String> found() {
        return List.copyOf(found);
    }
}
