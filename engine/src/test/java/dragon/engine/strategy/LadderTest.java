package dragon.engine.strategy;

import static dragon.engine.strategy.StrategySettingsFixture.e8;
import static dragon.engine.strategy.StrategySettingsFixture.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.StrategyParameter;
import org.junit.jupiter.api.Test;

class LadderTest {
    private final StrategySettings settings = StrategySettingsFixture.ladder(new StrategySettings());

    @Test
    void theFirstRungIsAsLargeAsTheFirstEntry() {
        final Ladder ladder = new Ladder(settings);
        assertEquals(e8("0.01"), ladder.quantityE8(e8("0.01"), 0));
        assertEquals(e8("0.015"), ladder.quantityE8(e8("0.01"), 1));
        assertEquals(e8("99"), ladder.priceE8(true, e8("100"), 0));
        assertEquals(e8("102"), ladder.priceE8(false, e8("100"), 1));
    }

    @Test
    void endsAfterItsEntriesAndHasNoneBeforeTheFirst() {
        final Ladder ladder = new Ladder(settings);
        assertFalse(ladder.hasRung(0));
        assertTrue(ladder.hasRung(1));
        assertTrue(ladder.hasRung(2));
        assertFalse(ladder.hasRung(3));
    }

    @Test
    void aRungBelowZeroOrBeyondAllBoundsIsOutOfReach() {
        whole(settings, StrategyParameter.MAX_ENTRIES, 50);
        whole(settings, StrategyParameter.DEVIATION_MULTIPLIER, 100);
        whole(settings, StrategyParameter.VOLUME_MULTIPLIER, 100);
        final Ladder ladder = new Ladder(settings);
        assertEquals(Ladder.NULL_PRICE, ladder.priceE8(true, e8("100"), 1), "one hundred percent below");
        assertEquals(e8("200"), ladder.priceE8(false, e8("100"), 1));
        assertEquals(Ladder.NULL_PRICE, ladder.priceE8(false, e8("100"), 48));
        assertEquals(0, ladder.quantityE8(e8("1"), 48));
    }
}
