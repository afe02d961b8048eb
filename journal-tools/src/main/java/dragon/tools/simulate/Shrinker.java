package dragon.tools.simulate;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.LongHashSet;

/** Drops strikes of a run that failed as long as the same invariant stays violated. Threading: one thread. */
final class Shrinker {
    private final int runsMax;
    private int runs;

    Shrinker(final int runsMax) {
        this.runsMax = runsMax;
    }

    /** How many runs it took. */
    int runs() {
        return runs;
    }

    /** The smallest run found that violates the same invariant. */
    Outcome shrink(final Outcome failed) {
        Outcome smallest = failed;
        int parts = 2;
        while (runs < runsMax && !smallest.struck().isEmpty()) {
            final List<Outcome.Strike> strikes = smallest.struck();
            final int size = (strikes.size() + parts - 1) / parts;
            Outcome smaller = null;
            for (int from = 0; from < strikes.size() && smaller == null && runs < runsMax; from += size) {
                final List<Outcome.Strike> left = new ArrayList<>(strikes.subList(0, from));
                left.addAll(strikes.subList(Math.min(strikes.size(), from + size), strikes.size()));
                smaller = failing(failed, left);
            }
            if (smaller != null) {
                smallest = smaller;
                parts = Math.max(2, parts - 1);
            } else if (size == 1) {
                break;
            } else {
                parts = Math.min(strikes.size(), 2 * parts);
            }
        }
        return smallest;
    }

    private Outcome failing(final Outcome failed, final List<Outcome.Strike> strikes) {
        runs++;
        final LongHashSet kept = new LongHashSet();
        strikes.forEach(strike -> kept.add(strike.key()));
        final Outcome outcome = Simulation.run(failed.plan().keeping(kept));
        final boolean isSame = outcome.violation() != null
                && outcome.violation().invariant().equals(failed.violation().invariant())
                && outcome.struck().size() <= strikes.size();
        return isSame ? outcome : null;
    }
}
