package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.transport.CommandAnswer;
import dragon.engine.transport.CommandClient;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real engines on one lane: one leads, the other one follows and takes over. */
final class StandbyIT {
    private static final double LONG_S = 60;
    private static final double SHORT_S = 5; // Longer than any wait of a busy machine for its disk.

    @TempDir
    Path home;

    private final Messages messages = new Messages();
    private LaneDirectory lane;
    private long prices;

    @BeforeEach
    void nameLane() {
        lane = LaneDirectory.of(home, "main");
    }

    private void prices(final int count) throws Exception {
        try (RingFile ring = RingFile.open(lane.gatewayRing())) {
            final RingProducer gateway = new RingProducer(ring);
            for (int i = 0; i < count; i++) {
                prices++;
                gateway.offer(messages.buffer, 0, messages.bestBidOffer(1, prices * 1_000_000, prices), 1_000_000);
            }
        }
    }

    private CommandAnswer createAccount(final String label) throws Exception {
        try (CommandClient client = new CommandClient(lane)) {
            final long commandId = CommandClient.newCommandId();
            return client.send(messages.buffer, 0, messages.createAccount(commandId, label), commandId, 20_000);
        }
    }

    private long counter(final EngineCounter which) {
        return EngineProcess.counter(lane.counters(), which);
    }

    private void assertJournalIsSoundWithTerms(final int terms) {
        final dragon.engine.journal.JournalReport report = JournalVerifier.verify(lane.journal());
        assertTrue(report.isSound(), () -> report.damage().words("main"));
        assertEquals(terms, report.lastTerm());
    }

    @Test
    void followsAndTakesOverAtOnceFromALeaderThatDied() throws Exception {
        try (EngineProcess leader = EngineProcess.start(home, "leader", LONG_S).awaitLeading();
                EngineProcess standby = EngineProcess.start(home, "standby", LONG_S, "--standby")) {
            standby.awaitFollowing();
            assertTrue(createAccount("alpha").isDone());
            prices(5_000);
            standby.await(
                    "it has applied all",
                    () -> counter(EngineCounter.SEQUENCE) > 5_000
                            && standby.standby(EngineCounter.SEQUENCE) == counter(EngineCounter.SEQUENCE));

            leader.kill();
            standby.awaitLeading();

            assertEquals(2, counter(EngineCounter.TERM));
            assertEquals(2, createAccount("beta").createdId(), "alpha is known");
            assertEquals(0, standby.stop());
        }
        assertJournalIsSoundWithTerms(2);
    }

    @Test
    void B16_endsAStoppedLeaderWhenItsLeaseHasRunOut() throws Exception {
        try (EngineProcess leader = EngineProcess.start(home, "leader", SHORT_S).awaitLeading();
                EngineProcess standby = EngineProcess.start(home, "standby", LONG_S, "--standby")
                        .awaitFollowing()) {
            prices(500);
            leader.freeze();
            standby.awaitLeading();

            assertEquals(2, counter(EngineCounter.TERM));
            assertEquals(128 + 9, leader.awaitEnd(), "it was killed, not woken");
            assertTrue(createAccount("alpha").isDone());
        }
        assertJournalIsSoundWithTerms(2);
    }

    @Test
    void C1_aLeaderThatWakesAfterItsLeaseWritesNothingAndEnds() throws Exception {
        try (EngineProcess leader = EngineProcess.start(home, "leader", SHORT_S).awaitLeading()) {
            prices(500);
            leader.await("all is journaled", () -> counter(EngineCounter.SEQUENCE) > 500);
            leader.freeze();
            final long expiresNs =
                    dragon.engine.lane.LaneMark.read(lane).orElseThrow().leaseExpiresNs();
            final long sequence = JournalVerifier.verify(lane.journal()).lastSequence();
            prices(500); // They wait in the ring.
            while (System.nanoTime() - expiresNs < 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
            }

            leader.thaw();

            assertEquals(ExitStatus.GATE, leader.awaitEnd());
            assertTrue(leader.log().contains("lease_lost: the lease of term 1"), leader.log());
            assertEquals(sequence, JournalVerifier.verify(lane.journal()).lastSequence());
        }
        try (EngineProcess next = EngineProcess.start(home, "next", LONG_S).awaitLeading()) {
            next.await("what waited is journaled", () -> counter(EngineCounter.SEQUENCE) > 1_000);
            assertEquals(2, counter(EngineCounter.TERM));
        }
    }

    @Test
    void C7_oneOfTwoStandbysLeadsAndTheOtherOneFollowsIt() throws Exception {
        try (EngineProcess leader = EngineProcess.start(home, "leader", LONG_S).awaitLeading();
                EngineProcess b =
                        EngineProcess.start(home, "b", LONG_S, "--standby").awaitFollowing();
                EngineProcess c =
                        EngineProcess.start(home, "c", LONG_S, "--standby").awaitFollowing()) {
            leader.kill();
            b.await(
                    "one leads",
                    () -> counter(EngineCounter.TERM) == 2
                            && counter(EngineCounter.STATE) == EngineState.RUNNING.code());
            final EngineProcess winner = counter(EngineCounter.PID) == b.pid() ? b : c;
            final EngineProcess other = winner == b ? c : b;
            prices(100);
            other.await(
                    "it follows the new term",
                    () -> other.standby(EngineCounter.TERM) == 2 && other.standby(EngineCounter.LAG_RECORDS) == 0);

            assertEquals(0, winner.stop(), "a stop in order hands the lane over");
            other.awaitLeading();
            assertEquals(3, counter(EngineCounter.TERM));
            assertFalse(other.log().contains("differs"), other.log());
        }
        assertJournalIsSoundWithTerms(3);
    }

    @Test
    void aStandbyStopsInOrderAndLeavesNothing() throws Exception {
        try (EngineProcess leader = EngineProcess.start(home, "leader", LONG_S).awaitLeading();
                EngineProcess standby = EngineProcess.start(home, "standby", LONG_S, "--standby")
                        .awaitFollowing()) {
            assertEquals(0, standby.stop());
            assertTrue(dragon.engine.lane.StandbyFiles.of(lane).list().isEmpty());
            assertTrue(createAccount("alpha").isDone());
            assertEquals(0, leader.stop());
        }
    }
}
