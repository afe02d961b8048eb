package dragon.bench.soak;

import dragon.bench.kill.History;
import dragon.bench.kill.VenueAudit;
import dragon.bench.kill.VenueAudit.Rate;
import dragon.bench.kill.Violations;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the venue saw and what the journal holds, at the end: figures for the result, and a violation for each that must not be. */
final class Verdict {
    private static final List<EventCode> EVENTS = List.of(
            EventCode.ORDER_UNKNOWN,
            EventCode.ORDER_VOID,
            EventCode.EXCHANGE_DEGRADED_BLOCK,
            EventCode.HEDGE_MODE_REQUIRED,
            EventCode.POSITION_DRIFT,
            EventCode.POSITION_CLOSED,
            EventCode.BOT_ERROR);

    private final History history;
    private final VenueAudit audit;
    private final Violations violations;
    private final Map<String, Object> result;

    Verdict(
            final History history,
            final VenueAudit audit,
            final Violations violations,
            final Map<String, Object> result) {
        this.history = history;
        this.audit = audit;
        this.violations = violations;
        this.result = result;
    }

    void pass() {
        orders();
        rates();
        streams();
        faults();
        for (final EventCode code : EVENTS) {
            result.put(code.name().toLowerCase(Locale.ROOT), history.events().getOrDefault(code, 0L));
        }
    }

    private void orders() {
        for (final String name : List.of("duplicates", "acceptedTwice", "ordersAfterTerminal")) {
            result.put(name, audit.count(name));
            if (audit.count(name) != 0) {
                violations.add("the venue counts " + name + " " + audit.count(name));
            }
        }
        for (final long clientOrderId : audit.clientOrderIds()) {
            if (clientOrderId != 0 && !history.placedIds().contains(clientOrderId)) {
                violations.add("the venue has order " + clientOrderId + ", which nobody intended");
            }
        }
        if (audit.openingFills() == 0 || audit.closingFills() == 0) {
            violations.add("nothing was proven: " + audit.openingFills() + " fills opened and " + audit.closingFills()
                    + " closed");
        }
        final long signatures = audit.count("signatureFailures") - audit.count("ofThemStrangeClocks");
        if (signatures != 0) {
            violations.add(signatures + " signatures failed, and not by the clock");
        }
        result.put("ordersIntended", (long) history.placedIds().size());
        for (final String name : List.of("ordersReceived", "ordersRejected", "foreignOrders")) {
            result.put(name, audit.count(name));
        }
        result.put("fills", (long) history.fillsByTrade().size());
        result.put("openingFills", audit.openingFills());
        result.put("closingFills", audit.closingFills());
        result.put("fundingE8", new LinkedHashMap<String, Object>(audit.fundingOfAccounts()));
        result.put("signatureFailures", signatures);
        result.put("strangeClocks", audit.count("ofThemStrangeClocks"));
    }

    private void rates() {
        result.put("throttled", audit.count("throttled"));
        result.put("overLimit", audit.count("overLimit"));
        final List<Object> rows = new ArrayList<>();
        for (final Rate rate : audit.rates()) {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("endpoint", rate.endpoint());
            row.put("requests", rate.requests());
            row.put("peak", rate.peak());
            row.put("limit", rate.limit());
            row.put("windowMs", rate.windowMs());
            rows.add(row);
            if (rate.peak() > rate.limit()) {
                violations.add("over a documented limit " + rate.overLimit() + " times, " + rate);
            }
        }
        result.put("rates", rows);
    }

    private void streams() {
        for (final Surface surface : List.of(Surface.PRIVATE_STREAM, Surface.PUBLIC_STREAM)) {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("lost", history.losses().getOrDefault(surface, 0L));
            row.put("reconnected", history.returns().getOrDefault(surface, 0L));
            row.put("opened", audit.count(surface == Surface.PRIVATE_STREAM ? "privateStreams" : "publicStreams"));
            result.put(surface == Surface.PRIVATE_STREAM ? "privateStreams" : "publicStreams", row);
        }
        history.surfaces().forEach((surface, state) -> {
            if (state != SurfaceState.UP) {
                violations.add("at the end " + surface + " is " + state);
            }
        });
    }

    private void faults() {
        result.put("faultStrikes", audit.count("faultsInjected"));
        result.put("strikes", audit.variants());
        for (final FaultMenu.Dish dish : FaultMenu.dishes()) {
            if (!audit.variants().containsKey(dish.variant())) {
                violations.add("the fault '" + dish.variant() + "' had its turns and never struck");
            }
        }
    }
}
