package dragon.bench.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Damages a message in one to four ways, most of them such that it may still be read. One thread. */
final class Mutator {
    private static final int BYTES_MAX = 256 * 1024;
    private static final int SITES_TRIED = 24;
    private static final byte[][] NUMBERS = bytes(
            "0",
            "-0",
            "1e-8",
            "1e-9",
            "1E+3",
            "1e400",
            "1e-400",
            "1e2147483647",
            "1e-99999999",
            "0e99999999999",
            "92233720368.54775807",
            "92233720368.54775808",
            "-92233720368.54775808",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "9007199254740993",
            "12345678901234567890123",
            "0.000000001",
            "0.123456789",
            "1.10000000000",
            "00000000000000000000000001.5",
            "007",
            "+1",
            "1.",
            ".5",
            "-",
            "1e",
            "0x10",
            "NaN",
            "Infinity",
            "-Infinity",
            "1752500555823",
            "1752049062.496",
            "99999999999",
            "100000000000",
            "2147483648",
            "4294967297");
    private static final byte[][] VALUES = bytes(
            "null",
            "\"null\"",
            "\"\"",
            "true",
            "false",
            "\"true\"",
            "{}",
            "[]",
            "[null]",
            "{\"s\":1}",
            "[[1,2]]",
            "\"NaN\"",
            "\"Infinity\"",
            "\"1e-8\"",
            "\" 1\"",
            "\"1 \"",
            "\"\\u0031\"",
            "\"\\u001b[2J\"",
            "\"\\ud800\"");
    private static final byte[][] TOKENS = bytes(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\"s\":",
            "\"data\":",
            "\"rows\":",
            "\"ts\":1,",
            " ",
            "\t",
            "\n",
            "\\u0000",
            "\u00e9",
            "\u20ac",
            "//",
            "\ufeff");
    private static final byte[][] BROKEN_UTF8 = {
        {(byte) 0xC0, (byte) 0xA2},
        {(byte) 0xE2, (byte) 0x82},
        {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
        {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80},
        {(byte) 0xFF},
        {(byte) 0x80},
        {0}
    };

    private final Dice dice;
    private final byte[] buffer = new byte[BYTES_MAX];
    private final byte[] swapped = new byte[BYTES_MAX];
    private int length;

    Mutator(final Dice dice) {
        this.dice = dice;
    }

    /** A message of its own array. */
    byte[] mutate(final List<byte[]> own, final List<byte[]> all) {
        final byte[] seed = dice.isOneIn(16) ? one(all) : one(own);
        length = Math.min(seed.length, BYTES_MAX / 2);
        System.arraycopy(seed, 0, buffer, 0, length);
        final int count = 1 + dice.below(4);
        for (int i = 0; i < count && length > 0; i++) {
            once(all);
        }
        return Arrays.copyOf(buffer, length);
    }

    private void once(final List<byte[]> all) {
        switch (dice.below(20)) {
            case 0 -> buffer[dice.below(length)] ^= (byte) (1 << dice.below(8));
            case 1 -> buffer[dice.below(length)] = (byte) (' ' + dice.below(95));
            case 2 -> remove();
            case 3 -> repeat();
            case 4 -> {
                if (dice.isOneIn(4)) {
                    length = dice.below(length);
                }
            }
            case 5 -> insert(dice.below(length), TOKENS[dice.below(TOKENS.length)]);
            case 6, 7, 8, 9 -> number();
            case 10, 11 -> digit();
            case 12 -> quotes();
            case 13, 14 -> value();
            case 15 -> swapTokens();
            case 16 -> insert(dice.below(length), BROKEN_UTF8[dice.below(BROKEN_UTF8.length)]);
            case 17 -> repeatField();
            case 18 -> splice(one(all));
            default -> {
                if (dice.isOneIn(8)) {
                    nest();
                } else if (dice.isOneIn(40)) {
                    swell();
                }
            }
        }
    }

    private void remove() {
        final int from = dice.below(length);
        final int to = Math.min(length, from + 1 + dice.below(16));
        replace(from, to, new byte[0], 0, 0);
    }

    private void repeat() {
        final int from = dice.below(length);
        final int to = Math.min(length, from + 1 + dice.below(48));
        System.arraycopy(buffer, from, swapped, 0, to - from);
        replace(to, to, swapped, 0, to - from);
    }

    /** Another number in the place of one. */
    private void number() {
        final int from = numberAt();
        if (from >= 0) {
            final byte[] number = NUMBERS[dice.below(NUMBERS.length)];
            replace(from, numberEnd(from), number, 0, number.length);
        }
    }

    /** The number ten times as large, a tenth of it, with a sign, an exponent, or another digit. */
    private void digit() {
        final int from = numberAt();
        if (from < 0) {
            return;
        }
        final int end = numberEnd(from);
        switch (dice.below(8)) {
            case 0 -> insert(end, bytes("0"));
            case 1 -> insert(from, bytes("-"));
            case 2 -> insert(end, bytes("e" + (dice.below(25) - 12)));
            case 3 -> insert(from + dice.below(end - from), bytes("."));
            case 4 -> insert(end, bytes(".00000000" + dice.below(10)));
            case 5 -> insert(end, bytes(Long.toString(dice.next() >>> 1)));
            case 6 -> replace(from, end, bytes("0.0" + dice.below(1_000_000)), 0, 3);
            default -> buffer[from + dice.below(end - from)] = (byte) ('0' + dice.below(10));
        }
    }

    /** A number becomes text, a text loses its quotes. */
    private void quotes() {
        final int from = numberAt();
        if (from < 0) {
            return;
        }
        final int end = numberEnd(from);
        if (from > 0 && end < length && buffer[from - 1] == '"' && buffer[end] == '"') {
            replace(end, end + 1, buffer, 0, 0);
            replace(from - 1, from, buffer, 0, 0);
        } else {
            insert(end, bytes("\""));
            insert(from, bytes("\""));
        }
    }

    /** Something else behind a colon. */
    private void value() {
        final int colon = find(':');
        if (colon >= 0) {
            final byte[] value = VALUES[dice.below(VALUES.length)];
            replace(colon + 1, tokenEnd(colon + 1), value, 0, value.length);
        }
    }

    private void swapTokens() {
        final int one = find(':');
        final int two = find(':');
        if (one < 0 || two <= one) {
            return;
        }
        final int oneEnd = tokenEnd(one + 1);
        final int twoEnd = tokenEnd(two + 1);
        if (oneEnd > two) {
            return;
        }
        final byte[] first = Arrays.copyOfRange(buffer, one + 1, oneEnd);
        final byte[] second = Arrays.copyOfRange(buffer, two + 1, twoEnd);
        replace(two + 1, twoEnd, first, 0, first.length);
        replace(one + 1, oneEnd, second, 0, second.length);
    }

    /** A field once more, in front of another one. */
    private void repeatField() {
        final int colon = find(':');
        if (colon < 2) {
            return;
        }
        int name = colon - 2;
        while (name > 0 && buffer[name] != '"') {
            name--;
        }
        final int end = tokenEnd(colon + 1);
        final int size = end - name;
        System.arraycopy(buffer, name, swapped, 0, size);
        swapped[size] = ',';
        replace(name, name, swapped, 0, size + 1);
    }

    private void splice(final byte[] other) {
        final int from = dice.below(other.length);
        final int size = Math.min(other.length - from, 1 + dice.below(64));
        final int at = dice.below(length);
        replace(at, Math.min(length, at + dice.below(64)), other, from, size);
    }

    private void nest() {
        final byte[] deep = new byte[1 + dice.below(2_000)];
        Arrays.fill(deep, (byte) (dice.isOneIn(2) ? '[' : '{'));
        insert(dice.below(length), deep);
    }

    private void swell() {
        final byte[] much = new byte[1 + dice.below(100_000)];
        Arrays.fill(much, (byte) (dice.isOneIn(2) ? '9' : 'x'));
        insert(dice.below(length), much);
    }

    private void insert(final int at, final byte[] what) {
        replace(at, at, what, 0, what.length);
    }

    private void replace(final int from, final int to, final byte[] what, final int offset, final int size) {
        final int grown = length - (to - from) + size;
        if (grown > BYTES_MAX) {
            return;
        }
        System.arraycopy(buffer, to, buffer, from + size, length - to);
        System.arraycopy(what, offset, buffer, from, size);
        length = grown;
    }

    private int find(final char wanted) {
        int at = dice.below(length);
        for (int i = 0; i < length; i++) {
            if (buffer[at] == wanted) {
                return at;
            }
            at = at + 1 == length ? 0 : at + 1;
        }
        return -1;
    }

    private int numberAt() {
        for (int i = 0; i < SITES_TRIED; i++) {
            int at = dice.below(length);
            if (isOfNumber(buffer[at])) {
                while (at > 0 && isOfNumber(buffer[at - 1])) {
                    at--;
                }
                return at;
            }
        }
        return -1;
    }

    private int numberEnd(final int from) {
        int at = from;
        while (at < length && isOfNumber(buffer[at])) {
            at++;
        }
        return at;
    }

    private static boolean isOfNumber(final byte b) {
        return b >= '0' && b <= '9' || b == '.';
    }

    /** End of a plain value that begins there, or of the bracket that opens it. */
    private int tokenEnd(final int from) {
        if (from >= length) {
            return length;
        }
        int at = from + 1;
        if (buffer[from] == '"') {
            while (at < length && buffer[at] != '"') {
                at++;
            }
            return Math.min(length, at + 1);
        }
        while (at < length && buffer[at] != ',' && buffer[at] != '}' && buffer[at] != ']') {
            at++;
        }
        return at;
    }

    private byte[] one(final List<byte[]> messages) {
        return messages.get(dice.below(messages.size()));
    }

    private static byte[] bytes(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[][] bytes(final String... texts) {
        return Arrays.stream(texts).map(Mutator::bytes).toArray(byte[][]::new);
    }
}
