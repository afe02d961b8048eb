package dragon.bench.lane;

import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.core.CoreState;
import dragon.engine.core.Outlook;
import dragon.engine.core.bot.Bot;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.CommandResultDecoder;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.RefusalReason;
import dragon.tools.follow.Follower;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Follows a journal while it is written, through a core of its own, and remembers what an operator would ask about.
 *
 * <p>Times are engine times. Threading: a thread of its own follows; any thread may ask.
 */
public final class JournalWatch implements AutoCloseable {
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Something that was told of a bot, an account or the lane; 0 = of none. */
    public record Event(
            long sequence,
            long timeNs,
            EventCode code,
            EventLevel level,
            int accountId,
            int botId,
            Leg leg,
            OrderRole role,
            long quantityE8,
            long referenceId,
            String detail) {}

    /** An order that may leave from here on. */
    public record Place(
            long sequence,
            long timeNs,
            long clientOrderId,
            int accountId,
            int botId,
            OrderRole role,
            Leg leg,
            long quantityE8) {
        /** Whether it can make a leg larger. */
        public boolean isEntry() {
            return role == OrderRole.ENTRY || role == OrderRole.DCA;
        }
    }

    /** The answer to a command, which is effective from here on. */
    public record Answered(long sequence, long timeNs, RefusalReason reason) {}

    private final Core core = new Core(CoreLimits.DEFAULT);
    private final Outlook outlook = new Outlook(core.state());
    private final Follower follower;
    private final Thread thread;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final BotEventDecoder event = new BotEventDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private final CommandResultDecoder result = new CommandResultDecoder();
    private final List<Event> events = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();
    private final List<Answered> answers = new ArrayList<>();
    private final List<Long> cancels = new ArrayList<>();
    private final Map<Integer, List<Long>> heartbeatsNs = new HashMap<>();
    private final Map<Integer, List<String>> heartbeatTexts = new HashMap<>();
    private long sequence;
    private String fault = "";
    private volatile boolean isClosed;

    /** Follows from the first record on; the journal must exist. */
    public JournalWatch(final Path journal) {
        follower = new Follower(ChronicleJournal.reader(journal), core, this::onRecord);
        thread = new Thread(this::watch, "journal-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!isClosed) {
                if (!poll()) {
                    LockSupport.parkNanos(IDLE_NS);
                }
            }
        } catch (final JournalException e) {
            fail(e.getMessage());
        } finally {
            follower.close();
        }
    }

    private synchronized boolean poll() {
        return follower.poll();
    }

    private synchronized void fail(final String message) {
        fault = message;
    }

    private void onRecord(final RecordCursor record) {
        sequence = record.sequence();
        if (record.messageLength() < MessageHeaderDecoder.ENCODED_LENGTH) {
            return;
        }
        if (record.kind() == RecordEnvelope.INPUT) {
            noteHeartbeats();
            return;
        }
        switch (header.wrap(record.buffer(), record.messageOffset()).templateId()) {
            case BotEventDecoder.TEMPLATE_ID -> onEvent(record);
            case PlaceOrderDecoder.TEMPLATE_ID -> onPlace(record);
            case CancelOrderDecoder.TEMPLATE_ID -> cancels.add(sequence);
            case CommandResultDecoder.TEMPLATE_ID -> {
                result.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
                answers.add(new Answered(sequence, record.timeNs(), result.reason()));
            }
            default -> {
                // Nobody asks about it.
            }
        }
    }

    private void noteHeartbeats() {
        for (int id = 1; id <= core.state().bots().count(); id++) {
            final Bot bot = core.state().bots().get(id);
            final List<Long> known = heartbeatsNs.computeIfAbsent(id, ignored -> new ArrayList<>());
            if (bot.heartbeatNs() != 0 && (known.isEmpty() || known.get(known.size() - 1) != bot.heartbeatNs())) {
                known.add(bot.heartbeatNs());
                heartbeatTexts.computeIfAbsent(id, ignored -> new ArrayList<>()).add(outlook.heartbeatMessage(bot));
            }
        }
    }

    private void onEvent(final RecordCursor record) {
        event.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
        events.add(new Event(
                sequence,
                record.timeNs(),
                event.code(),
                event.level(),
                event.accountId(),
                event.botId(),
                event.leg(),
                event.role(),
                event.quantityE8(),
                event.referenceId(),
                event.detail()));
    }

    private void onPlace(final RecordCursor record) {
        place.wrapAndApplyHeader(record.buffer(), record.messageOffset(), header);
        places.add(new Place(
                sequence,
                record.timeNs(),
                place.clientOrderId(),
                place.accountId(),
                place.botId(),
                place.role(),
                place.leg(),
                place.quantityE8()));
    }

    /** The last record that was followed. */
    public synchronized long sequence() {
        return sequence;
    }

    /** What is wrong with the journal, or with its replay; empty while nothing is. */
    public synchronized String fault() {
        return fault.isEmpty() && follower.firstDivergence() != null
                ? follower.firstDivergence().text()
                : fault;
    }

    /** Asks the state as it is at the last record; the answer must not hold on to it. */
    public synchronized <T> T ask(final Function<CoreState, T> question) {
        return question.apply(core.state());
    }

    /** Events behind a record, oldest first. */
    public synchronized List<Event> events(final long afterSequence, final Predicate<Event> wanted) {
        return events.stream()
                .filter(each -> each.sequence() > afterSequence && wanted.test(each))
                .toList();
    }

    /** Orders that were let out behind a record, oldest first. */
    public synchronized List<Place> places(final long afterSequence, final Predicate<Place> wanted) {
        return places.stream()
                .filter(each -> each.sequence() > afterSequence && wanted.test(each))
                .toList();
    }

    /** How many orders and cancels were let out behind a record. */
    public synchronized long intents(final long afterSequence) {
        return places.stream().filter(each -> each.sequence() > afterSequence).count()
                + cancels.stream().filter(each -> each > afterSequence).count();
    }

    /** The first answer to a command behind a record. */
    public synchronized Optional<Answered> answer(final long afterSequence) {
        return answers.stream().filter(each -> each.sequence() > afterSequence).findFirst();
    }

    /** Engine times of a bot's heartbeats since a time, oldest first. */
    public synchronized List<Long> heartbeatsNs(final int botId, final long sinceNs) {
        return heartbeatsNs.getOrDefault(botId, List.of()).stream()
                .filter(each -> each >= sinceNs)
                .toList();
    }

    /** What a bot said of itself at its heartbeats after an engine time, oldest first. */
    public synchronized List<String> heartbeatTexts(final int botId, final long afterNs) {
        final List<String> texts = heartbeatTexts.getOrDefault(botId, List.of());
        return List.copyOf(
                texts.subList(texts.size() - heartbeatsNs(botId, afterNs + 1).size(), texts.size()));
    }

    /** Engine time of the newest heartbeat of a bot; 0 = none yet. */
    public synchronized long lastHeartbeatNs(final int botId) {
        final List<Long> all = heartbeatsNs.getOrDefault(botId, List.of());
        return all.isEmpty() ? 0 : all.get(all.size() - 1);
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
