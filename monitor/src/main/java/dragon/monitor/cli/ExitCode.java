package dragon.monitor.cli;

import java.util.Arrays;

/** How a verb ends; scripts rely on the numbers, so they never change. */
public enum ExitCode {
    DONE(0, "done, or nothing to do"),
    INTERNAL_FAULT(1, "internal fault (a bug; run again with --debug)"),
    USAGE(2, "wrong usage: unknown verb or flag, missing or malformed value"),
    CONFIGURATION(3, "configuration invalid"),
    NOT_FOUND(4, "no such lane, bot, account or order"),
    REFUSED(5, "refused by a safety gate"),
    UNCONFIRMED(6, "confirmation missing or wrong"),
    ENGINE_NOT_RUNNING(7, "engine not running, and the verb needs it"),
    TIMED_OUT(8, "timed out: the outcome is unknown; the command to follow up was printed"),
    PARTLY_DONE(9, "partly done; the list was printed"),
    VERIFICATION_FAILED(10, "verification failed: doctor, replay, journal, demo"),
    CREDENTIALS(11, "credentials missing, wrong or too powerful"),
    VENUE(12, "venue unreachable, or it rejected"),
    INTERRUPTED(130, "interrupted");

    private final int status;
    private final String meaning;

    ExitCode(final int status, final String meaning) {
        this.status = status;
        this.meaning = meaning;
    }

    /** The number that the shell sees. */
    public int status() {
        return status;
    }

    /** The code of a number; {@link #INTERNAL_FAULT} where nobody documented it. */
    static ExitCode of(final int status) {
        return Arrays.stream(values())
                .filter(code -> code.status == status)
                .findFirst()
                .orElse(INTERNAL_FAULT);
    }

    /** One line for people. */
    public String meaning() {
        return meaning;
    }
}
