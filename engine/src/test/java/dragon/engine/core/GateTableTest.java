package dragon.engine.core;

import static dragon.engine.core.CoreHarness.e8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.gate.Action;
import dragon.engine.core.gate.Attempt;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StorageState;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.VenueHealthEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

/** Gate x action x missing input, every cell; the table that comes out stands in the manual. */
class GateTableTest {
    private static final Path MANUAL = Path.of("..", "docs", "manual.md");
    private static final String BEGIN = "<!-- gate table: checked by GateTableTest -->\n";
    private static final String END = "<!-- end of gate table -->";

    /** One gate: how it closes, and what is missing where it closes for want of an input. */
    private record Row(Runnable closes, String missing, Runnable misses) {}

    private final Attempt attempt = new Attempt();
    private CoreHarness dragon;
    private long lateNs;
    private String entryPrice;
    private String exitPrice;
    private String quantity;

    private void fresh() {
        dragon = new CoreHarness();
        lateNs = 0;
        entryPrice = "50000";
        exitPrice = "61000";
        quantity = "0.01";
    }

    private Bot bot() {
        return dragon.core().state().bots().get(1);
    }

    private Account account() {
        return dragon.core().state().accounts().get(1);
    }

    private boolean isClosed(final Gate gate, final Action action) {
        final boolean isEntry = action == Action.ENTRY;
        attempt.order(
                bot(),
                bot().leg(Leg.LONG),
                action,
                isEntry ? OrderRole.DCA : OrderRole.TAKE_PROFIT,
                OrderType.LIMIT,
                isEntry ? Side.BUY : Side.SELL,
                e8(isEntry ? entryPrice : exitPrice),
                e8(quantity),
                0);
        return (new Gates(dragon.core().state()).closed(attempt, dragon.nowNs() + lateNs) & gate.bit()) != 0;
    }

    private void ready() {
        dragon.ready(Legs.LONG_ONLY, "0").mark("60000");
    }

    private void held() {
        dragon.inPosition("0").mark("60000");
    }

    private void heldWithoutPrice() {
        dragon.inPosition("0").quote(null, null);
    }

    private void limited(final RiskLimit limit, final String value) {
        dragon.limit(limit, value);
    }

    private void exhaustRates() {
        limited(RiskLimit.ORDER_RATE_SYMBOL, "1");
        limited(RiskLimit.CANCEL_RATE_SYMBOL, "1");
        final Gates gates = new Gates(dragon.core().state());
        gates.noteOrderSent(bot(), dragon.nowNs());
        gates.noteCancelSent(bot(), dragon.nowNs());
    }

    private void degrade() {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final VenueHealthEncoder m = new VenueHealthEncoder().wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder());
        m.accountId(1).surface(Surface.REST_TRADE).state(SurfaceState.DOWN).text("");
        dragon.applyRaw(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + m.encodedLength());
    }

    private void silent() {
        ready();
        dragon.waitInSilence(9);
    }

    private void reconciling() {
        ready();
        dragon.gatewayUp(78).account(1, PositionMode.HEDGE);
    }

    private Map<Gate, Row> rows() {
        final Map<Gate, Row> rows = new EnumMap<>(Gate.class);
        put(rows, Gate.LIVE_TRADING, () -> ready(), () -> dragon.live(false));
        put(rows, Gate.KILL_SWITCH, () -> ready(), () -> dragon.kill(KillScope.GLOBAL, 0, true));
        put(rows, Gate.PANIC, () -> held(), () -> dragon.panic(ControlScope.ENGINE, 0));
        put(rows, Gate.HEDGE_MODE, () -> ready(), () -> dragon.account(1, PositionMode.ONE_WAY));
        put(rows, Gate.SESSION, () -> silent(), () -> {});
        rows.put(
                Gate.HEDGE_MODE_UNKNOWN,
                row(() -> ready(), () -> dragon.account(1, PositionMode.UNKNOWN), "no word of the account", () -> {
                    ready();
                    dragon.gatewayUp(78);
                }));
        rows.put(Gate.INSTRUMENT, row(() -> withoutFilters(), () -> {}, "no filters", () -> withoutFilters()));
        put(rows, Gate.FORM, () -> ready(), () -> {
            entryPrice = "50000.05";
            exitPrice = "61000.05";
        });
        put(rows, Gate.HALT, () -> ready(), () -> dragon.halt(ControlScope.BOT, 1, Leg.NULL_VAL));
        put(rows, Gate.JOURNAL_FAULT, () -> ready(), () -> dragon.storage(StorageState.AT_FAULT, 1L << 40, "deleted"));
        put(rows, Gate.JOURNAL_SLOW, () -> ready(), () -> dragon.storage(StorageState.SLOW, 1L << 30, "slow"));
        put(rows, Gate.JOURNAL_SPACE, () -> ready(), () -> dragon.storage(StorageState.SPACE_LOW, 1L << 20, ""));
        put(rows, Gate.RECONCILING, () -> reconciling(), () -> {});
        put(rows, Gate.IN_DOUBT, () -> held(), () -> dragon.placeFailed(dragon.lastPlacedId(), SendFailure.AMBIGUOUS));
        rows.put(Gate.STALE_QUOTE, row(() -> ready(), () -> lateNs = 2_000_000_001L, "no quote", () -> {
            ready();
            dragon.quote(null, null);
        }));
        rows.put(
                Gate.STALE_MARK,
                row(
                        () -> ready(),
                        () -> {
                            limited(RiskLimit.STALE_MARK_MS, "5000");
                            lateNs = 5_000_000_001L;
                        },
                        "no mark price",
                        () -> {
                            dragon.ready(Legs.LONG_ONLY, "0");
                            limited(RiskLimit.STALE_MARK_MS, "5000");
                        }));
        rows.put(
                Gate.STALE_CANDLE,
                row(
                        () -> ready(),
                        () -> {
                            limited(RiskLimit.STALE_CANDLE_MS, "15000");
                            lateNs = 200_000_000_000L;
                        },
                        "no candle",
                        () -> {
                            withoutFilters();
                            limited(RiskLimit.STALE_CANDLE_MS, "15000");
                        }));
        rows.put(
                Gate.SUSPECT_PRICE,
                row(
                        () -> ready(),
                        () -> {
                            limited(RiskLimit.TICK_JUMP_PCT, "10");
                            dragon.quote("70000", "70000.1");
                        },
                        "no book, or no mark",
                        () -> {
                            dragon.ready(Legs.LONG_ONLY, "0");
                            limited(RiskLimit.MARK_DEVIATION_PCT, "3");
                        }));
        rows.put(Gate.CLOCK_SKEW, row(() -> ready(), () -> dragon.clock(1_001), "not measured in this session", () -> {
            ready();
            dragon.gatewayUpUnmeasured(78);
        }));
        put(rows, Gate.POSITION_DRIFT, () -> ready(), () -> dragon.position(Leg.LONG, "0.5")
                .pass(6)
                .position(Leg.LONG, "0.5"));
        rows.put(
                Gate.LIMITS_UNSET,
                row(() -> live(), () -> {}, "a limit that nobody has set (live lane)", () -> live()));
        put(rows, Gate.ACCOUNT_STATUS, () -> ready(), () -> dragon.setAccount(1, AccountStatus.DISABLED, null));
        put(rows, Gate.DAILY_LOSS, () -> ready(), () -> dragon.setAccount(1, AccountStatus.ACTIVE, "10")
                .adjust(1, "-10"));
        put(rows, Gate.TOTAL_LOSS, () -> ready(), () -> {
            account().totalLossLimitE8(e8("10"), "test");
            dragon.adjust(1, "-10");
        });
        rows.put(
                Gate.DAY_LOSS,
                row(
                        () -> ready(),
                        () -> {
                            limited(RiskLimit.DAY_LOSS_MAX, "10");
                            dragon.adjust(1, "-10");
                        },
                        "no price for what is held",
                        () -> {
                            heldWithoutPrice();
                            limited(RiskLimit.DAY_LOSS_MAX, "10");
                        }));
        rows.put(
                Gate.BOT_LOSS,
                row(
                        () -> held(),
                        () -> {
                            limited(RiskLimit.BOT_LOSS_MAX, "10");
                            dragon.mark("50000");
                        },
                        "no price for what is held",
                        () -> {
                            heldWithoutPrice();
                            limited(RiskLimit.BOT_LOSS_MAX, "10");
                        }));
        rows.put(
                Gate.DRAWDOWN,
                row(
                        () -> ready(),
                        () -> {
                            limited(RiskLimit.DRAWDOWN_PCT, "10");
                            dragon.account(1, PositionMode.HEDGE, "9000", "9000");
                        },
                        "no equity",
                        () -> {
                            ready();
                            limited(RiskLimit.DRAWDOWN_PCT, "10");
                            dragon.account(1, PositionMode.HEDGE, null, null);
                        }));
        put(rows, Gate.LATCHED, () -> ready(), () -> bot().latch().set("engine", "repeat.max_fills", dragon.nowNs()));
        rows.put(
                Gate.MARGIN,
                row(
                        () -> ready(),
                        () -> {
                            limited(RiskLimit.MARGIN_FREE_MIN_PCT, "30");
                            dragon.account(1, PositionMode.HEDGE, "10000", "2999");
                        },
                        "no equity",
                        () -> {
                            ready();
                            limited(RiskLimit.MARGIN_FREE_MIN_PCT, "30");
                            dragon.account(1, PositionMode.HEDGE, null, null);
                        }));
        rows.put(
                Gate.STALE_PRIVATE,
                row(
                        () -> ready(),
                        () -> {
                            limited(RiskLimit.STALE_PRIVATE_MS, "10000");
                            lateNs = 10_000_000_001L;
                        },
                        "no word of the account",
                        () -> {
                            withoutWordOfTheAccount();
                            limited(RiskLimit.STALE_PRIVATE_MS, "10000");
                        }));
        rows.put(
                Gate.LIQUIDATION,
                row(
                        () -> held(),
                        () -> {
                            limited(RiskLimit.LIQUIDATION_DISTANCE_MIN_PCT, "15");
                            dragon.position(Leg.LONG, "0.01", "51000.01", true);
                        },
                        "no liquidation price told",
                        () -> {
                            held();
                            limited(RiskLimit.LIQUIDATION_DISTANCE_MIN_PCT, "15");
                        }));
        rows.put(
                Gate.LEVERAGE,
                row(
                        () -> ready(),
                        () -> {
                            limited(RiskLimit.LEVERAGE_EXPECTED, "10");
                            dragon.venueLeverage(20);
                        },
                        "no leverage told",
                        () -> {
                            ready();
                            limited(RiskLimit.LEVERAGE_EXPECTED, "10");
                        }));
        put(rows, Gate.DEGRADED, () -> ready(), () -> degrade());
        put(rows, Gate.ORDER_SIZE, () -> ready(), () -> limited(RiskLimit.ORDER_NOTIONAL_MAX, "499"));
        rows.put(
                Gate.COLLAR,
                row(
                        () -> ready(),
                        () -> {
                            limited(RiskLimit.COLLAR_AGGRESSIVE_PCT, "1");
                            entryPrice = "60700";
                            exitPrice = "56000";
                        },
                        "no best price, or no mark",
                        () -> {
                            dragon.ready(Legs.LONG_ONLY, "0").quote(null, null);
                            limited(RiskLimit.COLLAR_AGGRESSIVE_PCT, "1");
                        }));
        exposure(rows, Gate.LEG_EXPOSURE, RiskLimit.LEG_NOTIONAL_MAX);
        exposure(rows, Gate.SYMBOL_EXPOSURE, RiskLimit.SYMBOL_NOTIONAL_MAX);
        exposure(rows, Gate.ACCOUNT_EXPOSURE, RiskLimit.ACCOUNT_GROSS_MAX);
        put(rows, Gate.OPEN_ORDERS, () -> held(), () -> limited(RiskLimit.OPEN_ORDERS_BOT_MAX, "1"));
        put(rows, Gate.RATE, () -> ready(), () -> exhaustRates());
        put(rows, Gate.DUPLICATE, () -> held(), () -> {
            limited(RiskLimit.DUPLICATE_WINDOW_MS, "1000");
            entryPrice = "59400";
        });
        put(rows, Gate.VENUE_MARGIN, () -> ready(), () -> dragon.bar("60000")
                .rejected(dragon.lastPlacedId(), RejectClass.MARGIN));
        put(rows, Gate.REJECTS, () -> ready(), () -> {
            limited(RiskLimit.REJECTS_MAX, "1");
            dragon.bar("60000").rejected(dragon.lastPlacedId(), RejectClass.MARGIN);
        });
        put(rows, Gate.SELF_TRADE, () -> held(), () -> entryPrice = "60300");
        return rows;
    }

    private void live() {
        dragon.inMode(LaneMode.LIVE);
        ready();
    }

    private void withoutWordOfTheAccount() {
        dragon.startTerm()
                .createAccount("main")
                .createBot("btc", Legs.LONG_ONLY, "0")
                .live(true);
        dragon.gatewayUp(77).instrument(1, CoreHarness.SYMBOL).quote("59999.9", "60000.0");
    }

    private void withoutFilters() {
        dragon.startTerm()
                .createAccount("main")
                .createBot("btc", Legs.LONG_ONLY, "0")
                .live(true);
        dragon.gatewayUp(77).account(1, PositionMode.HEDGE).openOrdersEnd(1).quote("59999.9", "60000.0");
    }

    private void exposure(final Map<Gate, Row> rows, final Gate gate, final RiskLimit limit) {
        rows.put(gate, row(() -> ready(), () -> limited(limit, "499"), "no price for what is held", () -> {
            heldWithoutPrice();
            limited(limit, "100000");
        }));
    }

    private static Row row(final Runnable before, final Runnable closes, final String missing, final Runnable misses) {
        return new Row(
                () -> {
                    before.run();
                    closes.run();
                },
                missing,
                misses);
    }

    private static void put(final Map<Gate, Row> rows, final Gate gate, final Runnable before, final Runnable closes) {
        rows.put(gate, row(before, closes, "", null));
    }

    private String cell(final Gate gate, final Action action) {
        return isClosed(gate, action) ? "blocked" : "open";
    }

    private String line(final Gate gate, final Row row) {
        fresh();
        row.closes().run();
        final String cells = Stream.of(Action.ENTRY, Action.REDUCE, Action.CANCEL)
                .map(action -> cell(gate, action))
                .collect(Collectors.joining(" | "));
        assertTrue(isClosed(gate, Action.ENTRY), gate + " is closed for entries");
        String missing = "";
        if (row.misses() != null) {
            fresh();
            row.misses().run();
            missing = row.missing() + ": entry " + cell(gate, Action.ENTRY) + ", exit " + cell(gate, Action.REDUCE);
            assertTrue(isClosed(gate, Action.ENTRY), gate + " is closed for entries where its input is missing");
        }
        return "| " + gate.reason() + " | " + cells + " | " + missing + " | `"
                + gate.event().name().toLowerCase(Locale.ROOT) + "` |\n";
    }

    @Test
    void standsInTheManualAsItComesOut() throws IOException {
        final StringBuilder table = new StringBuilder(BEGIN);
        table.append("| gate | entry | reduce-only | cancel | where the input is missing | event |\n");
        table.append("|---|---|---|---|---|---|\n");
        final Map<Gate, Row> rows = rows();
        for (final Gate gate : Gate.all()) {
            final Row row = rows.get(gate);
            if (row != null) {
                table.append(line(gate, row));
            }
        }
        table.append(END);
        final String manual = Files.readString(MANUAL);
        final int begin = manual.indexOf(BEGIN);
        final int end = manual.indexOf(END);
        assertTrue(begin >= 0 && end > begin, "the manual has no gate table; it is:\n" + table);
        assertEquals(table.toString(), manual.substring(begin, end + END.length()));
    }

    @Test
    void hasARowForEveryGateThatLooksAtTheStateOfALane() {
        final Set<Gate> missing = EnumSet.allOf(Gate.class);
        missing.removeAll(rows().keySet());
        // OPEN is none, and CAPACITY belongs to the order table, not to the ladder.
        assertEquals(EnumSet.of(Gate.OPEN, Gate.CAPACITY), missing);
    }

    @Test
    void givesEveryGateACodeOfItsOwnThatFitsASet() {
        final Set<Integer> codes = new TreeSet<>();
        for (final Gate gate : Gate.all()) {
            assertTrue(codes.add(gate.code()), gate + " has the code of another gate: " + gate.code());
            assertTrue(gate.code() >= 0 && gate.code() < Long.SIZE, gate + " does not fit a set: " + gate.code());
        }
    }

    @Test
    void aBotThatIsReadyPassesAllGatesWithTheDefaultsOfALiveLane() {
        fresh();
        dragon.inMode(LaneMode.LIVE);
        ready();
        for (final Limit limit : Limit.all()) {
            dragon.limit(limit.wire(), limit == Limit.COLLAR_PASSIVE_PCT ? Limits.OFF : Long.MIN_VALUE + 1, true);
        }
        dragon.live(true).venueLeverage(10);
        attempt.order(
                bot(),
                bot().leg(Leg.LONG),
                Action.ENTRY,
                OrderRole.ENTRY,
                OrderType.LIMIT,
                Side.BUY,
                e8("59000"),
                e8("0.01"),
                0);
        assertEquals(Gate.OPEN, Gates.first(new Gates(dragon.core().state()).closed(attempt, dragon.nowNs())));
    }
}
