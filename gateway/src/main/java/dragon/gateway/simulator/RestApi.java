package dragon.gateway.simulator;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The way of a request through the venue: known endpoint, signature, parameters, limit, fault, handler.
 *
 * <p>Threading: the venue thread.
 */
final class RestApi {
    /** What an endpoint does. */
    interface Handler {
        Answer handle(Call call) throws Refusal;
    }

    /** A request as it came from the wire; header values may be null. */
    record Request(
            String method,
            String path,
            String query,
            String apiKey,
            String timestamp,
            String signature,
            byte[] body,
            String client) {
        private long bytes() {
            return path.length() + query.length() + body.length;
        }
    }

    /** Whom an endpoint's limit counts for. */
    enum LimitFor {
        CLIENT_ADDRESS,
        ACCOUNT,
        ACCOUNT_AND_SYMBOL,
        NOBODY
    }

    private record Endpoint(Handler handler, LimitFor limitFor, int limit, long windowMs) {
        private boolean isPrivate() {
            return limitFor == LimitFor.ACCOUNT || limitFor == LimitFor.ACCOUNT_AND_SYMBOL;
        }
    }

    private static final long TIMESTAMP_TOLERANCE_MS = 300_000;
    private static final String PLACE = "POST /v3/trade/order";

    /** What changes orders. */
    private static final Set<String> ORDER_ACTIONS = Set.of(
            PLACE,
            "PUT /v3/trade/order",
            "DELETE /v3/trade/order",
            "DELETE /v3/trade/orders",
            "DELETE /v3/trade/algoOrder",
            "DELETE /v3/trade/allOrders");

    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private final Venue venue;
    private final Audit audit;
    private final RateLimits limits;
    private final RequestFaults faults;

    RestApi(final Venue venue, final Audit audit, final RateLimits limits, final RequestFaults faults) {
        this.venue = venue;
        this.audit = audit;
        this.limits = limits;
        this.faults = faults;
    }

    /** Adds an endpoint, named by method and path. */
    RestApi on(
            final String name, final LimitFor limitFor, final int limit, final long windowMs, final Handler handler) {
        endpoints.put(name, new Endpoint(handler, limitFor, limit, windowMs));
        return this;
    }

    Answer handle(final Request request, final long wallMs, final long nowNs) {
        final String name = request.method() + ' ' + request.path();
        final Endpoint endpoint = endpoints.get(name);
        audit.onRequest(endpoint == null ? "unknown" : name, request.bytes(), wallMs);
        if (ORDER_ACTIONS.contains(name)) {
            audit.onOrderAction(name, nowNs);
        }
        try {
            if (endpoint == null) {
                throw new Refusal(404, Refusal.NO_CODE, "unknown endpoint " + name);
            }
            witness(name, endpoint, request, nowNs);
            final VenueAccount account = endpoint.isPrivate() ? signer(request, wallMs) : null;
            final Call call = new Call(name, parameters(request), wallMs, nowNs);
            call.account = account;
            if (endpoint.limitFor != LimitFor.NOBODY
                    && !limits.admits(
                            name + ' ' + limitKey(endpoint, account, request),
                            endpoint.limit,
                            endpoint.windowMs,
                            nowNs)) {
                audit.onThrottled(name.equals(PLACE));
                throw new Refusal(429, -1003, "Too many requests.");
            }
            return faults.answer(call, each -> judged(endpoint, each));
        } catch (final Refusal refusal) {
            return Answer.of(refusal);
        }
    }

    /** Shows the audit a request that a limit counts, a badly signed one too, as long as it is known whose it is. */
    private void witness(final String name, final Endpoint endpoint, final Request request, final long nowNs) {
        final VenueAccount account = request.apiKey() == null ? null : venue.accountOfKey(request.apiKey());
        if (endpoint.limitFor != LimitFor.NOBODY && (account != null || !endpoint.isPrivate())) {
            audit.onLimited(name, limitKey(endpoint, account, request), endpoint.limit, endpoint.windowMs, nowNs);
        }
    }

    private Answer judged(final Endpoint endpoint, final Call call) {
        try {
            return endpoint.handler.handle(call);
        } catch (final Refusal refusal) {
            if (call.endpoint.equals(PLACE)) {
                audit.onRejected(refusal.code());
            }
            return Answer.of(refusal);
        }
    }

    private static String limitKey(final Endpoint endpoint, final VenueAccount account, final Request request) {
        return switch (endpoint.limitFor) {
            case CLIENT_ADDRESS -> request.client();
            case ACCOUNT -> account.label;
            case ACCOUNT_AND_SYMBOL -> account.label + ' ' + symbol(request);
            case NOBODY -> "";
        };
    }

    /** Empty where there is none, or the request is malformed. */
    private static String symbol(final Request request) {
        try {
            return parameters(request).getOrDefault("symbol", "");
        } catch (final Refusal malformed) {
            return "";
        }
    }

    private VenueAccount signer(final Request request, final long wallMs) throws Refusal {
        try {
            if (request.apiKey() == null || request.timestamp() == null || request.signature() == null) {
                throw new Refusal(401, -1001, "The api key, timestamp or signature is missing.");
            }
            final VenueAccount account = venue.accountOfKey(request.apiKey());
            if (account == null) {
                throw new Refusal(401, -1002, "Unauthorized: api key.");
            }
            final long timestampMs = Long.parseLong(request.timestamp());
            if (Math.abs(wallMs - timestampMs) > TIMESTAMP_TOLERANCE_MS) {
                audit.onStrangeClock();
                throw new Refusal(401, -1002, "Unauthorized: timestamp.");
            }
            final byte[] expected =
                    signature(account.key(request.apiKey()).secret(), request).getBytes(StandardCharsets.US_ASCII);
            final byte[] found = request.signature().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
            if (!MessageDigest.isEqual(expected, found)) {
                throw new Refusal(401, -1002, "Unauthorized: signature.");
            }
            return account;
        } catch (final NumberFormatException e) {
            audit.onSignatureFailure();
            throw new Refusal(401, -1002, "Unauthorized: timestamp.");
        } catch (final Refusal refusal) {
            audit.onSignatureFailure();
            throw refusal;
        }
    }

    /** What the exchange expects in x-api-signature: lower-case hexadecimal. */
    static String signature(final String secret, final Request request) {
        try {
            final Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((request.timestamp() + request.method() + request.path()).getBytes(StandardCharsets.UTF_8));
            if (!request.query().isEmpty()) {
                mac.update(('?' + request.query()).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(mac.doFinal(request.body()));
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no HmacSHA256", e);
        }
    }

    private static Map<String, String> parameters(final Request request) throws Refusal {
        if (request.method().equals("POST") || request.method().equals("PUT")) {
            try {
                return request.body().length == 0
                        ? Map.of()
                        : JsonBody.read(request.body()).scalars();
            } catch (final IOException e) {
                throw Refusal.badParameter("invalid request, please check your request");
            }
        }
        final Map<String, String> parameters = new LinkedHashMap<>();
        for (final String pair : request.query().split("&")) {
            final int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decoded(final String text) throws Refusal {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (final IllegalArgumentException e) {
            throw Refusal.badParameter("invalid request, please check your request");
        }
    }
}
