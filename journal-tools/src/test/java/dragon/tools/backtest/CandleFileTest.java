package dragon.tools.backtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.OperatorException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandleFileTest {
    private static final String HEADER = "ts_ms,open,high,low,close,volume\n";

    @TempDir
    private Path directory;

    @Test
    void readsPlainAndCompressedFilesToTheLastDecimal() throws IOException {
        final String text =
                HEADER + "60000,1.5,2,0.00000001,1.25,9\r\n120000,1,1,1,1,0\n180000,63000.1,63000.2,63000,63000.1";
        final Path plain = Files.writeString(directory.resolve("a.csv"), text);
        final Path compressed = directory.resolve("a.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        for (final Path file : new Path[] {plain, compressed}) {
            final Candles candles = CandleFile.read(file);
            assertEquals(3, candles.size());
            assertEquals(60_000, candles.openTimeMs(0));
            assertEquals(150_000_000, candles.openE8(0));
            assertEquals(200_000_000, candles.highE8(0));
            assertEquals(1, candles.lowE8(0));
            assertEquals(125_000_000, candles.closeE8(0));
            assertEquals(6_300_020_000_000L, candles.highE8(2));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            60000,1,1,1                              | a candle needs a time and four prices
            60000,1,1,1,x,1                          | a number is missing
            60000,1,1,1,1.123456789,1                | more than 8 decimals
            60000,1,2,1.5,1.2,1                      | within low and high
            60000,0,0,0,0,1                          | above 0
            60000,1,1,1,99999999999999999999,1       | too large
            """)
    void aBadLineIsNamedWithFileAndLine(final String line, final String why) throws IOException {
        final Path file = Files.writeString(directory.resolve("bad.csv"), HEADER + "1,1,1,1,1,1\n" + line + "\n");
        final OperatorException fault = assertThrows(OperatorException.class, () -> CandleFile.read(file));
        assertTrue(fault.getMessage().contains("bad.csv:3: "), fault.getMessage());
        assertTrue(fault.getMessage().contains(why), fault.getMessage());
    }

    @Test
    void candlesComeInTheOrderOfTheirTimes() throws IOException {
        final Path file = Files.writeString(directory.resolve("b.csv"), HEADER + "2,1,1,1,1,1\n2,1,1,1,1,1\n");
        final OperatorException fault = assertThrows(OperatorException.class, () -> CandleFile.read(file));
        assertTrue(fault.getMessage().contains("b.csv:3: time 2 is not after the one before"));
    }

    @Test
    void otherColumnsAreRefused() throws IOException {
        final Path file = Files.writeString(directory.resolve("c.csv"), "date,o,h,l,c\n1,1,1,1,1\n");
        assertTrue(assertThrows(OperatorException.class, () -> CandleFile.read(file))
                .getMessage()
                .contains("the columns are 'date,o,h,l,c'"));
    }
}
