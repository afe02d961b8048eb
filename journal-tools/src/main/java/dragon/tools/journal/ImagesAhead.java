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

/** State images of records that the journal does not hold, or no more: no engine may start from them. */
public final class ImagesAhead {
    private ImagesAhead() {}

    /** The newest record behind the end of the journal that there is an image of; 0 if there is none. */
    public static long newestBehind(final LaneDirectory lane, final long lastSequence) {
        try {
            return StateImageFile.list(lane.images()).stream()
                    .mapToLong(StateImageFile.Entry::sequence)
                    .filter(sequence -> sequence > lastSequence)
                    .max()
                    .orElse(0);
        } catch (final IOException e) {
            throw new UncheckedIOException("the state images in " + lane.images() + " cannot be listed", e);
        }
    }

    /**
     * Sets them aside where they are: the journal is sound and ends at this record.
     *
     * @return where they are now
     */
    public static List<Path> setAside(final LaneDirectory lane, final long lastSequence) {
        try {
            return StateImageFile.setAside(lane.images(), lastSequence);
        } catch (final IOException e) {
            throw new UncheckedIOException(
                    "a state image cannot be renamed: move those above sequence " + lastSequence + " out of "
                            + lane.images(),
                    e);
        }
    }

    /**
     * Moves those that a repair has cut off into the sealed generation.
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
