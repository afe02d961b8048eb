package dragon.gateway.simulator;

import dragon.gateway.simulator.FaultKind.Nature;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The faults that were asked for. Every place of the venue that can fail asks here whether it does.
 *
 * <p>Threading: the venue thread.
 */
final class Faults {
    private static final Set<String> COMMON =
            Set.of("name", "next", "probability", "every", "for", "seed", "account", "symbol", "endpoint");

    private final List<Fault> armed = new ArrayList<>();
    private final Map<FaultKind, Long> strikesOfCleared = new EnumMap<>(FaultKind.class);
    private final Audit audit;
    private final Later later;
    private long armedCount;

    Faults(final Audit audit, final Later later) {
        this.audit = audit;
        this.later = later;
    }

    Later later() {
        return later;
    }

    /** Arms a fault; Refusal says what is wrong with the request, in one line. */
    Fault arm(final Map<String, String> asked, final long nowNs) throws Refusal {
        final FaultKind kind = FaultKind.of(asked.getOrDefault("name", ""));
        if (kind == null) {
            throw Refusal.badParameter("unknown fault '" + asked.get("name") + "'; known: " + names());
        }
        final Map<String, String> settings = new HashMap<>();
        for (final Map.Entry<String, String> entry : asked.entrySet()) {
            if (!COMMON.contains(entry.getKey()) && !kind.settings().contains(entry.getKey())) {
                throw Refusal.badParameter("fault " + kind.words() + " has no setting '" + entry.getKey() + "'"
                        + (kind.settings().isEmpty() ? "" : "; it has " + String.join(", ", kind.settings())));
            }
            if (!Set.of("name", "next", "probability", "every", "for", "seed").contains(entry.getKey())) {
                settings.put(entry.getKey(), entry.getValue());
            }
        }
        if (settings.containsKey("endpoint")
                && (kind.nature() != Nature.REQUEST || !EndpointScope.isKnown(settings.get("endpoint")))) {
            throw Refusal.badParameter(
                    kind.nature() != Nature.REQUEST
                            ? "fault " + kind.words() + " strikes no requests: it has no endpoint"
                            : "endpoint is one of " + EndpointScope.WORDS + ", or such as 'GET /v3/trade/orders'");
        }
        final Fault fault;
        try {
            fault = fault(kind, settings, asked, nowNs);
            FaultSettings.check(kind, settings);
        } catch (final IllegalArgumentException e) {
            throw Refusal.badParameter(e.getMessage());
        }
        armed.add(fault);
        armedCount++;
        return fault;
    }

    private Fault fault(
            final FaultKind kind,
            final Map<String, String> settings,
            final Map<String, String> asked,
            final long nowNs) {
        final boolean isState = kind.nature() == Nature.STATE;
        final boolean hasCount = asked.containsKey("next");
        final boolean hasProbability = asked.containsKey("probability");
        final boolean hasSpan = asked.containsKey("for");
        if (isState && (hasCount || hasProbability)) {
            throw new IllegalArgumentException("fault " + kind.words()
                    + " lasts: give it --for, --every with --for, or neither to keep it until it is cleared");
        }
        if (asked.containsKey("every") && !hasSpan && kind.nature() != Nature.ACT) {
            throw new IllegalArgumentException("--every needs --for: how long of each period it strikes");
        }
        final double probability = hasProbability ? number("probability", asked.get("probability")) : 1;
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability is from 0 to 1, found " + asked.get("probability"));
        }
        final long everyMs = asked.containsKey("every") ? Durations.ms(asked.get("every")) : Fault.NONE;
        final long forMs = hasSpan ? Durations.ms(asked.get("for")) : everyMs;
        if (everyMs != Fault.NONE && everyMs <= 0
                || forMs != Fault.NONE && forMs <= 0
                || everyMs != Fault.NONE && forMs > everyMs) {
            throw new IllegalArgumentException("a period and its part are above zero, and the part is no longer");
        }
        long left = Fault.NONE;
        if (hasCount) {
            left = (long) number("next", asked.get("next"));
            if (left < 1) {
                throw new IllegalArgumentException("next is 1 or more, found " + asked.get("next"));
            }
        } else if (!isState && !hasProbability && !hasSpan && everyMs == Fault.NONE) {
            left = 1; // A fault without any limit in time or number strikes once.
        }
        final long seed = asked.containsKey("seed") ? (long) number("seed", asked.get("seed")) : armedCount + 1;
        return new Fault(
                kind,
                settings,
                left,
                probability,
                everyMs == Fault.NONE ? Fault.NONE : everyMs * 1_000_000,
                forMs == Fault.NONE ? Fault.NONE : forMs * 1_000_000,
                seed,
                nowNs);
    }

    private static double number(final String name, final String text) {
        try {
            return Double.parseDouble(text);
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException(name + ": '" + text + "' is not a number", e);
        }
    }

    /** Ends the faults of that kind, or all where it is null; what they held back happens at once. */
    int clear(final FaultKind kind) {
        final List<Fault> cleared = new ArrayList<>();
        for (final Fault fault : armed) {
            if (kind == null || fault.kind == kind) {
                cleared.add(fault);
            }
        }
        cleared.forEach(this::forget);
        for (final FaultKind each : FaultKind.values()) {
            if (kind == null || kind == each) {
                later.release(each);
            }
        }
        return cleared.size();
    }

    /** The fault that strikes this request, or null. */
    Fault onRequest(final FaultKind kind, final Call call) {
        for (final Fault fault : armed) {
            if (fault.kind == kind
                    && fault.isForEndpoint(call.endpoint)
                    && fault.isFor(call.account == null ? null : call.account.label, call.get("symbol"))
                    && strikes(fault, call.nowNs)) {
                return fault;
            }
        }
        return null;
    }

    /** The fault that strikes something of that account and symbol, or null. */
    Fault on(final FaultKind kind, final String account, final String symbol) {
        for (final Fault fault : armed) {
            if (fault.kind == kind && fault.isFor(account, symbol) && strikes(fault, System.nanoTime())) {
                return fault;
            }
        }
        return null;
    }

    /** The fault that spoils a number of that place (mark, quote or balance), or null. */
    Fault onNumber(final String place, final String account, final String symbol) {
        for (final Fault fault : armed) {
            if (fault.kind == FaultKind.BAD_NUMBER
                    && fault.setting("on", "mark").equals(place)
                    && fault.isFor(account, symbol)
                    && strikes(fault, System.nanoTime())) {
                return fault;
            }
        }
        return null;
    }

    /** The state that holds for that account or symbol, or null. */
    Fault state(final FaultKind kind, final String account, final String symbol, final long nowNs) {
        for (final Fault fault : armed) {
            if (fault.kind == kind && fault.isFor(account, symbol) && !fault.isOver(nowNs) && fault.isActive(nowNs)) {
                if (fault.beginsEpisode(nowNs)) {
                    audit.onFault(fault);
                }
                return fault;
            }
        }
        return null;
    }

    /** The faults of a kind that happens by itself and is due. */
    List<Fault> due(final FaultKind kind, final long nowNs) {
        final List<Fault> due = new ArrayList<>(1);
        for (final Fault fault : armed) {
            if (fault.kind == kind && fault.isDue(nowNs)) {
                due.add(fault);
            }
        }
        return due;
    }

    /** Something that happens by itself has happened. */
    void acted(final Fault fault, final long nowNs) {
        fault.acted(nowNs);
        audit.onFault(fault);
    }

    /** Lets go of faults that never strike again. */
    void sweep(final long nowNs) {
        for (final Fault fault : new ArrayList<>(armed)) {
            if (fault.isOver(nowNs)) {
                forget(fault);
            }
        }
    }

    private boolean strikes(final Fault fault, final long nowNs) {
        final boolean strikes = fault.strikes(nowNs);
        if (strikes) {
            audit.onFault(fault);
        }
        return strikes;
    }

    private void forget(final Fault fault) {
        armed.remove(fault);
        strikesOfCleared.merge(fault.kind, fault.strikeCount(), Long::sum);
    }

    /** Every kind with its meaning and its strikes so far, then what is armed. */
    String json(final long nowNs) {
        final Json json = Json.object().array("kinds");
        for (final FaultKind kind : FaultKind.values()) {
            long strikes = strikesOfCleared.getOrDefault(kind, 0L);
            int count = 0;
            for (final Fault fault : armed) {
                strikes += fault.kind == kind ? fault.strikeCount() : 0;
                count += fault.kind == kind && !fault.isOver(nowNs) ? 1 : 0;
            }
            json.element()
                    .text("name", kind.words())
                    .text("meaning", kind.meaning())
                    .text("settings", String.join(" ", kind.settings()))
                    .whole("armed", count)
                    .whole("strikes", strikes)
                    .end();
        }
        json.endArray().array("faults");
        for (final Fault fault : armed) {
            if (!fault.isOver(nowNs)) {
                fault.write(json, nowNs);
            }
        }
        return json.endArray().end().toString();
    }

    private static String names() {
        final StringBuilder names = new StringBuilder();
        for (final FaultKind kind : FaultKind.values()) {
            names.append(names.length() == 0 ? "" : ", ").append(kind.words());
        }
        return names.toString();
    }
}
