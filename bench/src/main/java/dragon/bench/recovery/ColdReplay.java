package dragon.bench.recovery;

import dragon.engine.core.CoreLimits;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.tools.replay.Replay;
import java.nio.file.Path;

/** A process that replays one journal and says how it ended. */
public final class ColdReplay {
    private ColdReplay() {}

    /** Directory of the journal, limits of the core. */
    public static void main(final String[] args) {
        final String[] limits = args[1].split(",");
        final Replay.Result result = Replay.run(
                ChronicleJournal.reader(Path.of(args[0])),
                new CoreLimits(
                        Integer.parseInt(limits[0]),
                        Integer.parseInt(limits[1]),
                        Integer.parseInt(limits[2]),
                        Integer.parseInt(limits[3]),
                        Integer.parseInt(limits[4])),
                follower -> {});
        System.out.println(result.outcome() + " " + Long.toHexString(result.stateHash()));
    }
}
