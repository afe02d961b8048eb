package dragon.gateway.simulator;

/**
 * What goes back over HTTP.
 *
 * @param contentType of the body
 * @param retryAfterS hint of how long to wait; 0 for none
 * @param slowMs time until the first half of the body goes out, and again until the second; 0 for at once
 */
record Answer(int status, String body, String contentType, long retryAfterS, long slowMs) {
    private static final String JSON = "application/json";

    /** Nothing goes back: the connection is closed instead. */
    static final Answer NONE = new Answer(0, "");

    Answer(final int status, final String body) {
        this(status, body, JSON, 0, 0);
    }

    static Answer ok(final Json json) {
        return new Answer(200, json.toString());
    }

    /** In the exchange's failure envelope, with its unevenness: some codes are text, some answers have no code. */
    static Answer of(final Refusal refusal) {
        final Json json = Json.object().flag("success", false);
        switch (refusal.code()) {
            case Refusal.NO_CODE -> {}
            case -1000, -1011 -> json.text("code", Integer.toString(refusal.code()));
            case -1005 -> json.whole("code", refusal.code()).whole("error_code", 90_000);
            default -> json.whole("code", refusal.code());
        }
        return new Answer(
                refusal.status(),
                json.text("message", refusal.getMessage()).end().toString());
    }

    boolean isNone() {
        return status == 0;
    }

    Answer html() {
        return new Answer(status, body, "text/html", retryAfterS, slowMs);
    }

    Answer retryAfter(final long seconds) {
        return new Answer(status, body, contentType, seconds, slowMs);
    }

    Answer slow(final long ms) {
        return new Answer(status, body, contentType, retryAfterS, ms);
    }
}
