package dragon.engine.core.gate;

import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;

/** A red button of one scope: pressed or not, since when, by whom and why. */
public final class Hold {
    private boolean isOn;
    private long sinceNs;
    private String by = "";
    private String why = "";

    public boolean isOn() {
        return isOn;
    }

    /** Engine time at which it was pressed; 0 while it is not. */
    public long sinceNs() {
        return sinceNs;
    }

    /** Who pressed it; empty while it is not. */
    public String by() {
        return by;
    }

    /** Why, in the operator's words; empty while it is not. */
    public String why() {
        return why;
    }

    /** Presses it; one that is on already keeps its beginning. */
    public void set(final String operator, final String reason, final long nowNs) {
        if (!isOn) {
            sinceNs = nowNs;
        }
        isOn = true;
        by = operator;
        why = reason;
    }

    /** Counts it from now on, where it is pressed. */
    public void countFrom(final long nowNs) {
        if (isOn) {
            sinceNs = nowNs;
        }
    }

    /** Lets it go; false when it was not pressed. */
    public boolean clear() {
        final boolean wasOn = isOn;
        isOn = false;
        sinceNs = 0;
        by = "";
        why = "";
        return wasOn;
    }

    public void write(final ImageWriter image) {
        image.writeFlag(isOn);
        image.writeLong(sinceNs);
        image.writeText(by);
        image.writeText(why);
    }

    public void read(final ImageReader image) {
        isOn = image.readFlag();
        sinceNs = image.readLong();
        by = image.readText();
        why = image.readText();
    }
}
