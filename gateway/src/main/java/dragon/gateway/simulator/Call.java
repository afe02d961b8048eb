package dragon.gateway.simulator;

import dragon.gateway.simulator.market.DecimalE8;
import java.util.Map;

/** One request on its way through the venue: its parameters, whose it is, and when it came. */
final class Call {
    final String endpoint;
    final Map<String, String> parameters;
    final long wallMs;
    final long nowNs;
    /** Null on public endpoints. */
    VenueAccount account;
    /** Reads show what was known at that venue time; usually all that is known now. */
    long asOfMs = Long.MAX_VALUE;

    Call(final String endpoint, final Map<String, String> parameters, final long wallMs, final long nowNs) {
        this.endpoint = endpoint;
        this.parameters = parameters;
        this.wallMs = wallMs;
        this.nowNs = nowNs;
    }

    /** The same request, carried out at another time. */
    Call at(final long otherWallMs, final long otherNowNs) {
        final Call later = new Call(endpoint, parameters, otherWallMs, otherNowNs);
        later.account = account;
        return later;
    }

    /** The parameter of the query or the body, or null. */
    String get(final String name) {
        final String value = parameters.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    String required(final String name) throws Refusal {
        final String value = get(name);
        if (value == null) {
            throw Refusal.badParameter(name + " is required");
        }
        return value;
    }

    long whole(final String name, final long absent) throws Refusal {
        final String value = get(name);
        if (value == null) {
            return absent;
        }
        try {
            return Long.parseLong(value);
        } catch (final NumberFormatException e) {
            throw Refusal.badParameter(name + " is not an integer");
        }
    }

    /** A whole number within bounds; one outside of them is moved to the nearer. */
    int count(final String name, final int absent, final int most) throws Refusal {
        return (int) Math.max(1, Math.min(most, whole(name, absent)));
    }

    boolean flag(final String name) throws Refusal {
        final String value = get(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw Refusal.badParameter(name + " is not a boolean");
        }
        return "true".equals(value);
    }

    long decimal(final String name) throws Refusal {
        final String value = get(name);
        if (value == null) {
            return DecimalE8.NULL;
        }
        try {
            return DecimalE8.parse(value);
        } catch (final NumberFormatException e) {
            throw Refusal.badParameter(name + " is not a decimal number");
        }
    }

    <E extends Enum<E>> E choice(final String name, final Class<E> type, final E absent) throws Refusal {
        final String value = get(name);
        if (value == null) {
            return absent;
        }
        for (final E constant : type.getEnumConstants()) {
            if (constant.name().equals(value)) {
                return constant;
            }
        }
        throw Refusal.badParameter(name + " is unknown");
    }

    /** Begins the exchange's success envelope, with {@code data} open. */
    static Json ok() {
        return Json.object().flag("success", true).object("data");
    }

    /** Ends it. */
    static Answer end(final Json json, final long timestampMs) {
        return Answer.ok(json.end().whole("timestamp", timestampMs).end());
    }
}
