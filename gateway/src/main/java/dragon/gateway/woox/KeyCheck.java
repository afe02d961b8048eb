package dragon.gateway.woox;

import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.parse.Rows;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Failure;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.function.Consumer;

/**
 * Asks the exchange what a key may do, and changes nothing: one signed read of the account, then one cancel of an order
 * that does not exist. No request tells a key's rights, but one that may not trade is refused before the order is looked for.
 */
final class KeyCheck {
    private static final long WAIT_MS_MAX = 60_000;
    private static final String SYMBOL = "PERP_BTC_USDT";

    private final RestClient rest;
    private final ApiIdentity identity;
    private final Consumer<KeyReport> onReport;

    private KeyCheck(final RestClient rest, final ApiIdentity identity, final Consumer<KeyReport> onReport) {
        this.rest = rest;
        this.identity = identity;
        this.onReport = onReport;
    }

    /** Asks; the report comes exactly once, on any thread. */
    static void ask(final RestClient rest, final ApiIdentity identity, final Consumer<KeyReport> onReport) {
        new KeyCheck(rest, identity, onReport).askAccount();
    }

    private void askAccount() {
        rest.send(new RestRequest(Endpoint.ACCOUNT_INFO, identity, "", "", null, WAIT_MS_MAX, false), outcome -> {
            if (outcome instanceof Success success) {
                try {
                    askTradeRight(Answers.accountOfKey(success.body()));
                } catch (final IOException e) {
                    onReport.accept(KeyReport.failed("the exchange's answer was not understood", false));
                }
            } else {
                onReport.accept(failed(outcome));
            }
        });
    }

    private void askTradeRight(final Rows.KeyRow row) {
        // 62 random bits: neither ours nor anybody else's.
        final String query = "clientOrderId=" + (new SecureRandom().nextLong() >>> 2) + "&symbol=" + SYMBOL;
        rest.send(
                new RestRequest(Endpoint.CANCEL, identity, SYMBOL, query, null, WAIT_MS_MAX, false),
                outcome -> onReport.accept(new KeyReport(
                        row.applicationId(),
                        row.accountMode(),
                        row.positionMode(),
                        row.equityE8(),
                        tradeRight(outcome),
                        null,
                        true)));
    }

    private static KeyReport.Right tradeRight(final RestOutcome outcome) {
        if (outcome instanceof Success) {
            return KeyReport.Right.YES; // A cancel is taken for processing before the order is looked for.
        }
        if (outcome instanceof Refusal refusal) {
            return switch (refusal.errorClass()) {
                case AUTH -> KeyReport.Right.NO;
                case NOT_FOUND, ALREADY_DONE, REJECT, EDIT -> KeyReport.Right.YES;
                default -> KeyReport.Right.NOT_TOLD;
            };
        }
        return KeyReport.Right.NOT_TOLD;
    }

    private static KeyReport failed(final RestOutcome outcome) {
        if (outcome instanceof Refusal refusal) {
            final boolean isJudged = refusal.errorClass() == ErrorClass.AUTH;
            return KeyReport.failed(
                    isJudged
                            ? "the exchange refuses the key (" + refusal.venueCode()
                                    + "): wrong key or secret, revoked, or bound to another address"
                            : "the exchange answers " + refusal.errorClass() + " " + refusal.venueCode(),
                    isJudged);
        }
        return KeyReport.failed(
                outcome instanceof Failure ? "the exchange cannot be reached" : "the limit of requests is used up",
                false);
    }
}
