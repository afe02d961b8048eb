package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.StrategyParameter;
import dragon.gateway.paper.PaperAudit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dry run against the local WOO X's market data: the whole path up to the port, and nothing private beyond it. */
class DryRunLaneTest {
    private static final Pattern ENDPOINT = Pattern.compile("\"endpoint\":\"([^\"]*)\"");
    private static final Map<StrategyParameter, String> LADDER = Map.of(
            StrategyParameter.BASE_QUANTITY, "0.01",
            StrategyParameter.MAX_ENTRIES, "3",
            StrategyParameter.BASE_DEVIATION_PCT, "1",
            StrategyParameter.DEVIATION_MULTIPLIER, "1",
            StrategyParameter.VOLUME_MULTIPLIER, "2",
            StrategyParameter.TAKE_PROFIT_PCT, "0.5",
            StrategyParameter.EXIT_COOLDOWN_MINUTES, "60");

    @TempDir
    private Path directory;

    private LaneInOneProcess lane;

    @BeforeEach
    void start() throws IOException {
        lane = new LaneInOneProcess(directory, LaneMode.DRY_RUN);
    }

    @AfterEach
    void stop() {
        lane.close();
    }

    private LegState leg() {
        return lane.core().state().bots().get(2).leg(Leg.LONG);
    }

    private boolean rests(final OrderRole role) {
        final Order order = lane.core().state().orders().get(leg().orderId(role));
        return order != null && order.status() == OrderStatus.NEW;
    }

    /** A take profit for all that is held: the one before a rung was filled may rest on while its successor is on its way. */
    private boolean isTakeProfitInPlace() {
        return rests(OrderRole.TAKE_PROFIT)
                && lane.core()
                                .state()
                                .orders()
                                .get(leg().orderId(OrderRole.TAKE_PROFIT))
                                .quantityE8()
                        == leg().quantityE8();
    }

    @Test
    void climbsItsLadderOverKillsOfBothSidesAndItsLedgerIsThePaperVenues() throws IOException {
        lane.begin(Legs.LONG_ONLY, LADDER);
        lane.await("an entry, a rung and a take profit", () -> rests(OrderRole.DCA) && isTakeProfitInPlace());
        compareBooks();

        lane.killGateway();
        lane.market("59399.0", "59399.1"); // The first rung is at 59400.
        lane.await("a filled rung", () -> leg().entryCount() == 2 && rests(OrderRole.DCA) && isTakeProfitInPlace());
        compareBooks();

        lane.killEngine();
        lane.market("58000.0", "58000.1");
        lane.await("the last rung", () -> leg().entryCount() == 3 && isTakeProfitInPlace());
        lane.killGateway();
        lane.killEngine();
        lane.run(2);
        compareBooks();

        lane.market("60900.0", "60900.1");
        lane.await("a closed cycle", () -> leg().isFlat());
        lane.run(2);
        compareBooks();

        assertTrue(leg().realizedE8() > 0, "a take profit brings money");
        assertFalse(lane.events().stream().anyMatch(event -> event.startsWith("POSITION_DRIFT")), () -> lane.events()
                .toString());
        assertEquals(lane.intentOfPlace().size(), PaperAudit.of(directory).orders(), "each place reached it once");
        nothingPrivateReachedTheVenue();
    }

    /** Money, fees and holdings to the last unit, once nothing is on its way. */
    private void compareBooks() {
        lane.await("equal books", () -> {
            try {
                final PaperAudit.Account paper =
                        PaperAudit.of(directory).accounts().get(0);
                final Account account = lane.core().state().accounts().get(1);
                return paper.realizedE8() == account.realizedE8()
                        && paper.feesE8() == account.feesE8()
                        && paper.legs().get(0).quantityE8() == leg().quantityE8()
                        && paper.realizedE8() == leg().realizedE8();
            } catch (final IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private void nothingPrivateReachedTheVenue() {
        final String audit = lane.audit("/sim/audit");
        assertTrue(audit.contains("\"ordersReceived\":0"), audit);
        final Matcher endpoints = ENDPOINT.matcher(audit);
        int count = 0;
        while (endpoints.find()) {
            if (!endpoints.group(1).contains(" /sim/")) { // The test's own.
                count++;
                assertTrue(endpoints.group(1).startsWith("GET /v3/public/"), endpoints.group(1));
            }
        }
        assertTrue(count > 0, audit);
    }
}
