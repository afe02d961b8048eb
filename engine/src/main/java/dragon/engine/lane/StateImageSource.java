package dragon.engine.lane;

import java.util.Optional;
import java.util.function.Consumer;

/** Where recovery finds state images: an image saves replaying what it covers, and is never needed. */
@FunctionalInterface
public interface StateImageSource {
    /** A source with no images: the whole journal is replayed. */
    StateImageSource NONE = (sequenceMax, warnings) -> Optional.empty();

    /**
     * The newest image that is intact and covers nothing after a sequence.
     *
     * @param warnings takes one line for each image that was there and could not be used
     */
    Optional<StateImage> newest(long sequenceMax, Consumer<String> warnings);
}
