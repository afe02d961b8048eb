package dragon.tools.explain;

import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.Limit;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.ChangeBotDecoder;
import dragon.engine.protocol.CommandResultDecoder;
import dragon.engine.protocol.CreateAccountDecoder;
import dragon.engine.protocol.CreateBotDecoder;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.PanicDecoder;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SetAccountDecoder;
import dragon.engine.protocol.SetBotDesiredDecoder;
import dragon.engine.protocol.SetHaltDecoder;
import dragon.engine.protocol.SetKillSwitchDecoder;
import dragon.engine.protocol.SetLimitsDecoder;
import dragon.engine.protocol.SetLiveTradingDecoder;
import dragon.engine.protocol.StrategyParameter;
import dragon.tools.journal.DecodedMessage;
import java.math.BigDecimal;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.ExpandableArrayBuffer;

/**
 * What the journal says up to a record, without a replay: who set what and from which file, which blocks were told, and the record
 * itself with the input that caused it.
 *
 * <p>Threading: one thread.
 */
public final class Past {
    /** Up to the present end. */
    public static final long END = Long.MAX_VALUE;

    private static final int COMMANDS_FROM = 200;
    private static final int COMMANDS_TO = 249;
    private static final int E8_SCALE = 8;

    /** Off, and the default, are written as the outermost numbers that fit. */
    private static final BigDecimal MARKERS = BigDecimal.valueOf(Long.MAX_VALUE / 2, E8_SCALE);

    private static final Set<EventCode> BLOCKS = blocks();

    /** Events of one code about one bot, or about the lane. */
    public record Episode(EventCode code, int botId, int count, Told first, Told last) {}

    /** One event, as it was told. */
    public record Told(int term, long sequence, long timeNs, EventCode code, int botId, String detail) {}

    private final long sequenceMax;
    private final long timeNsMax;
    private final Map<String, Setter> setters = new HashMap<>();
    private final Map<Long, Integer> crcs = new HashMap<>();
    private final Map<String, Episode> episodes = new HashMap<>();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final BotEventDecoder event = new BotEventDecoder();
    private final CommandResultDecoder result = new CommandResultDecoder();
    private final ExpandableArrayBuffer input = new ExpandableArrayBuffer();

    private boolean isBehind;
    private DecodedMessage pending;
    private Setter pendingSetter;
    private int inputBytes;
    private long inputSequence;
    private DecodedMessage record;
    private int term;
    private long sequence;
    private long timeNs;
    private String damage = "";

    private Past(final long sequenceMax, final long timeNsMax) {
        this.sequenceMax = sequenceMax;
        this.timeNsMax = timeNsMax;
    }

    private static Set<EventCode> blocks() {
        final Set<EventCode> codes = EnumSet.noneOf(EventCode.class);
        for (final Gate gate : Gate.all()) {
            codes.add(gate.event());
        }
        codes.remove(EventCode.NULL_VAL);
        return codes;
    }

    /**
     * Reads a journal up to a record, or to its first damage.
     *
     * @param journal at its beginning; closed here
     * @param sequenceMax of the last record to read, or {@link #END}
     * @param timeNsMax engine time of the last record to read, or {@link #END}
     * @param images sequences whose records' checksums are wanted
     */
    public static Past read(
            final JournalReader journal, final long sequenceMax, final long timeNsMax, final Set<Long> images) {
        final Past past = new Past(sequenceMax, timeNsMax);
        try {
            Walk.through(journal, record -> past.onRecord(record, images), () -> past.isBehind);
        } catch (final JournalException e) {
            past.damage = e.getMessage();
        }
        return past;
    }

    private void onRecord(final RecordCursor cursor, final Set<Long> images) {
        if (isBehind || cursor.sequence() > sequenceMax || cursor.timeNs() > timeNsMax) {
            isBehind = true;
            return;
        }
        term = cursor.term();
        sequence = cursor.sequence();
        timeNs = cursor.timeNs();
        if (images.contains(sequence)) {
            crcs.put(
                    sequence,
                    cursor.buffer()
                            .getInt(
                                    cursor.messageOffset() - RecordEnvelope.MESSAGE_OFFSET + RecordEnvelope.CRC_OFFSET,
                                    ByteOrder.LITTLE_ENDIAN));
        }
        if (cursor.kind() == RecordEnvelope.INPUT && sequenceMax != END) {
            inputSequence = sequence;
            inputBytes = cursor.messageLength();
            input.putBytes(0, cursor.buffer(), cursor.messageOffset(), inputBytes);
        }
        if (sequence == sequenceMax) {
            record = DecodedMessage.of(cursor.buffer(), cursor.messageOffset(), cursor.messageLength());
        }
        if (cursor.messageLength() >= MessageHeaderDecoder.ENCODED_LENGTH) {
            onMessage(
                    cursor, header.wrap(cursor.buffer(), cursor.messageOffset()).templateId());
        }
    }

    private void onMessage(final RecordCursor cursor, final int templateId) {
        if (templateId >= COMMANDS_FROM && templateId <= COMMANDS_TO) {
            pending = DecodedMessage.of(cursor.buffer(), cursor.messageOffset(), cursor.messageLength());
            pendingSetter = setter(pending);
        } else if (templateId == CommandResultDecoder.TEMPLATE_ID && pending != null) {
            result.wrapAndApplyHeader(cursor.buffer(), cursor.messageOffset(), header);
            final boolean isItsAnswer =
                    Long.valueOf(result.commandId()).equals(pending.fields().get("commandId"));
            if (isItsAnswer && result.reason() == RefusalReason.NONE && !"repeated".equals(result.detail())) {
                onDone(pending.fields(), result.createdId());
            }
            pending = null;
        } else if (templateId == BotEventDecoder.TEMPLATE_ID) {
            event.wrapAndApplyHeader(cursor.buffer(), cursor.messageOffset(), header);
            final EventCode code = event.code();
            final int botId = event.botId();
            final Told told = new Told(term, sequence, timeNs, code, botId, event.detail());
            note(told, botId);
            if (botId != 0) {
                note(told, 0);
            }
        }
    }

    /** Counts an event for its bot, and for all. */
    private void note(final Told told, final int botId) {
        episodes.merge(
                told.code() + "/" + botId,
                new Episode(told.code(), botId, 1, told, told),
                (before, one) -> new Episode(told.code(), botId, before.count() + 1, before.first(), told));
    }

    private Setter setter(final DecodedMessage command) {
        final Map<String, Object> fields = command.fields();
        return new Setter(
                term,
                sequence,
                timeNs,
                command.name(),
                textOf(fields, "operatorName"),
                textOf(fields, "reason"),
                textOf(fields, "file"),
                0,
                Setter.NO_VALUE);
    }

    private static String textOf(final Map<String, Object> fields, final String name) {
        return fields.get(name) instanceof final String text ? text : "";
    }

    /** A decimal times 10^8; none where it is missing, or a marker beyond all amounts. */
    private static long valueOf(final Map<String, Object> fields, final String name) {
        return fields.get(name) instanceof final BigDecimal value && value.abs().compareTo(MARKERS) < 0
                ? value.movePointRight(E8_SCALE).longValue()
                : Setter.NO_VALUE;
    }

    private static int numberOf(final Map<String, Object> fields, final String name) {
        return fields.get(name) instanceof final Number number ? number.intValue() : 0;
    }

    private void onDone(final Map<String, Object> fields, final int createdId) {
        switch (pending.templateId()) {
            case CreateAccountDecoder.TEMPLATE_ID -> setAccount(createdId);
            case SetAccountDecoder.TEMPLATE_ID -> onAccountSet(fields);
            case CreateBotDecoder.TEMPLATE_ID -> onSettings(createdId, fields);
            case ChangeBotDecoder.TEMPLATE_ID -> onSettings(numberOf(fields, "botId"), fields);
            case SetBotDesiredDecoder.TEMPLATE_ID -> setters.put(desired(numberOf(fields, "botId")), pendingSetter);
            case SetLiveTradingDecoder.TEMPLATE_ID -> setters.put(live(), pendingSetter);
            case SetKillSwitchDecoder.TEMPLATE_ID -> setters.put(
                    kill(
                            "GLOBAL".equals(fields.get("scope")) ? "ENGINE" : textOf(fields, "scope"),
                            numberOf(fields, "targetId")),
                    pendingSetter);
            case PanicDecoder.TEMPLATE_ID -> setters.put(
                    kill(textOf(fields, "scope"), numberOf(fields, "targetId")), pendingSetter);
            case SetHaltDecoder.TEMPLATE_ID -> setters.put(
                    halt(
                            textOf(fields, "scope"),
                            numberOf(fields, "targetId"),
                            textOf(fields, "symbol") + textOf(fields, "leg")),
                    pendingSetter);
            case SetLimitsDecoder.TEMPLATE_ID -> onLimits(fields);
            default -> {
                // It sets nothing that a gate looks at.
            }
        }
    }

    private void setAccount(final int accountId) {
        setters.put(status(accountId), pendingSetter);
        setters.put(dailyLoss(accountId), pendingSetter);
        setters.put(totalLoss(accountId), pendingSetter);
    }

    private void onAccountSet(final Map<String, Object> fields) {
        final int accountId = numberOf(fields, "accountId");
        if (fields.get("status") instanceof String) {
            setters.put(status(accountId), pendingSetter);
        }
        if (fields.get("dailyLossLimit") != null) {
            setters.put(
                    dailyLoss(accountId),
                    pendingSetter.of(numberOf(fields, "dailyLossLine"), valueOf(fields, "dailyLossLimit")));
        }
        if (fields.get("totalLossLimit") != null) {
            setters.put(
                    totalLoss(accountId),
                    pendingSetter.of(numberOf(fields, "totalLossLine"), valueOf(fields, "totalLossLimit")));
        }
    }

    private void onSettings(final int botId, final Map<String, Object> fields) {
        setters.put(settings(botId), pendingSetter);
        for (final Map<String, Object> entry : entries(fields, "parameters")) {
            if (entry.get("parameter") instanceof final String parameter) {
                setters.put(
                        "setting/" + botId + "/" + parameter,
                        pendingSetter.of(numberOf(entry, "line"), valueOf(entry, "value")));
            }
        }
    }

    private void onLimits(final Map<String, Object> fields) {
        final int accountId = numberOf(fields, "accountId");
        for (final Map<String, Object> entry : entries(fields, "limits")) {
            if (entry.get("limit") instanceof final String limit) {
                setters.put(
                        "limit/" + accountId + "/" + limit,
                        pendingSetter.of(numberOf(entry, "line"), valueOf(entry, "value")));
            }
        }
    }

    @SuppressWarnings("unchecked") // The only lists in a decoded message are lists of such maps.
    private static List<Map<String, Object>> entries(final Map<String, Object> fields, final String group) {
        return fields.get(group) instanceof final List<?> list ? (List<Map<String, Object>>) list : List.of();
    }

    static String live() {
        return "live";
    }

    static String kill(final String scope, final int id) {
        return "kill/" + scope + "/" + id;
    }

    static String halt(final String scope, final int id, final String part) {
        return "halt/" + scope + "/" + id + "/" + part;
    }

    static String status(final int accountId) {
        return "status/" + accountId;
    }

    static String dailyLoss(final int accountId) {
        return "dailyLoss/" + accountId;
    }

    static String totalLoss(final int accountId) {
        return "totalLoss/" + accountId;
    }

    static String limit(final int accountId, final Limit limit) {
        final RiskLimit wire = limit.wire();
        return "limit/" + accountId + "/" + wire.name();
    }

    static String setting(final int botId, final StrategyParameter parameter) {
        return "setting/" + botId + "/" + parameter.name();
    }

    private static String settings(final int botId) {
        return "settings/" + botId;
    }

    static String desired(final int botId) {
        return "desired/" + botId;
    }

    /** Who gave this its present value, or null where nobody has. */
    Setter setter(final String key) {
        return setters.get(key);
    }

    /** The file that a bot has its settings from; empty = they were typed. */
    public String settingsFile(final int botId) {
        final Setter setter = setters.get(settings(botId));
        return setter == null ? "" : setter.file();
    }

    /** Checksum of the record of this sequence, or null where it was not read. */
    Integer crc(final long ofSequence) {
        return crcs.get(ofSequence);
    }

    /** Events of this code about a bot, 0 = about anything; null where there was none. */
    public Episode episode(final EventCode code, final int botId) {
        return episodes.get(code + "/" + botId);
    }

    /** Blocks of a bot, the newest last. */
    public List<Episode> blocksOf(final int botId) {
        final List<Episode> blocks = new ArrayList<>();
        for (final EventCode code : BLOCKS) {
            final Episode episode = episode(code, botId);
            if (episode != null) {
                blocks.add(episode);
            }
        }
        blocks.sort((a, b) -> Long.compare(a.last().sequence(), b.last().sequence()));
        return blocks;
    }

    /** The record at which the reading was to end, or null where the journal has no such record. */
    DecodedMessage record() {
        return record;
    }

    /** The input that caused the record at which the reading was to end, or null. */
    DecodedMessage cause() {
        return inputSequence == 0 ? null : DecodedMessage.of(input, 0, inputBytes);
    }

    /** Sequence of the input that caused that record, 0 = none. */
    long causeSequence() {
        return inputSequence;
    }

    /** Term of the last record that was read and believed. */
    int term() {
        return term;
    }

    /** Sequence of that record, 0 = none. */
    public long sequence() {
        return sequence;
    }

    /** Engine time of that record. */
    long timeNs() {
        return timeNs;
    }

    /** The line of the first damage met; empty = none. */
    public String damage() {
        return damage;
    }
}
