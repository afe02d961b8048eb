package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneLock;
import dragon.engine.lane.LeaseTimes;
import dragon.engine.protocol.LaneMode;
import dragon.monitor.PreparedLane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All lanes of a home on a line each, whatever state each of them is in. */
class LanesCommandTest {
    private static final String HEADER =
            "lane\tmode\tengine\tpid\tterm\tleaseLeftMs\tstandby\taccounts\tbots\tfeeds\tsnapshotAge\tdisk\thealth";

    @TempDir
    private Path home;

    @Test
    void aHomeWithoutLanesIsNoFault() {
        final CommandLineRun run = CommandLineRun.of(home, "lanes");

        assertEquals(0, run.status());
        assertEquals(HEADER, run.firstLine());
    }

    @Test
    void aLaneThatNobodyLeadsIsShownAsItsSnapshotSays() {
        PreparedLane.write(home);
        LaneDirectory.of(home, "main").create("main", LaneMode.SIM);

        final List<String> cells = List.of(lines(home).get(1).split("\t"));

        assertEquals(
                List.of("main", "sim", "NEVER", "0", "0", "0", "-", "woo-main,woo-alt", "3/3", "3/3"),
                cells.subList(0, 10));
        assertEquals("OK", cells.get(12));
    }

    @Test
    void whoeverLeadsIsNamedWithTheRestOfItsLease() throws Exception {
        final LaneDirectory lane = LaneDirectory.of(home, "led");
        lane.create("led", LaneMode.DRY_RUN);
        final Process leader = leader(lane);
        try {
            final String line = lines(home).get(1);
            assertTrue(line.startsWith("led\tdry-run\tLEADS\t" + leader.pid() + "\t"), line);
            assertTrue(Long.parseLong(line.split("\t")[5]) > 0, line);
            assertTrue(line.endsWith("NO SNAPSHOT"), line);
        } finally {
            leader.destroyForcibly().waitFor();
        }
        final String line = lines(home).get(1);
        assertTrue(line.startsWith("led\tdry-run\tGONE\t0\t"), line);
        assertTrue(line.endsWith("ENGINE GONE"), line);
    }

    @Test
    void whatCannotBeReadIsOneLineAndHidesNoOtherLane() throws Exception {
        PreparedLane.write(home);
        LaneDirectory.of(home, "main").create("main", LaneMode.SIM);
        final Path newer = Files.createDirectories(home.resolve("lanes/newer"));
        Files.writeString(newer.resolve("lane.toml"), "name = \"newer\"\nmode = \"live\"\nformat_version = 2\n");
        Files.writeString(newer.resolve("lane.mark"), "short");
        Files.writeString(newer.resolve("snapshots.db"), "no database at all, but longer than its header would be");
        final Path older = Files.createDirectories(home.resolve("lanes/older"));
        PreparedLane.write(older);
        Files.copy(older.resolve("lanes/main/snapshots.db"), older.resolve("snapshots.db"));
        LaneDirectory.of(home, "older").create("older", LaneMode.SIM);
        PreparedLane.execute(older, "ALTER TABLE lane DROP COLUMN feeds_fresh");
        Files.createDirectories(home.resolve("lanes/empty"));

        final List<String> lines = lines(home);

        assertEquals(5, lines.size(), lines.toString());
        assertTrue(lines.get(1).startsWith("empty\t-\tNEVER\t"), lines.get(1));
        assertTrue(lines.get(1).endsWith("NO LANE: no lane.toml"), lines.get(1));
        assertTrue(lines.get(2).startsWith("main\tsim\t"), lines.get(2));
        assertTrue(lines.get(3).startsWith("newer\t-\tNEVER\t"), lines.get(3));
        assertTrue(
                lines.get(3)
                        .contains(
                                "LANE OF ANOTHER VERSION, OR DAMAGED: format_version is 2, this build reads 1, SNAPSHOT CANNOT BE READ: "),
                lines.get(3));
        assertTrue(lines.get(4).startsWith("older\tsim\tNEVER\t"), lines.get(4));
        assertTrue(lines.get(4).contains("SNAPSHOT CANNOT BE READ: "), lines.get(4));
    }

    @Test
    void jsonHasNumbersAndEveryProblem() {
        PreparedLane.write(home);

        final CommandLineRun run = CommandLineRun.of(home, "lanes", "--json");

        assertEquals(0, run.status());
        assertTrue(run.out().contains("\"schema\" : \"dragon/lanes/1\""), run.out());
        assertTrue(run.out().contains("\"isHealthy\" : false"), run.out());
        assertTrue(run.out().contains("\"snapshotAt\" : \"2026-03-02T12:14:03.412"), run.out());
        assertTrue(run.out().contains("\"botsTotal\" : 3"), run.out());
        assertFalse(run.out().contains("\"diskBytes\" : 0"), run.out());
    }

    private static List<String> lines(final Path home) {
        final CommandLineRun run = CommandLineRun.of(home, "lanes");
        assertEquals(0, run.status(), run.err());
        return run.out().lines().toList();
    }

    /** Leads a lane and does nothing else, until it is killed. */
    static final class Leader {
        public static void main(final String[] args) throws Exception {
            final LaneLock lock =
                    LaneLock.lead(new LaneDirectory(Path.of(args[0])), "a test", LeaseTimes.STANDARD, news -> {});
            lock.lease().begin(System.nanoTime());
            System.out.println("leads");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static Process leader(final LaneDirectory lane) throws Exception {
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                        "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Leader.class.getName(),
                        lane.root().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals('l', process.getInputStream().read());
        return process;
    }
}
