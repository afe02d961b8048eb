package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.protocol.LaneMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager hears, on a real socket. */
final class ServiceNoticeTest {
    private static final long WAIT_MS = 60_000;

    /** Of the watchdog in these tests: looked at every 50 ms. */
    private static final String WATCHDOG_USEC = "200000";

    private static final long SILENCE_MS = 1_000;

    @TempDir
    Path directory;

    private NoticeSocket manager;

    @BeforeEach
    void listen() {
        manager = new NoticeSocket(directory.resolve("notify"));
    }

    @AfterEach
    void hangUp() {
        manager.close();
    }

    @Test
    void needsNoManager() {
        try (ServiceNotice notice = ServiceNotice.of(Map.of())) {
            notice.ready("is ready", () -> 1);
            notice.stopping();
        }
    }

    @Test
    void feedsNoWatchdogThatIsMeantForAnotherProcess() throws Exception {
        try (ServiceNotice notice = ServiceNotice.of(Map.of(
                "NOTIFY_SOCKET", manager.path().toString(), "WATCHDOG_USEC", WATCHDOG_USEC, "WATCHDOG_PID", "1"))) {
            notice.ready("is ready", new AtomicLong()::incrementAndGet);

            assertEquals("READY=1\nSTATUS=is ready", manager.next(WAIT_MS));
            assertEquals(List.of(), manager.untilSilence(SILENCE_MS));
        }
    }

    @Test
    void outlivesAManagerThatIsGone() {
        try (ServiceNotice notice = ServiceNotice.of(
                Map.of("NOTIFY_SOCKET", directory.resolve("nobody").toString()))) {
            notice.ready("is ready", () -> 1);
            notice.stopping();
        }
    }

    @Test
    void feedsTheWatchdogWhileTheDecisionThreadComesRoundAndNotWhileItHangs() throws Exception {
        final EngineConfig config = EngineConfig.standard(directory.resolve("home"), "main")
                .withMode(LaneMode.SIM)
                .withTopology(Topology.INLINE)
                .withJournal(ChronicleJournalConfig.small());
        final AtomicReference<CountDownLatch> hang = new AtomicReference<>();
        final CountDownLatch hangs = new CountDownLatch(1);
        final AtomicReference<Engine> engine = new AtomicReference<>();
        final CountDownLatch started = new CountDownLatch(1);
        final EngineHost host = new EngineHost(
                () -> {
                    final CountDownLatch until = hang.get();
                    if (until != null && Thread.currentThread().getName().equals("engine of the test")) {
                        hangs.countDown();
                        awaitQuietly(until);
                    }
                    return System.nanoTime();
                },
                EngineHost.PLAIN.listener());
        final Thread thread = new Thread(
                () -> {
                    try (Engine recovered = Engine.recover(config, warning -> {}, host)) {
                        engine.set(recovered);
                        started.countDown();
                        recovered.run();
                    }
                },
                "engine of the test");
        thread.start();
        assertTrue(started.await(WAIT_MS, TimeUnit.MILLISECONDS));
        try (ServiceNotice notice =
                ServiceNotice.of(Map.of("NOTIFY_SOCKET", manager.path().toString(), "WATCHDOG_USEC", WATCHDOG_USEC))) {
            notice.ready("leads", engine.get()::rounds);
            assertEquals("READY=1\nSTATUS=leads", manager.next(WAIT_MS));
            for (int i = 0; i < 3; i++) {
                assertEquals("WATCHDOG=1", manager.next(WAIT_MS)); // Nothing comes in: an idle engine works, too.
            }

            final CountDownLatch release = new CountDownLatch(1);
            hang.set(release);
            assertTrue(hangs.await(WAIT_MS, TimeUnit.MILLISECONDS));
            manager.untilSilence(SILENCE_MS); // What it did before it hung may be told late.
            assertEquals(List.of(), manager.untilSilence(SILENCE_MS));

            hang.set(null);
            release.countDown();
            assertEquals("WATCHDOG=1", manager.next(WAIT_MS));
        } finally {
            engine.get().stop();
            thread.join(WAIT_MS);
        }
    }

    private static void awaitQuietly(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
