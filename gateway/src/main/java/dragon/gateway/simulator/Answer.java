package dragon.gateway.simulator;

/** What goes back over HTTP. */
record Answer(int status, String body) {
    /** Nothing goes back: the connection is closed instead. */
    static final Answer NONE = new Answer(0, "");

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
}
