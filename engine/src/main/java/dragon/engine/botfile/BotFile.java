package dragon.engine.botfile;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.Nearest;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads a bot from a TOML file or from flags and reports everything that is wrong at once, each with its place.
 *
 * <p>Strict: an unknown key is an error, for a setting that is misspelt is a setting that is not set; and a key that has an effect
 * in the chosen modes must be there. What may be left out has its default in {@link BotKey}.
 */
public final class BotFile {
    /** What a bot file of this version says at its top. */
    public static final long SCHEMA_VERSION = 2;

    /** Keys above the first section, beside those of the strategy. */
    private static final List<String> TOP_KEYS =
            List.of("schema_version", "name", "symbol", "account", "timeframe", "legs");

    private static final String LABELS = "labels";
    private static final String LIMITS = "limits";

    /** A bot that is made from flags alone is the simplest that there is, unless the flags say otherwise. */
    private static final Map<String, String> FLAG_DEFAULTS = Map.of(
            "sizing.mode", "QUANTITY",
            "entry.signal", "ALWAYS",
            "take_profit.mode", "PCT",
            "stop_loss.mode", "PCT",
            "stop_loss.pct", "0");

    private static final Pattern SYMBOL = Pattern.compile("PERP_[A-Z0-9]{1,12}_[A-Z]{3,5}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,30}");

    /** A double holds so many decimal digits for certain: more has to be quoted. */
    private static final int DOUBLE_DIGITS = 15;

    /** What a bot is read for: one that trades needs an account, one that is tested does not. */
    public enum Purpose {
        TRADE,
        TEST
    }

    private final Path path;
    private final TomlParseResult toml;
    private final Map<String, String> overrides;
    private final Purpose purpose;
    private final FileProblems problems;
    private final Set<String> suspects = new LinkedHashSet<>();
    private final SortedMap<StrategyParameter, Long> valuesE8 = new TreeMap<>();

    private BotFile(
            final Path path, final TomlParseResult toml, final Map<String, String> overrides, final Purpose purpose) {
        this.path = path;
        this.toml = toml;
        this.overrides = overrides;
        this.purpose = purpose;
        this.problems = new FileProblems(path);
    }

    /**
     * Reads a file.
     *
     * @param overrides values that replace or add to those of the file, by key, as they were typed
     * @throws OperatorException naming everything that is wrong
     */
    public static BotSettings read(final Path path, final Map<String, String> overrides, final Purpose purpose) {
        return new BotFile(path, parse(path), overrides, purpose).read();
    }

    /**
     * Makes a bot from flags alone; its mode is the simplest: fixed quantity, always enter, percent.
     *
     * @param values by key, as they were typed
     * @throws OperatorException naming everything that is wrong
     */
    public static BotSettings ofFlags(final Map<String, String> values) {
        final Map<String, String> all = new LinkedHashMap<>(FLAG_DEFAULTS);
        all.put("schema_version", Long.toString(SCHEMA_VERSION));
        all.putAll(values);
        return new BotFile(null, Toml.parse(""), all, Purpose.TRADE).read();
    }

    /** The file as it is, syntax errors and all; fails where it cannot be read. */
    static TomlParseResult parse(final Path path) {
        try {
            return Toml.parse(path);
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot read " + path + ": "
                            + (e instanceof NoSuchFileException
                                    ? "there is no such file"
                                    : e instanceof AccessDeniedException ? "permission denied" : "not a text file")
                            + "; nothing was sent. Next: ls -l " + path,
                    e);
        }
    }

    private BotSettings read() {
        toml.errors().forEach(error -> problem(error.position(), error.getMessage()));
        unknownKeys();
        version();
        final String name = name();
        final String symbol = symbol();
        final String account = text("account", purpose == Purpose.TRADE);
        final Timeframe timeframe = timeframe();
        final Legs legs = legs();
        BotKey.ALL.forEach(this::value);
        BotRules.needed(valuesE8).forEach(this::missing);
        BotRules.conflicts(valuesE8, legs)
                .forEach((parameter, why) -> problem(
                        BotKey.of(parameter).name(), "'" + BotKey.of(parameter).name() + "' " + why));
        final BotSettings bot = new BotSettings(name, symbol, account, timeframe, legs, valuesE8, labels(), origin());
        if (problems.isEmpty()) {
            final String inconsistency = bot.strategy().firstInconsistency(bot.candleMinutes());
            if (inconsistency != null) {
                problem((TomlPosition) null, inconsistency);
            }
        }
        if (!problems.isEmpty()) {
            throw problems.failure("dragon bot create --help, and the keys of the manual, section Bot files");
        }
        return bot;
    }

    private Origin origin() {
        if (path == null) {
            return Origin.NONE;
        }
        final Map<String, Integer> lines = new LinkedHashMap<>();
        for (final BotKey key : BotKey.ALL) {
            final List<String> keyPath = List.of(key.name().split("\\."));
            final TomlPosition position =
                    overrides.containsKey(key.name()) || !isAssigned(keyPath) ? null : toml.inputPositionOf(keyPath);
            if (position != null) {
                lines.put(key.name(), position.line());
            }
        }
        return Origin.of(path, lines);
    }

    private boolean isAssigned(final List<String> keyPath) {
        return (keyPath.size() == 1 || toml.get(keyPath.subList(0, 1)) instanceof TomlTable) && toml.contains(keyPath);
    }

    private void unknownKeys() {
        final List<String> all = Stream.concat(
                        TOP_KEYS.stream(), BotKey.ALL.stream().map(BotKey::name))
                .toList();
        final Set<String> reported = new LinkedHashSet<>();
        for (final List<String> keyPath : toml.keyPathSet(true)) {
            final String key = String.join(".", keyPath);
            final String section = keyPath.get(0);
            final boolean isTable = toml.get(keyPath) instanceof TomlTable;
            if (section.equals(LABELS)
                    || all.contains(key)
                    || isTable && BotKey.sections().contains(key)) {
                continue;
            }
            if (keyPath.size() > 1 && !BotKey.sections().contains(section)) {
                continue; // Its section is reported.
            }
            if (reported.add(key)) {
                final String nearest = isTable ? BotKey.nearest(key, BotKey.sections()) : BotKey.nearest(key, all);
                suspects.add(nearest);
                problem(
                        toml.inputPositionOf(keyPath),
                        "unknown " + (isTable ? "section '" : "key '") + key + "'"
                                + (nearest.isEmpty()
                                        ? ""
                                        : "; the nearest known " + (isTable ? "section is '" : "key is '") + nearest
                                                + "'"));
            }
        }
        for (final String section : BotKey.sections()) {
            if (toml.contains(List.of(section)) && !(toml.get(List.of(section)) instanceof TomlTable)) {
                suspects.add(section);
                problem(
                        toml.inputPositionOf(List.of(section)),
                        "'" + section + "' must be a section: [" + section + "]");
            }
        }
        for (final String key : overrides.keySet()) {
            if (!all.contains(key)) {
                final String nearest = BotKey.nearest(key, all);
                problem(
                        key,
                        "--set: unknown key '" + key + "'"
                                + (nearest.isEmpty() ? "" : "; the nearest known key is '" + nearest + "'"));
            }
        }
    }

    private void version() {
        final Object version = raw("schema_version");
        if (version == null) {
            absent("schema_version", "'schema_version' is missing: write schema_version = " + SCHEMA_VERSION);
        } else if (!Long.toString(SCHEMA_VERSION).equals(version.toString())) {
            problem(
                    "schema_version",
                    "schema_version is " + SCHEMA_VERSION + " here, found " + version
                            + ": the manual, section Bot files, says what has changed");
        }
    }

    private String name() {
        final String name = text("name", false);
        final String found = !name.isEmpty() || path == null
                ? name
                : path.getFileName().toString().replaceFirst("\\.toml$", "");
        if (path == null && found.isEmpty()) {
            absent("name", "NAME is missing");
        } else if (!NAME.matcher(found).matches()) {
            problem("name", "'name' has letters, digits, dots and dashes, at most 31, found '" + found + "'");
        }
        return found;
    }

    private String symbol() {
        final String symbol = text("symbol", purpose == Purpose.TRADE);
        if (!symbol.isEmpty() && !SYMBOL.matcher(symbol).matches()) {
            problem("symbol", "'symbol' is written as PERP_BTC_USDT, found '" + symbol + "'");
        }
        return symbol;
    }

    private String text(final String key, final boolean isNeeded) {
        final Object value = raw(key);
        if (value instanceof final String text) {
            return text;
        }
        if (value != null) {
            problem(key, "'" + key + "' must be text in quotes");
        } else if (isNeeded) {
            absent(key, "'" + key + "' is missing; it may also be given as --" + key);
        }
        return "";
    }

    private Timeframe timeframe() {
        final String text = text("timeframe", true);
        final Timeframe timeframe = BotSettings.timeframe(text);
        if (timeframe == null && !text.isEmpty()) {
            final String nearest = Nearest.of(text, BotSettings.timeframes());
            problem(
                    "timeframe",
                    "no timeframe '" + text + "'" + (nearest.isEmpty() ? "" : "; the nearest is '" + nearest + "'")
                            + "; known: " + String.join(", ", BotSettings.timeframes()));
        }
        return timeframe;
    }

    private Legs legs() {
        final Object value = raw("legs");
        if (value instanceof final TomlArray array) {
            final boolean isLong = array.toList().contains("LONG");
            final boolean isShort = array.toList().contains("SHORT");
            if (array.size() == (isLong ? 1 : 0) + (isShort ? 1 : 0) && !array.isEmpty()) {
                return isLong && isShort ? Legs.BOTH_LEGS : isLong ? Legs.LONG_ONLY : Legs.SHORT_ONLY;
            }
        } else if (value != null && overrides.containsKey("legs")) {
            final Legs legs = BotSettings.legs(value.toString());
            if (legs == null) {
                problem("legs", "--legs is long, short or both, found '" + value + "'");
            }
            return legs;
        } else if (value == null) {
            absent("legs", "'legs' is missing: write legs = [\"LONG\"], [\"SHORT\"] or [\"LONG\", \"SHORT\"]");
            return null;
        }
        problem("legs", "'legs' must be [\"LONG\"], [\"SHORT\"] or [\"LONG\", \"SHORT\"]");
        return null;
    }

    private void value(final BotKey key) {
        final Object value = raw(key.name());
        if (value == null) {
            if (key.fallback() != null) {
                valuesE8.put(key.parameter(), key.fallbackE8());
            }
            return;
        }
        try {
            final long valueE8 = key.parse(text(key, value));
            valuesE8.put(key.parameter(), valueE8);
            ratchet(key, valueE8);
        } catch (final IllegalArgumentException e) {
            suspects.add(key.name());
            problem(key.name(), "'" + key.name() + "' " + e.getMessage());
        }
    }

    /** A flag or the environment may tighten a limit of the file, never loosen it: that takes a change of the file. */
    private void ratchet(final BotKey key, final long valueE8) {
        final List<String> keyPath = List.of(key.name().split("\\."));
        if (!key.section().equals(LIMITS) || !overrides.containsKey(key.name()) || !isAssigned(keyPath)) {
            return;
        }
        final String written = toml.get(keyPath).toString();
        if (valueE8 > key.parse(written)) {
            problem(
                    key.name(),
                    "'" + key.name() + "' is " + written + " in " + path + ":"
                            + toml.inputPositionOf(keyPath).line()
                            + ", a flag or the environment may only tighten it, found "
                            + overrides.get(key.name()));
        }
    }

    private String text(final BotKey key, final Object value) {
        if (overrides.containsKey(key.name())) {
            return value.toString();
        }
        if (key.isYesNo()) {
            if (value instanceof final Boolean yes) {
                return yes.toString();
            }
            throw new IllegalArgumentException("must be true or false, without quotes");
        }
        if (value instanceof final String text) {
            return text;
        }
        if (!key.isNumber()) {
            throw new IllegalArgumentException("must be text in quotes: " + key.range());
        }
        final String number = bareNumber(value);
        if (number == null) {
            throw new IllegalArgumentException("must be a number (" + key.range() + ")");
        }
        return number;
    }

    /** A number as it was written without quotes; null where it is none. */
    static String bareNumber(final Object value) {
        if (value instanceof final Long number) {
            return number.toString();
        }
        if (value instanceof final Double number && Double.isFinite(number)) {
            final BigDecimal decimal = BigDecimal.valueOf(number);
            if (decimal.precision() > DOUBLE_DIGITS) {
                throw new IllegalArgumentException("has too many digits for a bare number: put it in quotes");
            }
            return decimal.toPlainString();
        }
        return null;
    }

    private void missing(final StrategyParameter parameter, final String why) {
        final BotKey key = BotKey.of(parameter);
        if (valuesE8.containsKey(parameter)) {
            return;
        }
        final String because = why.isEmpty() ? "" : ", for " + why;
        if (path != null && !toml.contains(List.of(key.section()))) {
            absent(key.section(), "section [" + key.section() + "] is missing" + because);
        } else {
            absent(key.name(), "'" + key.name() + "' is missing" + because + " (" + key.range() + ")");
        }
    }

    /** Something is not there: no news where the text cannot be read, or where it is there under a wrong name. */
    private void absent(final String key, final String text) {
        final int point = key.indexOf('.');
        final String section = point < 0 ? key : key.substring(0, point);
        if (toml.hasErrors() || suspects.contains(key) || suspects.contains(section)) {
            return;
        }
        if (path == null) {
            problems.addOfFlag(text);
        } else {
            problem(point < 0 ? null : toml.inputPositionOf(List.of(section)), text);
        }
    }

    private Map<String, String> labels() {
        final Map<String, String> labels = new LinkedHashMap<>();
        if (toml.get(List.of(LABELS)) instanceof final TomlTable table) {
            table.keySet().forEach(key -> labels.put(key, String.valueOf(table.get(List.of(key)))));
        }
        return labels;
    }

    /** What was typed, else what the file says, else null. */
    private Object raw(final String key) {
        if (overrides.containsKey(key)) {
            return overrides.get(key);
        }
        final List<String> keyPath = List.of(key.split("\\."));
        if (keyPath.size() > 1 && !(toml.get(keyPath.subList(0, 1)) instanceof TomlTable)) {
            return null;
        }
        return toml.get(keyPath);
    }

    private void problem(final String key, final String text) {
        if (overrides.containsKey(key)) {
            problems.addOfFlag(text);
        } else {
            final List<String> keyPath = List.of(key.split("\\."));
            problem(toml.contains(keyPath) ? toml.inputPositionOf(keyPath) : null, text);
        }
    }

    private void problem(final TomlPosition position, final String text) {
        problems.add(position, text);
    }
}
