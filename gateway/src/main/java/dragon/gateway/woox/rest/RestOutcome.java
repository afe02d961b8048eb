package dragon.gateway.woox.rest;

import dragon.gateway.woox.parse.Envelope;
import dragon.gateway.woox.parse.ErrorClass;

/** How one request ended. */
public sealed interface RestOutcome {
    /**
     * HTTP 200 and {@code success} is true.
     *
     * @param sentMs our clock when its last attempt left, its wait for a limit excluded
     * @param receivedMs our clock when the answer was read
     */
    record Success(Envelope envelope, byte[] body, long sentMs, long receivedMs) implements RestOutcome {}

    /**
     * The venue answered, and not with success.
     *
     * @param venueCode 0 = none
     * @param text the venue's words, cut to 200 characters
     */
    record Refusal(ErrorClass errorClass, int httpStatus, int venueCode, String text) implements RestOutcome {}

    /**
     * No usable answer.
     *
     * @param mayHaveArrived false where the connection failed before a byte of the request was written
     */
    record Failure(boolean mayHaveArrived, String text) implements RestOutcome {}

    /**
     * Not sent: the circuit breaker of its surface is open.
     *
     * @param cooldownMs until it probes again
     */
    record Blocked(long cooldownMs) implements RestOutcome {}

    /** Not sent: its time was over before it could leave, for the venue's limit or for a connection that took too long. */
    record Throttled() implements RestOutcome {}

    /** Not sent: it was taken back before it could leave. */
    record Recalled() implements RestOutcome {}
}
