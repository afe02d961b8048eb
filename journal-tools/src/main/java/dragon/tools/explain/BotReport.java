package dragon.tools.explain;

import dragon.engine.core.CoreState;
import dragon.engine.core.Outlook;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderRole;
import dragon.tools.journal.DecodedMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Why a bot does or does not enter at one moment: what holds it back, worst first, and the gate sheet of each leg that it trades. */
public final class BotReport {
    private final Moment moment;
    private final Bot bot;
    private final List<GateReport> sheets = new ArrayList<>();

    /**
     * Looks at a bot.
     *
     * @param home paths below it are shown without it
     */
    public BotReport(final Moment moment, final Bot bot, final Path home) {
        this.moment = moment;
        this.bot = bot;
        for (final Leg leg : List.of(Leg.LONG, Leg.SHORT)) {
            if (bot.trades(leg)) {
                sheets.add(new GateReport(moment, bot, leg, parked(moment.state(), bot.leg(leg)), home));
            }
        }
    }

    /** The entry or rung that waits with us: it is what the gates would judge next. */
    private static Order parked(final CoreState state, final LegState leg) {
        for (final OrderRole role : List.of(OrderRole.ENTRY, OrderRole.DCA)) {
            final Order order = state.openOrder(leg, role);
            if (order != null) {
                return order;
            }
        }
        return null;
    }

    /** One sheet a leg that the bot trades. */
    public List<GateReport> sheets() {
        return sheets;
    }

    /** For people: the answer first, then the sheets. */
    public List<String> lines() {
        final CoreState state = moment.state();
        final Account account = state.accounts().get(bot.accountId());
        final List<String> lines = new ArrayList<>();
        lines.add("bot " + bot.name() + "   account " + account.label() + "   "
                + state.instruments().get(bot.instrumentId()).symbol() + " " + bot.timeframe() + "   " + bot.status()
                + " (wanted " + bot.desiredStatus() + ")   at " + place(moment.past()));
        lines.add("says: " + new Outlook(state).heartbeatMessage(bot));
        for (final GateReport sheet : sheets) {
            lines.addAll(answer(sheet));
        }
        for (final GateReport sheet : sheets) {
            lines.add("");
            lines.add(sheet.subject());
            lines.addAll(sheet.lines());
        }
        final List<Past.Episode> blocks = moment.past().blocksOf(bot.id());
        if (!blocks.isEmpty()) {
            lines.add("");
            blocks.forEach(block -> lines.add(text(block)));
        }
        return lines;
    }

    static String place(final Past past) {
        return past.term() + ":" + past.sequence() + "  " + DecodedMessage.timeText(past.timeNs());
    }

    static String text(final Past.Episode episode) {
        return "told " + episode.count() + (episode.count() == 1 ? " time: " : " times: ")
                + episode.code().name().toLowerCase(Locale.ROOT) + ", first at "
                + place(episode.first()) + (episode.count() == 1 ? "" : ", last at " + place(episode.last())) + ": "
                + episode.last().detail();
    }

    private static String place(final Past.Told told) {
        return told.term() + ":" + told.sequence() + " " + DecodedMessage.timeText(told.timeNs());
    }

    private List<String> answer(final GateReport sheet) {
        final List<GateRow> closed =
                sheet.rows().stream().filter(GateRow::isEntryHeld).toList();
        final List<String> lines = new ArrayList<>();
        final String leg = sheet.leg().name();
        if (closed.isEmpty()) {
            lines.add(leg + " may enter: no gate is closed");
        } else {
            lines.add(leg + " cannot enter. " + closed.size() + (closed.size() == 1 ? " reason" : " reasons")
                    + ", the deciding one first");
        }
        int number = 0;
        for (final GateRow row : closed) {
            number++;
            lines.add(" " + number + " " + row.event() + "   " + row.name() + ": " + row.inputText()
                    + ("-".equals(row.limitText()) ? "" : "; limit " + row.limitText()));
            lines.add("   clears: " + row.clears());
        }
        lines.add(" exits: " + allowed(sheet, sheet.firstOfReduce()) + "   cancels: "
                + allowed(sheet, sheet.firstOfCancel()));
        return lines;
    }

    private static String allowed(final GateReport sheet, final Gate gate) {
        return gate == Gate.OPEN ? "allowed" : "BLOCKED by " + gate.reason();
    }

    /** The same as JSON. */
    public Map<String, Object> json() {
        final CoreState state = moment.state();
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("bot", bot.name());
        json.put("botId", bot.id());
        json.put("account", state.accounts().get(bot.accountId()).label());
        json.put("symbol", state.instruments().get(bot.instrumentId()).symbol());
        json.put("status", bot.status().name());
        json.put("desiredStatus", bot.desiredStatus().name());
        json.put("says", new Outlook(state).heartbeatMessage(bot));
        json.putAll(placeJson(moment.past()));
        json.put("legs", sheets.stream().map(GateReport::json).toList());
        json.put(
                "blocks",
                moment.past().blocksOf(bot.id()).stream().map(BotReport::json).toList());
        return json;
    }

    static Map<String, Object> placeJson(final Past past) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("term", past.term());
        json.put("sequence", past.sequence());
        json.put("time", DecodedMessage.timeText(past.timeNs()));
        json.put("timeNs", Long.toString(past.timeNs()));
        return json;
    }

    static Map<String, Object> json(final Past.Episode episode) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("code", episode.code().name().toLowerCase(Locale.ROOT));
        json.put("count", episode.count());
        json.put("firstSequence", episode.first().sequence());
        json.put("lastSequence", episode.last().sequence());
        json.put("lastTime", DecodedMessage.timeText(episode.last().timeNs()));
        json.put("lastDetail", episode.last().detail());
        return json;
    }
}
