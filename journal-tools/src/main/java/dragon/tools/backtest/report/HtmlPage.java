package dragon.tools.backtest.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dragon.engine.botfile.BotSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The report as one page: price, trades, levels and equity on one axis of time, drawn by a script of our own inside the page. Nothing
 * is loaded from anywhere, and the page's policy forbids it.
 */
final class HtmlPage {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int SCALE = 8;

    /** So many bars a page shows at the most; more are merged, several to one. */
    private static final int BARS_MAX = 20_000;

    private final BacktestResult result;

    HtmlPage(final BacktestResult result) {
        this.result = result;
    }

    /** The page; the script is the last to be inserted, so that nothing of the data is taken for a placeholder. */
    String text(final Map<String, Object> summary) {
        final BotSettings bot = result.bot();
        final String title = "Backtest of " + bot.name() + (bot.symbol().isEmpty() ? "" : " on " + bot.symbol());
        return resource("report.html")
                .replace("{{title}}", escaped(title))
                .replace(
                        "{{subtitle}}",
                        escaped(BotSettings.text(bot.timeframe()) + " candles, " + bot.legs() + ", fills: "
                                + result.fillMode() + ", " + summary.get("from") + " to " + summary.get("to")))
                .replace("{{summary}}", figures(summary))
                .replace("{{data}}", data())
                .replace("{{script}}", resource("report.js"));
    }

    private static String figures(final Map<String, Object> summary) {
        return summary.entrySet().stream()
                .map(entry -> "<div><span>" + escaped(entry.getKey()) + "</span><b>"
                        + (entry.getValue() == null ? "-" : escaped(plain(entry.getValue()))) + "</b></div>")
                .collect(Collectors.joining());
    }

    private static String plain(final Object value) {
        return value instanceof final BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    private static String escaped(final String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private String data() {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            final int group = Math.max(1, (result.endBar() + BARS_MAX - 1) / BARS_MAX);
            json.writeNumberField(
                    "barMs",
                    group * (result.candles().endMs(0) - result.candles().openMs(0)));
            json.writeNumberField("digits", digits());
            number(json, "initial", result.initialE8());
            bars(json, group);
            fills(json);
            lines(json);
            json.writeEndObject();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString().replace("<", "\\u003c").replace("&", "\\u0026");
    }

    private int digits() {
        return Math.max(
                0,
                BigDecimal.valueOf(result.candles().tickE8(), SCALE)
                        .stripTrailingZeros()
                        .scale());
    }

    private void bars(final JsonGenerator json, final int group) throws IOException {
        final CandleSeries candles = result.candles();
        json.writeObjectFieldStart("bars");
        for (final String column : List.of("t", "o", "h", "l", "c", "e")) {
            json.writeArrayFieldStart(column);
            for (int i = 0; i < result.endBar(); i += group) {
                final int end = Math.min(result.endBar(), i + group);
                switch (column) {
                    case "t" -> json.writeNumber(candles.openMs(i));
                    case "o" -> json.writeNumber(decimal(candles.openE8(i)));
                    case "h" -> json.writeNumber(decimal(highest(i, end)));
                    case "l" -> json.writeNumber(decimal(lowest(i, end)));
                    case "c" -> json.writeNumber(decimal(candles.closeE8(end - 1)));
                    default -> equity(json, end - 1 - result.firstBar());
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void equity(final JsonGenerator json, final int index) throws IOException {
        if (index < 0 || index >= result.equity().size()) {
            json.writeNull();
        } else {
            json.writeNumber(decimal(result.equity().equityE8(index)));
        }
    }

    private long highest(final int from, final int to) {
        long highestE8 = result.candles().highE8(from);
        for (int i = from + 1; i < to; i++) {
            highestE8 = Math.max(highestE8, result.candles().highE8(i));
        }
        return highestE8;
    }

    private long lowest(final int from, final int to) {
        long lowestE8 = result.candles().lowE8(from);
        for (int i = from + 1; i < to; i++) {
            lowestE8 = Math.min(lowestE8, result.candles().lowE8(i));
        }
        return lowestE8;
    }

    private void fills(final JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("fills");
        for (final Fill fill : result.fills()) {
            json.writeStartObject();
            json.writeNumberField("t", fill.timeMs());
            json.writeStringField("note", fill.note());
            json.writeStringField("leg", fill.leg().name());
            json.writeStringField("side", fill.side().name());
            number(json, "price", fill.priceE8());
            number(json, "quantity", fill.quantityE8());
            number(json, "pnl", fill.pnlE8());
            number(json, "fee", fill.feeE8());
            number(json, "position", fill.positionE8());
            number(json, "average", fill.averageE8());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void lines(final JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("lines");
        for (final Line line : result.lines()) {
            json.writeStartObject();
            json.writeStringField("kind", line.kind().name());
            json.writeStringField("leg", line.leg().name());
            number(json, "price", line.priceE8());
            json.writeNumberField("from", line.fromMs());
            json.writeNumberField("to", line.toMs());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void number(final JsonGenerator json, final String name, final long valueE8) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(decimal(valueE8));
    }

    private static BigDecimal decimal(final long valueE8) {
        final BigDecimal value = BigDecimal.valueOf(valueE8, SCALE).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }

    private static String resource(final String name) {
        try (InputStream stream = HtmlPage.class.getResourceAsStream("/dragon/tools/backtest/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
