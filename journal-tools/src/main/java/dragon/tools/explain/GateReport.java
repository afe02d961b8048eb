package dragon.tools.explain;

import dragon.engine.core.CoreState;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.gate.Action;
import dragon.engine.core.gate.Attempt;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.Leg;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All gates on the way of a leg of a bot, in the order of the ladder, as the core itself judges them at one moment.
 *
 * <p>The verdicts are the core's; the words beside them only show what it looked at.
 */
public final class GateReport {
    private final Bot bot;
    private final Leg leg;
    private final Order order;
    private final Past past;
    private final List<GateRow> rows = new ArrayList<>();
    private final Gate firstOfEntry;
    private final Gate firstOfReduce;
    private final Gate firstOfCancel;

    /**
     * Asks the gates.
     *
     * @param order that is about to be activated, or to be cancelled; null = a look without one
     * @param home paths below it are shown without it
     */
    public GateReport(final Moment moment, final Bot bot, final Leg leg, final Order order, final Path home) {
        this.bot = bot;
        this.leg = leg;
        this.order = order;
        past = moment.past();
        final CoreState state = moment.state();
        final Gates gates = new Gates(state); // Its sheet is to keep the numbers of the entry.
        final LegState legState = bot.leg(leg);
        final Attempt attempt = new Attempt();
        final long entry = gates.closed(attempt(attempt, legState, Action.ENTRY), state.nowNs());
        final Gates others = new Gates(state);
        final long reduce = others.closed(attempt(attempt, legState, Action.REDUCE), state.nowNs());
        final long cancel = others.closed(attempt(attempt, legState, Action.CANCEL), state.nowNs());
        firstOfEntry = Gates.first(entry);
        firstOfReduce = Gates.first(reduce);
        firstOfCancel = Gates.first(cancel);
        final GateWords words = new GateWords(moment, bot, legState, order, gates.sheet(), home);
        int number = 0;
        for (final Gate gate : Gate.all()) {
            if (gate == Gate.OPEN) {
                continue;
            }
            number++;
            final long all = entry | reduce | cancel;
            final boolean isClosed = (all & gate.bit()) != 0;
            final GateRow.Verdict ofEntry = verdict(entry, gate, Action.ENTRY);
            words.of(gate, isClosed);
            rows.add(new GateRow(
                    number,
                    gate.name().toLowerCase(Locale.ROOT),
                    gate.reason(),
                    gate.event().name().toLowerCase(Locale.ROOT),
                    ofEntry,
                    verdict(reduce, gate, Action.REDUCE),
                    verdict(cancel, gate, Action.CANCEL),
                    words.input(),
                    words.ageNs(),
                    words.limit(),
                    words.from(),
                    words.setter(),
                    isClosed || ofEntry == GateRow.Verdict.HELD ? words.clears() : ""));
        }
    }

    /** The order where it is of this action, else a look. */
    private Attempt attempt(final Attempt attempt, final LegState legState, final Action action) {
        final boolean isOfAction =
                order != null && (action == Action.CANCEL || order.isReduceOnly() == (action == Action.REDUCE));
        return isOfAction ? attempt.order(bot, legState, action, order) : attempt.look(bot, legState, action);
    }

    private GateRow.Verdict verdict(final long closed, final Gate gate, final Action action) {
        if ((closed & gate.bit()) != 0) {
            return GateRow.Verdict.BLOCK;
        }
        final boolean isOfOrders = (Gates.OF_ORDERS & gate.bit()) != 0 && action != Action.CANCEL;
        final boolean isAsked = order != null && order.isReduceOnly() == (action == Action.REDUCE);
        if (!isOfOrders || isAsked) {
            return GateRow.Verdict.PASS;
        }
        return action == Action.ENTRY && bot.isBlockedBy(gate) ? GateRow.Verdict.HELD : GateRow.Verdict.NEEDS_ORDER;
    }

    /** The leg that it is about. */
    Leg leg() {
        return leg;
    }

    /** All gates, in the order of the ladder. */
    public List<GateRow> rows() {
        return rows;
    }

    /** The gate that decides about entries, or {@link Gate#OPEN}. */
    public Gate firstOfEntry() {
        return firstOfEntry;
    }

    /** The gate that decides about reduce-only orders, or {@link Gate#OPEN}. */
    public Gate firstOfReduce() {
        return firstOfReduce;
    }

    /** The gate that decides about cancels, or {@link Gate#OPEN}. */
    public Gate firstOfCancel() {
        return firstOfCancel;
    }

    /** The sheet for people: a heading, a line a gate, and what decides. */
    public List<String> lines() {
        final List<String[]> cells = new ArrayList<>();
        cells.add(new String[] {"", "gate", "entry", "exit", "cancel", "input (age)", "limit (from)", "clears when"});
        for (final GateRow row : rows) {
            cells.add(new String[] {
                Integer.toString(row.number()),
                row.name(),
                row.entry().text(),
                row.reduce().text(),
                row.cancel().text(),
                row.inputText(),
                row.limitText(),
                row.clears()
            });
        }
        final List<String> lines = new ArrayList<>(Columns.aligned(cells));
        lines.add(verdictText());
        if (rows.stream().anyMatch(row -> row.entry() == GateRow.Verdict.HELD)) {
            lines.add("BLOCK*: it asks for an order, and the last one that asked was blocked");
        }
        return lines;
    }

    private String verdictText() {
        return "first closed gate: entry " + of(firstOfEntry) + ", exit " + of(firstOfReduce) + ", cancel "
                + of(firstOfCancel);
    }

    private String of(final Gate gate) {
        if (gate == Gate.OPEN) {
            return "none";
        }
        return rows.stream()
                .filter(row -> row.gate().equals(gate.name().toLowerCase(Locale.ROOT)))
                .map(row -> row.number() + " " + row.name())
                .findFirst()
                .orElseThrow();
    }

    /** What it is about: {@code ENTRY LONG DCA BUY 0.14 at 3098.6}, or {@code LONG, without an order}. */
    String subject() {
        return order == null
                ? leg + " leg, without an order"
                : order.role() + " " + leg + " " + order.side() + " "
                        + GateWords.plain(order.leavesQuantityE8()) + " at "
                        + GateWords.plain(order.targetPriceE8()) + ", order " + order.clientOrderId() + ", "
                        + order.status();
    }

    /** The sheet's first line where it stands below something else. */
    public String heading() {
        return "WHY " + (isOrderBlocked() ? "BLOCKED  " : "NOT BLOCKED  ") + subject() + ", at "
                + BotReport.place(past);
    }

    private boolean isOrderBlocked() {
        return (order != null && order.isReduceOnly() ? firstOfReduce : firstOfEntry) != Gate.OPEN;
    }

    /** The same as JSON. */
    public Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("leg", leg.name());
        json.put("order", order == null ? null : Long.toString(order.clientOrderId()));
        json.put("subject", subject());
        json.put("gates", rows.stream().map(GateRow::json).toList());
        json.put("firstClosed", first());
        return json;
    }

    private Map<String, Object> first() {
        final Map<String, Object> first = new LinkedHashMap<>();
        first.put("entry", nameOf(firstOfEntry));
        first.put("reduceOnly", nameOf(firstOfReduce));
        first.put("cancel", nameOf(firstOfCancel));
        return first;
    }

    private static String nameOf(final Gate gate) {
        return gate == Gate.OPEN ? null : gate.name().toLowerCase(Locale.ROOT);
    }
}
