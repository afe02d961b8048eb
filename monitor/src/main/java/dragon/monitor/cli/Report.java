package dragon.monitor.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Rows of a reading verb, printed as a table for people, tab-separated for pipes, or as one JSON document.
 *
 * <p>JSON keys are stable; decimals are strings, and so are ids of 63 bits, which other languages would round.
 */
final class Report<R> {
    private static final JsonFactory JSON = new JsonFactory();

    /** One column: {@code key} in JSON, {@code title} in tables; null = not known. */
    private record Column<R>(String key, String title, Function<R, Object> value) {
        boolean isNumber(final R row) {
            final Object found = value.apply(row);
            return found instanceof Number;
        }
    }

    private final String noun;
    private final List<Column<R>> columns = new ArrayList<>();

    /**
     * An empty layout.
     *
     * @param noun plural: names the schema and the array in JSON
     */
    Report(final String noun) {
        this.noun = noun;
    }

    /** Adds a column that is shown everywhere. */
    Report<R> column(final String key, final String title, final Function<R, Object> value) {
        columns.add(new Column<>(key, title, value));
        return this;
    }

    /** Adds a value that only JSON carries. */
    Report<R> detail(final String key, final Function<R, Object> value) {
        return column(key, null, value);
    }

    void print(final PrintWriter out, final Format format, final Map<String, Object> head, final List<R> rows) {
        switch (format) {
            case JSON -> printJson(out, head, rows);
            case TABLE -> printTable(out, rows);
            case TABS -> printTabs(out, rows);
        }
        out.flush();
    }

    private void printJson(final PrintWriter out, final Map<String, Object> head, final List<R> rows) {
        final Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", "dragon/" + noun + "/1");
        document.putAll(head);
        document.put(noun, rows.stream().map(this::json).toList());
        printJson(out, document);
    }

    /** One row as it stands in JSON. */
    Map<String, Object> json(final R row) {
        final Map<String, Object> object = new LinkedHashMap<>();
        columns.forEach(column -> object.put(column.key(), column.value().apply(row)));
        return object;
    }

    private void printTabs(final PrintWriter out, final List<R> rows) {
        final List<Column<R>> shown = shown();
        out.println(String.join("\t", shown.stream().map(Column::key).toList()));
        rows.forEach(row -> out.println(String.join(
                "\t", shown.stream().map(c -> text(c, row).replace('\t', ' ')).toList())));
    }

    private void printTable(final PrintWriter out, final List<R> rows) {
        if (rows.isEmpty()) {
            out.println("no " + noun);
            return;
        }
        final List<Column<R>> shown = shown();
        final List<List<String>> lines = new ArrayList<>();
        lines.add(shown.stream().map(Column::title).toList());
        rows.forEach(row -> lines.add(shown.stream().map(c -> text(c, row)).toList()));

        final StringBuilder line = new StringBuilder();
        for (final List<String> cells : lines) {
            line.setLength(0);
            for (int i = 0; i < cells.size(); i++) {
                final int at = i;
                final int width = Collections.max(
                        lines.stream().map(each -> each.get(at).length()).toList());
                final boolean right = rows.stream().anyMatch(shown.get(i)::isNumber);
                final String pad = " ".repeat(width - cells.get(i).length());
                line.append(right ? pad + cells.get(i) : cells.get(i) + pad).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private List<Column<R>> shown() {
        return columns.stream().filter(column -> column.title() != null).toList();
    }

    private String text(final Column<R> column, final R row) {
        final Object value = column.value().apply(row);
        if (value == null || value.equals("")) {
            return "-";
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    /** Prints one JSON document of maps, lists, text, booleans and numbers. */
    static void printJson(final PrintWriter out, final Map<String, Object> document) {
        try (JsonGenerator generator = JSON.createGenerator(out)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            generator.setPrettyPrinter(
                    new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE));
            write(generator, document);
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        out.println();
        out.flush();
    }

    private static void write(final JsonGenerator generator, final Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            for (final Map.Entry<?, ?> entry : map.entrySet()) {
                generator.writeFieldName((String) entry.getKey());
                write(generator, entry.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (final Object each : list) {
                write(generator, each);
            }
            generator.writeEndArray();
        } else if (value instanceof BigDecimal decimal) {
            generator.writeString(decimal.toPlainString());
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value instanceof Number number) {
            generator.writeNumber(number.longValue());
        } else if (value == null) {
            generator.writeNull();
        } else {
            generator.writeString(value.toString());
        }
    }
}
