package dragon.gateway.woox;

import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the filters of the instruments: when asked, and each hour, because the venue changes steps and limits. While one does not trade,
 * each few seconds: nobody else tells of the end of a suspension, and until it is known nothing can be closed.
 *
 * <p>Threading: any thread.
 */
final class InstrumentReload {
    private static final Logger LOG = LoggerFactory.getLogger(InstrumentReload.class);
    private static final long PERIOD_NS = TimeUnit.HOURS.toNanos(1);
    private static final long SUSPENDED_PERIOD_NS = TimeUnit.SECONDS.toNanos(3);

    private final Wiring wiring;
    private final SingleFlight query;
    private long askedNs;
    private List<String> refusedBefore = List.of();
    private List<String> missingBefore = List.of();

    InstrumentReload(final Wiring wiring) {
        this.wiring = wiring;
        this.query = new SingleFlight(wiring.timer(), this::request);
        this.askedNs = wiring.nanoClock().getAsLong();
    }

    /** Loads now, or once more if a load is under way. */
    void ask() {
        query.ask();
    }

    void letTimePass(final long nowNs) {
        if (nowNs - askedNs >= (wiring.instruments().isSomeSuspended() ? SUSPENDED_PERIOD_NS : PERIOD_NS)) {
            askedNs = nowNs;
            query.ask();
        }
    }

    private void request() {
        wiring.rest().send(RestRequest.open(Endpoint.INSTRUMENTS, ""), outcome -> {
            if (outcome instanceof Success success) {
                try {
                    final List<String> refused = new ArrayList<>();
                    wiring.instruments()
                            .update(Answers.instruments(success.body()), refused)
                            .forEach(wiring.listener()::onFact);
                    refused.sort(null);
                    tell(refused, wiring.instruments().missing());
                    query.succeeded();
                    return;
                } catch (final IOException e) {
                    LOG.warn("instruments refused: {}", e.getMessage());
                }
            }
            query.failed();
        });
    }

    /** Logs what is new since the last load: while an instrument is suspended there is one every few seconds. */
    private synchronized void tell(final List<String> refused, final List<String> missing) {
        if (!refused.equals(refusedBefore)) {
            refused.forEach(symbol -> LOG.error("instrument {} lacks a filter: refused", symbol));
            refusedBefore = refused;
        }
        if (!missing.equals(missingBefore)) {
            missing.forEach(symbol -> LOG.error("the venue lists no usable row of {}, which a bot trades", symbol));
            missingBefore = missing;
        }
    }
}
