package dragon.tools.retention;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.lane.LaneDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The open incidents of a lane: from which record on the journal has to stay, and why.
 *
 * <pre>
 *   1 48213 2026-01-09T00:00:00Z position drift on btc
 * </pre>
 *
 * <p>In {@code retention.holds}, one line each: number, first record, when, reason. No journal record: it says nothing about trading.
 */
public final class Holds {
    private static final int REASON_MAX = 200;
    private static final int WORDS = 4;

    /** A lock of a file is one of the process: threads of it have to exclude each other by themselves. */
    private static final Object IN_THIS_PROCESS = new Object();

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

    /** Opens one. */
    public Hold add(final long fromSequence, final Instant now, final String reason) {
        return alone(() -> addAlone(fromSequence, now, reason));
    }

    private Hold addAlone(final long fromSequence, final Instant now, final String reason) {
        final List<Hold> holds = new ArrayList<>(open());
        final int number = holds.stream().mapToInt(Hold::number).max().orElse(0) + 1;
        final String clean = reason.replaceAll("\\p{Cntrl}", " ").strip();
        if (clean.isEmpty() || clean.length() > REASON_MAX) {
            throw new OperatorException(
                    ExitStatus.USAGE,
                    "Cannot hold: --reason has " + clean.length() + " characters, expected 1 to " + REASON_MAX
                            + ". Nothing was changed. Next: say in a few words what has happened");
        }
        final Hold hold = new Hold(number, fromSequence, now.toString(), clean);
        holds.add(hold);
        write(holds);
        return hold;
    }

    /** Closes one. */
    public Hold release(final int number) {
        return alone(() -> releaseAlone(number));
    }

    private Hold releaseAlone(final int number) {
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
            throw unwritable(e);
        }
    }

    /** Reads, changes and writes with nobody in between, of this process or of another one: waits for them. */
    private Hold alone(final Supplier<Hold> change) {
        synchronized (IN_THIS_PROCESS) {
            final Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
            try {
                LaneDirectory.createFile(lockFile);
            } catch (final FileAlreadyExistsException there) {
                // It stays for ever: without it nobody would know which one to lock.
            } catch (final IOException e) {
                throw unwritable(e);
            }
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                return change.get();
            } catch (final IOException e) {
                throw unwritable(e);
            }
        }
    }

    private OperatorException unwritable(final IOException cause) {
        return new OperatorException(
                ExitStatus.CONFIG,
                "Cannot write " + file + ": " + cause.getMessage()
                        + ". The open incidents are as they were. Next: run it as the owner of the lane",
                cause);
    }
}
