package dragon.bench.fuzz;

import dragon.bench.fuzz.PlainJson.Bare;
import dragon.bench.fuzz.PlainJson.Fields;
import dragon.bench.fuzz.PlainJson.Unreadable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/** One object as a patient reader with {@link BigDecimal} takes it; what cannot be read so was wrongly accepted. */
final class Reading {
    /** What the parsers call "none". */
    static final long NONE = Long.MIN_VALUE;

    private static final int SCALE = 8;
    private static final int EXPONENT_MAX = 1_000;
    private static final BigDecimal SECONDS_BELOW = new BigDecimal("100000000000");

    private final Fields fields;

    private Reading(final Fields fields) {
        this.fields = fields;
    }

    static Reading of(final Object value) {
        if (value instanceof Fields object) {
            return new Reading(object);
        }
        throw new Unreadable("an object was taken from something else");
    }

    /** The data of an answer or a frame: of several, the first. */
    Object data() {
        return fields.first("data");
    }

    /** Every value of a name, in order. */
    List<Object> all(final String name) {
        return fields.fields().stream()
                .filter(field -> field.name().equals(name))
                .map(PlainJson.Field::value)
                .toList();
    }

    Object value(final String name) {
        return fields.last(name);
    }

    List<?> list(final String name) {
        return elements(fields.last(name));
    }

    static List<?> elements(final Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new Unreadable("a list was taken from something else");
    }

    /** The last value that any of the objects of a name gives to a field; objects may be none. */
    long inAll(final String name, final String field) {
        long value = NONE;
        for (final Object object : all(name)) {
            if (isNone(object)) {
                continue;
            }
            for (final Object given : of(object).all(field)) {
                final String token = token(given);
                value = token == null ? NONE : new BigInteger(token).longValueExact();
            }
        }
        return value;
    }

    /** The time under the one of two names that comes last. */
    long lastTimeMs(final String one, final String two) {
        long value = NONE;
        for (final PlainJson.Field field : fields.fields()) {
            if (field.name().equals(one) || field.name().equals(two)) {
                value = timeMs(field.value());
            }
        }
        return value;
    }

    private static boolean isNone(final Object value) {
        return !(value instanceof Fields) && token(value) == null;
    }

    boolean isThere(final String name) {
        return token(fields.last(name)) != null;
    }

    /** Times 10^8, to the last digit. */
    long exact(final String name) {
        return exact(fields.last(name));
    }

    static long exact(final Object value) {
        final String token = token(value);
        return token == null ? NONE : e8(token, RoundingMode.UNNECESSARY);
    }

    /** Times 10^8, half to even. */
    long rounded(final String name) {
        final String token = token(fields.last(name));
        return token == null ? NONE : e8(token, RoundingMode.HALF_EVEN);
    }

    long roundedOr0(final String name) {
        final long value = rounded(name);
        return value == NONE ? 0 : value;
    }

    /** As {@link #exact}, where a value that does not fit counts as none. */
    long exactIfItFits(final String name) {
        try {
            return exact(name);
        } catch (final ArithmeticException | NumberFormatException | Unreadable doesNotFit) {
            return NONE;
        }
    }

    long integer(final String name) {
        final String token = token(fields.last(name));
        return token == null ? NONE : new BigInteger(token).longValueExact();
    }

    long integerOr0(final String name) {
        final long value = integer(name);
        return value == NONE ? 0 : value;
    }

    int intOr(final String name, final int none) {
        final long value = integer(name);
        return value == NONE ? none : Math.toIntExact(value);
    }

    long timeMs(final String name) {
        return timeMs(fields.last(name));
    }

    private static long timeMs(final Object given) {
        final String token = token(given);
        if (token == null) {
            return NONE;
        }
        final BigDecimal value = new BigDecimal(token);
        return (value.compareTo(SECONDS_BELOW) < 0 ? value.multiply(BigDecimal.valueOf(1_000)) : value)
                .setScale(0, RoundingMode.DOWN)
                .longValueExact();
    }

    boolean isTrue(final String name) {
        final String token = token(fields.last(name));
        return "true".equals(token) || "1".equals(token);
    }

    /** A text; one that has more than plain letters, or is long, is what the parser made of it, if that is printable. */
    String text(final String name, final String actual) {
        return text(fields.last(name), actual);
    }

    static String text(final Object value, final String actual) {
        final String token = token(value);
        if (token == null) {
            return null;
        }
        if (token.length() <= 1_024 && token.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return token;
        }
        if (actual == null || actual.chars().anyMatch(c -> Character.isISOControl(c))) {
            throw new Unreadable("a text kept a control character");
        }
        return actual;
    }

    static void require(final boolean isThere, final String name) {
        if (!isThere) {
            throw new Unreadable(name + " was required, is not there, and was accepted");
        }
    }

    static long require(final long value, final String name) {
        require(value != NONE, name);
        return value;
    }

    static <T> T require(final T value, final String name) {
        require(value != null, name);
        return value;
    }

    private static long e8(final String token, final RoundingMode mode) {
        final BigDecimal exact = new BigDecimal(token);
        if (Math.abs((long) exact.scale()) > EXPONENT_MAX) {
            throw new ArithmeticException("an exponent that no value of ours has");
        }
        final long value = exact.setScale(SCALE, mode).unscaledValue().longValueExact();
        require(value != NONE, "a value that is not the sign for none");
        return value;
    }

    /** The characters of a scalar; null for none. */
    private static String token(final Object value) {
        if (value == PlainJson.ABSENT) {
            return null;
        }
        if (value instanceof String text) {
            return text.isEmpty() || text.equals("null") ? null : text;
        }
        if (value instanceof Bare bare) {
            return bare.text().equals("null") ? null : bare.text();
        }
        throw new Unreadable("a plain value was taken from an object or a list");
    }
}
