package dragon.gateway.woox.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.BreakerState;
import dragon.gateway.woox.rest.CircuitBreaker.Permit;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final CircuitBreaker breaker = new CircuitBreaker(60 * SECOND_NS, 5, 20 * SECOND_NS);

    @Test
    void opensAtTheFifthFailureWithinTheWindow() {
        for (int i = 0; i < 4; i++) {
            fail(i * SECOND_NS);
        }
        assertEquals(BreakerState.CLOSED, breaker.state(4 * SECOND_NS));
        fail(59 * SECOND_NS);
        assertEquals(BreakerState.OPEN, breaker.state(59 * SECOND_NS));
        assertEquals(20 * SECOND_NS, breaker.cooldownNs(59 * SECOND_NS));
    }

    @Test
    void forgetsFailuresThatAreOldOrThatASuccessFollowed() {
        for (int i = 0; i < 20; i++) {
            fail(i * 16 * SECOND_NS); // Four in any minute.
        }
        assertEquals(BreakerState.CLOSED, breaker.state(320 * SECOND_NS));
        for (int i = 0; i < 20; i++) {
            fail(400 * SECOND_NS);
            if (i % 4 == 3) {
                breaker.succeeded(breaker.acquire(false, 400 * SECOND_NS));
            }
        }
        assertEquals(BreakerState.CLOSED, breaker.state(400 * SECOND_NS));
    }

    @Test
    void letsOnlyReductionsPassWhileItIsOpen() {
        breaker.open(0);
        assertTrue(breaker.refuses(false, SECOND_NS));
        assertFalse(breaker.refuses(true, SECOND_NS));
        assertEquals(Permit.REFUSED, breaker.acquire(false, SECOND_NS));
        final Permit reduction = breaker.acquire(true, SECOND_NS);
        assertEquals(Permit.UNCOUNTED, reduction);
        breaker.succeeded(reduction);
        assertEquals(BreakerState.OPEN, breaker.state(SECOND_NS));
        breaker.failed(breaker.acquire(true, SECOND_NS), SECOND_NS);
        assertEquals(19 * SECOND_NS, breaker.cooldownNs(SECOND_NS));
    }

    @Test
    void probesWithOneRequestAtATimeAndClosesWhenItSucceeds() {
        breaker.open(0);
        final long nowNs = 20 * SECOND_NS;
        final Permit probe = breaker.acquire(false, nowNs);
        assertEquals(Permit.PROBE, probe);
        assertEquals(Permit.REFUSED, breaker.acquire(false, nowNs));
        assertEquals(Permit.UNCOUNTED, breaker.acquire(true, nowNs));
        breaker.succeeded(probe);
        assertEquals(BreakerState.CLOSED, breaker.state(nowNs));
    }

    @Test
    void opensForAnotherCooldownWhenTheProbeFails() {
        breaker.open(0);
        final long nowNs = 25 * SECOND_NS;
        breaker.failed(breaker.acquire(false, nowNs), nowNs);
        assertEquals(BreakerState.OPEN, breaker.state(nowNs));
        assertEquals(20 * SECOND_NS, breaker.cooldownNs(nowNs));
    }

    @Test
    void letsAnotherProbeGoWhenOneEndedWithoutAWord() {
        breaker.open(0);
        final long nowNs = 20 * SECOND_NS;
        breaker.released(breaker.acquire(false, nowNs));
        assertEquals(BreakerState.HALF_OPEN, breaker.state(nowNs));
        assertEquals(Permit.PROBE, breaker.acquire(true, nowNs));
    }

    @Test
    void hearsNothingOfRequestsThatLeftBeforeItOpened() {
        final Permit early = breaker.acquire(false, 0);
        breaker.open(0);
        breaker.succeeded(early);
        assertEquals(BreakerState.OPEN, breaker.state(SECOND_NS));
        assertEquals(BreakerState.HALF_OPEN, breaker.state(20 * SECOND_NS));
        breaker.failed(early, 20 * SECOND_NS);
        assertEquals(BreakerState.HALF_OPEN, breaker.state(20 * SECOND_NS));
    }

    private void fail(final long nowNs) {
        breaker.failed(breaker.acquire(false, nowNs), nowNs);
    }
}
