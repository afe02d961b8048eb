package dragon.engine.core.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientOrderIdsTest {
    @Test
    void holdItsPartsAtBothEndsOfTheirRanges() {
        assertEquals(1L << 47 | 1L << 31 | 1L << 28 | 1, ClientOrderIds.of(1, 1, 1, 1));
        final long largest = ClientOrderIds.of(0xFFFF, 0xFFFF, 7, (1L << 28) - 1);
        assertEquals(Long.MAX_VALUE, largest, "as large as the venue takes");
        assertEquals(0xFFFF, ClientOrderIds.term(largest));
        assertEquals(0xFFFF, ClientOrderIds.botId(largest));

        final long id = ClientOrderIds.of(300, 20, 5, 77);
        assertTrue(id > 0);
        assertEquals(300, ClientOrderIds.term(id));
        assertEquals(20, ClientOrderIds.botId(id));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 1",
        "65536, 1, 1, 1",
        "1, 0, 1, 1",
        "1, 65536, 1, 1",
        "1, 1, 0, 1",
        "1, 1, 8, 1",
        "1, 1, 1, 0",
        "1, 1, 1, 268435456"
    })
    void areNeverMadeOfAPartThatDoesNotFit(final int term, final int botId, final int role, final long sequence) {
        assertThrows(AssertionError.class, () -> ClientOrderIds.of(term, botId, role, sequence));
    }
}
