package dragon.tools.process;

import dragon.engine.core.fixed.Fixed;
import dragon.tools.backtest.report.CandleSeries;
import dragon.tools.backtest.run.Assumptions;
import dragon.tools.backtest.run.FillMode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What {@code backtest} and {@code sweep} are told alike. */
final class BacktestOptions {
    private static final int SCALE = 8;

    @Option(
            names = "--candles",
            paramLabel = "FILE",
            required = true,
            description = "CSV, plain or .gz: ts_ms,open,high,low,close,...")
    private Path candles;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "Bot file.")
    private Path config;

    @Option(
            names = "--fills",
            defaultValue = "bars",
            paramLabel = "bars|paper",
            description =
                    "bars: by the original's rules, bar by bar; paper: the real core on a paper venue. Default bars.")
    private FillMode fills;

    @Option(names = "--from", paramLabel = "TIME", description = "First candle to trade, as 2025-05-10 or ...T08:00Z.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Candles that open at or after it are left out.")
    private String to;

    @Option(names = "--balance", paramLabel = "USD", description = "At the beginning; default the file's, else 10000.")
    private String balance;

    @Option(
            names = "--taker-fee-pct",
            paramLabel = "PCT",
            description = "Fee of a trade that takes; default the file's, else 0.05. The only fee in mode bars.")
    private String takerFeePct;

    @Option(names = "--maker-fee-pct", paramLabel = "PCT", description = "Fee of a trade that rested; default 0.02.")
    private String makerFeePct;

    @Option(names = "--tick", description = "Step of prices; default what the candles are on. Mode paper.")
    private String tick;

    @Option(
            names = "--quantity-step",
            description = "Step of quantities; default a power of ten worth a dollar at the most. Mode paper.")
    private String quantityStep;

    @Option(names = "--debug", description = "Show the stack trace of a failure.")
    private boolean isDebug;

    boolean isDebug() {
        return isDebug;
    }

    Path config() {
        return config;
    }

    Path candleFile() {
        return candles;
    }

    FillMode fills() {
        return fills;
    }

    CandleSeries readCandles() {
        return CandleSeries.read(candles);
    }

    Assumptions assumptions(final CommandLine command) {
        return new Assumptions(
                positive(command, "--balance", balance),
                fee(command, "--taker-fee-pct", takerFeePct),
                fee(command, "--maker-fee-pct", makerFeePct),
                positive(command, "--tick", tick),
                positive(command, "--quantity-step", quantityStep),
                timeMs(command, "--from", from),
                timeMs(command, "--to", to));
    }

    private static Long positive(final CommandLine command, final String flag, final String text) {
        final Long valueE8 = numberE8(command, flag, text);
        if (valueE8 != null && valueE8 <= 0) {
            throw new ParameterException(command, flag + " must be above 0, found " + text + ".");
        }
        return valueE8;
    }

    private static Long fee(final CommandLine command, final String flag, final String text) {
        final Long valueE8 = numberE8(command, flag, text);
        if (valueE8 != null && Math.abs(valueE8) > 10 * Fixed.ONE_E8) {
            throw new ParameterException(command, flag + " is in percent, at most 10, found " + text + ".");
        }
        return valueE8;
    }

    private static Long numberE8(final CommandLine command, final String flag, final String text) {
        if (text == null) {
            return null;
        }
        try {
            return new BigDecimal(text).movePointRight(SCALE).longValueExact();
        } catch (final ArithmeticException | NumberFormatException e) {
            throw new ParameterException(command, flag + ": '" + text + "' is not a decimal number that fits.", e);
        }
    }

    private static Long timeMs(final CommandLine command, final String flag, final String text) {
        if (text == null) {
            return null;
        }
        try {
            if (text.matches("\\d{10,15}")) {
                return Long.parseLong(text);
            }
            if (text.length() <= "2025-05-10".length()) {
                return LocalDate.parse(text)
                        .atStartOfDay()
                        .toInstant(ZoneOffset.UTC)
                        .toEpochMilli();
            }
            return text.endsWith("Z") && text.length() > "2025-05-10T08:00Z".length()
                    ? Instant.parse(text).toEpochMilli()
                    : OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (final DateTimeException e) {
            throw new ParameterException(
                    command, flag + ": '" + text + "' is no time: write 2025-05-10, 2025-05-10T08:00Z or ms.", e);
        }
    }
}
