package dragon.engine.journal.chronicle;

import dragon.engine.journal.Journal;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.rollcycles.LargeRollCycles;
import net.openhft.chronicle.queue.rollcycles.TestRollCycles;

/**
 * How the journal uses its files.
 *
 * @param roll when a new file is started, by engine time
 * @param blockBytes of one mapping; a multiple of 1 MiB
 * @param zeroedAheadBytes written and synced ahead of the last record by another thread; 0 switches that thread off
 * @param syncPolicy when a record is on the disk rather than with the operating system
 * @param lockTimeoutMs how long a queue lock that nobody can hold is waited for
 */
public record ChronicleJournalConfig(
        Roll roll, int blockBytes, long zeroedAheadBytes, SyncPolicy syncPolicy, long lockTimeoutMs) {
    private static final int MEBIBYTE = 1024 * 1024;

    /** How long one file of the journal lasts. */
    public enum Roll {
        /** One file a day (UTC), up to 2^37 documents. */
        DAILY(LargeRollCycles.LARGE_DAILY),

        /** One file an hour. */
        HOURLY(RollCycles.FAST_HOURLY),

        /** One file a second: for tests of the roll. */
        EVERY_SECOND(TestRollCycles.TEST_SECONDLY);

        final RollCycle cycle;

        Roll(final RollCycle cycle) {
            this.cycle = cycle;
        }
    }

    /** When an appended record has reached the disk. */
    public enum SyncPolicy {
        /** When {@link Journal#sync()} says so; survives the death of the process, not of the machine. */
        NONE,

        /** Before the gateway may act on an intent. */
        INTENTS,

        /** Before the append returns. */
        ALL
    }

    /** Reports every problem at once. */
    public ChronicleJournalConfig {
        if (blockBytes < MEBIBYTE || blockBytes % MEBIBYTE != 0 || zeroedAheadBytes < 0 || lockTimeoutMs < 1) {
            throw new IllegalArgumentException("journal: blockBytes=" + blockBytes
                    + ", expected a multiple of 1048576; zeroedAheadBytes=" + zeroedAheadBytes
                    + ", expected 0 or more; lockTimeoutMs=" + lockTimeoutMs + ", expected 1 or more");
        }
    }

    /** What a live lane uses. */
    public static ChronicleJournalConfig standard() {
        return new ChronicleJournalConfig(Roll.DAILY, 64 * MEBIBYTE, 128L * MEBIBYTE, SyncPolicy.NONE, 500);
    }

    /** Small files, nothing written ahead: for tests and for trying things out. */
    public static ChronicleJournalConfig small() {
        return new ChronicleJournalConfig(Roll.DAILY, 2 * MEBIBYTE, 0, SyncPolicy.NONE, 500);
    }

    /** The same with another roll. */
    public ChronicleJournalConfig withRoll(final Roll other) {
        return new ChronicleJournalConfig(other, blockBytes, zeroedAheadBytes, syncPolicy, lockTimeoutMs);
    }

    /** The same with so many bytes zeroed ahead. */
    public ChronicleJournalConfig withZeroedAheadBytes(final long bytes) {
        return new ChronicleJournalConfig(roll, blockBytes, bytes, syncPolicy, lockTimeoutMs);
    }
}
