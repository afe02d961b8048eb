package dragon.monitor.cli;

import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import dragon.monitor.snapshot.Decimals;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/**
 * Reads a bot from a TOML file and reports everything that is wrong at once, each with its place.
 *
 * <p>Strict: an unknown key is an error, for a setting that is misspelt is a setting that is not set.
 */
final class BotFile {
    private static final List<String> TOP_KEYS =
            List.of("schema_version", "name", "symbol", "account", "timeframe", "legs");

    private static final long SCHEMA_VERSION = 1;

    /** A double holds so many decimal digits for certain: more has to be quoted. */
    private static final int DOUBLE_DIGITS = 15;

    private final Path path;
    private final TomlParseResult toml;
    private final List<String> problems = new ArrayList<>();

    private BotFile(final Path path, final TomlParseResult toml) {
        this.path = path;
        this.toml = toml;
    }

    /** Reads the file; a name that is not in it is the file's own. */
    static BotSettings read(final Path path) {
        final TomlParseResult toml;
        try {
            toml = Toml.parse(path);
        } catch (final IOException e) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "Cannot read " + path + ": "
                            + (e instanceof NoSuchFileException
                                    ? "there is no such file"
                                    : e instanceof AccessDeniedException ? "permission denied" : "not a text file")
                            + "; nothing was sent.",
                    "ls -l " + path,
                    e);
        }
        return new BotFile(path, toml).read();
    }

    private BotSettings read() {
        toml.errors().forEach(error -> problem(error.position(), error.getMessage()));
        unknownKeys();
        final Object version = toml.get("schema_version");
        if (version != null && !Long.valueOf(SCHEMA_VERSION).equals(version)) {
            problem("schema_version", "schema_version is " + SCHEMA_VERSION + " here, found " + version);
        }
        final String symbol = text("symbol");
        final String account = text("account");
        final Timeframe timeframe = timeframe();
        final Legs legs = legs();
        final SortedMap<StrategyParameter, Long> parameters = new TreeMap<>();
        BotSettings.KEYS.forEach((key, parameter) -> {
            final Long valueE8 = decimal(key);
            if (valueE8 != null) {
                parameters.put(parameter, valueE8);
            }
        });
        if (problems.size() == 1) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    problems.get(0) + "; nothing was sent.",
                    "correct the file and repeat the command");
        }
        if (!problems.isEmpty()) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    path + " has " + problems.size() + " errors; nothing was sent.\n" + String.join("\n", problems)
                            + "\n",
                    "correct the file and repeat the command");
        }
        return new BotSettings(name(), symbol, account, timeframe, legs, parameters);
    }

    private String name() {
        final String name = toml.getString("name");
        return name != null ? name : path.getFileName().toString().replaceFirst("\\.toml$", "");
    }

    private void unknownKeys() {
        final Set<String> known = BotSettings.KEYS.keySet();
        final List<String> all =
                Stream.concat(TOP_KEYS.stream(), known.stream()).toList();
        for (final String key : toml.dottedKeySet(false)) {
            if (!all.contains(key)) {
                final String nearest = Names.nearest(key, all);
                problem(
                        key,
                        "unknown key '" + key + "'"
                                + (nearest == null ? "" : "; the nearest known key is '" + nearest + "'"));
            }
        }
    }

    private String text(final String key) {
        final Object value = toml.get(key);
        if (value instanceof String text) {
            return text;
        }
        problem(key, value == null ? "'" + key + "' is missing" : "'" + key + "' must be text in quotes");
        return "";
    }

    private Timeframe timeframe() {
        final String text = text("timeframe");
        final Timeframe timeframe = BotSettings.timeframe(text);
        if (timeframe == null && !text.isEmpty()) {
            final String nearest = Names.nearest(text, BotSettings.timeframes());
            problem(
                    "timeframe",
                    "no timeframe '" + text + "'" + (nearest == null ? "" : "; the nearest is '" + nearest + "'")
                            + "; known: " + String.join(", ", BotSettings.timeframes()));
        }
        return timeframe;
    }

    private Legs legs() {
        final Object value = toml.get("legs");
        if (value instanceof TomlArray array) {
            final boolean isLong = array.toList().contains("LONG");
            final boolean isShort = array.toList().contains("SHORT");
            if (array.size() == (isLong ? 1 : 0) + (isShort ? 1 : 0) && !array.isEmpty()) {
                return isLong && isShort ? Legs.BOTH_LEGS : isLong ? Legs.LONG_ONLY : Legs.SHORT_ONLY;
            }
        }
        problem("legs", "'legs' must be [\"LONG\"], [\"SHORT\"] or [\"LONG\", \"SHORT\"]");
        return null;
    }

    private Long decimal(final String key) {
        final Object value = toml.get(key);
        if (value == null) {
            return null;
        }
        try {
            if (value instanceof Long || value instanceof String) {
                return Decimals.parseE8(value.toString());
            }
            if (value instanceof Double number && BigDecimal.valueOf(number).precision() <= DOUBLE_DIGITS) {
                return Decimals.parseE8(BigDecimal.valueOf(number).toPlainString());
            }
            problem(
                    key,
                    value instanceof Double
                            ? "'" + key + "' has too many digits for a bare number: put it in quotes"
                            : "'" + key + "' must be a number");
        } catch (final IllegalArgumentException e) {
            problem(key, "'" + key + "': " + e.getMessage());
        }
        return null;
    }

    private void problem(final String key, final String text) {
        problem(toml.inputPositionOf(key), text);
    }

    private void problem(final TomlPosition position, final String text) {
        final String place = position == null ? ":1:1" : ":" + position.line() + ":" + position.column();
        problems.add(path + place + ": " + text);
    }
}
