package dragon.gateway.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * What can go wrong between a request and its answer.
 *
 * <p>Threading: the venue thread.
 */
final class RequestFaults {
    static final String PLACE = "POST /v3/trade/order";
    private static final String QUERY = "GET /v3/trade/order";
    private static final String CANCEL = "DELETE /v3/trade/order";
    private static final long MILLI_NS = 1_000_000L;
    private static final Pattern NUMBER = Pattern.compile("(?<=[:\\[,])-?[0-9][0-9.eE+-]*(?=[,}\\]])");
    /** A late order is accepted by then even if nobody asks for it. */
    private static final long LATE_MS_MAX = 120_000;

    /** What the venue itself does with a request. */
    interface Handler {
        Answer handle(Call call);
    }

    private record IdKey(VenueAccount account, long clientOrderId) {}

    /** An order whose acceptance waits for so many answers that it is unknown. */
    private static final class LateOrder {
        private final Runnable accept;
        private final long afterMs;
        private int unknownsLeft;

        private LateOrder(final Runnable accept, final int unknowns, final long afterMs) {
            this.accept = accept;
            unknownsLeft = unknowns;
            this.afterMs = afterMs;
        }
    }

    private final Faults faults;
    private final Streams streams;
    private final LongSupplier wallClockMs;
    private final Map<IdKey, LateOrder> lateOrders = new HashMap<>();

    RequestFaults(final Faults faults, final Streams streams, final LongSupplier wallClockMs) {
        this.faults = faults;
        this.streams = streams;
        this.wallClockMs = wallClockMs;
    }

    /** What the exchange answers to the request; the venue's own answer comes from the handler, which may run later or never. */
    Answer answer(final Call call, final Handler handler) {
        if (!call.endpoint.contains(" /v3/")) {
            return handler.handle(call);
        }
        Answer answer = withoutExecution(call, handler);
        if (answer == null) {
            final Fault stale = call.account == null ? null : faults.onRequest(FaultKind.STALE_READ, call);
            if (stale != null) {
                call.asOfMs = call.wallMs - stale.durationMs("age", 1_000, 8_000);
            }
            answer = afterExecution(call, handler.handle(call));
            if (!answer.isNone() && faults.onRequest(FaultKind.MIXED_FORMS, call) != null) {
                answer = new Answer(
                        answer.status(), NUMBER.matcher(answer.body()).replaceAll("\"$0\""));
            }
        }
        noteUnknown(call, answer);
        final Fault slow = faults.onRequest(FaultKind.SLOW, call);
        return slow == null ? answer : answer.slow(slow.durationMs("delay", 200, 3_000));
    }

    private Answer withoutExecution(final Call call, final Handler handler) {
        final boolean isPrivate = call.account != null;
        final Fault maintenance =
                isPrivate ? faults.state(FaultKind.MAINTENANCE, call.account.label, null, call.nowNs) : null;
        if (maintenance != null && maintenance.setting("what", "down").equals("down")) {
            return Answer.of(new Refusal(400, -1011, "The system is under maintenance."));
        }
        final Fault throttle = faults.onRequest(FaultKind.THROTTLE, call);
        if (throttle != null) {
            final String hint = throttle.setting("hint", null);
            final Answer answer = Answer.of(new Refusal(429, -1003, "Too many requests."));
            return hint == null ? answer : answer.retryAfter(Math.max(1, Durations.ms(hint) / 1_000));
        }
        final Fault error = faults.onRequest(FaultKind.SERVER_ERROR, call);
        if (error != null) {
            final int status = Integer.parseInt(error.setting("status", "500"));
            return Answer.of(new Refusal(status, -1000, "An internal error has occurred."));
        }
        if (faults.onRequest(FaultKind.NOT_JSON, call) != null) {
            return new Answer(502, "<html><head><title>502 Bad Gateway</title></head><body>502</body></html>").html();
        }
        if (faults.onRequest(FaultKind.OK_FAILURE, call) != null) {
            return noUpstream();
        }
        if (faults.onRequest(FaultKind.UNKNOWN_QUERY, call) != null) {
            return notFound();
        }
        final Fault late = call.endpoint.equals(PLACE) ? faults.onRequest(FaultKind.LATE_ACCEPT, call) : null;
        if (late != null) {
            acceptLate(call, handler, late);
            return lost(late);
        }
        if (call.endpoint.equals(CANCEL) && faults.onRequest(FaultKind.CANCEL_REJECT, call) != null) {
            return rejectCancel(call);
        }
        if (call.endpoint.equals(CANCEL) && faults.onRequest(FaultKind.CANCEL_FAILED, call) != null) {
            return failCancel(call);
        }
        return null;
    }

    private Answer afterExecution(final Call call, final Answer answer) {
        final Fault lost = faults.onRequest(FaultKind.LOST_ACK, call);
        if (lost != null) {
            return lost(lost);
        }
        if (faults.onRequest(FaultKind.GARBAGE, call) != null) {
            return new Answer(
                    answer.status(), answer.body().substring(0, answer.body().length() / 2) + "\u0001");
        }
        return answer;
    }

    private static Answer lost(final Fault fault) {
        return switch (fault.setting("answer", "close")) {
            case "500" -> Answer.of(new Refusal(500, -1000, "An internal error has occurred."));
            case "503" -> noUpstream();
            case "1011" -> Answer.of(new Refusal(400, -1011, "The order service cannot be reached."));
            case "302159" -> Answer.of(new Refusal(400, 302159, "The order has timed out."));
            default -> Answer.NONE;
        };
    }

    private static Answer noUpstream() {
        return new Answer(200, "{\"code\":503,\"message\":\"[GW] no upstream server\"}");
    }

    private void acceptLate(final Call call, final Handler handler, final Fault fault) {
        final long afterMs = fault.durationMs("after", 1_000, 5_000);
        final int unknowns = Integer.parseInt(fault.setting("unknowns", "0"));
        if (unknowns == 0) {
            faults.later().add(call.nowNs + afterMs * MILLI_NS, FaultKind.LATE_ACCEPT, () -> carryOut(call, handler));
            return;
        }
        final IdKey key = new IdKey(call.account, clientOrderId(call));
        final Runnable accept = () -> {
            if (lateOrders.remove(key) != null) {
                carryOut(call, handler);
            }
        };
        lateOrders.put(key, new LateOrder(accept, unknowns, afterMs));
        faults.later().add(call.nowNs + LATE_MS_MAX * MILLI_NS, FaultKind.LATE_ACCEPT, accept);
    }

    private void carryOut(final Call call, final Handler handler) {
        handler.handle(call.at(wallClockMs.getAsLong(), System.nanoTime()));
    }

    /** Counts the answers that say an order is unknown: some late orders wait for them. */
    private void noteUnknown(final Call call, final Answer answer) {
        if (lateOrders.isEmpty() || !call.endpoint.equals(QUERY) || answer.status() != 400) {
            return;
        }
        final LateOrder late = lateOrders.get(new IdKey(call.account, clientOrderId(call)));
        if (late != null && --late.unknownsLeft == 0) {
            faults.later().add(call.nowNs + late.afterMs * MILLI_NS, FaultKind.LATE_ACCEPT, late.accept);
        }
    }

    /** CANCEL_SENT, and then a report of kind 2: the order stays as it was. */
    private Answer rejectCancel(final Call call) {
        final VenueOrder order = openOrder(call);
        if (order == null) {
            return notFound();
        }
        faults.later().add(call.nowNs, FaultKind.CANCEL_REJECT, () -> streams.reportCancelRejected(order));
        return Call.end(Call.ok().text("status", "CANCEL_SENT"), call.wallMs);
    }

    /** A success that says in its data that nothing is cancelled, and no report: the order stays as it was. */
    private static Answer failCancel(final Call call) {
        return openOrder(call) == null ? notFound() : Call.end(Call.ok().text("status", "CANCEL_FAILED"), call.wallMs);
    }

    /** The open order that the call names, or null. */
    private static VenueOrder openOrder(final Call call) {
        final long clientOrderId = clientOrderId(call);
        final VenueOrder order = clientOrderId == 0
                ? call.account.byOrderId(number(call.get("orderId")))
                : call.account.byClientOrderId(clientOrderId);
        return order == null || !order.status.isOpen() ? null : order;
    }

    private static Answer notFound() {
        return Answer.of(Refusal.order(-1006, "The order is not found."));
    }

    private static long clientOrderId(final Call call) {
        return number(call.get("clientOrderId"));
    }

    private static long number(final String text) {
        return text == null || !text.matches("[0-9]{1,18}|[1-8][0-9]{18}|9[01][0-9]{17}") ? 0 : Long.parseLong(text);
    }
}
