package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.Bot;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A bot gets other settings while it lives: 0.01 LONG from 60,000, its rung at the venue. */
class ChangeBotScenarioTest {
    private final CoreHarness dragon = new CoreHarness();

    private Bot bot() {
        return dragon.core().state().bots().get(1);
    }

    private static Map<StrategyParameter, String> settings(final StrategyParameter parameter, final String value) {
        final Map<StrategyParameter, String> settings = new EnumMap<>(StrategyParameter.class);
        settings.put(StrategyParameter.BASE_QUANTITY, "0.01");
        settings.put(StrategyParameter.MAX_ENTRIES, "3");
        settings.put(StrategyParameter.BASE_DEVIATION_PCT, "1");
        settings.put(StrategyParameter.DEVIATION_MULTIPLIER, "2");
        settings.put(StrategyParameter.VOLUME_MULTIPLIER, "1.5");
        settings.put(StrategyParameter.TAKE_PROFIT_PCT, "0.5");
        settings.put(StrategyParameter.DCA_ACTIVATION_PCT, "0");
        settings.put(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, "0");
        settings.put(parameter, value);
        return settings;
    }

    private void change(final StrategyParameter parameter, final String value) {
        dragon.changeBot(1, bot().settings().fingerprint(), false, settings(parameter, value));
    }

    @Test
    void movesARungAtOnceToWhereItBelongsNow() {
        dragon.inPosition("0");
        final long rung = bot().leg(Leg.LONG).orderId(OrderRole.DCA);
        dragon.accepted(rung).status(rung, VenueOrderStatus.NEW, "0").forget();

        change(StrategyParameter.BASE_DEVIATION_PCT, "2");
        assertEquals(List.of("cancel"), dragon.takeSent());
        assertEquals(List.of("BOT_CHANGED"), dragon.takeEvents());

        dragon.status(rung, VenueOrderStatus.CANCELED, "0");
        assertTrue(dragon.takeSent().toString().contains("@ 58800"), "the rung is 2 % below 60,000");
    }

    @Test
    void replayAndRestoreGiveTheSameStateAfterIt() {
        dragon.inPosition("0");
        change(StrategyParameter.TAKE_PROFIT_PCT, "0.7");
        final long hash = dragon.hash();

        assertEquals(hash, dragon.restore().hash());
        assertEquals("70000000", Long.toString(bot().settings().valueE8(StrategyParameter.TAKE_PROFIT_PCT)));
    }

    @Test
    void isRefusedWhereTheSettingsAreNotThoseThatWereLookedAt() {
        dragon.inPosition("0");
        final long before = bot().settings().fingerprint();
        change(StrategyParameter.MAX_ENTRIES, "4");
        dragon.changeBot(1, before, true, settings(StrategyParameter.MAX_ENTRIES, "5"));

        assertTrue(dragon.lastResult().contains("STATE_MOVED"), dragon.lastResult());
        assertEquals(4, bot().settings().maxEntries());
    }

    @Test
    void loosensALimitOnlyWithTheTypedWord() {
        dragon.inPosition("0");
        change(StrategyParameter.LIMIT_LEG_NOTIONAL_USD, "900");
        change(StrategyParameter.LIMIT_LEG_NOTIONAL_USD, "901");
        assertTrue(dragon.lastResult().contains("UNCONFIRMED"), dragon.lastResult());
        dragon.changeBot(1, bot().settings().fingerprint(), false, settings(StrategyParameter.MAX_ENTRIES, "3"));
        assertTrue(dragon.lastResult().contains("UNCONFIRMED"), "a limit that is left out is none");

        dragon.changeBot(
                1, bot().settings().fingerprint(), true, settings(StrategyParameter.LIMIT_LEG_NOTIONAL_USD, "901"));
        assertTrue(dragon.lastResult().contains("NONE"), dragon.lastResult());
    }

    @Test
    void keepsWhatTheIndicatorsAreMadeOf() {
        dragon.inPosition("0");
        change(StrategyParameter.PROFILE, "2");

        assertTrue(dragon.lastResult().contains("FIXED_SETTING"), dragon.lastResult());
    }
}
