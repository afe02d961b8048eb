package dragon.bench.freeze;

import dragon.bench.kill.RecordWatch;
import dragon.bench.kill.Violations;
import dragon.engine.journal.RecordCursor;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.FreezeReachedDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OpenOrdersEndDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.ReleaseDecoder;
import dragon.engine.protocol.SetKillSwitchDecoder;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.agrona.DirectBuffer;

/**
 * An independent follower of the journal, on its own thread: when it was shown each kill and each freeze that the gateway has
 * reached, and every order action that was intended between a kill and its release.
 *
 * <p>Threading: the accessors may be called from any thread. Times are of the monotonic clock.
 */
final class FreezeWitness implements AutoCloseable {
    /** When a kill was shown, and when the engine took it out of the ring by its own clock. */
    record Kill(long seenNs, long engineTimeNs) {}

    /** What the journal says of one freeze. */
    record Freeze(long seenNs, int heldBack, int answered) {}

    private final Violations violations;
    private final RecordWatch watch;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final SetKillSwitchDecoder kill = new SetKillSwitchDecoder();
    private final ReleaseDecoder release = new ReleaseDecoder();
    private final FreezeReachedDecoder reached = new FreezeReachedDecoder();
    private final Map<Long, Kill> kills = new ConcurrentHashMap<>();
    private final Map<Long, Freeze> freezes = new ConcurrentHashMap<>();
    private boolean isKilled;
    private volatile long newestKill;
    private volatile long clockOffsetNs = Long.MAX_VALUE;
    private volatile long records;
    private volatile long orderIntents;
    private volatile long intentsWhileKilled;
    private volatile long openOrdersAnswers;

    FreezeWitness(final Path journal, final Violations violations) {
        this.violations = violations;
        this.watch = new RecordWatch(journal, violations, this::onRecord);
    }

    private void onRecord(final RecordCursor cursor, final long seenNs) {
        clockOffsetNs = Math.min(clockOffsetNs, seenNs - cursor.timeNs());
        records = records + 1;
        final DirectBuffer buffer = cursor.buffer();
        final int at = cursor.messageOffset();
        switch (header.wrap(buffer, at).templateId()) {
            case SetKillSwitchDecoder.TEMPLATE_ID -> {
                kill.wrapAndApplyHeader(buffer, at, header);
                if (kill.enabled() == Bool.YES) {
                    isKilled = true;
                    kills.put(kill.commandId(), new Kill(seenNs, cursor.timeNs()));
                    newestKill = kill.commandId();
                }
            }
            case ReleaseDecoder.TEMPLATE_ID -> {
                release.wrapAndApplyHeader(buffer, at, header);
                isKilled = false;
            }
            case FreezeReachedDecoder.TEMPLATE_ID -> {
                reached.wrapAndApplyHeader(buffer, at, header);
                freezes.put(reached.causeId(), new Freeze(seenNs, reached.heldBack(), reached.answered()));
            }
            case PlaceOrderDecoder.TEMPLATE_ID, CancelOrderDecoder.TEMPLATE_ID -> {
                orderIntents = orderIntents + 1;
                if (isKilled) {
                    intentsWhileKilled = intentsWhileKilled + 1;
                    violations.add("an order action was intended at sequence " + cursor.sequence()
                            + ", behind the kill and before its release");
                }
            }
            case OpenOrdersEndDecoder.TEMPLATE_ID -> openOrdersAnswers = openOrdersAnswers + 1;
            default -> {
                // Nothing that a kill switch is about.
            }
        }
    }

    /** What the journal says of the kill of this command, or null as long as it was not shown. */
    Kill kill(final long commandId) {
        return kills.get(commandId);
    }

    /**
     * The monotonic clock at this engine time: too late by the shortest time that any record took from the engine's hands to this
     * follower, some tens of microseconds, and never too early. The engine's clock is the monotonic one and an offset.
     */
    long monotonicNs(final long engineTimeNs) {
        return engineTimeNs + clockOffsetNs;
    }

    /** Records shown so far. */
    long records() {
        return records;
    }

    /** What the gateway has said of the freeze of this command, or null. */
    Freeze freeze(final long commandId) {
        return freezes.get(commandId);
    }

    /** Command of the newest kill. */
    long newestKill() {
        return newestKill;
    }

    /** Places and cancels that were intended so far. */
    long orderIntents() {
        return orderIntents;
    }

    long intentsWhileKilled() {
        return intentsWhileKilled;
    }

    long openOrdersAnswers() {
        return openOrdersAnswers;
    }

    @Override
    public void close() {
        watch.close();
    }
}
