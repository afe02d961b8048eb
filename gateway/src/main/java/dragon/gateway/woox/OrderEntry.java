package dragon.gateway.woox;

import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.gateway.venue.Freeze;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueFact.CancelFailed;
import dragon.gateway.venue.VenueFact.CancelRejected;
import dragon.gateway.venue.VenueFact.CancelSent;
import dragon.gateway.venue.VenueFact.PlaceAccepted;
import dragon.gateway.venue.VenueFact.PlaceFailed;
import dragon.gateway.venue.VenueFact.PlaceRejected;
import dragon.gateway.woox.parse.AccountAnswers;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.Recall;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Blocked;
import dragon.gateway.woox.rest.RestOutcome.Failure;
import dragon.gateway.woox.rest.RestOutcome.Recalled;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places and cancels, and what each outcome means.
 *
 * <p>A place is sent once, whatever comes of it. Threading: any thread.
 */
final class OrderEntry {
    private static final Logger LOG = LoggerFactory.getLogger(OrderEntry.class);
    private static final String CANCEL_TAKEN = "CANCEL_SENT";
    private static final long ENTRY_WAIT_MS_MAX = 1_000;
    private static final long CANCEL_WAIT_MS_MAX = 5_000;

    private final Wiring wiring;
    private final InstrumentReload instrumentReload;
    private final Set<Outgoing> outgoing = ConcurrentHashMap.newKeySet();

    OrderEntry(final Wiring wiring, final InstrumentReload instrumentReload) {
        this.wiring = wiring;
        this.instrumentReload = instrumentReload;
    }

    /** A request that has no answer yet; compared by identity, for a cancel may be on its way twice. */
    private static final class Outgoing {
        private final int accountId;
        private final long clientOrderId;
        private final boolean isPlace;
        private final Recall recall = new Recall();

        Outgoing(final int accountId, final long clientOrderId, final boolean isPlace) {
            this.accountId = accountId;
            this.clientOrderId = clientOrderId;
            this.isPlace = isPlace;
        }
    }

    /** Takes back what has not left. */
    void freeze(final Freeze freeze) {
        outgoing.forEach(each -> {
            if (freeze.holds(each.accountId, each.clientOrderId, each.isPlace)) {
                each.recall.set();
            }
        });
        wiring.rest().onRecalled();
    }

    private void send(final RestRequest request, final Outgoing sent, final Consumer<RestOutcome> onOutcome) {
        outgoing.add(sent);
        wiring.rest().send(request, outcome -> {
            outgoing.remove(sent);
            onOutcome.accept(outcome);
        });
    }

    /**
     * Places an order.
     *
     * @param account null = not open
     */
    void place(final AccountSurface account, final NewOrder order) {
        final String symbol = wiring.instruments().symbol(order.instrumentId());
        if (account == null || account.identity() == null || symbol == null) {
            refuse(order, "account or instrument is not open at the gateway");
            return;
        }
        if (account.isStopped()) {
            refuse(order, "the venue refuses the key of account " + account.label());
            return;
        }
        final long offsetMs = wiring.clock().offsetMs();
        if (Math.abs(offsetMs) > StatusWatch.CLOCK_OFFSET_MS_MAX) {
            refuse(order, "clock is " + offsetMs + " ms off the venue's");
            return;
        }
        final long remainingMs = TimeUnit.NANOSECONDS.toMillis(
                order.deadlineNs() - wiring.nanoClock().getAsLong());
        if (remainingMs <= 0) {
            wiring.listener().onFact(new PlaceFailed(order.clientOrderId(), SendFailure.EXPIRED_UNSENT, ""));
            return;
        }
        final String body = OrderTranslation.placeBody(order, symbol);
        final long waitMsMax = order.reduceOnly() ? remainingMs : Math.min(remainingMs, ENTRY_WAIT_MS_MAX);
        final Outgoing sent = new Outgoing(order.accountId(), order.clientOrderId(), true);
        send(
                new RestRequest(
                        Endpoint.PLACE,
                        account.identity(),
                        symbol,
                        "",
                        body,
                        waitMsMax,
                        order.reduceOnly(),
                        sent.recall),
                sent,
                outcome -> onPlaced(order, outcome));
    }

    /**
     * Cancels an order.
     *
     * @param account null = not open
     * @param venueOrderId 0 = not known
     */
    void cancel(
            final AccountSurface account, final int instrumentId, final long clientOrderId, final long venueOrderId) {
        final String symbol = wiring.instruments().symbol(instrumentId);
        if (account == null || account.identity() == null || account.isStopped() || symbol == null) {
            wiring.listener().onFact(new CancelFailed(clientOrderId, SendFailure.REFUSED_UNSENT));
            return;
        }
        final String query = (venueOrderId == 0 ? "clientOrderId=" + clientOrderId : "orderId=" + venueOrderId)
                + "&symbol=" + symbol;
        final Outgoing sent = new Outgoing(account.accountId(), clientOrderId, false);
        send(
                new RestRequest(
                        Endpoint.CANCEL,
                        account.identity(),
                        symbol,
                        query,
                        null,
                        CANCEL_WAIT_MS_MAX,
                        true,
                        sent.recall),
                sent,
                outcome -> onCancelled(clientOrderId, outcome));
    }

    private void onPlaced(final NewOrder order, final RestOutcome outcome) {
        final long id = order.clientOrderId();
        if (outcome instanceof Success success) {
            try {
                final long venueOrderId = Answers.placedOrderId(success.body());
                wiring.listener()
                        .onFact(new PlaceAccepted(
                                id, venueOrderId, success.envelope().timestampMs()));
            } catch (final IOException e) {
                wiring.listener().onFact(new PlaceFailed(id, SendFailure.AMBIGUOUS, e.getMessage()));
            }
        } else if (outcome instanceof Refusal refusal) {
            onPlaceRefused(order, refusal);
        } else {
            wiring.listener().onFact(new PlaceFailed(id, OrderReader.failureOf(outcome), textOf(outcome)));
        }
    }

    private static String textOf(final RestOutcome outcome) {
        if (outcome instanceof Failure failure) {
            return failure.text();
        }
        if (outcome instanceof Blocked blocked) {
            return "circuit breaker open for " + blocked.cooldownMs() + " ms";
        }
        return outcome instanceof Recalled ? "frozen" : "its time was over before it could leave";
    }

    private void onPlaceRefused(final NewOrder order, final Refusal refusal) {
        final ErrorClass errorClass = refusal.errorClass();
        final String text = errorClass + " " + refusal.venueCode() + " " + refusal.text();
        if (errorClass == ErrorClass.RATE_LIMIT) {
            wiring.listener().onFact(new PlaceFailed(order.clientOrderId(), SendFailure.THROTTLED, text));
            return;
        }
        if (errorClass.isInDoubt()) {
            wiring.listener().onFact(new PlaceFailed(order.clientOrderId(), SendFailure.AMBIGUOUS, text));
            return;
        }
        if (errorClass == ErrorClass.FILTER || errorClass == ErrorClass.SYMBOL || errorClass == ErrorClass.SUSPENDED) {
            instrumentReload.ask(); // A step, a limit or a status is not what we believe.
        }
        final boolean isCrossed = order.type() == OrderType.POST_ONLY
                && errorClass == ErrorClass.REJECT
                && refusal.text().toLowerCase(Locale.ROOT).contains("post");
        wiring.listener()
                .onFact(new PlaceRejected(
                        order.clientOrderId(),
                        isCrossed ? RejectClass.POST_ONLY_CROSSED : errorClass.rejectClass(),
                        refusal.venueCode(),
                        text));
    }

    private void refuse(final NewOrder order, final String text) {
        wiring.listener().onFact(new PlaceFailed(order.clientOrderId(), SendFailure.REFUSED_UNSENT, text));
    }

    private void onCancelled(final long clientOrderId, final RestOutcome outcome) {
        if (outcome instanceof Success success) {
            onCancelAnswered(clientOrderId, success);
        } else if (outcome instanceof Refusal refusal
                && refusal.errorClass() != ErrorClass.RATE_LIMIT
                && !refusal.errorClass().isInDoubt()) {
            wiring.listener()
                    .onFact(new CancelRejected(
                            clientOrderId, refusal.venueCode(), refusal.errorClass() + " " + refusal.text()));
        } else {
            wiring.listener().onFact(new CancelFailed(clientOrderId, OrderReader.failureOf(outcome)));
        }
    }

    /** A success says that the request was understood; its status says whether the cancel is under way. */
    private void onCancelAnswered(final long clientOrderId, final Success success) {
        final String status;
        try {
            status = AccountAnswers.sentStatus(success.body());
        } catch (final IOException e) {
            LOG.warn("answer to the cancel of {} refused, the order is queried: {}", clientOrderId, e.getMessage());
            wiring.listener().onFact(new CancelFailed(clientOrderId, SendFailure.AMBIGUOUS));
            return;
        }
        wiring.listener()
                .onFact(
                        status.equals(CANCEL_TAKEN)
                                ? new CancelSent(clientOrderId)
                                : new CancelRejected(clientOrderId, 0, status));
    }
}
