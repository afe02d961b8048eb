package dragon.engine.lane;

import dragon.engine.protocol.LaneMode;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a lane is for its whole life.
 *
 * @param name of the lane; also the name of its directory
 * @param mode real orders, paper trading or the local simulator; never changes
 * @param formatVersion of the directory's layout
 */
public record LaneIdentity(String name, LaneMode mode, int formatVersion) {
    /** The layout that this build writes and reads. */
    public static final int FORMAT_VERSION = 1;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,30}");

    /** Whether this can name a lane: lower-case letters, digits, dash and underscore, at most 31. */
    public static boolean isName(final String name) {
        return NAME.matcher(name).matches();
    }

    /** The mode as an operator writes it: {@code live}, {@code dry-run} or {@code sim}. */
    public String modeName() {
        return nameOf(mode);
    }

    /** A mode as an operator writes it: {@code live}, {@code dry-run} or {@code sim}. */
    public static String nameOf(final LaneMode mode) {
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The mode of this name; {@link LaneMode#NULL_VAL} if there is none. */
    public static LaneMode modeOf(final String name) {
        for (final LaneMode mode : LaneMode.values()) {
            if (mode != LaneMode.NULL_VAL && nameOf(mode).equals(name)) {
                return mode;
            }
        }
        return LaneMode.NULL_VAL;
    }
}
