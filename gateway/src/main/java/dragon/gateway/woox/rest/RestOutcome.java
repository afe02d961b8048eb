package dragon.gateway.woox.rest;

import dragon.gateway.woox.parse.Envelope;
import dragon.gateway.woox.parse.ErrorClass;

/** How one request ended. */
public sealed interface RestOutcome {
    /** HTTP 200 and {@code success} is true. */
    record Success(Envelope envelope, byte[] body) implements RestOutcome {}

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

    /** Not sent: it would have had to wait too long for the venue's limit. */
    record Throttled() implements RestOutcome {}
}
