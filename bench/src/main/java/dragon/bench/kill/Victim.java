package dragon.bench.kill;

import java.util.Locale;

/** A process that is killed. The simulated venue is not one: it is the witness. */
public enum Victim {
    ENGINE,
    GATEWAY,
    SNAPSHOTTER;

    /** The verb of the launcher. */
    public String verb() {
        return name().toLowerCase(Locale.ROOT);
    }
}
