package dragon.bench.smoke;

import dragon.engine.protocol.StrategyParameter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.Map;

/** Where the rungs and the take profit of a bot stand. */
enum Ladder {
    /** Far away, and resting at the exchange: nothing happens to the position by itself. */
    RESTING("12", "0"),
    /** Far away, and parked with us. */
    PARKED("12", "1"),
    /** Parked with us just outside of the band in which they are sent. */
    NEAR("0.2", "0.15");

    private static final BigDecimal FIRST_ENTRY_USD = BigDecimal.valueOf(250);

    private final String distancePct;
    private final String bandPct;

    Ladder(final String distancePct, final String bandPct) {
        this.distancePct = distancePct;
        this.bandPct = bandPct;
    }

    /** Settings for a market with this best bid. */
    Map<StrategyParameter, Long> settingsE8(final BigDecimal bid) {
        final Map<StrategyParameter, Long> settings = new EnumMap<>(StrategyParameter.class);
        settings.put(StrategyParameter.BASE_QUANTITY, e8(FIRST_ENTRY_USD.divide(bid, 3, RoundingMode.UP)));
        settings.put(StrategyParameter.MAX_ENTRIES, e8(new BigDecimal(4)));
        settings.put(StrategyParameter.BASE_DEVIATION_PCT, e8(new BigDecimal(distancePct)));
        settings.put(StrategyParameter.DEVIATION_MULTIPLIER, e8(new BigDecimal("1.2")));
        settings.put(StrategyParameter.VOLUME_MULTIPLIER, e8(new BigDecimal("1.1")));
        settings.put(StrategyParameter.TAKE_PROFIT_PCT, e8(new BigDecimal(distancePct)));
        settings.put(StrategyParameter.DCA_ACTIVATION_PCT, e8(new BigDecimal(bandPct)));
        settings.put(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, e8(new BigDecimal(bandPct)));
        return settings;
    }

    private static long e8(final BigDecimal value) {
        return value.movePointRight(8).longValueExact();
    }
}
