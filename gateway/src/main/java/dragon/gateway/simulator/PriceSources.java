package dragon.gateway.simulator;

import dragon.gateway.simulator.market.GeneratedPrices;
import dragon.gateway.simulator.market.Instrument;
import dragon.gateway.simulator.market.PriceSource;
import dragon.gateway.simulator.market.RecordedCandles;
import dragon.gateway.simulator.market.RecordedFile;
import dragon.gateway.simulator.market.RecordedQuotes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Chooses each instrument's source of prices: recorded files where there are some, generated prices otherwise. */
final class PriceSources {
    /** The files of one symbol. */
    private static final class Recording {
        private RecordedFile candles;
        private RecordedFile quotes;
        private RecordedFile trades;
    }

    private static final List<String> SYMBOLS_USUAL = List.of("PERP_BTC_USDT", "PERP_ETH_USDT");
    /** Recorded minutes that count as passed where nothing else is said: one in so many, ... */
    private static final int PASSED_ONE_IN = 10;
    /** ... and at most two days. */
    private static final int PASSED_MAX = 2_880;

    private PriceSources() {}

    /**
     * Markets of the config, in the order of its symbols.
     *
     * @throws IllegalArgumentException naming what is wrong with which file or symbol
     */
    static List<Market> markets(final SimulatorConfig config, final long wallMs) {
        final List<Market> markets = new ArrayList<>();
        if (config.data().isEmpty()) {
            for (final String symbol : config.symbols().isEmpty() ? SYMBOLS_USUAL : config.symbols()) {
                final Instrument instrument = instrument(symbol);
                final PriceSource source =
                        new GeneratedPrices(instrument, config.seed(), wallMs * 1_000, config.quotesPerSecond());
                markets.add(new Market(instrument, source, config.historyMinutes()));
            }
            return markets;
        }
        recordings(config).forEach((symbol, recording) -> {
            final Instrument instrument = instrument(symbol);
            final RecordedFile prices = recording.candles == null ? recording.quotes : recording.candles;
            final Instrument exact = instrument.withPriceStep(Math.min(prices.priceStepE8(), instrument.priceStepE8()));
            markets.add(new Market(exact, source(config, recording, exact), config.historyMinutes()));
        });
        checkOverlap(markets);
        return markets;
    }

    private static Map<String, Recording> recordings(final SimulatorConfig config) {
        final Map<String, Recording> bySymbol = new LinkedHashMap<>();
        for (int i = 0; i < config.data().size(); i++) {
            final RecordedFile file = RecordedFile.read(config.data().get(i));
            final String symbol = symbol(config, file, i);
            final Recording recording = bySymbol.computeIfAbsent(symbol, ignored -> new Recording());
            switch (file.kind()) {
                case CANDLES -> recording.candles = onlyOne(recording.candles, file, symbol);
                case QUOTES -> recording.quotes = onlyOne(recording.quotes, file, symbol);
                case TRADES, AGGREGATED_TRADES -> recording.trades = onlyOne(recording.trades, file, symbol);
            }
        }
        bySymbol.forEach((symbol, recording) -> {
            if (recording.candles != null && (recording.quotes != null || recording.trades != null)) {
                throw new IllegalArgumentException(symbol + " has both candles and quotes or trades: give one of them");
            }
            if (recording.candles == null && recording.quotes == null) {
                throw new IllegalArgumentException(symbol + " has trades only: " + recording.trades.path()
                        + " needs the quotes of the same capture");
            }
        });
        return bySymbol;
    }

    private static String symbol(final SimulatorConfig config, final RecordedFile file, final int index) {
        final String named = file.symbolOfName();
        if (named != null && (config.symbols().isEmpty() || config.symbols().contains(named))) {
            return named;
        }
        if (index < config.symbols().size()) {
            return config.symbols().get(index);
        }
        throw new IllegalArgumentException("cannot tell the symbol of " + file.path()
                + " from its name; name it in --symbols, in the order of --data");
    }

    private static RecordedFile onlyOne(final RecordedFile before, final RecordedFile file, final String symbol) {
        if (before != null) {
            throw new IllegalArgumentException(
                    "two files of the same kind for " + symbol + ": " + before.path() + " and " + file.path());
        }
        return file;
    }

    private static PriceSource source(
            final SimulatorConfig config, final Recording recording, final Instrument instrument) {
        if (recording.candles == null) {
            return new RecordedQuotes(recording.quotes, recording.trades, instrument, config.seed());
        }
        final RecordedFile file = recording.candles;
        final int end =
                config.dataToMs() == Long.MAX_VALUE ? file.size() : RecordedCandles.rowAt(file, config.dataToMs());
        final int first = config.dataFromMs() == Long.MIN_VALUE
                ? Math.min(PASSED_MAX, end / PASSED_ONE_IN)
                : RecordedCandles.rowAt(file, config.dataFromMs());
        if (first >= end) {
            throw new IllegalArgumentException(
                    "nothing to play of " + file.path() + " between --data-from and --data-to");
        }
        return new RecordedCandles(file, instrument, config.seed(), first, end);
    }

    /** Markets share one clock: files of different months would leave all but one of them silent. */
    private static void checkOverlap(final List<Market> markets) {
        for (final Market a : markets) {
            for (final Market b : markets) {
                if (a.source().startUs() > b.source().endUs()) {
                    throw new IllegalArgumentException("the data of " + a.symbol() + " begins after that of "
                            + b.symbol() + " has ended: play them one at a time");
                }
            }
        }
    }

    private static Instrument instrument(final String symbol) {
        final Instrument instrument = Instrument.of(symbol);
        if (instrument == null) {
            throw new IllegalArgumentException(
                    "unknown symbol '" + symbol + "': expected a perpetual such as PERP_BTC_USDT");
        }
        return instrument;
    }
}
