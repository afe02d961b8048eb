package dragon.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The verbs backtest and sweep as a shell meets them: status, lines, files, and a page that draws by itself. */
class BacktestVerbTest {
    private static final int CANDLES = 2_000;
    private static final List<String> BROWSERS =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

    @TempDir
    private Path directory;

    private Path candles;
    private Path config;

    /** One run of the tools: status and both streams. */
    private record Run(int status, String out, String err) {}

    @BeforeEach
    void writeCandlesAndBot() throws IOException {
        final Random random = new Random(11);
        final StringBuilder text = new StringBuilder("ts_ms,open,high,low,close,volume\n");
        long cents = 300_000;
        for (int i = 0; i < CANDLES; i++) {
            final long open = cents;
            cents = Math.max(100_000, cents + random.nextInt(1_201) - 600);
            text.append(1_746_403_200_000L + i * 60_000L);
            for (final long each : new long[] {
                open, Math.max(open, cents) + random.nextInt(200), Math.min(open, cents) - random.nextInt(200), cents
            }) {
                text.append(',')
                        .append(each / 100)
                        .append('.')
                        .append(each % 100 < 10 ? "0" : "")
                        .append(each % 100);
            }
            text.append(",1\n");
        }
        candles = Files.writeString(directory.resolve("candles.csv"), text);
        config = Files.writeString(
                directory.resolve("eth<1>.toml"),
                """
                schema_version = 2
                name = "eth-test"
                symbol = "PERP_ETH_USDT"
                timeframe = "1m"
                legs = ["LONG"]
                [sizing]
                mode = "QUANTITY"
                base_quantity = 0.1
                [ladder]
                max_entries = 4
                base_deviation_pct = 0.4
                deviation_multiplier = 1.5
                volume_multiplier = 1.5
                [entry]
                signal = "ALWAYS"
                [take_profit]
                mode = "PCT"
                pct = 0.4
                [stop_loss]
                mode = "PCT"
                pct = 0
                """);
    }

    @Test
    void printsASummaryAndWritesAReportOfWhichEveryFileHoldsTheSame() throws Exception {
        final Path report = directory.resolve("report");
        final Run run = run("backtest", "--fills", "paper", "--report", report.toString());

        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("netUsd "), run.out());
        assertTrue(run.out().contains("timeInMarketPct "), run.out());
        final int trades = figure(run.out(), "trades");
        assertTrue(trades > 5, run.out());
        assertEquals(
                trades + 1, Files.readAllLines(report.resolve("trades.csv")).size());
        assertEquals(CANDLES, Files.readAllLines(report.resolve("equity.csv")).size());
        assertEquals(trades, objects(Files.readString(report.resolve("trades.json"))));
        assertEquals(CANDLES - 1, objects(Files.readString(report.resolve("equity.json"))));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(report.resolve("trades.csv"))));
        assertTrue(run.err().contains("Next: open " + report.toAbsolutePath()), run.err());
    }

    @Test
    void barByBarIsTheDefaultAndTellsTheOriginalsFiguresToo() {
        final Run run = run("backtest", "--json");

        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("\"fills\" : \"bars\""), run.out());
        assertTrue(run.out().contains("\"max_drawdown_abs\""), run.out());
        assertTrue(run.out().contains("\"netUsd\""), run.out());
    }

    @Test
    void thePageIsWholeHoldsAllDataAndLoadsNothing() throws Exception {
        final Path report = directory.resolve("report");
        final Run run = run("backtest", "--fills", "paper", "--report", report.toString());
        final String text = Files.readString(report.resolve("report.html"));

        assertEquals(0, run.status(), run.err());
        assertFalse(text.contains("{{"), "a placeholder is left");
        final DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        final Document page = builder.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        for (final String tag : List.of("script", "link", "img", "iframe", "style")) {
            final NodeList elements = page.getElementsByTagName(tag);
            for (int i = 0; i < elements.getLength(); i++) {
                final Element element = (Element) elements.item(i);
                assertEquals("", element.getAttribute("src"));
                assertTrue(element.getAttribute("href").isEmpty()
                        || element.getAttribute("href").startsWith("data:"));
            }
        }
        final NodeList scripts = page.getElementsByTagName("script");
        final String data = scripts.item(0).getTextContent();
        assertEquals(figure(run.out(), "trades"), count(data, "\"note\""));
        assertTrue(count(data, "\"kind\":\"TAKE_PROFIT\"") > 2);
        assertTrue(count(data, "\"kind\":\"RUNG\"") > 2);
        try (JsonParser json = new JsonFactory().createParser(data)) {
            int bars = 0;
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.FIELD_NAME && "t".equals(json.currentName()) && bars == 0) {
                    json.nextToken();
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        bars++;
                    }
                }
            }
            assertEquals(CANDLES, bars);
        }
    }

    @Test
    void thePageDrawsInABrowserWithoutAComplaint() throws Exception {
        final Path browser = Stream.concat(Stream.ofNullable(System.getenv("DRAGON_BROWSER")), BROWSERS.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(browser != null, "no browser on this machine");
        final Path report = directory.resolve("report");
        assertEquals(
                0,
                run("backtest", "--fills", "paper", "--report", report.toString())
                        .status());
        final Path out = directory.resolve("dom");
        final Path log = directory.resolve("log");
        final Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--enable-logging=stderr",
                        "--user-data-dir=" + directory.resolve("profile"),
                        "--dump-dom",
                        report.resolve("report.html").toUri().toString())
                .redirectOutput(out.toFile())
                .redirectError(log.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the browser does not end");

        assertTrue(Files.readString(out).contains("data-drawn=\"" + CANDLES + " bars, "), Files.readString(log));
        assertFalse(Files.readString(log).contains("CONSOLE"), Files.readString(log));
    }

    @Test
    void sweepsEveryCombinationAndRanksThemTheSameOnAnyNumberOfThreads() throws IOException {
        final Path csv = directory.resolve("sweep.csv");
        final String[] grid = {
            "--fills",
            "paper",
            "--set",
            "take_profit.pct=0.2,0.4,0.8",
            "--set",
            "ladder.max_entries=1,4",
            "--csv",
            csv.toString()
        };
        final Run one = run("sweep", append(grid, "--threads", "1"));
        final Run four = run("sweep", append(grid, "--threads", "4"));

        assertEquals(0, one.status(), one.err());
        assertEquals(one.out(), four.out());
        final List<String> lines = one.out().lines().toList();
        assertEquals(7, lines.size(), one.out());
        final List<String> columns = List.of(lines.get(0).split("\t"));
        final List<Double> nets = new ArrayList<>();
        lines.stream()
                .skip(1)
                .forEach(line -> nets.add(Double.parseDouble(line.split("\t")[columns.indexOf("netUsd")])));
        assertEquals(nets.stream().sorted((a, b) -> Double.compare(b, a)).toList(), nets);
        assertEquals(7, Files.readAllLines(csv).size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    backtest | --from 2030-01-01                      | 3 | nothing to trade
                    backtest | --from yesterday                       | 2 | is no time
                    backtest | --balance lots                         | 2 | decimal
                    backtest | --fills quotes                         | 2 | fills
                    backtest | --set ladder.max_entrys=3              | 2 | ladder.max_entries
                    backtest | --set timeframe=1s                     | 2 | no timeframe
                    sweep    | --set take_profit.pct=0.1,,0.2         | 2 | a value is missing
                    sweep    | --set take_profit.pct=0.1,big          | 2 | must be a number
                    sweep    | --set take_profit.pct=0.1 --sort netUs | 2 | netUsd
                    """)
    void badInputIsOneLineThatSaysWhatToDo(
            final String verb, final String arguments, final int status, final String pattern) {
        final Run run = run(verb, append(new String[] {"--fills", "paper"}, arguments.split(" ")));

        assertEquals(status, run.status(), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains(pattern), run.err());
        assertTrue(run.err().contains("Next: "), run.err());
    }

    @Test
    void aDamagedCandleFileIsNamedWithItsLine() throws IOException {
        final List<String> lines = new ArrayList<>(Files.readAllLines(candles));
        lines.set(6, lines.get(6).replace('.', 'x'));
        Files.write(candles, lines);
        final Run run = run("backtest", "--fills", "paper");

        assertTrue(run.status() == 2 || run.status() == 3, run.err());
        assertTrue(run.err().contains(candles + ":7"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    private Run run(final String verb, final String... arguments) {
        final List<String> all =
                new ArrayList<>(List.of(verb, "--candles", candles.toString(), "--config", config.toString()));
        final List<String> more = List.of(arguments);
        // What is given twice is wrong: the later one wins.
        final int twice = more.lastIndexOf("--fills");
        all.addAll(
                twice > more.indexOf("--fills")
                        ? Stream.concat(
                                        more.stream().limit(more.indexOf("--fills")),
                                        more.stream().skip(more.indexOf("--fills") + 2))
                                .toList()
                        : more);
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final int status = ToolsMain.run(all.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err, true));
        return new Run(status, out.toString(), err.toString());
    }

    private static String[] append(final String[] some, final String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    private static int figure(final String out, final String name) {
        return out.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length()).strip())
                .mapToInt(Integer::parseInt)
                .findFirst()
                .orElseThrow();
    }

    private static int count(final String text, final String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    /** Objects one level below the document. */
    private static int objects(final String text) throws IOException {
        int count = 0;
        int depth = 0;
        try (JsonParser json = new JsonFactory().createParser(text)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.START_OBJECT && ++depth == 2) {
                    count++;
                } else if (json.currentToken() == JsonToken.END_OBJECT) {
                    depth--;
                }
            }
        }
        return count;
    }
}
