package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands about accounts and bots are answered, in words, and what they set in motion. */
class CommandScenarioTest {
    private final CoreHarness dragon = new CoreHarness();

    private Bot bot(final int id) {
        return dragon.core().state().bots().get(id);
    }

    private void thenAnswered(final String result, final String detail) {
        assertEquals(result, dragon.lastResult());
        assertEquals(detail, dragon.lastDetail());
    }

    /** The settings of the usual bot, with this one instead; null = without it. */
    private static Map<StrategyParameter, String> settings(final StrategyParameter parameter, final String value) {
        final Map<StrategyParameter, String> settings = new EnumMap<>(StrategyParameter.class);
        settings.put(StrategyParameter.BASE_QUANTITY, "0.01");
        settings.put(StrategyParameter.MAX_ENTRIES, "3");
        settings.put(StrategyParameter.BASE_DEVIATION_PCT, "1");
        settings.put(StrategyParameter.DEVIATION_MULTIPLIER, "2");
        settings.put(StrategyParameter.VOLUME_MULTIPLIER, "1.5");
        settings.put(StrategyParameter.TAKE_PROFIT_PCT, "0.5");
        if (value == null) {
            settings.remove(parameter);
        } else {
            settings.put(parameter, value);
        }
        return settings;
    }

    private void change(final StrategyParameter parameter, final String value, final boolean isConfirmed) {
        dragon.changeBot(1, bot(1).settings().fingerprint(), isConfirmed, settings(parameter, value));
    }

    @Test
    void aChangeTellsEachSettingBeforeAndAfter() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of());

        change(StrategyParameter.TAKE_PROFIT_PCT, "0.7", true);

        thenAnswered("NONE 0", "");
        assertEquals(
                List.of("BOT_CHANGED WARN: TAKE_PROFIT_PCT 50000000 -> 70000000; (E8) by rana"), dragon.takeTexts());
    }

    @Test
    void aChangeToSettingsThatCannotBeIsRefusedByTheNameOfTheSetting() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of());
        final long before = bot(1).settings().fingerprint();

        change(StrategyParameter.MAX_ENTRIES, null, true);
        thenAnswered("MISSING_VALUE 0", "MAX_ENTRIES");
        change(StrategyParameter.MAX_ENTRIES, "0", true);
        thenAnswered("VALUE_OUT_OF_RANGE 0", "MAX_ENTRIES");
        dragon.changeBot(1, before + 1, true, settings(StrategyParameter.MAX_ENTRIES, "2"));
        thenAnswered("STATE_MOVED 0", "the bot has other settings than those that were looked at");

        assertEquals(before, bot(1).settings().fingerprint());
        assertEquals(List.of(), dragon.takeTexts());
    }

    @Test
    void aChangeThatLetsMoreThroughNamesTheSettingThatDoes() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of());
        change(StrategyParameter.LIMIT_LEG_NOTIONAL_USD, "900", true);

        change(StrategyParameter.LIMIT_LEG_NOTIONAL_USD, "901", false);
        thenAnswered("UNCONFIRMED 0", "LIMIT_LEG_NOTIONAL_USD would let more through than before");
        change(StrategyParameter.LIMIT_LEG_NOTIONAL_USD, "899", false);

        thenAnswered("NONE 0", "");
    }

    @Test
    void aBotThatIsBeingFlattenedTakesNoWishButAPause() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).bar("60000");
        dragon.filled(dragon.lastPlacedId(), "0.01", "60000").flatten(ControlScope.BOT, 1);

        dragon.desire(1, DesiredStatus.RUNNING);
        thenAnswered("BEING_FLATTENED 0", "it is being flattened, and ends paused");
        dragon.desire(1, DesiredStatus.STOPPED);
        thenAnswered("BEING_FLATTENED 0", "it is being flattened, and ends paused");
        change(StrategyParameter.TAKE_PROFIT_PCT, "0.7", true);
        thenAnswered("BEING_FLATTENED 0", "it is being flattened, and ends paused");
        dragon.desire(1, DesiredStatus.PAUSED);
        thenAnswered("NONE 0", "");

        assertEquals(e8("0.5"), bot(1).settings().valueE8(StrategyParameter.TAKE_PROFIT_PCT));
        assertEquals(BotStatus.PAUSED, bot(1).status());
    }

    @Test
    void aBotOfSettingsThatCannotBeIsNotMade() {
        dragon.startTerm().createAccount("main");

        dragon.createBotWith("btc", Legs.LONG_ONLY, Map.of(StrategyParameter.MAX_ENTRIES, "0"));

        thenAnswered("VALUE_OUT_OF_RANGE 0", "MAX_ENTRIES");
        assertNull(dragon.core().state().bots().find("btc"));
        assertEquals(0, dragon.core().state().instruments().count());
    }

    @Test
    void aBotMayComeToAnInstrumentThatIsThereWhereNoOtherHasRoom() {
        dragon.startTerm().createAccount("main");
        for (int i = 0; i < 16; i++) {
            dragon.createBot("b" + i, Legs.LONG_ONLY, "0", "PERP_A" + i + "_USDT");
            assertEquals("NONE " + (i + 1), dragon.lastResult());
        }

        dragon.createBot("more", Legs.LONG_ONLY, "0", "PERP_MORE_USDT");
        thenAnswered("CAPACITY 0", "no room for another bot or instrument");
        dragon.createBot("more", Legs.LONG_ONLY, "0", "PERP_A3_USDT");

        thenAnswered("NONE 17", "");
    }

    @Test
    void whereThereIsNoRoomForAnotherBotNoneIsMade() {
        dragon.startTerm().createAccount("main");
        for (int i = 0; i < 64; i++) {
            dragon.createBot("b" + i, Legs.LONG_ONLY, "0");
            assertEquals("NONE " + (i + 1), dragon.lastResult());
        }

        dragon.createBot("more", Legs.LONG_ONLY, "0");

        thenAnswered("CAPACITY 0", "no room for another bot or instrument");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anAccountIsComparedWithTheVenueAtOnceWhereThereIsAGateway(final boolean isGatewayUp) {
        dragon.startTerm();
        if (isGatewayUp) {
            dragon.gatewayUp(77);
        }
        dragon.forget().createAccount("main");

        assertEquals(isGatewayUp, !dragon.takeSent().isEmpty());
        assertFalse(dragon.core().state().accounts().get(1).isReconciled());
        assertEquals("NONE 1", dragon.lastResult());
    }

    @Test
    void aNameHasAtMostThirtyOneLettersAndBeginsWithOne() {
        dragon.startTerm();
        dragon.createAccount("a".repeat(31));
        assertEquals("NONE 1", dragon.lastResult());
        for (final String label : List.of("a".repeat(32), "-a", ".a", "a b", "a/b")) {
            dragon.createAccount(label);
            thenAnswered("VALUE_OUT_OF_RANGE 0", "label: letters, digits, dot, dash, at most 31");
        }
    }

    @Test
    void aBotIsQueuedWithWhatItsOperatorWishedForItAndTheQueueIsLeftOnce() {
        dragon.readyWith(Legs.LONG_ONLY, Map.of()).desire(1, DesiredStatus.STOPPED);
        dragon.desire(1, DesiredStatus.PAUSED);
        assertEquals(BotStatus.QUEUED, bot(1).status());
        assertFalse(dragon.takeEvents().contains("BOT_PAUSED"), "not before somebody has claimed it");

        dragon.pass(3);
        assertEquals(BotStatus.PAUSED, bot(1).status());
        dragon.desire(1, DesiredStatus.RUNNING);

        assertEquals(BotStatus.RUNNING, bot(1).status());
        assertTrue(dragon.takeEvents().contains("BOT_RESUMED"));
    }
}
