package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneLock;
import dragon.engine.lane.LeaseTimes;
import dragon.engine.process.EngineCounter;
import dragon.engine.process.EngineCounters;
import dragon.engine.process.EngineState;
import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.ResultsFile;
import dragon.engine.transport.RingFile;
import dragon.monitor.PreparedLane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What verbs say of an engine whose process is there, and of a snapshot that does not keep up with it. */
class SilentEngineTest {
    private static final long SNAPSHOT_SEQUENCE = 48_210_774;
    private static final Pattern A_MINUTE_AND_MORE =
            Pattern.compile("\"engineSilentMs\" : ([6-9]\\d|\\d{3,})\\d{3}\\b");

    @TempDir
    private Path home;

    private LaneDirectory lane;

    @BeforeEach
    void writeTheLane() {
        PreparedLane.write(home);
        lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
    }

    @Test
    void anEngineThatDoesNotComeRoundIsSaidToBeHung() throws Exception {
        final Process leader = leader(60_000, SNAPSHOT_SEQUENCE);
        try {
            final String status = CommandLineRun.of(home, "status").out();
            assertTrue(status.startsWith("ENGINE HUNG   no heartbeat for 1 m "), status);
            assertTrue(status.contains(" HUNG pid " + leader.pid() + " "), status);

            final CommandLineRun positions = CommandLineRun.of(home, "positions");
            assertTrue(positions.err().startsWith("ENGINE HUNG   no heartbeat for 1 m "), positions.err());
            final String json = CommandLineRun.of(home, "status", "--json").out();
            assertTrue(A_MINUTE_AND_MORE.matcher(json).find(), json);

            final String doctor = CommandLineRun.of(home, "doctor").out();
            assertTrue(doctor.contains("FAIL  engine pid " + leader.pid() + " leads, no heartbeat for 1 m "), doctor);
        } finally {
            leader.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSnapshotThatIsOldSaysHowManyRecordsItLacks() throws Exception {
        final Process leader = leader(-3_600_000, SNAPSHOT_SEQUENCE + 12_345); // It beats for an hour to come.
        try {
            final String status = CommandLineRun.of(home, "status").out();
            assertTrue(status.startsWith("SNAPSHOT IS "), status);
            assertTrue(
                    status.lines()
                            .findFirst()
                            .orElseThrow()
                            .endsWith(
                                    " OLD, 12,345 records behind the engine   the snapshotter is down, or catching up"),
                    status);
            assertTrue(status.contains(" ACTIVE pid " + leader.pid() + " "), status);

            final String json = CommandLineRun.of(home, "orders", "--json").out();
            assertTrue(json.contains("\"recordsBehind\" : 12345"), json);
            assertTrue(json.contains("\"engineSilentMs\" : 0"), json);

            final String doctor = CommandLineRun.of(home, "doctor").out();
            assertTrue(doctor.contains(" old, 12,345 records behind the engine      fix: "), doctor);
        } finally {
            leader.destroyForcibly().waitFor();
        }
    }

    @Test
    void aHaltThatIsNotAnsweredIsPressedOnceMoreByItsControlFile() throws Exception {
        final Process leader = leader(60_000, SNAPSHOT_SEQUENCE);
        RingFile.create(lane.commandRing(), 64 * 1024).close();
        ResultsFile.create(lane.resultsRing()).close();
        try {
            final CommandLineRun run = CommandLineRun.of(home, "halt", "--reason", "drill");
            assertEquals(8, run.status(), run.err());
            assertTrue(
                    run.err()
                            .contains(
                                    "has not answered: wrote " + lane.control().resolve("HALT")
                                            + "; it is the halt of the whole engine as soon as the engine moves."),
                    run.err());
            assertTrue(Files.exists(lane.control().resolve("HALT")));
        } finally {
            leader.destroyForcibly().waitFor();
        }
    }

    @Test
    void countersOfAnotherProcessTellNothing() throws Exception {
        final Process leader = leader(60_000, SNAPSHOT_SEQUENCE + 9);
        try (EngineCounters counters = EngineCounters.create(lane.counters())) {
            counters.set(EngineCounter.PID, leader.pid() + 1);
            counters.set(EngineCounter.SEQUENCE, SNAPSHOT_SEQUENCE + 9);
            counters.set(EngineCounter.STATE, EngineState.RUNNING.code());
            counters.set(EngineCounter.HEARTBEAT_MS, 1);

            final String json = CommandLineRun.of(home, "orders", "--json").out();
            assertTrue(json.contains("\"engineRunning\" : true"), json);
            assertTrue(json.contains("\"recordsBehind\" : 0"), json);
            assertTrue(json.contains("\"engineSilentMs\" : 0"), json);
        } finally {
            leader.destroyForcibly().waitFor();
        }
    }

    /** Leads a lane, says once how it is, and does nothing else until it is killed. */
    static final class Leader {
        public static void main(final String[] args) throws Exception {
            final LaneDirectory lane = new LaneDirectory(Path.of(args[0]));
            final LaneLock lock = LaneLock.lead(lane, "a test", LeaseTimes.STANDARD, news -> {});
            lock.lease().begin(System.nanoTime());
            lane.createControl();
            final EngineCounters counters = EngineCounters.create(lane.counters());
            counters.set(EngineCounter.PID, ProcessHandle.current().pid());
            counters.set(EngineCounter.HEARTBEAT_MS, System.currentTimeMillis() - Long.parseLong(args[1]));
            counters.set(EngineCounter.SEQUENCE, Long.parseLong(args[2]));
            counters.set(EngineCounter.STATE, EngineState.RUNNING.code());
            System.out.println("leads");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private Process leader(final long heartbeatAgeMs, final long sequence) throws Exception {
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Leader.class.getName(),
                        lane.root().toString(),
                        Long.toString(heartbeatAgeMs),
                        Long.toString(sequence))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals('l', process.getInputStream().read());
        return process;
    }
}
