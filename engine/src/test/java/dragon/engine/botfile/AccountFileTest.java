package dragon.engine.botfile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Account files: what they say, and the one line on what is wrong with them. */
class AccountFileTest {
    private static final long ONE_E8 = 100_000_000L;

    private static final String MAIN =
            """
            schema_version = 1

            [limits]
            daily_loss_limit = 150
            total_loss_limit = "off"
            order.max_notional = 500
            order.max_qty = "off"
            "loss.day" = 99.5
            rate.orders_symbol = "default"

            [limits.margin]
            min_free = "30"
            """;

    @TempDir
    private Path folder;

    private Path write(final String text) throws IOException {
        return Files.writeString(folder.resolve("main.toml"), text);
    }

    private OperatorException refusal(final Path file, final Map<String, String> overrides) {
        return assertThrows(OperatorException.class, () -> AccountFile.read(file, overrides));
    }

    @Test
    void readsEachLimitWithItsLineAndTheLabelFromTheNameOfTheFile() throws IOException {
        final Path file = write(MAIN);
        final AccountLimits main = AccountFile.read(file, Map.of());

        assertEquals("main", main.account());
        assertEquals(
                Map.of(
                        Limit.ORDER_NOTIONAL_MAX, 500 * ONE_E8,
                        Limit.ORDER_QUANTITY_MAX, Limits.OFF,
                        Limit.DAY_LOSS_MAX, 9_950_000_000L,
                        Limit.ORDER_RATE_SYMBOL, 4 * ONE_E8,
                        Limit.MARGIN_FREE_MIN_PCT, 30 * ONE_E8),
                main.limitsE8());
        assertEquals(150 * ONE_E8, main.dailyLossE8());
        assertEquals(0, main.totalLossE8());
        assertEquals(file.toAbsolutePath().normalize().toString(), main.origin().file());
        assertEquals(4, main.origin().line(AccountFile.DAILY_LOSS));
        assertEquals(6, main.origin().line("limits.order.max_notional"));
        assertEquals(8, main.origin().line("limits.loss.day"));
        assertEquals(12, main.origin().line("limits.margin.min_free"));
    }

    @Test
    void aLimitThatIsNotNamedIsNoneOfItsBusiness() throws IOException {
        final AccountLimits other = AccountFile.read(write("schema_version = 1\nlabel = \"alt\"\n"), Map.of());

        assertEquals("alt", other.account());
        assertEquals(Map.of(), other.limitsE8());
        assertNull(other.dailyLossE8());
        assertNull(other.totalLossE8());
    }

    @Test
    void aFlagTightensWhatTheFileSaysAndThenItsLineIsNoLongerTheOrigin() throws IOException {
        final Map<String, String> tighter = Map.of(
                "limits.order.max_notional", "400", "limits.margin.min_free", "40", AccountFile.TOTAL_LOSS, "900");
        final AccountLimits main = AccountFile.read(write(MAIN), tighter);

        assertEquals(400 * ONE_E8, main.limitsE8().get(Limit.ORDER_NOTIONAL_MAX));
        assertEquals(40 * ONE_E8, main.limitsE8().get(Limit.MARGIN_FREE_MIN_PCT));
        assertEquals(900 * ONE_E8, main.totalLossE8());
        assertEquals(0, main.origin().line("limits.order.max_notional"));
    }

    @ParameterizedTest
    @CsvSource({
        "limits.order.max_notional, 501, is 500 in ",
        "limits.order.max_notional, off, is 500 in ",
        "limits.margin.min_free, 29, is 30 in ",
        "limits.daily_loss_limit, off, is 150 in ",
        "limits.loss.day, much, must be a number"
    })
    void aFlagNeverLoosens(final String key, final String value, final String says) throws IOException {
        final OperatorException e = refusal(write(MAIN), Map.of(key, value));

        assertEquals(ExitStatus.USAGE, e.exitStatus());
        assertTrue(e.getMessage().contains(key), e.getMessage());
        assertTrue(e.getMessage().contains(says), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order.max_notionl = 5 | 4:1: unknown key 'limits.order.max_notionl'; the nearest known key is"
                        + " 'limits.order.max_notional'",
                "order.max_notional = -5 | 4:1: 'limits.order.max_notional' must be 0 to 1000000000, found -5",
                "order.max_notional = true | 4:1: 'limits.order.max_notional' must be a number",
                "order.max_notional = \"lots\" | 4:1: 'limits.order.max_notional' must be a number",
                "order.max_notional = \"0.000000001\" | 4:1: 'limits.order.max_notional' has more than 8 decimals",
                "loss.day = \"default\" | 4:1: 'limits.loss.day' is by default a part of equity, which moves",
                "daily_loss_limit = 0 | 4:1: 'limits.daily_loss_limit' must be above 0, or \"off\"",
                "order.max_notional = | 4:",
            })
    void whatIsWrongIsOneLineWithFileLineAndKey(final String line, final String says) throws IOException {
        final Path file = write("schema_version = 1\n\n[limits]\n" + line + "\n");
        final OperatorException e = refusal(file, Map.of());

        assertEquals(ExitStatus.CONFIG, e.exitStatus());
        assertTrue(e.getMessage().startsWith(file + ":" + says), e.getMessage());
        assertTrue(e.getMessage().endsWith("Next: correct the file and repeat the command"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    @Test
    void tellsAllThatIsWrongInTheOrderOfTheFile() throws IOException {
        final Path file = write("label = \"not a label\"\n[limits]\nloss.dayy = 1\nloss.day = -1\n");
        final String message = refusal(file, Map.of()).getMessage();

        assertTrue(message.startsWith(file + " has 4 errors; nothing was sent.\n"), message);
        assertTrue(message.indexOf("'schema_version' is missing") < message.indexOf("'label' has letters"), message);
        assertTrue(message.indexOf(":3:1: unknown key") < message.indexOf(":4:1: 'limits.loss.day'"), message);
        assertFalse(message.contains("Exception"), message);
    }

    @Test
    void aFileThatIsNotThereIsToldByName() {
        final OperatorException e = refusal(folder.resolve("none.toml"), Map.of());

        assertEquals(ExitStatus.CONFIG, e.exitStatus());
        assertTrue(e.getMessage().startsWith("Cannot read " + folder.resolve("none.toml")), e.getMessage());
    }
}
