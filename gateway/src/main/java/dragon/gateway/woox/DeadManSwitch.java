package dragon.gateway.woox;

import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the venue, again and again, to cancel all orders of an account unless it hears from us: it fires when the engine,
 * this process or the line between them is gone.
 *
 * <p>Only an engine that still writes its journal is vouched for. The venue offers it to VIP accounts; where it refuses, the
 * account is unprotected, and that is said. It also cancels what others placed, so it is for accounts of our own. Threading:
 * the timer thread, and {@link #engineLives} on any.
 */
final class DeadManSwitch {
    private static final Logger LOG = LoggerFactory.getLogger(DeadManSwitch.class);
    private static final long REFRESH_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long REFUSED_PAUSE_NS = TimeUnit.MINUTES.toNanos(1);

    private final Wiring wiring;
    private final AccountSurface account;
    private final int triggerMs;
    private volatile long engineSeenNs;
    private volatile boolean isEngineSeen;
    private volatile boolean isArmed;
    private volatile boolean isRefusalTold;
    private volatile long nextNs;

    /** Begins unarmed. */
    DeadManSwitch(final Wiring wiring, final AccountSurface account) {
        this.wiring = wiring;
        this.account = account;
        this.triggerMs = wiring.config().policy().deadManMs();
        this.nextNs = wiring.nanoClock().getAsLong();
    }

    /** The engine wrote its journal. */
    void engineLives() {
        engineSeenNs = wiring.nanoClock().getAsLong();
        isEngineSeen = true;
    }

    void letTimePass(final long nowNs) {
        if (triggerMs == 0 || account.identity() == null || nowNs - nextNs < 0) {
            return;
        }
        nextNs = nowNs + REFRESH_NS;
        if (!isEngineSeen || nowNs - engineSeenNs > REFRESH_NS) {
            return; // Whoever would take care of the orders is gone: let the venue do it.
        }
        wiring.rest()
                .send(
                        new RestRequest(
                                Endpoint.CANCEL_ALL_AFTER,
                                account.identity(),
                                "",
                                "",
                                "{\"triggerAfter\":" + triggerMs + "}",
                                TimeUnit.NANOSECONDS.toMillis(REFRESH_NS),
                                true),
                        outcome -> onAnswer(outcome, nowNs));
    }

    private void onAnswer(final RestOutcome outcome, final long askedNs) {
        if (outcome instanceof Success) {
            if (!isArmed) {
                LOG.info(
                        "account {}: the venue cancels all its orders {} ms after our silence",
                        account.label(),
                        triggerMs);
            }
            isArmed = true;
            isRefusalTold = false;
        } else if (outcome instanceof Refusal refusal && !refusal.errorClass().isInDoubt()) {
            isArmed = false;
            nextNs = askedNs + REFUSED_PAUSE_NS;
            if (!isRefusalTold) {
                isRefusalTold = true;
                LOG.error(
                        "account {} is unprotected: the venue refuses the dead man's switch: {} {} {}. If everything here"
                                + " dies, its orders stay. Next: it is for VIP accounts; unset DRAGON_WOOX_DEAD_MAN_S or ask"
                                + " the exchange",
                        account.label(),
                        refusal.errorClass(),
                        refusal.venueCode(),
                        refusal.text());
            }
        }
    }
}
