package dragon.tools.simulate;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Runs seeds until one violates an invariant; speaks only types of the JDK, so that somebody outside of its class loader can call it.
 *
 * <p>Takes first seed, last seed, and a counter that shows the seed that is running; returns invariant, seed, event and text of the first
 * violation, or null.
 */
public final class SeedHunt implements Function<AtomicLong[], String[]> {
    @Override
    public String[] apply(final AtomicLong[] firstLastAndNow) {
        final long last = firstLastAndNow[1].get();
        for (long seed = firstLastAndNow[0].get();
                seed <= last && !Thread.currentThread().isInterrupted();
                seed++) {
            firstLastAndNow[2].set(seed);
            final Outcome outcome = Simulation.run(Plan.of(seed, Plan.EVENTS_DEFAULT));
            if (outcome.violation() != null) {
                return new String[] {
                    outcome.violation().invariant(),
                    Long.toString(seed),
                    Long.toString(outcome.atEvent()),
                    String.valueOf(outcome.violation().getMessage())
                };
            }
        }
        return null;
    }
}
