package dragon.gateway.woox.rest;

import dragon.engine.protocol.BreakerState;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps requests from a surface that fails, so that it is not asked to death and nothing is left in doubt needlessly.
 *
 * <p>Only failures of the venue count: transport, limits, server errors, timeouts; a business rejection is an answer. So
 * many failures in the window without a success between them open it; after a cooldown one request at a time probes.
 * Cancels and reductions always pass.
 *
 * <p>Threading: any thread. Time is given, monotonic nanoseconds.
 */
final class CircuitBreaker {
    /** Leave to send one request; given back exactly once. */
    enum Permit {
        COUNTED,
        PROBE,
        UNCOUNTED,
        REFUSED
    }

    private final long windowNs;
    private final int openAfter;
    private final long cooldownNs;
    private final Deque<Long> failuresNs = new ArrayDeque<>();
    private BreakerState state = BreakerState.CLOSED;
    private boolean isProbeUnderWay;
    private long openUntilNs;

    CircuitBreaker(final long windowNs, final int openAfter, final long cooldownNs) {
        this.windowNs = windowNs;
        this.openAfter = openAfter;
        this.cooldownNs = cooldownNs;
    }

    /** Whether {@link #acquire} would refuse: asked before a request waits for its token. */
    synchronized boolean refuses(final boolean isReduction, final long nowNs) {
        final BreakerState now = state(nowNs);
        return !isReduction && (now == BreakerState.OPEN || now == BreakerState.HALF_OPEN && isProbeUnderWay);
    }

    /** Asks to send a request that has its token. */
    synchronized Permit acquire(final boolean isReduction, final long nowNs) {
        final BreakerState now = state(nowNs);
        if (now == BreakerState.CLOSED) {
            return Permit.COUNTED;
        }
        if (now == BreakerState.HALF_OPEN && !isProbeUnderWay) {
            isProbeUnderWay = true;
            return Permit.PROBE;
        }
        return isReduction ? Permit.UNCOUNTED : Permit.REFUSED;
    }

    /** The venue answered. */
    synchronized void succeeded(final Permit permit) {
        if (permit == Permit.COUNTED && state == BreakerState.CLOSED) {
            failuresNs.clear();
        } else if (permit == Permit.PROBE) {
            isProbeUnderWay = false;
            state = BreakerState.CLOSED;
            failuresNs.clear();
        }
    }

    /** The venue failed. */
    synchronized void failed(final Permit permit, final long nowNs) {
        if (permit == Permit.PROBE) {
            isProbeUnderWay = false;
            open(nowNs);
        } else if (permit == Permit.COUNTED && state == BreakerState.CLOSED) {
            while (!failuresNs.isEmpty() && nowNs - failuresNs.peekFirst() >= windowNs) {
                failuresNs.pollFirst();
            }
            failuresNs.addLast(nowNs);
            if (failuresNs.size() >= openAfter) {
                open(nowNs);
            }
        }
    }

    /** The request ended in a way that says nothing about the venue. */
    synchronized void released(final Permit permit) {
        if (permit == Permit.PROBE) {
            isProbeUnderWay = false;
        }
    }

    /** Opens at once: the venue said itself that it does not work. */
    synchronized void open(final long nowNs) {
        state = BreakerState.OPEN;
        openUntilNs = nowNs + cooldownNs;
        failuresNs.clear();
    }

    /** The state at a time: the end of a cooldown needs no event. */
    synchronized BreakerState state(final long nowNs) {
        if (state == BreakerState.OPEN && nowNs - openUntilNs >= 0) {
            state = BreakerState.HALF_OPEN;
        }
        return state;
    }

    /** Nanoseconds until it probes, 0 where it is not open. */
    synchronized long cooldownNs(final long nowNs) {
        return state(nowNs) == BreakerState.OPEN ? openUntilNs - nowNs : 0;
    }
}
