package dragon.engine.process;

import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;

/**
 * Whether an intent may leave: under a sync policy only once its record is on the disk, so that a loss of power forgets no order
 * that was sent and lets no id be used again.
 *
 * <p>The engine shows its policy and how far the disk is in two counters; who acts on intents asks here, and reads the policy first. Pure.
 */
public final class SyncFence {
    private static final long UNKNOWN = 0;

    private SyncFence() {}

    /** The policy as {@link EngineCounter#SYNC_POLICY} shows it; 0 is an engine that has not said. */
    public static long codeOf(final SyncPolicy policy) {
        return policy.ordinal() + 1;
    }

    /**
     * Whether what this record orders may leave.
     *
     * @param policyCode value of {@link EngineCounter#SYNC_POLICY}
     * @param syncedSequence value of {@link EngineCounter#SYNCED_SEQUENCE}, read later
     * @param sequence of the last record of the document
     */
    public static boolean isReleased(final long policyCode, final long syncedSequence, final long sequence) {
        return policyCode == codeOf(SyncPolicy.NONE) || policyCode != UNKNOWN && sequence <= syncedSequence;
    }
}
