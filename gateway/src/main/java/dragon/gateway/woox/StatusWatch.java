package dragon.gateway.woox;

import dragon.gateway.venue.VenueFact.ClockMeasured;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.Rows;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the venue whether it works and what time it is, more often while it does not.
 *
 * <p>Threading: {@link #letTimePass} on the timer thread, answers on any.
 */
final class StatusWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StatusWatch.class);
    private static final long CLOCK_OFFSET_MS_WARN = 250;
    private static final int FIRST_SAMPLES = 3;
    private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long ABNORMAL_PAUSE_NS = TimeUnit.SECONDS.toNanos(5);

    private final Wiring wiring;
    private final Runnable onMaintenance;
    private int sampleCount;
    private volatile boolean isNormal = true;
    private volatile boolean isAsked;
    private volatile long nextNs;

    /** Tells maintenance each time that the venue says so. */
    StatusWatch(final Wiring wiring, final Runnable onMaintenance) {
        this.wiring = wiring;
        this.onMaintenance = onMaintenance;
        this.nextNs = wiring.nanoClock().getAsLong();
    }

    /** Whether the last answer said that all is well. */
    boolean isNormal() {
        return isNormal;
    }

    void letTimePass(final long nowNs) {
        if (nowNs - nextNs >= 0 && !isAsked) {
            isAsked = true;
            final long sentMs = wiring.clock().ownMs();
            wiring.rest().send(RestRequest.open(Endpoint.SYSTEM_INFO, ""), outcome -> onAnswer(outcome, sentMs, nowNs));
        }
    }

    private void onAnswer(final RestOutcome outcome, final long sentMs, final long askedNs) {
        wiring.health().noteRead(outcome);
        int status = -1;
        if (outcome instanceof Success success) {
            try {
                status = Answers.systemStatus(success.body());
                if (success.envelope().timestampMs() != Rows.NONE) {
                    measure(sentMs, success.envelope().timestampMs());
                }
            } catch (final IOException e) {
                LOG.warn("system status refused: {}", e.getMessage());
            }
        }
        isNormal = status == 0;
        if (status > 0) {
            onMaintenance.run();
        }
        sampleCount++;
        final long pauseNs = sampleCount < FIRST_SAMPLES
                ? FIRST_PAUSE_NS
                : isNormal ? TimeUnit.MILLISECONDS.toNanos(wiring.config().statusPollMs()) : ABNORMAL_PAUSE_NS;
        nextNs = askedNs + pauseNs;
        isAsked = false;
    }

    private void measure(final long sentMs, final long venueMs) {
        final long answeredMs = wiring.clock().ownMs();
        wiring.clock().sample(sentMs, answeredMs, venueMs);
        final long offsetMs = wiring.clock().offsetMs();
        wiring.listener().onFact(new ClockMeasured(offsetMs, answeredMs - sentMs));
        if (Math.abs(offsetMs) > CLOCK_OFFSET_MS_WARN) {
            LOG.warn("the venue's clock is {} ms ahead of ours", offsetMs);
        }
    }
}
