package dragon.tools.retention;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The open incidents of a lane: from which record on the journal has to stay, and why.
 *
 * <pre>
 *   1 48213 2026-01-09T00:00:00Z position drift on btc
 * </pre>
 *
 * <p>In {@code retention.holds}, one line each: number, first record, when, reason. No journal record: it says nothing about trading.
 *
 * <p>Threading: any; who changes it waits until nobody else does, in this process or another one. Who reads it never waits.
 */
public final class Holds {
    private static final int REASON_MAX = 200;
    private static final int WORDS = 4;

    /** An OS lock is one of the whole process, and asking for it twice is an error: so the threads of one queue here. */
    private static final Object THIS_PROCESS = new Object();

    private final Path file;

    private Holds(final Path file) {
        this.file = file;
    }

    public static Holds of(final LaneDirectory lane) {
        return new Holds(lane.holds());
    }

    /**
     * One open incident.
     *
     * @param number to release it by; grows, while another one is open
     * @param fromSequence of the first record that it needs, 1 = all
     * @param at when it was opened, RFC 3339
     */
    public record Hold(int number, long fromSequence, String at, String reason) {}

    /**
     * Those that are open, oldest first.
     *
     * @throws OperatorException if the file cannot be read: then nobody knows what has to stay
     */
    public List<Hold> open() {
        final List<Hold> holds = new ArrayList<>();
        try {
            for (final String line : Files.readAllLines(file)) {
                final String[] words = line.split(" ", WORDS);
                if (words.length != WORDS) {
                    throw unreadable("it says '" + line + "'", null);
                }
                holds.add(new Hold(Integer.parseInt(words[0]), Long.parseLong(words[1]), words[2], words[3]));
            }
        } catch (final NoSuchFileException none) {
            return List.of();
        } catch (final IOException | NumberFormatException e) {
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
        return holds;
    }

    private OperatorException unreadable(final String why, final Exception cause) {
        return new OperatorException(
                ExitStatus.CONFIG,
                "Cannot read the open incidents in " + file + ": " + why
                        + ". Nothing was removed. Next: put the file right; each line is NUMBER SEQUENCE TIME REASON",
                cause);
    }

    /**
     * Opens one.
     *
     * @throws OperatorException if the reason is none, or the file cannot be read or written; then nothing was changed
     */
    public Hold add(final long fromSequence, final Instant now, final String reason) {
        final String clean = reason.replaceAll("\\p{Cntrl}", " ").strip();
        if (clean.isEmpty() || clean.length() > REASON_MAX) {
            throw new OperatorException(
                    ExitStatus.USAGE,
                    "Cannot hold: --reason has " + clean.length() + " characters, expected 1 to " + REASON_MAX
                            + ". Nothing was changed. Next: say in a few words what has happened");
        }
        return alone(() -> {
            final List<Hold> holds = new ArrayList<>(open());
            final int number = holds.stream().mapToInt(Hold::number).max().orElse(0) + 1;
            final Hold hold = new Hold(number, fromSequence, now.toString(), clean);
            holds.add(hold);
            write(holds);
            return hold;
        });
    }

    /**
     * Closes one.
     *
     * @throws OperatorException with {@link ExitStatus#NOT_FOUND} if there is none of this number, or if the file cannot be read or
     *     written; then nothing was changed
     */
    public Hold release(final int number) {
        return alone(() -> remove(number));
    }

    /** Reads and writes with nobody between: the later of two would write what it has read before the other one wrote. */
    private Hold alone(final Supplier<Hold> change) {
        synchronized (THIS_PROCESS) {
            try (FileChannel lock = FileChannel.open(
                    file.resolveSibling(file.getFileName() + ".lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                lock.lock(); // Until the channel is closed, or the process has ended.
                return change.get();
            } catch (final IOException e) {
                throw cannotWrite(e);
            }
        }
    }

    private Hold remove(final int number) {
        final List<Hold> holds = new ArrayList<>(open());
        final Hold released = holds.stream()
                .filter(hold -> hold.number() == number)
                .findFirst()
                .orElseThrow(() -> new OperatorException(
                        ExitStatus.NOT_FOUND,
                        "No open incident " + number + " in " + file + ", there "
                                + (holds.isEmpty()
                                        ? "is none"
                                        : "are "
                                                + holds.stream()
                                                        .map(hold -> String.format(Locale.ROOT, "%d", hold.number()))
                                                        .toList())
                                + ". Nothing was changed. Next: dragon retention show"));
        holds.remove(released);
        write(holds);
        return released;
    }

    private void write(final List<Hold> holds) {
        final StringBuilder text = new StringBuilder();
        for (final Hold hold : holds) {
            text.append(hold.number())
                    .append(' ')
                    .append(hold.fromSequence())
                    .append(' ')
                    .append(hold.at())
                    .append(' ')
                    .append(hold.reason())
                    .append('\n');
        }
        try {
            QueueDirectory.replace(file, text);
        } catch (final IOException e) {
            throw cannotWrite(e);
        }
    }

    private OperatorException cannotWrite(final IOException cause) {
        return new OperatorException(
                ExitStatus.CONFIG,
                "Cannot write " + file + ": " + cause.getMessage()
                        + ". The open incidents are as they were. Next: run it as the owner of the lane",
                cause);
    }
}
