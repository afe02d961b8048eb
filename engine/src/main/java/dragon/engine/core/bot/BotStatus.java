package dragon.engine.core.bot;

/** Where the job of a bot is in its life. */
public enum BotStatus {
    /** Waits to be claimed; not while live trading is off. */
    QUEUED(1),
    RUNNING(2),
    PAUSED(3),
    STOPPED(4),
    /** Needs a person. */
    ERROR(5);

    private static final BotStatus[] BY_CODE = values();

    private final byte code;

    BotStatus(final int code) {
        this.code = (byte) code;
    }

    /** Stable number for images. */
    public byte code() {
        return code;
    }

    /** The status of a code. */
    public static BotStatus ofCode(final int code) {
        if (code < 1 || code > BY_CODE.length) {
            throw new IllegalArgumentException("no bot status has code " + code);
        }
        return BY_CODE[code - 1];
    }
}
