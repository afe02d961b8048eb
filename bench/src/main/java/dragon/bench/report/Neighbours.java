package dragon.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of the machine others used while we measured: from {@code /proc/stat}, less what we and our children used. */
public final class Neighbours {
    private static final double TICKS_A_SECOND = 100.0; // USER_HZ, fixed on Linux.
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;

    /** Behind the name in {@code /proc/self/stat}: user, system, children's user, children's system time. */
    private static final int USER_TIME = 11;

    private static final int CHILDREN_SYSTEM_TIME = 14;

    private final long startNs = System.nanoTime();
    private final double busyS = busyS();
    private final double stolenS = field(STEAL);
    private final double ownS = ownS();

    /** Cores that other processes used since this was made: 0.25 is a quarter of one core. Negative if unknown. */
    public double foreignCores() {
        final double elapsedS = (System.nanoTime() - startNs) / 1e9;
        return Double.isNaN(busyS) ? -1 : Math.max(0, (busyS() - busyS - (ownS() - ownS)) / elapsedS);
    }

    /** Cores that the host took away since this was made. */
    public double stolenCores() {
        return (field(STEAL) - stolenS) * 1e9 / (System.nanoTime() - startNs);
    }

    /** Ours, and that of children that have ended: a benchmark of starts is mostly children. */
    private static double ownS() {
        try {
            final String stat = Files.readString(Path.of("/proc/self/stat"));
            final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int field = USER_TIME; field <= CHILDREN_SYSTEM_TIME; field++) {
                ticks += Long.parseLong(fields[field]);
            }
            return ticks / TICKS_A_SECOND;
        } catch (final IOException | RuntimeException e) {
            return Double.NaN;
        }
    }

    private static double busyS() {
        double sum = 0;
        for (int field = 1; field < STEAL; field++) {
            sum += field == IDLE || field == IO_WAIT ? 0 : field(field);
        }
        return sum;
    }

    private static double field(final int index) {
        try {
            final String[] fields =
                    Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
            return Long.parseLong(fields[index]) / TICKS_A_SECOND;
        } catch (final IOException | RuntimeException e) {
            return Double.NaN;
        }
    }
}
