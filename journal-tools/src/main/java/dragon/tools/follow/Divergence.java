package dragon.tools.follow;

/**
 * The first place where the recomputed history and the journal differ.
 *
 * @param sequence of the journal's record
 * @param timeNs engine time of the record, nanoseconds since the epoch
 * @param recordKind of the journal's record: INPUT, INTENT or AUDIT
 * @param template name of its message
 * @param inputSequence of the input that was applied last, 0 = none since the start
 * @param inputTemplate name of that input's message
 * @param logicVersion that wrote the record
 * @param expected what this core says, decoded; empty = nothing
 * @param found what the journal says, decoded; empty = nothing
 */
public record Divergence(
        Kind kind,
        long sequence,
        int term,
        long timeNs,
        String recordKind,
        String template,
        long inputSequence,
        String inputTemplate,
        int logicVersion,
        String expected,
        String found) {

    /** In what way they differ. */
    public enum Kind {
        /** The journal holds another output than this core gives. */
        OUTPUT_DIFFERS("the journal holds another message than this core computes"),
        /** This core gives an output, the journal goes on without it. */
        OUTPUT_MISSING("this core computes a message that the journal does not hold"),
        /** The journal holds an output that this core does not give. */
        OUTPUT_UNEXPECTED("the journal holds a message that this core does not compute"),
        /** The state image of this core has another hash than the checkpoint. */
        STATE_HASH("the state differs at a checkpoint");

        private final String words;

        Kind(final String words) {
            this.words = words;
        }

        /** The same as a clause of a sentence. */
        public String words() {
            return words;
        }
    }

    /** For people, on several lines. */
    public String text() {
        return "FIRST DIVERGENCE   " + term + ":" + sequence + "   record kind " + recordKind + " " + template + "\n"
                + " what          " + kind.words() + "\n"
                + " journal       " + (found.isEmpty() ? "-" : found) + "\n"
                + " recomputed    " + (expected.isEmpty() ? "-" : expected) + "\n"
                + " caused by     input " + inputSequence + " " + inputTemplate + "\n"
                + " logic         recorded by version " + logicVersion + ", replayed by version "
                + dragon.engine.journal.RecordEnvelope.LOGIC_VERSION;
    }
}
