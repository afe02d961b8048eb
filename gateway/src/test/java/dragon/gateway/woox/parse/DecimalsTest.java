package dragon.gateway.woox.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0, 0",
        "0e0, 0",
        "0.000000000000, 0",
        "1, 100000000",
        "+1, 100000000",
        "-1.5, -150000000",
        "0.00000001, 1",
        "1e-8, 1",
        "1.7e-05, 1700",
        "2.1E-7, 21",
        "1E+3, 100000000000",
        "0.0001e4, 100000000",
        "100e-10, 1",
        "1.10000000000, 110000000",
        "87081, 8708100000000",
        "90071992.54740993, 9007199254740993",
        "92233720368.54775807, 9223372036854775807",
        "-92233720368.54775807, -9223372036854775807",
        "00000000000000000000000001.5, 150000000"
    })
    void readsEveryFormExactly(final String text, final long expectedE8) throws DecodeException {
        assertEquals(expectedE8, exact(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.000000001", "1e-9", "1.123456789", "87081.000000001"})
    void refusesWhatIsTooPreciseByName(final String text) {
        assertTrue(refusal(text).contains("price is too precise"), refusal(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "92233720368.54775808",
                "-92233720368.54775808",
                "1e11",
                "1e30",
                "-92233720368.54775809",
                "1e401",
                "1e99999999999"
            })
    void refusesWhatDoesNotFit(final String text) {
        assertTrue(refusal(text).contains("price is out of range"), refusal(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "NaN",
                "Infinity",
                "-",
                "+",
                ".",
                "e5",
                "1e",
                "1e+",
                "1.2.3",
                "0x10",
                "1 ",
                " 1",
                "1,5",
                "--1"
            })
    void refusesWhatIsNoNumber(final String text) {
        assertTrue(refusal(text).contains("price is not a"), refusal(text));
    }

    @ParameterizedTest
    @CsvSource({"0.000000005, 0", "0.000000015, 2", "0.0000000051, 1", "435.405e-9, 44", "-0.000000015, -2"})
    void roundsHalfToEvenWhereAllowed(final String text, final long expectedE8) throws DecodeException {
        final char[] characters = text.toCharArray();
        assertEquals(expectedE8, Decimals.roundedE8(characters, 0, characters.length, "fee"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "100000000, 1",
        "1, 0.00000001",
        "-150000000, -1.5",
        "1000000000000, 10000",
        "9223372036854775807, 92233720368.54775807"
    })
    void writesPlainTextWithoutTrailingZeros(final long valueE8, final String expected) {
        assertEquals(expected, Decimals.plainText(valueE8));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void agreesWithBigDecimalOnAnyValue(final long seed) throws DecodeException {
        final Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            final long valueE8 = Math.max(-Long.MAX_VALUE, random.nextLong() >> random.nextInt(64));
            final BigDecimal value = BigDecimal.valueOf(valueE8, 8);
            assertEquals(valueE8, exact(value.toPlainString()));
            assertEquals(valueE8, exact(value.toString()));
            assertEquals(valueE8, exact(value.stripTrailingZeros().toString()));
            assertEquals(valueE8, exact(Decimals.plainText(valueE8)));
        }
    }

    private static long exact(final String text) throws DecodeException {
        final char[] characters = ("xx" + text + "yy").toCharArray();
        return Decimals.exactE8(characters, 2, text.length(), "price");
    }

    private static String refusal(final String text) {
        return assertThrows(DecodeException.class, () -> exact(text)).getMessage();
    }
}
