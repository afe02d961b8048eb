package dragon.engine.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.StrategyParameter;
import org.junit.jupiter.api.Test;

class StrategySettingsTest {
    private final StrategySettings settings = new StrategySettings();

    @Test
    void aLadderAloneIsComplete() {
        ladder();
        assertNull(settings.firstMissing());
        assertNull(settings.firstOutOfRange());
        assertNull(settings.firstInconsistency(1));
        assertEquals(Profile.LIVE, settings.profile());
        assertEquals(EntrySignal.ALWAYS, settings.entrySignal());
        assertEquals(Sizing.QUANTITY, settings.sizing());
        assertEquals(DistanceMode.PCT, settings.takeProfitMode());
    }

    @Test
    void aMissingLadderIsNamedAndNeverReplacedByZero() {
        ladder();
        final StrategySettings without = new StrategySettings();
        without.set(StrategyParameter.BASE_QUANTITY, Fixed.ONE_E8);
        without.set(StrategyParameter.TAKE_PROFIT_PCT, Fixed.ONE_E8);
        without.set(StrategyParameter.MAX_ENTRIES, Fixed.ONE_E8);
        assertEquals(StrategyParameter.BASE_DEVIATION_PCT, without.firstMissing());
    }

    @Test
    void whatIsMissingDependsOnTheChosenModes() {
        ladder();
        whole(StrategyParameter.SIZING, 2);
        assertEquals(StrategyParameter.ENTRY_BALANCE_PCT, settings.firstMissing());
        whole(StrategyParameter.ENTRY_BALANCE_PCT, 10);
        whole(StrategyParameter.TAKE_PROFIT_MODE, 2);
        assertEquals(StrategyParameter.ATR_PERIOD, settings.firstMissing());
        whole(StrategyParameter.ATR_PERIOD, 14);
        assertEquals(StrategyParameter.TAKE_PROFIT_ATR_MULTIPLE, settings.firstMissing());
        whole(StrategyParameter.TAKE_PROFIT_ATR_MULTIPLE, 20);
        assertNull(settings.firstMissing());
        whole(StrategyParameter.ENTRY_SIGNAL, 3);
        assertEquals(StrategyParameter.TREND_INTERVAL_MINUTES, settings.firstMissing());
        whole(StrategyParameter.ENTRY_SIGNAL, 1);
        whole(StrategyParameter.USE_MA_DIRECTION, 1);
        assertEquals(StrategyParameter.MA_TYPE, settings.firstMissing());
    }

    @Test
    void numbersThatCountAreWhole() {
        ladder();
        settings.set(StrategyParameter.TREND_LENGTH, Fixed.ONE_E8 / 2);
        assertEquals(StrategyParameter.TREND_LENGTH, settings.firstOutOfRange());
        whole(StrategyParameter.TREND_LENGTH, 0);
        assertEquals(StrategyParameter.TREND_LENGTH, settings.firstOutOfRange());
        whole(StrategyParameter.TREND_LENGTH, 250);
        assertNull(settings.firstOutOfRange());
        whole(StrategyParameter.PROFILE, 3);
        assertEquals(StrategyParameter.PROFILE, settings.firstOutOfRange());
    }

    @Test
    void aWindowBeyondTheHistoryOfAVenueIsAContradiction() {
        ladder();
        StrategySettingsFixture.indicators(settings);
        assertNull(settings.firstInconsistency(1));
        whole(StrategyParameter.TREND_LENGTH, 5_000);
        assertNotNull(settings.firstInconsistency(1));
        assertNull(settings.firstInconsistency(60));
    }

    private void ladder() {
        StrategySettingsFixture.ladder(settings);
    }

    private void whole(final StrategyParameter parameter, final long value) {
        settings.set(parameter, value * Fixed.ONE_E8);
    }
}
