package dragon.tools.explain;

import dragon.engine.core.bot.Bot;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.Leg;
import dragon.tools.journal.DecodedMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One record of the journal: what it says, the input that caused it, what it means, and the gate sheet of its bot at that moment. */
public final class EventReport {
    private final Past past;
    private final DecodedMessage record;
    private final EventMeaning meaning;
    private final Past.Episode episode;
    private final Bot bot;
    private final GateReport sheet;

    /**
     * Looks at the record at which a moment's past ends.
     *
     * @param home paths below it are shown without it
     */
    public EventReport(final Moment moment, final Path home) {
        past = moment.past();
        record = past.record();
        final boolean isEvent = record.templateId() == BotEventDecoder.TEMPLATE_ID;
        meaning = isEvent ? EventMeaning.of(code()) : null;
        bot = moment.state().bots().get(number("botId"));
        episode = isEvent
                ? past.episode(dragon.engine.protocol.EventCode.valueOf(code()), bot == null ? 0 : bot.id())
                : null;
        sheet = bot == null ? null : new GateReport(moment, bot, leg(), order(moment), home);
    }

    private String code() {
        return record.fields().get("code") instanceof final String code ? code : "";
    }

    private int number(final String field) {
        return record.fields().get(field) instanceof final Number number ? number.intValue() : 0;
    }

    private Leg leg() {
        if (record.fields().get("leg") instanceof final String leg) {
            return Leg.valueOf(leg);
        }
        return bot.trades(Leg.LONG) ? Leg.LONG : Leg.SHORT;
    }

    private Order order(final Moment moment) {
        return record.fields().get("clientOrderId") instanceof final Long id && id != 0
                ? moment.state().orders().get(id)
                : null;
    }

    /** For people. */
    public List<String> lines() {
        final List<String> lines = new ArrayList<>();
        lines.add(BotReport.place(past) + "  " + (meaning == null ? record.name() : code().toLowerCase(Locale.ROOT))
                + (bot == null ? "" : "  bot " + bot.name()));
        lines.add("says    " + record.text());
        if (past.cause() != null && past.causeSequence() != past.sequence()) {
            lines.add("cause   " + past.term() + ":" + past.causeSequence() + " "
                    + past.cause().text());
        }
        if (meaning != null) {
            lines.addAll(meaning.lines());
        }
        if (episode != null) {
            lines.add("same    " + BotReport.text(episode));
        }
        if (sheet != null) {
            lines.add("");
            lines.add(sheet.subject() + ", after the input that caused it");
            lines.addAll(sheet.lines());
        }
        return lines;
    }

    /** The same as JSON. */
    public Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>(BotReport.placeJson(past));
        json.put("message", record.name());
        json.put("fields", record.fields());
        json.put("bot", bot == null ? null : bot.name());
        json.put("meaning", meaning == null ? null : meaning.json());
        json.put("same", episode == null ? null : BotReport.json(episode));
        if (past.cause() != null) {
            final Map<String, Object> cause = new LinkedHashMap<>();
            cause.put("sequence", past.causeSequence());
            cause.put("message", past.cause().name());
            cause.put("fields", past.cause().fields());
            json.put("cause", cause);
        }
        json.put("gates", sheet == null ? null : sheet.json());
        return json;
    }
}
