package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.core.bot.Bot;
import dragon.engine.core.gate.Action;
import dragon.engine.core.gate.Attempt;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/**
 * Every control that has a number, with what it measures one unit below the limit, at the limit and one unit above it. A control
 * without a row fails the test.
 */
class ControlTableTest {
    private static final long MS = 1_000_000L;

    /** What one control says of the three values; {@code arrange} gets -1, 0 or 1. */
    private record Row(Gate gate, String expected, IntConsumer arrange) {}

    private final Attempt attempt = new Attempt();
    private final Map<String, Row> rows = new TreeMap<>();
    private CoreHarness dragon;
    private Action action;
    private Leg leg;
    private String price;
    private String quantity;
    private long lateNs;

    private void fresh() {
        dragon = new CoreHarness();
        action = Action.ENTRY;
        leg = Leg.LONG;
        price = "50000";
        quantity = "0.01";
        lateNs = 0;
    }

    private Bot bot() {
        return dragon.core().state().bots().get(1);
    }

    private void ready() {
        dragon.ready(Legs.LONG_ONLY, "0").mark("60000");
    }

    /** 0.01 held at 60,000, a rung of 0.01 at 59,400 on its way: with the entry of 500 that is asked for 1,694 USD. */
    private void held() {
        dragon.inPosition("0").mark("60000");
    }

    private void limit(final Limit limit, final String value) {
        dragon.limit(limit.wire(), value);
    }

    /** The text of a decimal that is some units of the eighth digit away. */
    private static String away(final String value, final int units) {
        return new BigDecimal(value).add(BigDecimal.valueOf(units, 8)).toPlainString();
    }

    private static String whole(final long value) {
        return Long.toString(value);
    }

    private boolean isClosed(final Gate gate) {
        final boolean isEntry = action == Action.ENTRY;
        attempt.order(
                bot(),
                bot().leg(leg),
                action,
                isEntry ? OrderRole.DCA : OrderRole.TAKE_PROFIT,
                OrderType.LIMIT,
                isEntry && leg == Leg.LONG ? Side.BUY : Side.SELL,
                e8(price),
                e8(quantity),
                0);
        return (new Gates(dragon.core().state()).closed(attempt, dragon.nowNs() + lateNs) & gate.bit()) != 0;
    }

    /** The measure stays, and the limit moves under it: a value one unit below its limit has a limit one unit above it. */
    private void measured(
            final Limit limit, final Gate gate, final String expected, final String value, final Runnable at) {
        rows.put(limit.key(), new Row(gate, expected, units -> {
            at.run();
            limit(limit, away(value, -units));
        }));
    }

    private void counted(
            final Limit limit, final Gate gate, final String expected, final long count, final Runnable at) {
        rows.put(limit.key(), new Row(gate, expected, units -> {
            at.run();
            limit(limit, whole(count - units));
        }));
    }

    private void row(final String control, final Gate gate, final String expected, final IntConsumer arrange) {
        rows.put(control, new Row(gate, expected, arrange));
    }

    private void sizes() {
        measured(Limit.ORDER_NOTIONAL_MAX, Gate.ORDER_SIZE, "open open closed", "500", this::ready);
        measured(Limit.ORDER_QUANTITY_MAX, Gate.ORDER_SIZE, "open open closed", "0.01", this::ready);
        measured(Limit.LEG_NOTIONAL_MAX, Gate.LEG_EXPOSURE, "open open closed", "1694", this::held);
        measured(Limit.SYMBOL_NOTIONAL_MAX, Gate.SYMBOL_EXPOSURE, "open open closed", "1694", this::held);
        measured(Limit.ACCOUNT_GROSS_MAX, Gate.ACCOUNT_EXPOSURE, "open open closed", "1694", this::held);
        measured(Limit.ACCOUNT_NET_MAX, Gate.ACCOUNT_EXPOSURE, "open open closed", "1694", this::held);
        counted(Limit.OPEN_ORDERS_BOT_MAX, Gate.OPEN_ORDERS, "open closed closed", 1, this::held);
        counted(Limit.OPEN_ORDERS_SYMBOL_MAX, Gate.OPEN_ORDERS, "open closed closed", 1, this::held);
        counted(Limit.OPEN_ORDERS_ACCOUNT_MAX, Gate.OPEN_ORDERS, "open closed closed", 1, this::held);
        counted(Limit.IN_DOUBT_ACCOUNT_MAX, Gate.IN_DOUBT, "open closed closed", 1, () -> {
            dragon.ready(Legs.BOTH_LEGS, "0").mark("60000").bar("60000");
            dragon.placeFailed(bot().leg(Leg.SHORT).orderId(OrderRole.ENTRY), SendFailure.AMBIGUOUS);
        });
    }

    private void prices() {
        measured(Limit.COLLAR_AGGRESSIVE_PCT, Gate.COLLAR, "open open closed", "0.5", () -> {
            ready();
            price = "60300";
        });
        measured(Limit.COLLAR_AGGRESSIVE_MINOR_PCT, Gate.COLLAR, "open open closed", "0.5", () -> {
            minor();
            price = "60300";
        });
        measured(Limit.COLLAR_PASSIVE_PCT, Gate.COLLAR, "open open closed", "35", () -> {
            ready();
            price = "39000";
        });
        measured(Limit.MARK_DEVIATION_PCT, Gate.SUSPECT_PRICE, "open open closed", "3", () -> {
            ready();
            dragon.quote("61799.9", "61800.1");
        });
        measured(Limit.SPREAD_PCT, Gate.SUSPECT_PRICE, "open open closed", "1", () -> {
            ready();
            dragon.quote("59700", "60300");
        });
        measured(Limit.SPREAD_MINOR_PCT, Gate.SUSPECT_PRICE, "open open closed", "1", () -> {
            minor();
            dragon.quote("59700", "60300");
        });
        row(Limit.TICK_JUMP_PCT.key(), Gate.SUSPECT_PRICE, "open open closed", units -> {
            ready();
            limit(Limit.TICK_JUMP_PCT, "10");
            // The middle is a sum of halves: two units are its smallest step.
            dragon.quote("59999.9", "60000.1").quote(away("65999.9", 2 * units), away("66000.1", 2 * units));
        });
    }

    /** A bot on an instrument that is no major. */
    private void minor() {
        dragon.startTerm()
                .createAccount("main")
                .createBot("woo", Legs.LONG_ONLY, "0", "PERP_WOO_USDT")
                .live(true);
        dragon.gatewayUp(77).account(1, PositionMode.HEDGE).openOrdersEnd(1).instrument(1, "PERP_WOO_USDT");
        dragon.quote("59999.9", "60000.0").mark("60000");
    }

    private void rates() {
        // Three tenths of ten are kept back for exits.
        row(
                Limit.ORDER_RATE_SYMBOL.key(),
                Gate.RATE,
                "open open closed",
                units -> sent(Limit.ORDER_RATE_SYMBOL, units));
        row(
                Limit.ORDER_RATE_ACCOUNT.key(),
                Gate.RATE,
                "open open closed",
                units -> sent(Limit.ORDER_RATE_ACCOUNT, units));
        row(
                Limit.ORDER_RATE_ACCOUNT_MINUTE.key(),
                Gate.RATE,
                "open open closed",
                units -> sent(Limit.ORDER_RATE_ACCOUNT_MINUTE, units));
        row(Limit.CANCEL_RATE_SYMBOL.key(), Gate.RATE, "open open closed", units -> {
            ready();
            action = Action.CANCEL;
            limit(Limit.CANCEL_RATE_SYMBOL, "4");
            final Gates gates = new Gates(dragon.core().state());
            for (int i = 1; i < 4 + units; i++) {
                gates.noteCancelSent(bot(), dragon.nowNs());
            }
        });
        counted(Limit.DUPLICATE_WINDOW_MS, Gate.DUPLICATE, "closed open open", 1_000, () -> {
            held();
            price = "59400";
            lateNs = 1_000 * MS;
        });
        row(
                Limit.REPEAT_FILLS_MINUTE_MAX.key(),
                Gate.LATCHED,
                "open open closed",
                units -> filled(Limit.REPEAT_FILLS_MINUTE_MAX, units));
        row(
                Limit.REPEAT_FILLS_HOUR_MAX.key(),
                Gate.LATCHED,
                "open open closed",
                units -> filled(Limit.REPEAT_FILLS_HOUR_MAX, units));
        row(Limit.REJECTS_MAX.key(), Gate.REJECTS, "open closed closed", units -> {
            dragon.ready(Legs.BOTH_LEGS, "0").mark("60000");
            limit(Limit.REJECTS_MAX, whole(2 - units));
            dragon.bar("60000");
            dragon.rejected(bot().leg(Leg.LONG).orderId(OrderRole.ENTRY), RejectClass.MARGIN);
            dragon.rejected(bot().leg(Leg.SHORT).orderId(OrderRole.ENTRY), RejectClass.MARGIN);
        });
    }

    /** The seventh order of a second passes a limit of ten. */
    private void sent(final Limit limit, final int units) {
        ready();
        limit(limit, "10");
        final Gates gates = new Gates(dragon.core().state());
        for (int i = 1; i < 7 + units; i++) {
            gates.noteOrderSent(bot(), dragon.nowNs());
        }
    }

    /** Entries are counted, each once: how many makers one has met says nothing. */
    private void filled(final Limit limit, final int units) {
        ready();
        limit(limit, "3");
        workingRungs(3 + units);
        for (int i = 0; i < 3 + units; i++) {
            dragon.filled(1_000 + i, "0.001", "59000").filled(1_000 + i, "0.001", "59000");
        }
    }

    private void ages() {
        row("stale.bbo", Gate.STALE_QUOTE, "open open closed", units -> {
            ready();
            dragon.quote("59999.9", "60000.0");
            lateNs = 2_000 * MS + units;
        });
        row(Limit.STALE_MARK_MS.key(), Gate.STALE_MARK, "open open closed", units -> {
            ready();
            limit(Limit.STALE_MARK_MS, "5000");
            lateNs = 5_000 * MS + units;
        });
        row(Limit.STALE_PRIVATE_MS.key(), Gate.STALE_PRIVATE, "open open closed", units -> {
            ready();
            dragon.account(1, PositionMode.HEDGE);
            limit(Limit.STALE_PRIVATE_MS, "10000");
            lateNs = 10_000 * MS + units;
        });
        row(Limit.STALE_CANDLE_MS.key(), Gate.STALE_CANDLE, "open open closed", units -> {
            ready();
            limit(Limit.STALE_CANDLE_MS, "15000");
            lateNs = (dragon.barOpenMs() + 120_000 + 15_000 + units) * MS - dragon.nowNs();
        });
        row(Limit.CLOCK_SKEW_MS.key(), Gate.CLOCK_SKEW, "open open closed", units -> {
            ready();
            limit(Limit.CLOCK_SKEW_MS, "1000");
            dragon.clock(-(1_000 + units));
        });
    }

    private void money() {
        measured(Limit.DAY_LOSS_MAX, Gate.DAY_LOSS, "open closed closed", "10", () -> {
            ready();
            dragon.adjust(1, "-10");
        });
        // The fee of the entry, and ten cents that are not realised.
        measured(Limit.BOT_LOSS_MAX, Gate.BOT_LOSS, "open closed closed", "0.2", () -> {
            held();
            dragon.mark("59990");
        });
        measured(Limit.DRAWDOWN_PCT, Gate.DRAWDOWN, "open closed closed", "10", () -> {
            ready();
            dragon.account(1, PositionMode.HEDGE, "10000", "10000").account(1, PositionMode.HEDGE, "9000", "9000");
        });
        measured(Limit.MARGIN_FREE_MIN_PCT, Gate.MARGIN, "closed open open", "30", () -> {
            ready();
            dragon.account(1, PositionMode.HEDGE, "10000", "3000");
        });
        measured(Limit.LIQUIDATION_DISTANCE_MIN_PCT, Gate.LIQUIDATION, "closed open open", "15", () -> {
            held();
            dragon.position(Leg.LONG, "0.01", "51000", true);
        });
        row(Limit.LEVERAGE_EXPECTED.key(), Gate.LEVERAGE, "closed open closed", units -> {
            ready();
            limit(Limit.LEVERAGE_EXPECTED, "10");
            dragon.venueLeverage(10 + units);
        });
        row("daily_loss_limit", Gate.DAILY_LOSS, "open closed closed", units -> {
            ready();
            dragon.setAccount(1, AccountStatus.ACTIVE, "10").adjust(1, away("-10", -units));
        });
        row("total_loss_limit", Gate.TOTAL_LOSS, "open closed closed", units -> {
            ready();
            dragon.core().state().accounts().get(1).totalLossLimitE8(e8("10"), "test");
            dragon.adjust(1, away("-10", -units));
        });
    }

    private void ofBotFiles() {
        ofBot(StrategyParameter.LIMIT_ORDER_NOTIONAL_USD, Gate.ORDER_SIZE, "open open closed", "500", false);
        ofBot(StrategyParameter.LIMIT_ORDER_QUANTITY, Gate.ORDER_SIZE, "open open closed", "0.01", false);
        ofBot(StrategyParameter.LIMIT_LEG_NOTIONAL_USD, Gate.LEG_EXPOSURE, "open open closed", "1694", true);
        ofBot(StrategyParameter.LIMIT_BOT_LOSS_USD, Gate.BOT_LOSS, "open closed closed", "0.1", true);
        row(StrategyParameter.LIMIT_OPEN_ORDERS.name(), Gate.OPEN_ORDERS, "open closed closed", units -> {
            dragon.readyWith(Legs.LONG_ONLY, Map.of(StrategyParameter.LIMIT_OPEN_ORDERS, whole(2)));
            dragon.mark("60000");
            workingRungs(2 + units);
        });
    }

    /** As many entries of the bot at the venue, however it came to them. */
    private void workingRungs(final int count) {
        for (int i = 0; i < count; i++) {
            dragon.core()
                    .state()
                    .orders()
                    .create(
                            1_000 + i,
                            1,
                            1,
                            1,
                            Side.BUY,
                            Leg.LONG,
                            OrderRole.DCA,
                            OrderType.LIMIT,
                            false,
                            e8("59000"),
                            e8("0.01"),
                            OrderStatus.NEW,
                            dragon.nowNs());
        }
    }

    private void ofBot(
            final StrategyParameter parameter,
            final Gate gate,
            final String expected,
            final String value,
            final boolean isHeld) {
        row(parameter.name(), gate, expected, units -> {
            dragon.readyWith(Legs.LONG_ONLY, Map.of(parameter, away(value, -units)));
            dragon.mark("60000");
            if (isHeld) {
                dragon.bar("60000");
                final long id = dragon.lastPlacedId();
                dragon.accepted(id).filled(id, "0.01", "60000");
            }
        });
    }

    private String says(final Row row) {
        final List<String> cells = new ArrayList<>();
        for (int units = -1; units <= 1; units++) {
            fresh();
            row.arrange().accept(units);
            cells.add(isClosed(row.gate()) ? "closed" : "open");
        }
        return String.join(" ", cells);
    }

    @Test
    void closesExactlyAtItsLimit() {
        fill();
        final Map<String, String> expected = new TreeMap<>();
        final Map<String, String> found = new TreeMap<>();
        rows.forEach((control, row) -> {
            expected.put(control, row.expected());
            found.put(control, says(row));
        });
        assertEquals(expected, found);
    }

    @Test
    void hasARowForEveryControl() {
        fill();
        final TreeSet<String> controls = new TreeSet<>(List.of("stale.bbo", "daily_loss_limit", "total_loss_limit"));
        Arrays.stream(Limit.all()).map(Limit::key).forEach(controls::add);
        Arrays.stream(StrategyParameter.values())
                .map(StrategyParameter::name)
                .filter(name -> name.startsWith("LIMIT_"))
                .forEach(controls::add);
        assertEquals(controls, new TreeSet<>(rows.keySet()));
    }

    @Test
    void holdsNothingBackWhenItIsOff() {
        fill();
        for (final Limit limit : Limit.all()) {
            final Row row = rows.get(limit.key());
            final int closing = row.expected().startsWith("closed") ? -1 : 1;
            fresh();
            row.arrange().accept(closing);
            final boolean wasClosed = isClosed(row.gate());
            dragon.limit(limit.wire(), Limits.OFF, true);
            final boolean isLatched = row.gate() == Gate.LATCHED || row.gate() == Gate.REJECTS;
            assertEquals(
                    limit + " closed, then " + (isLatched ? "closed" : "open"),
                    limit + (wasClosed ? " closed" : " open") + ", then " + (isClosed(row.gate()) ? "closed" : "open"));
        }
    }

    private void fill() {
        sizes();
        prices();
        rates();
        ages();
        money();
        ofBotFiles();
    }
}
