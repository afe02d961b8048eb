package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** The reports of one order's life, in any order and any number, end in the same order, leg and ledger. */
class ReportOrderPropertyTest {
    private static final List<BiConsumer<CoreHarness, Long>> LIFE = List.of(
            (dragon, id) -> dragon.accepted(id),
            (dragon, id) -> dragon.trade(id, 501, "0.004", "60000"),
            (dragon, id) -> dragon.status(id, VenueOrderStatus.PARTIALLY_FILLED, "0.004"),
            (dragon, id) -> dragon.trade(id, 502, "0.006", "60001"),
            (dragon, id) -> dragon.status(id, VenueOrderStatus.FILLED, "0.01"));

    private static String endOf(final List<BiConsumer<CoreHarness, Long>> reports) {
        final CoreHarness dragon = new CoreHarness();
        dragon.ready(Legs.LONG_ONLY, "0").bar("60000");
        final long id = dragon.lastPlacedId();
        reports.forEach(report -> report.accept(dragon, id));
        final Order order = dragon.core().state().orders().get(id);
        final LegState leg = dragon.core().state().bots().get(1).leg(Leg.LONG);
        final Account account = dragon.core().state().accounts().get(1);
        return order.status() + " " + order.filledQuantityE8() + " leg " + leg.quantityE8() + " " + leg.fillCount()
                + " " + leg.unrealizedE8(CoreHarness.e8("60000")) + " fees " + account.feesE8() + " net "
                + account.totalNetE8();
    }

    @Test
    void F2_anyPermutationEndsTheSame() {
        final String expected = endOf(LIFE);
        permute(new ArrayList<>(LIFE), 0, expected);
    }

    private static void permute(
            final List<BiConsumer<CoreHarness, Long>> reports, final int from, final String expected) {
        if (from == reports.size()) {
            assertEquals(expected, endOf(reports));
            return;
        }
        for (int i = from; i < reports.size(); i++) {
            Collections.swap(reports, from, i);
            permute(reports, from + 1, expected);
            Collections.swap(reports, from, i);
        }
    }

    @Test
    void F1_anyDuplicationEndsTheSame() {
        final String expected = endOf(LIFE);
        for (int seed = 0; seed < 50; seed++) {
            final Random random = new Random(seed);
            final List<BiConsumer<CoreHarness, Long>> reports = new ArrayList<>(LIFE);
            for (int i = 0; i < 5; i++) {
                reports.add(LIFE.get(random.nextInt(LIFE.size())));
            }
            Collections.shuffle(reports, random);
            assertEquals(expected, endOf(reports), "seed " + seed);
        }
    }
}
