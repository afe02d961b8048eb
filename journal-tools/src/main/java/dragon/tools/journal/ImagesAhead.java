package dragon.tools.journal;

import dragon.engine.journal.JournalRepair;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.StateImageFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** State images of records that a repair has cut off: no engine may start from them. */
public final class ImagesAhead {
    private ImagesAhead() {}

    /**
     * Moves them into the sealed generation.
     *
     * @return where they are now
     */
    public static List<Path> sealBehind(final LaneDirectory lane, final JournalRepair.Result repaired) {
        final List<Path> moved = new ArrayList<>();
        try {
            for (final StateImageFile.Entry image : StateImageFile.list(lane.images())) {
                if (image.sequence() > repaired.now().lastSequence()) {
                    final Path to = repaired.sealed().resolve(image.path().getFileName());
                    moved.add(Files.move(image.path(), to));
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(
                    "the journal is repaired, but a state image after the damage cannot be moved out of "
                            + lane.images() + ": remove those above sequence "
                            + repaired.now().lastSequence(),
                    e);
        }
        return moved;
    }
}
