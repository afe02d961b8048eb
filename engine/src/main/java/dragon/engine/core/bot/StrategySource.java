package dragon.engine.core.bot;

import dragon.engine.strategy.Strategy;
import dragon.engine.strategy.StrategySettings;

/** Makes the strategy of a new bot. */
@FunctionalInterface
public interface StrategySource {
    /**
     * A strategy that has seen nothing yet.
     *
     * @param settings found complete and in range
     * @param candleMinutes length of the candles that it will be given
     */
    Strategy of(StrategySettings settings, int candleMinutes);
}
