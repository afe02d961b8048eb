package dragon.engine.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.order.ClientOrderIds;
import dragon.engine.protocol.LaneMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lane is made once, never changes, and has one leader. */
final class LaneTest {
    @TempDir
    Path home;

    private LaneDirectory lane;

    @BeforeEach
    void name() {
        lane = LaneDirectory.of(home, "main");
    }

    @Test
    void isReadBackAsItWasMade() {
        final LaneIdentity made = lane.create("main", LaneMode.DRY_RUN);

        assertEquals(made, lane.open());
        assertEquals("dry-run", made.modeName());
    }

    @Test
    void isForItsOwnerAlone() throws Exception {
        lane.create("main", LaneMode.SIM);

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(lane.root())));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(lane.laneToml())));
        LaneLock.take(lane, "me").close();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(lane.markFile())));
    }

    @Test
    void isNotMadeTwice() {
        lane.create("main", LaneMode.SIM);

        assertEquals(
                ExitStatus.CONFIG,
                refusal(() -> lane.create("main", LaneMode.LIVE)).exitStatus());
        assertEquals(LaneMode.SIM, lane.open().mode());
    }

    @Test
    void suggestsTheLaneThatWasProbablyMeant() {
        lane.create("main", LaneMode.SIM);

        final OperatorException e = refusal(() -> LaneDirectory.of(home, "mian").open());
        assertEquals(ExitStatus.CONFIG, e.exitStatus());
        assertTrue(e.getMessage().contains("did you mean 'main'?"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    name = "main"|mode is missing
                    name = "main"; mode = "paper"; format_version = 1|mode is "paper"
                    name = "main"; mode = 7; format_version = 1|mode is 7
                    name = "main"; mode = "sim"; format_version = 2|format_version is 2
                    name = "Main lane"; mode = "sim"; format_version = 1|name is "Main lane"
                    name = "main"; mode = "sim"; format_version = 1; moed = "x"|unknown key 'moed', did you mean 'mode'?
                    name = "main|line 1
                    """)
    void B17_refusesAnIdentityThatItCannotUnderstand(final String toml, final String says) throws Exception {
        LaneDirectory.createDirectories(lane.root());
        Files.writeString(lane.laneToml(), toml.replace("; ", "\n"));

        final OperatorException e = refusal(lane::open);
        assertEquals(ExitStatus.CONFIG, e.exitStatus());
        assertTrue(e.getMessage().contains(says), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), "one line");
    }

    @Test
    void B14_hasOneLeader() {
        lane.create("main", LaneMode.SIM);
        try (LaneLock first = LaneLock.take(lane, "me")) {
            assertEquals(0, first.term());
            final OperatorException e = refusal(() -> LaneLock.take(lane, "you"));
            assertEquals(ExitStatus.GATE, e.exitStatus());
            assertTrue(e.getMessage().startsWith("lane_busy"), e.getMessage());
            assertTrue(e.getMessage().contains("pid " + ProcessHandle.current().pid()), e.getMessage());
        }
        LaneLock.take(lane, "you").close();
    }

    @Test
    void C4_takesATermAboveMarkAndJournal() {
        lane.create("main", LaneMode.SIM);
        try (LaneLock lock = LaneLock.take(lane, "me")) {
            assertEquals(1, lock.beginTerm(0));
        }
        try (LaneLock lock = LaneLock.take(lane, "me")) {
            assertEquals(2, lock.beginTerm(1));
        }
        try (LaneLock lock = LaneLock.take(lane, "me")) {
            assertEquals(8, lock.beginTerm(7), "an old mark");
            assertEquals(8, LaneMark.read(lane).orElseThrow().term());
        }
    }

    @Test
    void C4_goesOnFromTheJournalWhenTheMarkIsLost() throws Exception {
        lane.create("main", LaneMode.SIM);
        try (LaneLock lock = LaneLock.take(lane, "me")) {
            lock.beginTerm(0);
        }
        Files.delete(lane.markFile());
        try (LaneLock lock = LaneLock.take(lane, "me")) {
            assertEquals(42, lock.beginTerm(41));
        }
    }

    @Test
    void C4_aNewLaneBeginsAboveEveryTermOfItsHome() {
        lane.create("main", LaneMode.SIM);
        try (LaneLock lock = LaneLock.take(lane, "me")) {
            assertEquals(41, lock.beginTerm(40));
        }
        final LaneDirectory second = LaneDirectory.of(home, "second");
        second.create("second", LaneMode.SIM);
        try (LaneLock lock = LaneLock.take(second, "me")) {
            assertFalse(lock.isOfEarlierBoot());
            assertEquals(42, lock.beginTerm(0), "the exchange knows ids of the terms before");
        }
        final LaneDirectory third = LaneDirectory.of(home, "third");
        third.create("third", LaneMode.SIM, 1_000);
        try (LaneLock lock = LaneLock.take(third, "me")) {
            assertEquals(1_001, lock.beginTerm(0), "of a lane elsewhere");
        }
    }

    @Test
    void C4_beginsNoTermThatNoClientOrderIdHolds() {
        lane.create("main", LaneMode.SIM);
        try (LaneLock lock = LaneLock.take(lane, "me")) {
            assertEquals(ClientOrderIds.TERM_MAX, lock.beginTerm(ClientOrderIds.TERM_MAX - 1));
            final OperatorException e = refusal(() -> lock.beginTerm(0));
            assertEquals(ExitStatus.CONFIG, e.exitStatus());
            assertTrue(e.getMessage().contains("term 65535 of 65535"), e.getMessage());
            assertEquals(ClientOrderIds.TERM_MAX, lock.term(), "nothing was written");
        }
    }

    @Test
    void C4_warnsOnceNineOfTenTermsAreUsed() {
        lane.create("main", LaneMode.SIM);
        try (LaneLock lock = LaneLock.take(lane, "me")) {
            lock.beginTerm(LaneLock.TERM_WARNED - 2);
            assertTrue(lock.termsWarning().isEmpty());
            lock.beginTerm(0);
            assertTrue(lock.termsWarning().orElseThrow().startsWith("term " + LaneLock.TERM_WARNED + " of 65535"));
        }
    }

    @Test
    void itsMarkIsMadeWholeAndNeverInThePlaceOfAnother() throws Exception {
        lane.create("main", LaneMode.SIM);
        LaneMark.create(lane, 7);
        LaneMark.create(lane, 3); // Of a process that was a moment slower.

        assertEquals(LaneMark.BYTES, Files.size(lane.markFile()));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(lane.markFile())));
        try (Stream<Path> files = Files.list(lane.root())) {
            assertFalse(files.anyMatch(file -> file.toString().endsWith(".new")));
        }
        try (LaneLock lock = LaneLock.take(lane, "me")) {
            assertEquals(8, lock.beginTerm(0));
        }
    }

    @Test
    void itsMarkThatAnOlderBuildLeftEmptyIsMadeWhole() throws Exception {
        lane.create("main", LaneMode.SIM);
        LaneDirectory.createFile(lane.markFile());
        try (LaneLock lock = LaneLock.take(lane, "me")) {
            assertEquals(1, lock.beginTerm(0));
        }
        assertEquals(LaneMark.BYTES, Files.size(lane.markFile()));
    }

    @Test
    void tellsWhetherItIsLedWithoutTakingTheLock() {
        lane.create("main", LaneMode.SIM);
        assertFalse(LaneMark.isLed(lane));
        try (LaneLock lock = LaneLock.take(lane, "me")) {
            assertTrue(LaneMark.isLed(lane));
            assertEquals("me", LaneMark.read(lane).orElseThrow().owner());
            assertEquals(0, lock.term());
        }
        assertFalse(LaneMark.isLed(lane));
    }

    @Test
    void B15_isNotLedByAnotherProcessOfTheSameNumber() {
        final long pid = ProcessHandle.current().pid();
        final long start = LaneMark.processStartOf(pid);
        final String boot = LaneMark.bootIdNow();

        assertTrue(new LaneMark(1, pid, start, "me", boot, 0, 0, 0).isLeaderAlive());
        assertFalse(new LaneMark(1, pid, start + 1, "me", boot, 0, 0, 0).isLeaderAlive());
        assertFalse(new LaneMark(1, pid, start, "me", "another boot", 0, 0, 0).isLeaderAlive());
    }

    private static OperatorException refusal(final org.junit.jupiter.api.function.Executable executable) {
        return assertThrows(OperatorException.class, executable);
    }
}
