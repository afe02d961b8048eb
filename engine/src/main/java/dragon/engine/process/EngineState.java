package dragon.engine.process;

/** What the engine process is doing, as its counters say. */
public enum EngineState {
    NEVER_STARTED(0),
    RECOVERING(1),
    RUNNING(2),
    STOPPING(3),
    /** Stopped in order: a state image exists. */
    STOPPED(4),
    /** Stopped itself because it could not go on. */
    FAILED(5),
    /** Follows the leader of the lane, and leads when that one cannot. */
    STANDBY(6);

    private final int code;

    EngineState(final int code) {
        this.code = code;
    }

    /** The number in the counter. */
    public int code() {
        return code;
    }

    /** The state of this code; {@link #NEVER_STARTED} for any other number. */
    public static EngineState of(final long code) {
        for (final EngineState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        return NEVER_STARTED;
    }
}
