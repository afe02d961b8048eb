package dragon.engine.journal;

import java.nio.file.Path;

/**
 * The first place of a journal that cannot be believed; everything before it can.
 *
 * @param kind what is wrong there
 * @param generation of the journal
 * @param lastGoodSequence of the last record before it, 0 if there is none
 * @param file that is damaged
 * @param position of the damage in the file, in bytes
 */
public record JournalDamage(DamageKind kind, int generation, long lastGoodSequence, Path file, long position) {
    /** One line for the operator of this lane: what, where, what it means for orders, what to do next. */
    public String words(final String lane) {
        return "Journal of lane '" + lane + "' is damaged: " + kind.words + " (generation " + generation
                + ", after sequence " + lastGoodSequence + ", file " + file + ", byte " + position
                + "). Nothing was sent. Next: dragon journal repair --lane " + lane;
    }
}
