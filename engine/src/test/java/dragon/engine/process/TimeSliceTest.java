package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class TimeSliceTest {
    /** Fields behind the name in {@code stat}: nice value and scheduling policy. */
    private static final int NICE = 16;

    private static final int POLICY = 38;
    private static final Set<String> POLICIES_WITH_SLICES = Set.of("0", "3"); // SCHED_OTHER, SCHED_BATCH: see sched(7).

    @Test
    void isGrantedToAnyoneAndLeavesPriorityAndPolicy() throws Exception {
        assumeTrue(POLICIES_WITH_SLICES.contains(nicenessAndPolicy().get(1)), "run under chrt, which has no slices");
        final ExecutorService thread = Executors.newSingleThreadExecutor(); // Not the thread of the other tests.
        try {
            thread.submit(() -> {
                        final List<String> before = nicenessAndPolicy();
                        assertTrue(TimeSlice.shorten());
                        assertTrue(TimeSlice.shorten(), "a second time");
                        assertEquals(before, nicenessAndPolicy());
                        return null;
                    })
                    .get();
        } finally {
            thread.shutdown();
        }
    }

    private static List<String> nicenessAndPolicy() throws IOException {
        final String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return List.of(fields[NICE], fields[POLICY]);
    }
}
