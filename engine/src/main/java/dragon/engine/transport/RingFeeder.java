package dragon.engine.transport;

import com.lmax.disruptor.RingBuffer;
import org.agrona.DirectBuffer;

/**
 * Brings frames from the rings to the Disruptor, without copying them.
 *
 * <p>Commands come first: an operator's freeze does not queue behind a burst of prices. Within a ring order is kept.
 *
 * <p>Threading: one thread, the engine's own or one in front of it. At the limit: frames stay in their ring while the
 * Disruptor is full.
 */
public final class RingFeeder {
    /** Ring of the gateway. */
    public static final int GATEWAY = 0;

    /** Ring of the command line and the monitor. */
    public static final int COMMAND = 1;

    /** Rings in all. */
    public static final int RINGS = 2;

    private static final int COMMANDS_A_ROUND_MAX = 16;
    private static final int FRAMES_A_ROUND_MIN = 256;

    private final RingConsumer gateway;
    private final RingConsumer commands;
    private final RingBuffer<RingSlot> disruptor;
    private final RingConsumer.FrameHandler onGatewayFrame = this::onGatewayFrame;
    private final RingConsumer.FrameHandler onCommandFrame = this::onCommandFrame;
    private long nowNs;
    private int knownRoom;

    /** Reads these rings into this Disruptor, whose only publisher it is. */
    public RingFeeder(final RingConsumer gateway, final RingConsumer commands, final RingBuffer<RingSlot> disruptor) {
        this.gateway = gateway;
        this.commands = commands;
        this.disruptor = disruptor;
    }

    /**
     * Publishes what is in the rings, as far as there is room.
     *
     * @param monotonicNs {@link System#nanoTime()} now
     * @param framesMax to publish at most
     * @return frames published
     */
    public int feed(final long monotonicNs, final int framesMax) {
        nowNs = monotonicNs;
        if (knownRoom
                < FRAMES_A_ROUND_MIN) { // To ask is to look at what the reader wrote last: so not for every frame.
            knownRoom = (int) disruptor.remainingCapacity();
        }
        final int room = Math.min(framesMax, knownRoom);
        final int fromCommands = commands.peek(onCommandFrame, Math.min(room, COMMANDS_A_ROUND_MAX));
        final int frames = fromCommands + gateway.peek(onGatewayFrame, room - fromCommands);
        knownRoom -= frames;
        return frames;
    }

    private void onGatewayFrame(
            final DirectBuffer buffer, final int offset, final int length, final int typeId, final long endPosition) {
        publish(GATEWAY, buffer, offset, length, typeId, endPosition);
    }

    private void onCommandFrame(
            final DirectBuffer buffer, final int offset, final int length, final int typeId, final long endPosition) {
        publish(COMMAND, buffer, offset, length, typeId, endPosition);
    }

    private void publish(
            final int ringId,
            final DirectBuffer buffer,
            final int offset,
            final int length,
            final int typeId,
            final long endPosition) {
        final long sequence = disruptor.next(); // There is room: feed() asked.
        disruptor.get(sequence).point(ringId, buffer, offset, length, typeId, endPosition, nowNs);
        disruptor.publish(sequence);
    }
}
