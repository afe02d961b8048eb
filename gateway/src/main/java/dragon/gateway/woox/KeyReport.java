package dragon.gateway.woox;

/**
 * What the exchange told of one API key.
 *
 * @param applicationId the exchange's name of the account; null = not told
 * @param accountMode as FUTURES; null = not told
 * @param positionMode as HEDGE_MODE; null = not told
 * @param equityE8 USDT, times 10^8
 * @param trade whether the key may place and cancel
 * @param failure why nothing was told; null where the account was
 * @param isJudged whether the exchange answered at all, yes or no: otherwise it may be asked again
 */
public record KeyReport(
        String applicationId,
        String accountMode,
        String positionMode,
        long equityE8,
        Right trade,
        String failure,
        boolean isJudged) {
    /** Whether a key may do something, as far as the exchange lets us know. */
    public enum Right {
        YES,
        NO,
        NOT_TOLD
    }

    /** Nothing was told. */
    static KeyReport failed(final String failure, final boolean isJudged) {
        return new KeyReport(null, null, null, 0, Right.NOT_TOLD, failure, isJudged);
    }

    /** Whether the key may read. */
    public Right read() {
        return failure == null ? Right.YES : isJudged ? Right.NO : Right.NOT_TOLD;
    }

    /**
     * The first reason why we do not trade with this key; null where there is none.
     *
     * @param expectedApplicationId the account that it has to belong to; empty = any
     */
    public String objection(final String expectedApplicationId) {
        if (failure != null) {
            return failure;
        }
        if (trade == Right.NO) {
            return "the key may read and may not trade";
        }
        if (!expectedApplicationId.isEmpty() && !expectedApplicationId.equals(applicationId)) {
            return "the key belongs to another account of the exchange";
        }
        if (accountMode != null && !accountMode.startsWith("FUTURE")) {
            return "the account is in mode " + accountMode + ", not FUTURES";
        }
        if (!"HEDGE_MODE".equals(positionMode)) {
            return "the account is in position mode " + positionMode + ", not HEDGE_MODE";
        }
        return null;
    }
}
