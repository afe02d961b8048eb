package dragon.bench.kill;

import java.util.Locale;

/** A process that is killed. The simulated venue is not one: it is the witness. */
enum Victim {
    ENGINE,
    GATEWAY,
    SNAPSHOTTER;

    /** The verb of the launcher. */
    String verb() {
        return name().toLowerCase(Locale.ROOT);
    }
}
