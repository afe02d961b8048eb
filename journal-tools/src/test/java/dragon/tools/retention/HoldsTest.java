package dragon.tools.retention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.LaneMode;
import dragon.tools.retention.Holds.Hold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Open incidents that are told at the same time, by several people and their scripts. */
class HoldsTest {
    private static final int THREADS = 8;
    private static final int EACH = 25;
    private static final Instant NOW = Instant.parse("2026-01-09T00:00:00Z");

    @TempDir
    Path home;

    private LaneDirectory lane;

    @BeforeEach
    void createLane() {
        lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
    }

    @Test
    void holdsOfManyThreadsAtOnceAreAllKept() throws Exception {
        final CyclicBarrier together = new CyclicBarrier(THREADS);
        final ExecutorService people = Executors.newFixedThreadPool(THREADS);
        final List<Future<?>> told = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            told.add(people.submit(() -> {
                together.await();
                addEach(lane);
                return null;
            }));
        }
        for (final Future<?> each : told) {
            each.get();
        }
        people.shutdown();
        assertNumberedUpTo(THREADS * EACH);
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(lane.root().resolve("retention.holds.lock"))));
    }

    @Test
    void holdsOfTwoProcessesAtOnceAreAllKept() throws Exception {
        final List<Process> processes = List.of(start(), start());
        for (final Process process : processes) { // Each says that it is there, and begins when it is told to.
            assertEquals('.', process.getInputStream().read());
        }
        for (final Process process : processes) {
            process.getOutputStream().write('.');
            process.getOutputStream().flush();
        }
        for (final Process process : processes) {
            assertEquals(0, process.waitFor());
        }
        assertNumberedUpTo(2 * EACH);
    }

    @Test
    void aReleaseAmongHoldsTakesItsOwnAway() throws Exception {
        final Hold closed = Holds.of(lane).add(1, NOW, "closed soon");
        final CyclicBarrier together = new CyclicBarrier(2);
        final ExecutorService people = Executors.newFixedThreadPool(2);
        final Future<?> adds = people.submit(() -> {
            together.await();
            addEach(lane);
            return null;
        });
        final Future<?> releases = people.submit(() -> {
            together.await();
            return Holds.of(lane).release(closed.number());
        });
        releases.get();
        adds.get();
        people.shutdown();
        final List<Hold> open = Holds.of(lane).open();
        assertEquals(EACH, open.size());
        assertTrue(open.stream().noneMatch(hold -> hold.reason().equals(closed.reason())), open.toString());
    }

    private void assertNumberedUpTo(final int count) {
        assertEquals(
                IntStream.rangeClosed(1, count).boxed().toList(),
                Holds.of(lane).open().stream().map(Hold::number).toList());
    }

    private static void addEach(final LaneDirectory lane) {
        for (int i = 0; i < EACH; i++) {
            Holds.of(lane).add(1, NOW, "drift on btc");
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Adder.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Another process that adds its holds once it hears to. */
    static final class Adder {
        private Adder() {}

        public static void main(final String[] args) throws IOException {
            System.out.print('.');
            System.out.flush();
            if (System.in.read() == '.') {
                addEach(LaneDirectory.of(Path.of(args[0]), "main"));
            }
        }
    }
}
