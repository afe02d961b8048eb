package dragon.engine.core.market;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerBookPropertyTest {
    private record Level(long priceE8, long id) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void firesWhatASortedListWouldFireInItsOrder(final long seed) {
        final Random random = new Random(seed);
        final boolean falls = random.nextBoolean();
        final TriggerBook book = falls ? TriggerBook.onFall(256) : TriggerBook.onRise(256);
        final Comparator<Level> nearestFirst = Comparator.comparingLong(
                        (final Level l) -> falls ? -l.priceE8() : l.priceE8())
                .thenComparingLong(Level::id);
        final List<Level> model = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    if (!book.isFull()) {
                        final Level level = new Level(random.nextInt(50), i);
                        book.add(level.priceE8(), level.id());
                        model.add(level);
                        model.sort(nearestFirst);
                    }
                }
                case 2 -> {
                    if (!model.isEmpty()) {
                        final Level gone = model.remove(random.nextInt(model.size()));
                        book.remove(gone.id());
                        assertFalse(book.contains(gone.id()));
                    }
                }
                default -> {
                    final long price = random.nextInt(50);
                    while (!model.isEmpty()
                            && (falls
                                    ? price <= model.get(0).priceE8()
                                    : price >= model.get(0).priceE8())) {
                        assertEquals(true, book.isReachedBy(price), "seed " + seed);
                        assertEquals(model.remove(0).id(), book.pop(), "seed " + seed);
                    }
                    assertFalse(book.isReachedBy(price), "seed " + seed);
                }
            }
            assertEquals(model.size(), book.size());
        }
    }
}
