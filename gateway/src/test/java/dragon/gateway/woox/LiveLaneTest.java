package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.StrategyParameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live lane against the local WOO X: intents over restarts, and two legs at once, compared with what the venue saw. */
class LiveLaneTest {
    private static final Map<StrategyParameter, String> LADDER = Map.of(
            StrategyParameter.BASE_QUANTITY, "0.01",
            StrategyParameter.MAX_ENTRIES, "2",
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
        lane = new LaneInOneProcess(directory);
    }

    @AfterEach
    void stop() {
        lane.close();
    }

    private LegState leg(final Leg leg) {
        return lane.core().state().bots().get(2).leg(leg);
    }

    private Order order(final Leg leg, final OrderRole role) {
        return lane.core().state().orders().get(leg(leg).orderId(role));
    }

    private boolean is(final Leg leg, final OrderRole role, final OrderStatus status) {
        final Order order = order(leg, role);
        return order != null && order.status() == status;
    }

    @Test
    void intentsKeepTheirIdsOverTenKillsAndEachIsFilledOnceAtTheVenue() throws IOException {
        final Map<StrategyParameter, String> settings = new HashMap<>(LADDER);
        settings.put(StrategyParameter.DCA_ACTIVATION_PCT, "0.5");
        settings.put(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, "0.2");
        lane.begin(Legs.LONG_ONLY, settings);
        lane.await(
                "a parked ladder",
                () -> is(Leg.LONG, OrderRole.DCA, OrderStatus.PARKED)
                        && is(Leg.LONG, OrderRole.TAKE_PROFIT, OrderStatus.PARKED));
        final long rung = order(Leg.LONG, OrderRole.DCA).intentId();
        final long profit = order(Leg.LONG, OrderRole.TAKE_PROFIT).intentId();

        for (int i = 0; i < 10; i++) {
            lane.killEngine();
            lane.run(2);
            assertEquals(rung, order(Leg.LONG, OrderRole.DCA).intentId());
            assertEquals(profit, order(Leg.LONG, OrderRole.TAKE_PROFIT).intentId());
            assertEquals(OrderStatus.PARKED, order(Leg.LONG, OrderRole.DCA).status());
        }
        lane.market("59600.0", "59600.1"); // The rung is at 59400.
        lane.await("an active rung", () -> is(Leg.LONG, OrderRole.DCA, OrderStatus.NEW));
        lane.killEngine();
        lane.run(2);
        lane.market("59900.0", "59900.1");
        lane.await("a rung that is parked again", () -> is(Leg.LONG, OrderRole.DCA, OrderStatus.PARKED));
        assertEquals(rung, order(Leg.LONG, OrderRole.DCA).intentId());
        lane.killEngine();
        lane.market("59399.0", "59399.1");
        lane.await("a filled rung", () -> leg(Leg.LONG).entryCount() == 2);
        lane.market("60600.0", "60600.1");
        lane.await("a closed cycle", () -> leg(Leg.LONG).isFlat());

        final Map<Long, BigDecimal> executedByIntent = new HashMap<>();
        for (final Map<String, String> seen : ordersSeen()) {
            final long intent = lane.intentOfPlace().get(Long.parseLong(seen.get("clientOrderId")));
            executedByIntent.merge(intent, new BigDecimal(seen.get("executed")), BigDecimal::add);
        }
        assertEquals(0, executedByIntent.get(rung).compareTo(new BigDecimal("0.01")), executedByIntent::toString);
        final List<String> audit = scalars(lane.audit("/sim/audit"));
        assertTrue(audit.contains("duplicates=0"), audit::toString);
        assertTrue(audit.contains("ordersAfterTerminal=0"), audit::toString);
        assertEquals(lane.barsDecided().size(), new HashSet<>(lane.barsDecided()).size(), "no candle is decided twice");
        assertFalse(lane.events().stream().anyMatch(event -> event.startsWith("POSITION_DRIFT")), () -> lane.events()
                .toString());
    }

    @Test
    void bothLegsHoldAtOnceAndTheirNumbersAreTheVenues() throws IOException {
        lane.begin(Legs.BOTH_LEGS, LADDER);
        lane.await(
                "both legs",
                () -> is(Leg.LONG, OrderRole.TAKE_PROFIT, OrderStatus.NEW)
                        && is(Leg.SHORT, OrderRole.TAKE_PROFIT, OrderStatus.NEW)
                        && is(Leg.LONG, OrderRole.DCA, OrderStatus.NEW)
                        && is(Leg.SHORT, OrderRole.DCA, OrderStatus.NEW));
        compareWithVenue();

        lane.market("60601.0", "60601.1"); // Through the short rung and the long take profit.
        lane.await(
                "a short rung and a long take profit",
                () -> leg(Leg.SHORT).entryCount() == 2 && leg(Leg.LONG).lastExitNs() != 0);
        lane.run(3);
        compareWithVenue();
        lane.killEngine();
        lane.run(3);
        lane.market("59000.0", "59000.1"); // Back through the short take profit.
        lane.await("a short take profit", () -> leg(Leg.SHORT).lastExitNs() != 0);
        lane.run(3);
        compareWithVenue();

        assertTrue(leg(Leg.LONG).realizedE8() > 0 && leg(Leg.SHORT).realizedE8() > 0);
    }

    /** Holdings, results and fees of both legs, and the fills of all orders, to the last unit, once nothing is on its way. */
    private void compareWithVenue() {
        final List<String> differences = new ArrayList<>();
        lane.await(
                "the venue's numbers",
                () -> {
                    differences.clear();
                    try {
                        addDifferences(differences);
                    } catch (final IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return differences.isEmpty();
                },
                differences::toString);
    }

    private void addDifferences(final List<String> differences) throws IOException {
        final List<String> audit = scalars(lane.audit("/sim/audit"));
        for (final Leg which : new Leg[] {Leg.LONG, Leg.SHORT}) {
            final int at = audit.indexOf("leg=" + which);
            compare(
                    differences,
                    which + " held",
                    value(audit.get(at + 1)).abs(),
                    leg(which).quantityE8());
            compare(
                    differences,
                    which + " fees",
                    value(audit.get(at + 3)),
                    leg(which).feesE8());
            compare(
                    differences,
                    which + " realized",
                    value(audit.get(at + 4)),
                    leg(which).realizedE8());
        }
        for (final Map<String, String> seen : ordersSeen()) {
            final String id = seen.get("clientOrderId");
            final Order order = lane.core().state().orders().get(Long.parseLong(id));
            compare(differences, id + " filled", new BigDecimal(seen.get("executed")), order.filledQuantityE8());
        }
    }

    private static void compare(
            final List<String> differences, final String what, final BigDecimal venues, final long oursE8) {
        if (venues.compareTo(decimal(oursE8)) != 0) {
            differences.add(what + ": " + venues + " at the venue, " + decimal(oursE8) + " here");
        }
    }

    private static BigDecimal value(final String nameAndValue) {
        return new BigDecimal(nameAndValue.substring(nameAndValue.indexOf('=') + 1));
    }

    private static BigDecimal decimal(final long valueE8) {
        return BigDecimal.valueOf(valueE8, 8);
    }

    /** The orders that the venue has seen, without their trades. */
    private List<Map<String, String>> ordersSeen() throws IOException {
        final List<Map<String, String>> orders = new ArrayList<>();
        for (final String scalar : scalars(lane.audit("/sim/audit/orders"))) {
            final String name = scalar.substring(0, scalar.indexOf('='));
            if (name.equals("account")) {
                orders.add(new LinkedHashMap<>());
            }
            orders.get(orders.size() - 1).putIfAbsent(name, scalar.substring(name.length() + 1));
        }
        return orders;
    }

    /** Every name and value of a text, in its order. */
    private static List<String> scalars(final String json) throws IOException {
        final List<String> scalars = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            String name = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    name = parser.currentName();
                } else if (token.isScalarValue()) {
                    scalars.add(name + "=" + parser.getText());
                }
            }
        }
        return scalars;
    }
}
