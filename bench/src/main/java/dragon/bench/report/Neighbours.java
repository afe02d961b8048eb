package dragon.bench.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of the machine others used while we measured: from {@code /proc/stat}, less our own CPU time. */
public final class Neighbours {
    private static final double TICKS_A_SECOND = 100.0; // USER_HZ, fixed on Linux.
    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;

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

    private static double ownS() {
        final var system = ManagementFactory.getOperatingSystemMXBean();
        return system instanceof final com.sun.management.OperatingSystemMXBean sun
                ? sun.getProcessCpuTime() / 1e9
                : Double.NaN;
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
