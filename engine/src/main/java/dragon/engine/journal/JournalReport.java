package dragon.engine.journal;

/**
 * What a walk over a journal found.
 *
 * @param generation of the journal, from 1; grows with every repair
 * @param firstSequence of the first record walked, 0 if there is none
 * @param lastSequence of the last record of the dense run of good ones, 0 if there is none: what a repair keeps
 * @param records walked and good
 * @param documents walked and good
 * @param voidDocuments of deposed leaders, which no reader applies and a repair does not keep
 * @param lastTerm of the last good record
 * @param lastTimeNs of the last good record, nanoseconds since the epoch
 * @param damage the first place that cannot be believed, or null
 */
public record JournalReport(
        int generation,
        long firstSequence,
        long lastSequence,
        long records,
        long documents,
        long voidDocuments,
        int lastTerm,
        long lastTimeNs,
        JournalDamage damage) {
    /** Whether every record can be believed. */
    public boolean isSound() {
        return damage == null;
    }
}
