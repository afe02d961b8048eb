package dragon.monitor.cli;

/**
 * One line of a doctor: what was looked at, what was found, and for anything not good the remedy.
 *
 * @param name for programs, stable
 * @param found with the measured value
 */
record Check(String area, String name, Verdict verdict, String found, String remedy) {
    /** How good it is. */
    enum Verdict {
        OK,
        WARN,
        FAIL,
        SKIP
    }
}
