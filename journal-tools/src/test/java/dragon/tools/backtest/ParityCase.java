package dragon.tools.backtest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.StrategySettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** One recorded run of the original: its configuration as our settings, and what came out. */
final class ParityCase {
    private final Path directory;
    private final Map<String, Object> config;
    private final Map<String, Object> expected;

    ParityCase(final Path directory) {
        this.directory = directory;
        config = json(directory.resolve("config.json"));
        expected = json(directory.resolve("expected.json"));
    }

    Candles candles() {
        return CandleFile.read(directory.resolve("candles.csv.gz"));
    }

    Map<String, Object> expected() {
        return expected;
    }

    List<Map<String, Object>> rows(final String name) {
        final List<Map<String, Object>> rows = new ArrayList<>();
        for (final Object row : (List<?>) expected.get(name)) {
            rows.add(map(row));
        }
        return rows;
    }

    BigDecimal backtest(final String name) {
        return (BigDecimal) map(config.get("backtest")).get(name);
    }

    boolean isAllowed(final String leg) {
        return (Boolean) section("general").get("allow_" + leg);
    }

    StrategySettings settings() {
        final StrategySettings settings = new StrategySettings();
        final Map<String, Object> general = section("general");
        final Map<String, Object> bands = map(general.get("dynamic_activation"));
        final Map<String, Object> exits = section("exits");
        final Map<String, Object> dca = section("dca");
        final Map<String, Object> trend = section("trend");
        final Map<String, Object> bbands = section("bbands");
        final Map<String, Object> macd = section("macd");
        final Map<String, Object> rsi = section("rsi");
        set(settings, StrategyParameter.PROFILE, 2);
        set(settings, StrategyParameter.ENTRY_SIGNAL, isOn(general, "use_indicator_consensus") ? 3 : 2);
        final boolean isPercent = "pct_balance".equals(general.get("initial_entry_sizing_mode"));
        set(settings, StrategyParameter.SIZING, isPercent ? 2 : 3);
        set(settings, StrategyParameter.ENTRY_BALANCE_PCT, general.get("initial_entry_balance_pct"));
        set(settings, StrategyParameter.ENTRY_FIXED_USD, general.get("initial_entry_fixed_usd"));
        set(settings, StrategyParameter.MAX_ENTRIES, general.get("max_entries"));
        set(settings, StrategyParameter.ENTRY_COOLDOWN_BARS, general.get("entry_cooldown_min"));
        set(settings, StrategyParameter.USE_AVERAGE_FOR_DCA_BASE, isOn(general, "use_avg_entry_for_dca_base") ? 1 : 0);
        set(settings, StrategyParameter.ENTRY_ACTIVATION_PCT, bands.get("entry_pct"));
        set(settings, StrategyParameter.DCA_ACTIVATION_PCT, bands.get("dca_pct"));
        set(settings, StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, bands.get("tp_pct"));
        set(settings, StrategyParameter.USE_MA_DIRECTION, isOn(general, "use_ma_direction") ? 1 : 0);
        set(settings, StrategyParameter.MA_TYPE, type(general.get("ma_type")));
        set(settings, StrategyParameter.MA_LENGTH, general.get("ma_length"));
        final List<String> sources = List.of("open", "high", "low", "close", "hl2", "hlc3", "ohlc4");
        set(settings, StrategyParameter.MA_SOURCE, sources.indexOf(general.get("ma_source")) + 1);
        set(settings, StrategyParameter.STOP_MODE, mode(exits.get("sl_mode")));
        set(settings, StrategyParameter.STOP_PCT, exits.get("sl_pct"));
        set(settings, StrategyParameter.TRAIL_ACTIVATION_PCT, exits.get("trail_activation_pct"));
        set(settings, StrategyParameter.TRAIL_DISTANCE_PCT, exits.get("trail_distance_pct"));
        set(settings, StrategyParameter.ATR_PERIOD, exits.get("atr_period"));
        set(settings, StrategyParameter.STOP_ATR_MULTIPLE, exits.get("sl_atr_mult"));
        set(settings, StrategyParameter.TRAIL_ACTIVATION_ATR_MULTIPLE, exits.get("trail_activation_atr_mult"));
        set(settings, StrategyParameter.TRAIL_DISTANCE_ATR_MULTIPLE, exits.get("trail_distance_atr_mult"));
        set(settings, StrategyParameter.TAKE_PROFIT_MODE, mode(exits.get("tp_mode")));
        set(settings, StrategyParameter.TAKE_PROFIT_PCT, exits.get("tp_pct"));
        set(settings, StrategyParameter.TAKE_PROFIT_ATR_MULTIPLE, exits.get("tp_atr_mult"));
        set(settings, StrategyParameter.TAKE_PROFIT_REPLACE_PCT, exits.get("tp_replace_threshold_pct"));
        set(settings, StrategyParameter.BASE_DEVIATION_PCT, dca.get("base_deviation_pct"));
        set(settings, StrategyParameter.DEVIATION_MULTIPLIER, dca.get("deviation_multiplier"));
        set(settings, StrategyParameter.VOLUME_MULTIPLIER, dca.get("volume_multiplier"));
        set(settings, StrategyParameter.TREND_INTERVAL_MINUTES, trend.get("ma_interval_min"));
        set(settings, StrategyParameter.TREND_LENGTH, trend.get("ma_len"));
        set(settings, StrategyParameter.TREND_MA_TYPE, type(trend.get("ma_type")));
        set(settings, StrategyParameter.BANDS_INTERVAL_MINUTES, bbands.get("interval_min"));
        set(settings, StrategyParameter.BANDS_LENGTH, bbands.get("length"));
        set(settings, StrategyParameter.BANDS_DEVIATION_UP, bbands.get("dev_up"));
        set(settings, StrategyParameter.BANDS_DEVIATION_DOWN, bbands.get("dev_down"));
        set(settings, StrategyParameter.BANDS_MA_TYPE, type(bbands.get("ma_type")));
        set(settings, StrategyParameter.MACD_INTERVAL_MINUTES, macd.get("interval_min"));
        set(settings, StrategyParameter.MACD_FAST, macd.get("fast"));
        set(settings, StrategyParameter.MACD_SLOW, macd.get("slow"));
        set(settings, StrategyParameter.MACD_SIGNAL, macd.get("signal"));
        set(settings, StrategyParameter.RSI_INTERVAL_MINUTES, rsi.get("interval_min"));
        set(settings, StrategyParameter.RSI_LENGTH, rsi.get("length"));
        set(settings, StrategyParameter.RSI_BUY_LEVEL, rsi.get("buy_level"));
        set(settings, StrategyParameter.RSI_SELL_LEVEL, rsi.get("sell_level"));
        return settings;
    }

    private Map<String, Object> section(final String name) {
        return map(map(config.get("strategy")).get(name));
    }

    private static boolean isOn(final Map<String, Object> section, final String name) {
        return (Boolean) section.get(name);
    }

    private static int type(final Object name) {
        return name.toString().toLowerCase(Locale.ROOT).startsWith("ema") ? 2 : 1;
    }

    private static int mode(final Object name) {
        return "ATR".equals(name) ? 2 : 1;
    }

    private static void set(final StrategySettings settings, final StrategyParameter parameter, final int value) {
        settings.set(parameter, value * Fixed.ONE_E8);
    }

    private static void set(final StrategySettings settings, final StrategyParameter parameter, final Object value) {
        settings.set(parameter, e8((BigDecimal) value));
    }

    static long e8(final BigDecimal value) {
        return value.movePointRight(8).longValueExact();
    }

    /** The rows of the recorded states, by column; an empty field is left out. */
    List<Map<String, String>> trace() {
        final List<Map<String, String>> rows = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(directory.resolve("trace.csv.gz"))),
                StandardCharsets.UTF_8))) {
            final String[] names = in.readLine().split(",", -1);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                final String[] fields = line.split(",", -1);
                final Map<String, String> row = new LinkedHashMap<>();
                for (int i = 0; i < names.length; i++) {
                    if (!fields[i].isEmpty()) {
                        row.put(names[i], fields[i]);
                    }
                }
                rows.add(row);
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    @SuppressWarnings("unchecked") // Objects of a JSON document have texts for keys.
    static Map<String, Object> map(final Object value) {
        return (Map<String, Object>) value;
    }

    private static Map<String, Object> json(final Path file) {
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            parser.nextToken();
            return map(value(parser));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object value(final JsonParser parser) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                final Map<String, Object> map = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    final String name = parser.currentName();
                    parser.nextToken();
                    map.put(name, value(parser));
                }
                return map;
            }
            case START_ARRAY -> {
                final List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(parser));
                }
                return list;
            }
            case VALUE_NULL -> {
                return null;
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                return parser.getBooleanValue();
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                return parser.getDecimalValue();
            }
            default -> {
                return parser.getText();
            }
        }
    }
}
