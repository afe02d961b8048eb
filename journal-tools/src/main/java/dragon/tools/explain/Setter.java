package dragon.tools.explain;

import dragon.tools.journal.DecodedMessage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command that gave something its present value, and the file and line that it came from.
 *
 * @param command name of the message in the schema
 * @param file path as the command carried it; empty = it was typed
 * @param line of the key in the file, 0 = the key was typed
 * @param value that was set, times 10^8; {@link #NO_VALUE} where it is no number
 */
public record Setter(
        int term,
        long sequence,
        long timeNs,
        String command,
        String by,
        String why,
        String file,
        int line,
        long value) {
    /** What was set is no number. */
    static final long NO_VALUE = Long.MIN_VALUE;

    private static final int E8_SCALE = 8;
    private static final Pattern ASSIGNMENT =
            Pattern.compile("\\s*[\\w.\"-]+\\s*=\\s*\"?([-+]?[0-9_.]+)\"?\\s*(?:#.*)?");

    /** What the file says today at the place from which the value came. */
    public enum Standing {
        /** The same. */
        UNCHANGED,
        /** Something else, or nothing at all. */
        CHANGED,
        /** There is no such file any more. */
        GONE
    }

    /** The same command as the setter of one key. */
    Setter of(final int newLine, final long newValueE8) {
        return new Setter(term, sequence, timeNs, command, by, why, file, newLine, newValueE8);
    }

    /** True when the value was written in a file. */
    public boolean isOfFile() {
        return !file.isEmpty() && line > 0;
    }

    /** Looks into the file. */
    public Standing standing() {
        try {
            final List<String> lines = Files.readAllLines(Path.of(file));
            final Matcher found = ASSIGNMENT.matcher(line <= lines.size() ? lines.get(line - 1) : "");
            if (!found.matches()) {
                // A word and not a number: only that there is something can be seen.
                return value == NO_VALUE
                                && line <= lines.size()
                                && lines.get(line - 1).contains("=")
                        ? Standing.UNCHANGED
                        : Standing.CHANGED;
            }
            final BigDecimal there = new BigDecimal(found.group(1).replace("_", ""));
            return value == NO_VALUE || there.compareTo(BigDecimal.valueOf(value, E8_SCALE)) == 0
                    ? Standing.UNCHANGED
                    : Standing.CHANGED;
        } catch (final IOException e) {
            return Standing.GONE;
        } catch (final NumberFormatException e) {
            return Standing.CHANGED;
        }
    }

    /** Where the value was written: {@code bots.d/eth.toml:38}, or who typed it and the record of that. */
    public String text(final Path home) {
        return isOfFile() ? fileText(home) : commandText();
    }

    private String fileText(final Path home) {
        final Path path = Path.of(file);
        final String place = (path.startsWith(home) ? home.relativize(path).toString() : file) + ":" + line;
        return switch (standing()) {
            case UNCHANGED -> place;
            case CHANGED -> place + ", where it says something else now";
            case GONE -> place + ", the file is gone";
        };
    }

    /** Who, at which record, and why. */
    public String commandText() {
        return (by.isEmpty() ? "" : "by " + by + " ") + "at " + term + ":" + sequence
                + (why.isEmpty() ? "" : " \"" + why + "\"");
    }

    Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", isOfFile() ? file : null);
        json.put("line", isOfFile() ? line : null);
        json.put("fileStanding", isOfFile() ? standing().name().toLowerCase(Locale.ROOT) : null);
        json.put("command", command);
        json.put("by", by);
        json.put("why", why);
        json.put("term", term);
        json.put("sequence", sequence);
        json.put("time", DecodedMessage.timeText(timeNs));
        return json;
    }
}
