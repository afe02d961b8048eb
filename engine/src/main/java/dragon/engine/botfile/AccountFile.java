package dragon.engine.botfile;

import dragon.engine.OperatorException;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;

/**
 * Reads the limits of an account from a TOML file and reports everything that is wrong at once, each with its place.
 *
 * <p>Strict: a key that nobody knows is an error, for a limit that is misspelt is a limit that is not set. A flag or the
 * environment may tighten what the file says, never loosen it.
 */
public final class AccountFile {
    /** What an account file of this version says at its top. */
    public static final long SCHEMA_VERSION = 1;

    /** Loss of a day, what is not realised left out; the gate of the same name. */
    public static final String DAILY_LOSS = "limits.daily_loss_limit";

    /** As {@link #DAILY_LOSS}, of all days. */
    public static final String TOTAL_LOSS = "limits.total_loss_limit";

    private static final String SECTION = "limits";
    private static final List<String> TOP_KEYS = List.of("schema_version", "label");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,30}");
    private static final BigDecimal LARGE = BigDecimal.valueOf(1_000_000_000);
    private static final int SCALE = 8;

    private final Path path;
    private final TomlParseResult toml;
    private final Map<String, String> overrides;
    private final FileProblems problems;
    private final Map<String, List<String>> paths = new LinkedHashMap<>();

    private AccountFile(final Path path, final Map<String, String> overrides) {
        this.path = path;
        this.toml = BotFile.parse(path);
        this.overrides = overrides;
        this.problems = new FileProblems(path);
    }

    /**
     * Reads a file.
     *
     * @param overrides tighter limits by key, as they were typed
     * @throws OperatorException naming everything that is wrong
     */
    public static AccountLimits read(final Path path, final Map<String, String> overrides) {
        return new AccountFile(path, overrides).read();
    }

    /** Name of a limit in a file. */
    public static String keyOf(final Limit limit) {
        return SECTION + "." + limit.key();
    }

    /** Names of all limits in a file. */
    public static List<String> keys() {
        final List<String> keys = new ArrayList<>(List.of(DAILY_LOSS, TOTAL_LOSS));
        for (final Limit limit : Limit.all()) {
            keys.add(keyOf(limit));
        }
        return keys;
    }

    private AccountLimits read() {
        toml.errors().forEach(error -> problems.add(error.position(), error.getMessage()));
        findKeys();
        version();
        final String label = label();
        final Map<Limit, Long> limitsE8 = new EnumMap<>(Limit.class);
        for (final Limit limit : Limit.all()) {
            final Long valueE8 = value(keyOf(limit), text -> limitE8(limit, text), limit::isLooser);
            if (valueE8 != null) {
                limitsE8.put(limit, valueE8);
            }
        }
        final Long dailyLossE8 = value(DAILY_LOSS, AccountFile::lossE8, AccountLimits::isLooserLoss);
        final Long totalLossE8 = value(TOTAL_LOSS, AccountFile::lossE8, AccountLimits::isLooserLoss);
        if (!problems.isEmpty()) {
            throw problems.failure("the keys of the manual, section Limits");
        }
        return new AccountLimits(label, Collections.unmodifiableMap(limitsE8), dailyLossE8, totalLossE8, origin());
    }

    /** Notes where each key is, and what nobody knows. */
    private void findKeys() {
        final List<String> known = new ArrayList<>(TOP_KEYS);
        known.addAll(keys());
        for (final List<String> keyPath : toml.keyPathSet()) {
            final String key = String.join(".", keyPath);
            if (!known.contains(key)) {
                final String nearest = BotKey.nearest(key, known);
                problems.add(
                        toml.inputPositionOf(keyPath),
                        "unknown key '" + key + "'"
                                + (nearest.isEmpty() ? "" : "; the nearest known key is '" + nearest + "'"));
            } else if (paths.put(key, keyPath) != null) {
                problems.add(toml.inputPositionOf(keyPath), "'" + key + "' is written twice, with and without quotes");
            }
        }
    }

    private void version() {
        final List<String> keyPath = paths.get("schema_version");
        if (keyPath == null) {
            if (!toml.hasErrors()) {
                problems.add(null, "'schema_version' is missing: write schema_version = " + SCHEMA_VERSION);
            }
        } else if (!Long.valueOf(SCHEMA_VERSION).equals(toml.get(keyPath))) {
            problems.add(
                    toml.inputPositionOf(keyPath),
                    "schema_version of an account file is " + SCHEMA_VERSION + ", found " + toml.get(keyPath));
        }
    }

    private String label() {
        final List<String> keyPath = paths.get("label");
        final Object label =
                keyPath == null ? path.getFileName().toString().replaceFirst("\\.toml$", "") : toml.get(keyPath);
        if (label instanceof final String text && LABEL.matcher(text).matches()) {
            return text;
        }
        problems.add(
                keyPath == null ? null : toml.inputPositionOf(keyPath),
                "'label' has letters, digits, dots and dashes, at most 31, in quotes, found '" + label + "'");
        return "";
    }

    /** Tells which of two values lets more through. */
    private interface Looser {
        boolean test(long aE8, long bE8);
    }

    /** What holds of a key: the flag's word where there is one, else the file's; null where neither names it. */
    private Long value(final String key, final ToLongFunction<String> parse, final Looser looser) {
        final List<String> keyPath = paths.get(key);
        Long writtenE8 = null;
        if (keyPath != null) {
            try {
                writtenE8 = parse.applyAsLong(text(toml.get(keyPath)));
            } catch (final IllegalArgumentException e) {
                problems.add(toml.inputPositionOf(keyPath), "'" + key + "' " + e.getMessage());
            }
        }
        final String typed = overrides.get(key);
        if (typed == null) {
            return writtenE8;
        }
        try {
            final long typedE8 = parse.applyAsLong(typed);
            if (writtenE8 != null && looser.test(typedE8, writtenE8)) {
                problems.addOfFlag("'" + key + "' is " + text(toml.get(keyPath)) + " in " + path + ":" + line(keyPath)
                        + ", a flag or the environment may only tighten it, found " + typed);
            }
            return typedE8;
        } catch (final IllegalArgumentException e) {
            problems.addOfFlag("--set " + key + " " + e.getMessage());
            return null;
        }
    }

    private int line(final List<String> keyPath) {
        final TomlPosition position = toml.inputPositionOf(keyPath);
        return position == null ? 0 : position.line();
    }

    private static String text(final Object value) {
        if (value instanceof final String text) {
            return text;
        }
        final String number = BotFile.bareNumber(value);
        if (number == null) {
            throw new IllegalArgumentException("must be a number, \"off\" or \"default\"");
        }
        return number;
    }

    private static long limitE8(final Limit limit, final String text) {
        if (text.equals("off")) {
            return Limits.OFF;
        }
        if (text.equals("default")) {
            final long defaultE8 = limit.defaultE8(Limits.UNSET);
            if (defaultE8 == Limits.UNSET) {
                throw new IllegalArgumentException(
                        "is by default a part of equity, which moves: write a number, or \"off\"");
            }
            return defaultE8;
        }
        return numberE8(text);
    }

    private static long lossE8(final String text) {
        if (text.equals("off")) {
            return 0;
        }
        final long valueE8 = numberE8(text);
        if (valueE8 == 0) {
            throw new IllegalArgumentException("must be above 0, or \"off\"");
        }
        return valueE8;
    }

    private static long numberE8(final String text) {
        final BigDecimal value;
        try {
            value = new BigDecimal(text.strip());
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("must be a number, \"off\" or \"default\", found '" + text + "'", e);
        }
        if (value.signum() < 0 || value.compareTo(LARGE) > 0) {
            throw new IllegalArgumentException("must be 0 to " + LARGE.toPlainString() + ", found " + text);
        }
        try {
            return value.movePointRight(SCALE).longValueExact();
        } catch (final ArithmeticException e) {
            throw new IllegalArgumentException("has more than " + SCALE + " decimals: " + text, e);
        }
    }

    private Origin origin() {
        final Map<String, Integer> lines = new LinkedHashMap<>();
        paths.forEach((key, keyPath) -> {
            if (!overrides.containsKey(key)) {
                lines.put(key, line(keyPath));
            }
        });
        return Origin.of(path, lines);
    }
}
