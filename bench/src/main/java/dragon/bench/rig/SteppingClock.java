package dragon.bench.rig;

import org.agrona.concurrent.NanoClock;

/**
 * The machine's monotonic clock, which the benchmark may put forward: ten minutes of engine time in no time.
 *
 * <p>Cost: that of the machine's clock and one addition, so that what is measured with it pays for its clock.
 */
public final class SteppingClock implements NanoClock {
    private static final long READING_NS = 1_000;

    private long stepsNs;
    private long pausedNs;
    private boolean isCounting;

    @Override
    public long nanoTime() {
        if (isCounting) {
            stepsNs += READING_NS;
            return stepsNs;
        }
        return System.nanoTime() + stepsNs;
    }

    /**
     * Leaves the machine's clock: from now on every reading is a microsecond after the one before. For what is counted
     * and not timed, so that a busy machine lets no gateway fall silent.
     */
    public void countReadings() {
        stepsNs = nanoTime();
        isCounting = true;
    }

    /** Stops the clock until {@link #resume}: while others are measured no gateway falls silent here. */
    public void pause() {
        pausedNs = nanoTime();
    }

    /** Lets the clock go on from where it was paused. */
    public void resume() {
        stepsNs -= nanoTime() - pausedNs;
    }

    /** Puts the clock forward. */
    public void step(final long ns) {
        stepsNs += ns;
    }
}
