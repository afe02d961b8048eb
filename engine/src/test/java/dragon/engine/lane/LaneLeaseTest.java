package dragon.engine.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.LaneMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may lead when another process has signed the mark: an old leader is played by a process that only sleeps. */
class LaneLeaseTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final LeaseTimes TIMES = new LeaseTimes(30 * SECOND_NS, 10 * SECOND_NS);

    @TempDir
    Path home;

    private LaneDirectory lane;
    private Process old;

    @BeforeEach
    void createLane() throws IOException {
        lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        old = new ProcessBuilder("sleep", "600").start();
    }

    @AfterEach
    void endOld() throws InterruptedException {
        old.destroyForcibly().waitFor();
    }

    /** The old leader's mark; its lease ends so many seconds from now. */
    private void signedByOld(final long processStart, final long leaseLeftS, final int leaseLostTerm)
            throws IOException {
        final ByteBuffer mark = ByteBuffer.allocate(LaneMark.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        mark.putLong(0, LaneMark.MAGIC);
        mark.putInt(LaneMark.TERM_OFFSET, 7);
        mark.putLong(LaneMark.PID_OFFSET, old.pid());
        mark.putLong(LaneMark.PROCESS_START_OFFSET, processStart);
        mark.position(LaneMark.BOOT_ID_OFFSET);
        mark.put(LaneMark.bootIdNow().getBytes(StandardCharsets.US_ASCII));
        mark.putLong(LaneMark.RENEWED_OFFSET, System.nanoTime() - SECOND_NS);
        mark.putLong(LaneMark.EXPIRES_OFFSET, System.nanoTime() + leaseLeftS * SECOND_NS);
        mark.putInt(LaneMark.LEASE_LOST_TERM_OFFSET, leaseLostTerm);
        Files.write(lane.markFile(), mark.array());
    }

    private long startOfOld() {
        return LaneMark.processStartOf(old.pid());
    }

    @Test
    void waitsForTheLeaseOfALeaderThatLives() throws IOException {
        signedByOld(startOfOld(), 60, 0);
        try (LaneLock waiting = LaneLock.open(lane)) {
            assertFalse(waiting.tryLead("me", TIMES));
        }
        assertTrue(old.isAlive());
        assertEquals(old.pid(), LaneMark.read(lane).orElseThrow().pid(), "the mark is still the leader's");
    }

    @Test
    void B16_endsALeaderWhoseLeaseRanOutBeforeItLeads() throws Exception {
        signedByOld(startOfOld(), -1, 0);
        try (LaneLock next = LaneLock.open(lane)) {
            assertTrue(next.tryLead("me", TIMES));
            assertTrue(old.waitFor(10, TimeUnit.SECONDS));
            assertTrue(next.isLeaseOfOthersLost());
            assertEquals(8, next.beginTerm(7));
        }
    }

    @Test
    void leadsAtOnceWhenTheLeaderIsProvablyGone() throws Exception {
        signedByOld(startOfOld(), 60, 0);
        old.destroyForcibly().waitFor();
        try (LaneLock next = LaneLock.lead(lane, "me", TIMES, news -> {})) {
            assertFalse(next.isLeaseOfOthersLost(), "it died, it did not outlive its lease");
            assertEquals(
                    ProcessHandle.current().pid(), next.mark().orElseThrow().pid());
        }
    }

    @Test
    void C1_knowsThatTheLeaderBeforeEndedItselfBecauseOfItsLease() throws Exception {
        signedByOld(startOfOld(), -1, 7);
        old.destroyForcibly().waitFor();
        try (LaneLock next = LaneLock.lead(lane, "me", TIMES, news -> {})) {
            assertTrue(next.isLeaseOfOthersLost());
        }
    }

    @Test
    void B15_neverEndsAnotherProcessOfTheSameNumber() throws IOException {
        signedByOld(startOfOld() + 1, -1, 0);
        try (LaneLock next = LaneLock.lead(lane, "me", TIMES, news -> {})) {
            assertTrue(old.isAlive());
            assertFalse(next.isLeaseOfOthersLost());
        }
    }

    @Test
    void C3_oneOfTwoWins() {
        try (LaneLock first = LaneLock.open(lane);
                LaneLock second = LaneLock.open(lane)) {
            assertTrue(first.tryLead("a", TIMES));
            assertFalse(second.tryLead("b", TIMES));
        }
    }

    @Test
    void renewsWhileItLastsAndShowsIt() {
        try (LaneLock leader = LaneLock.lead(lane, "me", TIMES, news -> {})) {
            final Lease lease = leader.lease();
            lease.begin(0);
            lease.keep(9 * SECOND_NS);
            assertEquals(30 * SECOND_NS, leader.mark().orElseThrow().leaseExpiresNs());
            lease.keep(10 * SECOND_NS);
            assertEquals(40 * SECOND_NS, leader.mark().orElseThrow().leaseExpiresNs());
            assertEquals(10 * SECOND_NS, leader.mark().orElseThrow().leaseRenewedNs());
        }
    }

    @Test
    void C1_isNeverRenewedOnceItHasRunOut() {
        try (LaneLock leader = LaneLock.lead(lane, "me", TIMES, news -> {})) {
            leader.beginTerm(2);
            final Lease lease = leader.lease();
            lease.begin(0);
            lease.check(30 * SECOND_NS - 1);

            final LeaseLostException lost = assertThrows(LeaseLostException.class, () -> lease.keep(30 * SECOND_NS));

            assertTrue(lost.getMessage().startsWith("lease_lost: the lease of term 3, 30.0 s, ran out 0.000 s ago"));
            assertThrows(LeaseLostException.class, () -> lease.check(31 * SECOND_NS));
            assertEquals(30 * SECOND_NS, leader.mark().orElseThrow().leaseExpiresNs());
            assertEquals(3, leader.mark().orElseThrow().leaseLostTerm());
        }
    }

    @Test
    void isNotNeededForARepairButALivingLeaderIsInItsWay() throws IOException {
        LaneLock.take(lane, "repair").close();
        signedByOld(startOfOld(), -1, 0);

        assertThrows(dragon.engine.OperatorException.class, () -> LaneLock.take(lane, "repair"));
        assertTrue(old.isAlive());
    }
}
