package dragon.bench.kill;

import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.CheckpointDecoder;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.GatewayUpDecoder;
import dragon.engine.protocol.LedgerKind;
import dragon.engine.protocol.LedgerRowDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.engine.protocol.TermStartedDecoder;
import dragon.engine.protocol.VenueHealthDecoder;
import dragon.tools.follow.Follower;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The journal from its first record, through a core of its own, with everything checked that must hold in any history.
 *
 * <p>Threading: one thread.
 */
public final class History implements AutoCloseable {
    private static final long MINUTE_MS = 60_000;

    /** One fill as the ledger booked it. */
    public record Fill(long clientOrderId, long tradeId, long priceE8, long quantityE8, long feeE8) {}

    private final Witness witness;
    private final Violations violations;
    private final Core core = new Core(CoreLimits.DEFAULT);
    private final Follower follower;
    private final RecordChecksum checksum = new RecordChecksum();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private final BotEventDecoder event = new BotEventDecoder();
    private final VenueHealthDecoder health = new VenueHealthDecoder();
    private final LedgerRowDecoder ledgerRow = new LedgerRowDecoder();
    private final TermStartedDecoder termStarted = new TermStartedDecoder();
    private final CheckpointDecoder checkpoint = new CheckpointDecoder();

    private final Set<Long> placedIds = new HashSet<>();
    private final Map<Integer, Long> lastBarOfBot = new HashMap<>();
    private final Map<Integer, Long> lastBarOutages = new HashMap<>();
    private final Map<Integer, Long> passedOverFrom = new HashMap<>();
    private final Map<Long, Fill> fillsByTrade = new HashMap<>();
    private final Map<Long, Integer> adjustments = new HashMap<>();
    private final Map<EventCode, Long> events = new EnumMap<>(EventCode.class);
    private final Map<Surface, Long> losses = new EnumMap<>(Surface.class);
    private final Map<Surface, Long> returns = new EnumMap<>(Surface.class);
    private final Set<String> lost = new HashSet<>();
    private final Map<String, SurfaceState> stateOfSurface = new TreeMap<>();

    private long lastSequence;
    private long outages;
    private int term;
    private int checkpointTerm;
    private long bars;
    private long barsOfOutages;
    private long recordsCompared;

    public History(final Path journal, final Witness witness, final Violations violations) {
        this.witness = witness;
        this.violations = violations;
        this.follower = new Follower(ChronicleJournal.reader(journal), core, this::onRecord);
    }

    /** Goes on to the present end. */
    public void toEnd() {
        try {
            while (follower.poll()) {
                continue;
            }
        } catch (final JournalException e) {
            violations.add("replay after sequence " + lastSequence + ": " + e.getMessage());
        }
        checkDivergence();
    }

    /** Goes on to the first checkpoint of a term, which the leader wrote together with its first record. */
    public void toFirstCheckpointOf(final int wantedTerm) {
        try {
            while (checkpointTerm < wantedTerm) {
                if (!follower.poll()) {
                    violations.add("term " + wantedTerm
                            + " leads and has no checkpoint in the journal, which ends at sequence " + lastSequence);
                    break;
                }
            }
        } catch (final JournalException e) {
            violations.add("replay to term " + wantedTerm + ", after sequence " + lastSequence + ": " + e.getMessage());
        }
        checkDivergence();
    }

    private void checkDivergence() {
        if (follower.firstDivergence() != null) {
            violations.add(follower.firstDivergence().text());
        }
        if (follower.voidDocumentCount() > 0) {
            violations.add(follower.voidDocumentCount() + " documents of a deposed leader, and there was none");
        }
    }

    private void onRecord(final RecordCursor record) {
        final long sequence = record.sequence();
        if (sequence != lastSequence + 1) {
            violations.add("sequence " + sequence + " follows " + lastSequence);
        }
        lastSequence = sequence;
        if (sequence <= witness.lastSequence()) {
            recordsCompared++;
            if (checksum.of(record) != witness.checksumOf(sequence)) {
                violations.add("record " + sequence + " has other bytes than a follower was shown before");
            }
        }
        if (record.messageLength() < MessageHeaderDecoder.ENCODED_LENGTH) {
            return;
        }
        final int templateId =
                header.wrap(record.buffer(), record.messageOffset()).templateId();
        switch (record.kind()) {
            case RecordEnvelope.INPUT -> onInput(record, templateId);
            case RecordEnvelope.INTENT -> onIntent(record, templateId);
            default -> onAudit(record, templateId);
        }
    }

    private void onInput(final RecordCursor record, final int templateId) {
        if (templateId == TermStartedDecoder.TEMPLATE_ID) {
            termStarted.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
            if (termStarted.term() <= term) {
                violations.add("term " + termStarted.term() + " follows " + term + " at sequence " + lastSequence);
            }
            term = termStarted.term();
            outages++;
        } else if (templateId == GatewayUpDecoder.TEMPLATE_ID) {
            outages++;
        } else if (templateId == VenueHealthDecoder.TEMPLATE_ID) {
            health.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
            onHealth(health.surface(), health.accountId(), health.state());
        }
    }

    private void onHealth(final Surface surface, final int accountId, final SurfaceState now) {
        final String name = surface + " of account " + accountId;
        stateOfSurface.put(name, now);
        if (now == SurfaceState.DOWN) {
            losses.merge(surface, 1L, Long::sum);
            lost.add(name);
        } else if (now == SurfaceState.UP && lost.remove(name)) {
            returns.merge(surface, 1L, Long::sum);
        }
    }

    private void onIntent(final RecordCursor record, final int templateId) {
        if (templateId == PlaceOrderDecoder.TEMPLATE_ID) {
            place.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
            if (!placedIds.add(place.clientOrderId())) {
                violations.add(
                        "client order id " + place.clientOrderId() + " is intended again at sequence " + lastSequence);
            }
        }
    }

    private void onAudit(final RecordCursor record, final int templateId) {
        switch (templateId) {
            case CheckpointDecoder.TEMPLATE_ID -> onCheckpoint(record);
            case BotEventDecoder.TEMPLATE_ID -> {
                event.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
                events.merge(event.code(), 1L, Long::sum);
                switch (event.code()) {
                    case BAR_TICK -> onBar(event.botId(), event.referenceId());
                    case BAR_MISSED -> passedOverFrom.put(
                            event.botId(), event.referenceId()); // Of an instrument: bot 0.
                        // A gateway that was not heard for a while, and one that is heard again without a session of
                        // its own.
                    case GATEWAY_DOWN, GATEWAY_UP -> outages++;
                    default -> {
                        // Counted above.
                    }
                }
            }
            case LedgerRowDecoder.TEMPLATE_ID -> {
                ledgerRow.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
                onLedgerRow();
            }
            default -> {
                // Compared with the core's by the follower.
            }
        }
    }

    private void onCheckpoint(final RecordCursor record) {
        checkpoint.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
        if (record.term() > checkpointTerm) {
            // The follower compares every checkpoint; this one again, and by itself.
            if (follower.stateHash() != checkpoint.stateHash()) {
                violations.add(String.format(
                        "term %d begins with state %016x at sequence %d; a replay from the beginning gives %016x",
                        record.term(), checkpoint.stateHash(), lastSequence, follower.stateHash()));
            }
            checkpointTerm = record.term();
        }
    }

    private void onBar(final int botId, final long openMs) {
        bars++;
        final Long toldFrom = passedOverFrom.remove(botId);
        final Long before = lastBarOfBot.put(botId, openMs);
        final Long outagesBefore = lastBarOutages.put(botId, outages);
        if (before == null) {
            return;
        }
        if (openMs <= before) {
            violations.add("bot " + botId + " decided candle " + openMs + " after candle " + before + ", at sequence "
                    + lastSequence);
        } else if (openMs != before + MINUTE_MS) {
            barsOfOutages += (openMs - before) / MINUTE_MS - 1;
            if (toldFrom == null || toldFrom != before + MINUTE_MS) {
                violations.add("bot " + botId + " went from candle " + before + " to " + openMs + " at sequence "
                        + lastSequence + " and did not tell what it passed over");
            }
            if (outagesBefore == outages) {
                violations.add("bot " + botId + " went from candle " + before + " to " + openMs + " at sequence "
                        + lastSequence + " although nothing was down");
            }
        }
    }

    private void onLedgerRow() {
        if (ledgerRow.kind() == LedgerKind.FILL) {
            final Fill fill = new Fill(
                    ledgerRow.clientOrderId(),
                    ledgerRow.referenceId(),
                    ledgerRow.priceE8(),
                    ledgerRow.quantityE8(),
                    ledgerRow.feeE8());
            if (fillsByTrade.put(fill.tradeId(), fill) != null) {
                violations.add("trade " + fill.tradeId() + " is booked again at sequence " + lastSequence);
            }
        } else if (ledgerRow.kind() == LedgerKind.ADJUSTMENT
                && adjustments.merge(ledgerRow.referenceId(), 1, Integer::sum) > 1) {
            violations.add("command " + ledgerRow.referenceId() + " is booked again at sequence " + lastSequence);
        }
    }

    public Core core() {
        return core;
    }

    public long lastSequence() {
        return lastSequence;
    }

    public int term() {
        return term;
    }

    public long stateHash() {
        return follower.stateHash();
    }

    public Set<Long> placedIds() {
        return placedIds;
    }

    public Map<Long, Fill> fillsByTrade() {
        return fillsByTrade;
    }

    /** How often each manual correction was booked, by command id. */
    public Map<Long, Integer> adjustments() {
        return adjustments;
    }

    /** How often each code of a bot's, an account's or the lane's events was told. */
    public Map<EventCode, Long> events() {
        return events;
    }

    /** How often each surface of the venue was told to be down, over all accounts. */
    public Map<Surface, Long> losses() {
        return losses;
    }

    /** How often each of them was told to be back. */
    public Map<Surface, Long> returns() {
        return returns;
    }

    /** What was told last of each surface of each account. */
    public Map<String, SurfaceState> surfaces() {
        return stateOfSurface;
    }

    /** Decided bars of all bots. */
    public long bars() {
        return bars;
    }

    /** Bars that closed while a process was down or silent and were passed over by design: the newest one is decided. */
    public long barsOfOutages() {
        return barsOfOutages;
    }

    /** Records whose bytes were compared with what the witness saw live. */
    public long recordsCompared() {
        return recordsCompared;
    }

    @Override
    public void close() {
        follower.close();
    }
}
