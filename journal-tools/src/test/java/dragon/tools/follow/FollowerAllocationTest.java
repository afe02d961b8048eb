package dragon.tools.follow;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.InMemoryJournal;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Following costs no memory: prices, ticks, candles, orders and fills, compared record by record. */
class FollowerAllocationTest {
    private static final int WARM_DOCUMENTS = 60_000;
    private static final long BYTES_MAX = 4_096;

    @Test
    void followsWithoutAllocation() {
        final InMemoryJournal journal = new InMemoryJournal();
        new JournaledLane(journal, 11).begin(5).trade(120_000);
        final Follower follower = new Follower(journal.reader(), new Core(CoreLimits.DEFAULT), record -> {});
        for (int i = 0; i < WARM_DOCUMENTS; i++) {
            assertTrue(follower.poll());
        }

        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long thread = Thread.currentThread().getId();
        threads.getThreadAllocatedBytes(thread); // The first call pays for itself.
        final long records = follower.recordCount();
        final long before = threads.getThreadAllocatedBytes(thread);
        while (follower.poll()) {
            // All work is in the follower.
        }
        final long bytes = threads.getThreadAllocatedBytes(thread) - before;
        assertNull(follower.firstDivergence());
        // A handful of single allocations, some from the JVM itself; one byte a record would be more than a hundred
        // thousand.
        assertTrue(bytes <= BYTES_MAX, bytes + " bytes for " + (follower.recordCount() - records) + " records");
    }
}
