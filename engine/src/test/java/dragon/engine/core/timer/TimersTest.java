package dragon.engine.core.timer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.snapshot.Images;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimersTest {
    private record Timer(long dueNs, long set, TimerKind kind, long subject) {}

    private final Timers timers = new Timers(4);

    @Test
    void hasNothingDueWhileNoneIsSet() {
        assertEquals(Timers.NOTHING_DUE, timers.firstDueNs());

        timers.set(5, TimerKind.PANIC, 0);
        assertEquals(5, timers.firstDueNs());

        timers.removeFirst();
        assertEquals(Timers.NOTHING_DUE, timers.firstDueNs());
    }

    @Test
    void isFullWithItsLastPlaceTakenAndNotBefore() {
        for (int i = 0; i < 4; i++) {
            assertFalse(timers.isFull());
            assertEquals(i, timers.size());
            timers.set(i, TimerKind.FLATTEN, i);
        }
        assertTrue(timers.isFull());
        assertEquals(4, timers.size());

        timers.removeFirst();
        assertFalse(timers.isFull());
    }

    @Test
    void comeInTheOrderInWhichTheyWereSetWhenDueTogether() {
        timers.set(7, TimerKind.ORDER_QUERY, 1);
        timers.set(7, TimerKind.LEG_EXIT, 2);
        timers.set(7, TimerKind.FLATTEN, 3);
        timers.set(7, TimerKind.PANIC, 4);

        for (int subject = 1; subject <= 4; subject++) {
            assertEquals(subject, timers.firstSubject());
            timers.removeFirst();
        }
    }

    @Test
    void goOnInTheSameOrderAfterARestart() {
        timers.set(7, TimerKind.ORDER_QUERY, 1);
        timers.set(7, TimerKind.LEG_EXIT, 2);
        timers.set(3, TimerKind.FLATTEN, 3);
        final byte[] image = Images.of(timers::write);

        final Timers restored = new Timers(4);
        Images.read(image, reader -> {
            restored.read(reader);
            return restored;
        });
        assertArrayEquals(image, Images.of(restored::write));

        restored.set(7, TimerKind.PANIC, 4); // Set after the restart: behind those of before it.
        for (final int subject : new int[] {3, 1, 2, 4}) {
            assertEquals(subject, restored.firstSubject());
            restored.removeFirst();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void ringAsASortedListWouldInItsOrder(final long seed) {
        final Random random = new Random(seed);
        final Timers heap = new Timers(64);
        final List<Timer> model = new ArrayList<>();
        final Comparator<Timer> firstDueFirst =
                Comparator.comparingLong(Timer::dueNs).thenComparingLong(Timer::set);
        for (int i = 0; i < 5_000; i++) {
            if (!heap.isFull() && random.nextInt(100) < 52) {
                final TimerKind kind = TimerKind.values()[random.nextInt(TimerKind.values().length)];
                final Timer timer = new Timer(random.nextInt(20), i, kind, random.nextLong());
                heap.set(timer.dueNs(), timer.kind(), timer.subject());
                model.add(timer);
                model.sort(firstDueFirst);
            } else if (!model.isEmpty()) {
                final Timer first = model.remove(0);
                assertEquals(first.dueNs(), heap.firstDueNs(), "seed " + seed);
                assertEquals(first.kind(), heap.firstKind(), "seed " + seed);
                assertEquals(first.subject(), heap.firstSubject(), "seed " + seed);
                heap.removeFirst();
            }
            assertEquals(model.size(), heap.size());
        }
    }

    @ParameterizedTest
    @EnumSource(TimerKind.class)
    void areOfTheSameKindAfterTheirCodeWasWritten(final TimerKind kind) {
        assertEquals(kind, TimerKind.ofCode(kind.code()));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 6})
    void areRefusedWhenAnImageNamesAKindThatIsNone(final int code) {
        final IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> TimerKind.ofCode(code));
        assertEquals("no timer kind has code " + code, refusal.getMessage());
    }
}
