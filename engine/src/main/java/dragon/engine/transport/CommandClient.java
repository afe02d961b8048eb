package dragon.engine.transport;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneMark;
import dragon.engine.protocol.CommandResultDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.broadcast.BroadcastReceiver;
import org.agrona.concurrent.broadcast.CopyBroadcastReceiver;

/**
 * Sends commands to the engine of a lane and waits for their results.
 *
 * <p>A result exists only after the command is in the journal. Sending the same command id again is safe: the engine
 * repeats the first result.
 *
 * <p>Threading: one thread.
 */
public final class CommandClient implements AutoCloseable {
    /** How old the engine's sign of life may be before it is taken for stuck. */
    private static final long HEARTBEAT_AGE_MS_MAX = 5_000;

    private static final long PARK_NS = 50_000;
    private static final long LIFE_CHECK_NS = 200_000_000L;
    private static final int NO_TERM = -1;

    private final LaneDirectory lane;
    private final RingFile ring;
    private final ResultsFile results;
    private final RingProducer producer;
    private final CopyBroadcastReceiver receiver;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CommandResultDecoder result = new CommandResultDecoder();

    private CommandAnswer answer;
    private long awaitedCommandId;
    private long sentNs;
    private long appendedNs;

    /**
     * Connects to the engine that leads the lane.
     *
     * @throws OperatorException with {@link ExitStatus#ENGINE_NOT_RUNNING} if none does
     */
    public CommandClient(final LaneDirectory lane) {
        this.lane = lane;
        checkAlive();
        ring = RingFile.open(lane.commandRing());
        results = ResultsFile.open(lane.resultsRing());
        producer = new RingProducer(ring);
        receiver = new CopyBroadcastReceiver(new BroadcastReceiver(results.buffer()));
    }

    /** A command id that nobody else uses: positive, from the clock and chance. */
    public static long newCommandId() {
        final long id =
                System.currentTimeMillis() << 22 | ThreadLocalRandom.current().nextInt(1 << 22);
        return id & Long.MAX_VALUE;
    }

    /**
     * Sends one command and waits for its result, also from the engine that leads after the one it was sent to.
     *
     * @param message SBE with its header; holds this command id
     * @param timeoutMs how long to wait for room and for the result together
     * @throws OperatorException with {@link ExitStatus#ENGINE_NOT_RUNNING} if no engine leads and nothing was sent, or
     *     {@link ExitStatus#TIMED_OUT} if there was no room, or an engine may carry out the command and has not said so
     */
    public CommandAnswer send(
            final DirectBuffer message,
            final int offset,
            final int length,
            final long commandId,
            final long timeoutMs) {
        awaitedCommandId = commandId;
        answer = null;
        sentNs = System.nanoTime();
        final long deadlineNs = sentNs + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        checkAlive();
        int term = leadingTerm();
        appendedNs = System.nanoTime();
        if (!producer.offer(message, offset, length, Math.max(0, deadlineNs - System.nanoTime()))) {
            throw timedOut("the command ring is full", false);
        }

        // From here on the command may be carried out, if not by this leader then by the next one: whatever happens,
        // its answer is awaited to the end.
        boolean isToRepeat = false;
        boolean isRepetitionDue = false;
        long lifeCheckNs = sentNs + LIFE_CHECK_NS;
        while (true) {
            if (!poll()) {
                isToRepeat = true; // Others' results overran us; ours may be among the lost.
            }
            if (answer != null) {
                return answer;
            }
            final long nowNs = System.nanoTime();
            if (nowNs - lifeCheckNs >= 0) {
                isToRepeat |= isRepetitionDue;
                final int termNow = leadingTerm();
                if (termNow != NO_TERM && termNow != term) {
                    isToRepeat = true; // The leader before may have died between its journal and its answer.
                    term = termNow;
                }
                lifeCheckNs = nowNs + LIFE_CHECK_NS;
            }
            if (isToRepeat) {
                isToRepeat = false;
                // A full ring is tried again with the next look.
                isRepetitionDue = !producer.offer(message, offset, length);
            }
            if (nowNs - deadlineNs >= 0) {
                throw timedOut(
                        !LaneMark.isLed(lane)
                                ? "no engine leads the lane any more"
                                : isStuck()
                                        ? "the engine process lives and does not move"
                                        : "the engine has not answered within " + timeoutMs + " ms",
                        true);
            }
            LockSupport.parkNanos(PARK_NS);
        }
    }

    /** When the last command was appended to the ring for the first time, by the monotonic clock. */
    public long appendedNs() {
        return appendedNs;
    }

    private OperatorException timedOut(final String why, final boolean wasSent) {
        return new OperatorException(
                ExitStatus.TIMED_OUT,
                "Command " + awaitedCommandId + " timed out on lane " + lane.root() + ": " + why
                        + (wasSent
                                ? ". It may be carried out still. Next: dragon events; sent again it is another"
                                        + " command, so repeat it only if the events do not have it."
                                : ". It was not sent. Next: dragon status, then repeat it."));
    }

    /** Takes what has come; false if results were lost. */
    private boolean poll() {
        try {
            int received = 1;
            while (received > 0 && answer == null) {
                received = receiver.receive((typeId, buffer, offset, length) -> onResult(buffer, offset));
            }
            return true;
        } catch (final IllegalStateException e) {
            return false; // How the receiver says that the transmitter came round and overtook it.
        }
    }

    private void onResult(final DirectBuffer buffer, final int offset) {
        header.wrap(buffer, offset);
        if (header.templateId() != CommandResultDecoder.TEMPLATE_ID) {
            return;
        }
        result.wrap(buffer, offset + header.encodedLength(), header.blockLength(), header.version());
        if (result.commandId() == awaitedCommandId) {
            answer = new CommandAnswer(
                    result.commandId(),
                    result.reason(),
                    result.createdId(),
                    result.detail(),
                    TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - sentNs));
        }
    }

    private void checkAlive() {
        if (!LaneMark.isLed(lane)) {
            throw new OperatorException(
                    ExitStatus.ENGINE_NOT_RUNNING,
                    "No engine leads lane " + lane.root() + ". The command was not sent. Next: start the engine.");
        }
    }

    /** Term of the engine that leads the lane now; {@link #NO_TERM} = none does. */
    private int leadingTerm() {
        return LaneMark.read(lane)
                .filter(LaneMark::isLeaderAlive)
                .map(LaneMark::term)
                .orElse(NO_TERM);
    }

    private boolean isStuck() {
        final long heartbeatMs = ring.consumerHeartbeatMs();
        return heartbeatMs != 0 && System.currentTimeMillis() - heartbeatMs > HEARTBEAT_AGE_MS_MAX;
    }

    @Override
    public void close() {
        results.close();
        ring.close();
    }
}
