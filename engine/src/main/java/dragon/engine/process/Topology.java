package dragon.engine.process;

/** Who brings frames from the rings to the engine thread. */
public enum Topology {
    /** The engine thread itself, waiting with back-off: no core has to be given away. */
    INLINE,

    /** A feeder thread in front of a busy-spinning engine thread: two cores of their own. */
    THREADED;

    /** Fewest cores at which two of them can be given away. */
    private static final int THREADED_CORES_MIN = 4;

    /** What suits this machine. */
    static Topology suiting(final int cores) {
        return cores < THREADED_CORES_MIN ? INLINE : THREADED;
    }
}
