package dragon.gateway.session;

import dragon.engine.protocol.SendFailure;
import dragon.gateway.venue.Freeze;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Places and cancels that were handed to the venue's connection and have no answer yet, and the freezes that wait for those of
 * them that they came too late for.
 *
 * <p>Threading: the session's.
 */
final class Departures {
    /** Told once nothing of a frozen scope is on its way any more. */
    interface OnStill {
        void still(long causeId, int heldBack, int answered);
    }

    private record Request(int accountId, long clientOrderId, boolean isPlace) {}

    private static final class Waiting {
        private final long causeId;
        private final Map<Request, Integer> open = new HashMap<>();
        private int heldBack;
        private int answered;

        Waiting(final long causeId, final int heldBack) {
            this.causeId = causeId;
            this.heldBack = heldBack;
        }
    }

    private final Map<Request, Integer> open = new HashMap<>();
    private final List<Waiting> freezes = new ArrayList<>();
    private final OnStill listener;

    Departures(final OnStill listener) {
        this.listener = listener;
    }

    void left(final int accountId, final long clientOrderId, final boolean isPlace) {
        open.merge(new Request(accountId, clientOrderId, isPlace), 1, Integer::sum);
    }

    /** A request has its answer, or certainly did not leave; a failure of null = none. */
    void answered(final long clientOrderId, final boolean isPlace, final SendFailure failure) {
        final Request request = request(clientOrderId, isPlace);
        if (request == null) {
            return;
        }
        takeOne(open, request);
        final boolean hasLeft = failure != SendFailure.EXPIRED_UNSENT;
        final Iterator<Waiting> each = freezes.iterator();
        while (each.hasNext()) {
            final Waiting freeze = each.next();
            if (freeze.open.containsKey(request)) {
                takeOne(freeze.open, request);
                freeze.answered += hasLeft ? 1 : 0;
                freeze.heldBack += hasLeft ? 0 : 1;
            }
            if (freeze.open.isEmpty()) {
                each.remove();
                listener.still(freeze.causeId, freeze.heldBack, freeze.answered);
            }
        }
    }

    private Request request(final long clientOrderId, final boolean isPlace) {
        for (final Request request : open.keySet()) {
            if (request.clientOrderId == clientOrderId && request.isPlace == isPlace) {
                return request;
            }
        }
        return null;
    }

    private static void takeOne(final Map<Request, Integer> from, final Request request) {
        from.computeIfPresent(request, (same, count) -> count == 1 ? null : count - 1);
    }

    /** Waits for what has left before a freeze; tells at once where that is nothing. */
    void freeze(final Freeze freeze, final long causeId, final int heldBack) {
        final Waiting waiting = new Waiting(causeId, heldBack);
        open.forEach((request, count) -> {
            if (freeze.holds(request.accountId, request.clientOrderId, request.isPlace)) {
                waiting.open.put(request, count);
            }
        });
        if (waiting.open.isEmpty()) {
            listener.still(causeId, heldBack, 0);
        } else {
            freezes.add(waiting);
        }
    }
}
