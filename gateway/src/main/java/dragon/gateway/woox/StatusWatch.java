package dragon.gateway.woox;

import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.gateway.venue.VenueFact.ClockMeasured;
import dragon.gateway.woox.HealthBoard.Cause;
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
 * Asks the venue whether it works and what time it is.
 *
 * <p>Each minute its clock is measured by a few round trips in a row; while it says that it is under maintenance, or says
 * nothing, and while its clock is so far from ours that entries stop, it is asked every 5 s. Threading: {@link #letTimePass} on the timer thread, the rest on any.
 */
final class StatusWatch {
    /** No order is placed while the clocks are further apart. */
    static final long CLOCK_OFFSET_MS_MAX = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(StatusWatch.class);
    private static final long CLOCK_OFFSET_MS_WARN = 250;
    private static final long CLOCK_OFFSET_MS_FAR = 1_000;
    private static final int SAMPLES = 3;
    private static final long SAMPLE_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long ABNORMAL_PAUSE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long MEASURE_NS = TimeUnit.MINUTES.toNanos(1);

    private final Wiring wiring;
    private int samplesDue = SAMPLES;
    private long nextMeasureNs;
    private boolean isNormal = true;
    private boolean isClockOff;
    private boolean isClockFar;
    private boolean isAsked;
    private long nextNs;

    StatusWatch(final Wiring wiring) {
        this.wiring = wiring;
        this.nextNs = wiring.nanoClock().getAsLong();
        this.nextMeasureNs = nextNs + MEASURE_NS;
    }

    /** Asks and measures at once: something does not fit what we believe of the venue. */
    synchronized void askNow() {
        samplesDue = SAMPLES;
        nextNs = wiring.nanoClock().getAsLong();
    }

    void letTimePass(final long nowNs) {
        synchronized (this) {
            if (nowNs - nextMeasureNs >= 0) {
                nextMeasureNs = nowNs + MEASURE_NS;
                askNow();
            }
            if (nowNs - nextNs < 0 || isAsked) {
                return;
            }
            isAsked = true;
        }
        wiring.rest().send(RestRequest.open(Endpoint.SYSTEM_INFO, ""), outcome -> onAnswer(outcome, nowNs));
    }

    private synchronized void onAnswer(final RestOutcome outcome, final long askedNs) {
        int status = -1;
        if (outcome instanceof Success success) {
            try {
                status = Answers.systemStatus(success.body());
                if (success.envelope().timestampMs() != Rows.NONE) {
                    measure(success);
                }
            } catch (final IOException e) {
                LOG.warn("system status refused: {}", e.getMessage());
            }
        }
        if (status >= 0) {
            tellMaintenance(status);
        }
        isNormal = status == 0;
        samplesDue = Math.max(0, samplesDue - 1);
        nextNs = askedNs
                + (isNormal && samplesDue > 0
                        ? SAMPLE_PAUSE_NS
                        : !isNormal || isClockFar
                                ? ABNORMAL_PAUSE_NS
                                : TimeUnit.MILLISECONDS.toNanos(wiring.config().statusPollMs()));
        isAsked = false;
    }

    private void tellMaintenance(final int status) {
        if (status == 0) {
            wiring.health().clear(HealthBoard.ALL_ACCOUNTS, Surface.REST_TRADE, Cause.MAINTENANCE);
            return;
        }
        if (isNormal) {
            LOG.warn("the venue is under maintenance, status {}: no entries until it says otherwise", status);
        }
        wiring.health()
                .set(
                        HealthBoard.ALL_ACCOUNTS,
                        Surface.REST_TRADE,
                        Cause.MAINTENANCE,
                        SurfaceState.DEGRADED,
                        "maintenance");
    }

    private void measure(final Success success) {
        wiring.clock()
                .sample(
                        success.sentMs(),
                        success.receivedMs(),
                        success.envelope().timestampMs());
        final long offsetMs = wiring.clock().offsetMs();
        wiring.listener().onFact(new ClockMeasured(offsetMs, success.receivedMs() - success.sentMs()));
        final boolean wasClockOff = isClockOff;
        isClockOff = Math.abs(offsetMs) > CLOCK_OFFSET_MS_WARN;
        isClockFar = Math.abs(offsetMs) > CLOCK_OFFSET_MS_FAR;
        if (isClockOff && !wasClockOff) {
            LOG.warn("the venue's clock is {} ms ahead of ours; requests are stamped with its time", offsetMs);
        }
        final boolean isFarOff = Math.abs(offsetMs) > CLOCK_OFFSET_MS_MAX;
        wiring.health()
                .set(
                        HealthBoard.ALL_ACCOUNTS,
                        Surface.REST_TRADE,
                        Cause.CLOCK,
                        isFarOff ? SurfaceState.DEGRADED : SurfaceState.UP,
                        isFarOff ? "clock_off" : "");
    }
}
