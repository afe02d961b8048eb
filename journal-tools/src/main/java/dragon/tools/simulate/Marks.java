package dragon.tools.simulate;

/** How often each {@link Mark} was reached. Threading: one thread. */
final class Marks {
    private final long[] counts = new long[Mark.values().length];

    void reach(final Mark mark) {
        counts[mark.ordinal()]++;
    }

    long count(final Mark mark) {
        return counts[mark.ordinal()];
    }

    void add(final Marks others) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += others.counts[i];
        }
    }
}
