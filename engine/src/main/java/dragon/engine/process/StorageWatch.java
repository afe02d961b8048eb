package dragon.engine.process;

import dragon.engine.protocol.StorageState;
import java.util.concurrent.TimeUnit;

/**
 * Judges the storage of the journal, and hands each change to the engine thread, which journals it for the gates.
 *
 * <p>A mark is a part of the file system, but never more than an engine can use: a large disk is not low because a twentieth of it is
 * left. What has fallen below a mark must rise a tenth above it to be well again, so that a gate does not flutter. An append that was
 * slow counts for ten seconds, for the same reason; a disk that is low or at fault matters more.
 *
 * <p>Threading: {@link #look} on the housekeeper's thread, {@link #take} on the engine's.
 */
final class StorageWatch {
    private static final long GIBIBYTE = 1L << 30;
    private static final long SHRINKING_PCT = 20;
    private static final long SHRINKING_BYTES_MAX = 8 * GIBIBYTE;
    private static final long LOW_PCT = 5;
    private static final long LOW_BYTES_MAX = GIBIBYTE;
    private static final int TEXT_MAX = 300;
    private static final long SLOW_HOLD_NS = 10_000_000_000L;

    private final long zeroedAheadBytes;
    private StorageState space;
    private long slowNs;
    private long slowSinceNs;
    private StorageState told;
    private volatile Finding news;

    /**
     * What was found.
     *
     * @param state of the storage
     * @param freeBytes of its file system
     * @param totalBytes of its file system
     * @param text what is at fault; empty otherwise
     */
    record Finding(StorageState state, long freeBytes, long totalBytes, String text) {}

    /**
     * Begins with what the core believes.
     *
     * @param told state of the storage in the core
     * @param zeroedAheadBytes that the journal wants ahead of its last record: with less room than that it is low
     */
    StorageWatch(final StorageState told, final long zeroedAheadBytes) {
        this.told = told;
        this.space = told;
        this.zeroedAheadBytes = zeroedAheadBytes;
    }

    /**
     * Judges; a change waits for the engine thread.
     *
     * @param freeBytes of the journal's file system
     * @param totalBytes of it; 0 = not known yet: nothing is judged
     * @param fault why the journal cannot go on for long; null while all is well
     */
    void look(final long freeBytes, final long totalBytes, final String fault) {
        if (totalBytes == 0 || news != null) {
            return;
        }
        final StorageState found = fault != null ? StorageState.AT_FAULT : bySpeed(freeBytes, totalBytes);
        if (found != told) {
            told = found;
            news = new Finding(found, freeBytes, totalBytes, text(found, fault));
        }
    }

    /**
     * Takes note of slow appends.
     *
     * @param longestNs of those since the last call, 0 = none was slow
     * @param nowNs by the monotonic clock
     */
    void appended(final long longestNs, final long nowNs) {
        if (longestNs > 0) {
            slowNs = longestNs;
            slowSinceNs = nowNs;
        } else if (nowNs - slowSinceNs >= SLOW_HOLD_NS) {
            slowNs = 0;
        }
    }

    private StorageState bySpeed(final long freeBytes, final long totalBytes) {
        space = bySpace(freeBytes, totalBytes);
        return slowNs > 0 && space != StorageState.SPACE_LOW ? StorageState.SLOW : space;
    }

    private String text(final StorageState found, final String fault) {
        return switch (found) {
            case AT_FAULT -> fault.substring(0, Math.min(fault.length(), TEXT_MAX));
            case SLOW -> "an append took " + TimeUnit.NANOSECONDS.toMillis(slowNs) + " ms";
            default -> "";
        };
    }

    private StorageState bySpace(final long freeBytes, final long totalBytes) {
        final long lowBytes = Math.max(Math.min(totalBytes / 100 * LOW_PCT, LOW_BYTES_MAX), zeroedAheadBytes);
        final long shrinkingBytes =
                Math.max(Math.min(totalBytes / 100 * SHRINKING_PCT, SHRINKING_BYTES_MAX), 2 * lowBytes);
        final boolean wasLow = space == StorageState.SPACE_LOW;
        if (freeBytes < (wasLow ? lowBytes + lowBytes / 10 : lowBytes)) {
            return StorageState.SPACE_LOW;
        }
        final boolean wasShrinking = wasLow || space == StorageState.SPACE_SHRINKING;
        return freeBytes < (wasShrinking ? shrinkingBytes + shrinkingBytes / 10 : shrinkingBytes)
                ? StorageState.SPACE_SHRINKING
                : StorageState.SOUND;
    }

    /** The change that nobody has taken yet, or null. */
    Finding take() {
        final Finding taken = news;
        if (taken != null) {
            news = null;
        }
        return taken;
    }
}
