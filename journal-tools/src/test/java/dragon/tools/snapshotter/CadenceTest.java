package dragon.tools.snapshotter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which rows are due, and for how long each is remembered. */
class CadenceTest {
    private static final long NOW_MS = 1_767_225_600_000L;
    private static final int ORDERS_A_ROUND = 10;

    private final Cadence cadence = new Cadence(1_000, 10_000);

    @Test
    void remembersNoOrderThatTheStateHasForgotten() {
        for (int round = 0; round < 100; round++) {
            final List<Row> orders = new ArrayList<>();
            for (int i = 0; i < ORDERS_A_ROUND; i++) {
                orders.add(order(round * ORDERS_A_ROUND / 2L + i)); // Half of them were there a round ago.
            }
            final List<Row> gone = cadence.gone(orders);
            cadence.written(cadence.due(orders, NOW_MS + round * 1_000L, false), NOW_MS + round * 1_000L);
            cadence.forget(gone);

            assertEquals(ORDERS_A_ROUND, cadence.size());
        }
    }

    @Test
    void namesWhatIsGoneUntilItIsForgotten() {
        final Row pct = setting("stop_loss_pct");
        final Row limit = setting("limit_bot_loss_usd");
        assertTrue(cadence.isEmpty());
        cadence.written(List.of(pct, limit), NOW_MS);

        assertEquals(List.of(), cadence.gone(List.of(limit, pct)));
        assertEquals(List.of(limit), cadence.gone(List.of(setting("stop_loss_pct"))));
        assertEquals(List.of(limit), cadence.gone(List.of(pct)), "not deleted, so it is named again");
        cadence.forget(List.of(limit));
        assertEquals(List.of(), cadence.gone(List.of(pct)));
    }

    private static Row setting(final String name) {
        return new Row(Table.BOT_PARAMETERS, 1, name, 100L);
    }

    private static Row order(final long id) {
        final Object[] values = new Object[Table.ORDERS.columns().size()];
        values[0] = id;
        return new Row(Table.ORDERS, values);
    }
}
