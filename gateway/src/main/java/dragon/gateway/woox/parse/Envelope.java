package dragon.gateway.woox.parse;

/**
 * What every REST answer has around its data.
 *
 * @param isSuccess only where {@code success} is exactly true
 * @param code 0 = none
 * @param subCode a second code under another name, 0 = none
 * @param message null = none
 * @param timestampMs {@link #NO_TIME} where it is not given
 */
public record Envelope(boolean isSuccess, int code, int subCode, String message, long timestampMs) {
    /** The answer has no time. */
    public static final long NO_TIME = JsonReader.NONE;

    /** Reads the envelope, skips the data. */
    public static Envelope parse(final byte[] body, final String where) throws DecodeException {
        boolean isSuccess = false;
        int code = 0;
        int subCode = 0;
        String message = null;
        long timestampMs = JsonReader.NONE;
        try (JsonReader json = JsonReader.of(body, where).begin()) {
            json.enterObject();
            while (json.nextField()) {
                switch (json.field()) {
                    case "success" -> isSuccess = json.isTrue();
                    case "code" -> code = json.integerOr(0);
                    case "error_code" -> subCode = json.integerOr(0);
                    case "message" -> message = json.text();
                    case "timestamp" -> timestampMs = json.timeMs();
                    default -> json.skip();
                }
            }
            json.end();
        }
        return new Envelope(isSuccess, code, subCode, message, timestampMs);
    }
}
