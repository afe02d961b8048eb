package dragon.bench.rig;

import org.agrona.concurrent.NanoClock;

/**
 * The machine's monotonic clock, which the benchmark may put forward: ten minutes of engine time in no time.
 *
 * <p>Cost: that of the machine's clock and one addition, so that what is measured with it pays for its clock.
 */
public final class SteppingClock implements NanoClock {
    private long stepsNs;
    private long pausedNs;

    @Override
    public long nanoTime() {
        return System.nanoTime() + stepsNs;
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
