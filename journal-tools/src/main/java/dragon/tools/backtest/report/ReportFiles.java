package dragon.tools.backtest.report;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.tools.journal.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a report directory: summary.json, trades and equity as CSV and JSON, report.html. Only the owner may read it. */
public final class ReportFiles {
    private static final int SCALE = 8;

    private final BacktestResult result;

    /** Of one result. */
    public ReportFiles(final BacktestResult result) {
        this.result = result;
    }

    /** Writes all files; an existing report is written over. Fails with a line if it cannot. */
    public void write(final Path directory, final Map<String, Object> summary) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            json(directory.resolve("summary.json"), document("dragon/backtest/1", "summary", summary));
            json(directory.resolve("trades.json"), document("dragon/backtest-trades/1", "trades", trades()));
            json(directory.resolve("equity.json"), document("dragon/backtest-equity/1", "equity", equity()));
            csv(directory.resolve("trades.csv"), trades());
            csv(directory.resolve("equity.csv"), equity());
            text(directory.resolve("report.html"), new HtmlPage(result).text(summary));
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot write the report to " + directory + ": " + e.getMessage()
                            + ". The backtest itself is done. Next: name another directory with --report",
                    e);
        }
    }

    private static Map<String, Object> document(final String schema, final String name, final Object content) {
        final Map<String, Object> document = new LinkedHashMap<>();
        document.put("schema", schema);
        document.put(name, content);
        return document;
    }

    private List<Map<String, Object>> trades() {
        final List<Map<String, Object>> rows = new ArrayList<>();
        int number = 0;
        for (final Fill fill : result.fills()) {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("seq", ++number);
            row.put("time", Instant.ofEpochMilli(fill.timeMs()).toString());
            row.put("timeMs", fill.timeMs());
            row.put("bar", fill.bar());
            row.put("leg", fill.leg().name());
            row.put("side", fill.side().name());
            row.put("note", fill.note());
            row.put("price", decimal(fill.priceE8()));
            row.put("quantity", decimal(fill.quantityE8()));
            row.put("pnlUsd", decimal(fill.pnlE8()));
            row.put("feeUsd", decimal(fill.feeE8()));
            row.put("maker", fill.isMaker());
            row.put("positionQuantity", decimal(fill.positionE8()));
            row.put("averageEntry", decimal(fill.averageE8()));
            rows.add(row);
        }
        return rows;
    }

    private List<Map<String, Object>> equity() {
        final List<Map<String, Object>> rows = new ArrayList<>();
        final EquityCurve curve = result.equity();
        for (int i = 0; i < curve.size(); i++) {
            final Map<String, Object> row = new LinkedHashMap<>();
            row.put("time", Instant.ofEpochMilli(curve.timeMs(i)).toString());
            row.put("timeMs", curve.timeMs(i));
            row.put("equityUsd", decimal(curve.equityE8(i)));
            row.put("longQuantity", decimal(curve.longE8(i)));
            row.put("shortQuantity", decimal(curve.shortE8(i)));
            row.put("notionalUsd", decimal(curve.notionalE8(i)));
            rows.add(row);
        }
        return rows;
    }

    private static void json(final Path file, final Map<String, Object> document) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
            JsonOutput.document(out, document);
        }
        ownerOnly(file);
    }

    private static void csv(final Path file, final List<Map<String, Object>> rows) throws IOException {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
            if (!rows.isEmpty()) {
                out.println(String.join(",", rows.get(0).keySet()));
            }
            for (final Map<String, Object> row : rows) {
                out.println(String.join(
                        ",", row.values().stream().map(ReportFiles::cell).toList()));
            }
        }
        ownerOnly(file);
    }

    private static String cell(final Object value) {
        return value instanceof final BigDecimal decimal ? decimal.toPlainString() : String.valueOf(value);
    }

    private static void text(final Path file, final String text) throws IOException {
        Files.writeString(file, text);
        ownerOnly(file);
    }

    private static void ownerOnly(final Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static BigDecimal decimal(final long valueE8) {
        final BigDecimal value = BigDecimal.valueOf(valueE8, SCALE).stripTrailingZeros();
        return value.scale() < 0 ? value.setScale(0) : value;
    }
}
