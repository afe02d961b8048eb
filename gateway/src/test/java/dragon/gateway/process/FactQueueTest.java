package dragon.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.CancelSent;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.Quote;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class FactQueueTest {
    private final List<VenueFact> taken = new ArrayList<>();

    @Test
    void keepsTheNewestQuoteOfEachInstrumentAndEverythingElseInOrder() {
        final FactQueue queue = new FactQueue(10);
        queue.onFact(quote(1, 1));
        queue.onFact(new CancelSent(1));
        queue.onFact(quote(1, 2));
        queue.onFact(new Mark(1, 5, 9));
        queue.onFact(quote(2, 3));
        queue.onFact(new CancelSent(2));

        assertEquals(5, queue.drain(taken::add));
        assertEquals(List.of(new CancelSent(1), new CancelSent(2)), taken.subList(0, 2));
        assertEquals(
                new HashSet<>(List.of(quote(1, 2), quote(2, 3), new Mark(1, 5, 9))),
                new HashSet<>(taken.subList(2, 5)));
        assertEquals(1, queue.conflatedCount());
        assertEquals(0, queue.drain(taken::add));
    }

    @Test
    void endsRatherThanGrowWithoutBound() {
        final FactQueue queue = new FactQueue(2);
        for (int i = 0; i < 3; i++) {
            queue.onFact(new CancelSent(i));
        }
        assertThrows(IllegalStateException.class, () -> queue.drain(taken::add));
    }

    private static Quote quote(final int instrumentId, final long price) {
        return new Quote(instrumentId, price, 1, price + 1, 1, 9);
    }
}
