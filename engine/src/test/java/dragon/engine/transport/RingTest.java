package dragon.engine.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.protocol.GatewayHeartbeatDecoder;
import dragon.engine.protocol.GatewayHeartbeatEncoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ring is read by peeking, and loses nothing to dead producers, dead consumers and noise. */
final class RingTest {
    private static final int CAPACITY = 4096;
    private static final int HEARTBEAT_TYPE = GatewayHeartbeatEncoder.TEMPLATE_ID;
    private static final int MESSAGE_BYTES = MessageHeaderEncoder.ENCODED_LENGTH + GatewayHeartbeatEncoder.BLOCK_LENGTH;

    @TempDir
    Path directory;

    private final AtomicLong nowNs = new AtomicLong();
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1024]);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final GatewayHeartbeatDecoder heartbeat = new GatewayHeartbeatDecoder();
    private final List<Long> received = new ArrayList<>();
    private RingFile file;
    private RingProducer producer;
    private RingConsumer consumer;
    private long endPosition;

    @BeforeEach
    void open() {
        file = RingFile.create(directory.resolve("test.ring"), CAPACITY);
        producer = new RingProducer(file);
        consumer = new RingConsumer(file, nowNs::get);
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void isReadableByItsOwnerAlone() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())));
    }

    @Test
    void handsOverFramesInOrderAndOnceEach() {
        assertTrue(offer(1));
        assertTrue(offer(2));

        assertEquals(List.of(1L, 2L), peek());
        assertEquals(List.of(), peek());
        assertTrue(offer(3));
        assertEquals(List.of(3L), peek());
    }

    @Test
    void forgetsNothingBeforeTheRelease() {
        offer(1);
        offer(2);
        peek();

        assertEquals(List.of(1L, 2L), peekAfterRestart(), "the engine died before its append");
        consumer.release(endPosition);
        assertEquals(List.of(), peekAfterRestart());
        assertEquals(0, file.size());
    }

    @Test
    void releasesAPartOfWhatWasHandedOver() {
        offer(1);
        peek();
        final long first = endPosition;
        offer(2);
        peek();
        consumer.release(first);

        assertEquals(List.of(2L), peekAfterRestart());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void losesNothingOverManyWrapsWithPadding(final long seed) {
        final Random random = new Random(seed);
        long sent = 0;
        final List<Long> seen = new ArrayList<>();
        for (int round = 0; round < 5_000; round++) {
            final int burst = random.nextInt(6);
            for (int i = 0; i < burst; i++) {
                if (offer(sent + 1, MESSAGE_BYTES + random.nextInt(200))) {
                    sent++;
                }
            }
            seen.addAll(peek());
            if (random.nextInt(3) == 0) {
                consumer.release(endPosition);
            }
        }
        consumer.release(endPosition);

        assertEquals(sent, seen.size(), "seed " + seed);
        for (int i = 0; i < seen.size(); i++) {
            assertEquals(i + 1, seen.get(i), "seed " + seed);
        }
    }

    @Test
    void dropsAndCountsWhatDoesNotFitInTime() {
        long sent = 0;
        while (offer(sent + 1)) {
            sent++;
        }

        assertEquals(1, file.droppedFrames());
        assertEquals(sent, peek().size());
        consumer.release(endPosition);
        assertTrue(offer(1));
    }

    @Test
    void waitsForACommitAndThenGoesOn() {
        final int claim = file.ring().tryClaim(HEARTBEAT_TYPE, MESSAGE_BYTES);
        offer(2);

        assertEquals(List.of(), peek());
        encode(1);
        file.buffer().putBytes(claim, message, 0, MESSAGE_BYTES);
        file.ring().commit(claim);
        assertEquals(List.of(1L, 2L), peek());
    }

    @Test
    void A9_stepsOverAClaimWhoseProducerDied() {
        offer(1);
        file.ring().tryClaim(HEARTBEAT_TYPE, MESSAGE_BYTES);
        offer(3);

        assertEquals(List.of(1L), peek());
        nowNs.addAndGet(RingConsumer.BLOCKED_NS_MAX - 1);
        assertEquals(List.of(), peek());
        nowNs.addAndGet(1);
        assertEquals(List.of(-1L, 3L), peek());
        assertEquals(1, consumer.deadClaims());
        consumer.release(endPosition);
        assertEquals(0, file.size());
    }

    @Test
    void A9_stepsOverAClaimThatDiedBeforeItsLengthWasWritten() {
        claimWithoutLength(64);
        offer(2);

        peek();
        nowNs.addAndGet(RingConsumer.BLOCKED_NS_MAX);
        assertEquals(List.of(-1L, 2L), peek());
    }

    @Test
    void A9_stepsOverAClaimThatDiedBeforeItsPaddingWasWritten() {
        while (CAPACITY - (file.ring().producerPosition() & CAPACITY - 1) > 64) {
            offer(1);
            peek();
            consumer.release(endPosition);
        }
        final int untilWrap = (int) (CAPACITY - (file.ring().producerPosition() & CAPACITY - 1));
        claimWithoutLength(untilWrap + 32);
        offer(2);

        peek();
        nowNs.addAndGet(RingConsumer.BLOCKED_NS_MAX);
        assertEquals(List.of(-1L), peek(), "the padding before the wrap");
        nowNs.addAndGet(RingConsumer.BLOCKED_NS_MAX);
        assertEquals(List.of(-1L, 2L), peek(), "the claim behind it");
    }

    @Test
    void waitsQuietlyForALastClaimWithNothingBehindIt() {
        claimWithoutLength(64);
        peek();
        nowNs.addAndGet(RingConsumer.BLOCKED_NS_MAX * 10);

        assertEquals(List.of(), peek());
        offer(2);
        assertEquals(List.of(-1L, 2L), peek());
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 5_000, 7, 1, 33, 2_048})
    void J1_skipsALengthThatCannotBeAndLosesNoFrameBehindIt(final int length) {
        offer(1);
        final long noise = file.ring().producerPosition();
        offer(2);
        offer(3);
        offer(4);
        file.buffer().putInt(RecordDescriptor.lengthOffset((int) noise), length);

        final List<Long> seen = peek();
        assertEquals(1L, seen.get(0));
        assertTrue(seen.contains(3L) && seen.contains(4L) || length == 33 || length == 2_048, seen.toString());
        assertEquals(4L, seen.get(seen.size() - 1), seen.toString());
        consumer.release(endPosition);
        assertEquals(0, file.size());
        offer(5);
        assertEquals(List.of(5L), peek());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void J1_neverStopsForGarbage(final long seed) {
        final Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            offer(1);
            offer(2);
            final int index = (int) (file.ring().consumerPosition() & CAPACITY - 1);
            final int bytes = 1 + random.nextInt(60);
            for (int i = 0; i < bytes; i++) {
                file.buffer().putByte((index + random.nextInt(64)) & CAPACITY - 1, (byte) random.nextInt());
            }
            drain();
            offer(99);
            final List<Long> seen = peek();
            assertTrue(seen.contains(99L), "seed " + seed + " round " + round + " " + seen);
            consumer.release(endPosition);
            assertEquals(0, file.size(), "seed " + seed + " round " + round);
        }
    }

    private void drain() {
        for (int i = 0; i < 100 && file.size() > 0; i++) {
            peek();
            consumer.release(endPosition);
            nowNs.addAndGet(RingConsumer.BLOCKED_NS_MAX);
        }
    }

    @Test
    void A10_finishesAReleaseThatADeadConsumerBegan() {
        offer(1);
        offer(2);
        peek();
        file.releasedPosition(endPosition);
        file.buffer().setMemory(0, 20, (byte) 0);
        offer(3);

        assertEquals(List.of(3L), peekAfterRestart());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void takesFromManyProducersEachInItsOrder(final long seed) throws Exception {
        final int producers = 3;
        final int messages = 20_000;
        final List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            final int id = p;
            threads.add(new Thread(() -> produce(id, messages, new Random(seed + id))));
        }
        threads.forEach(Thread::start);
        final long[] next = new long[producers];
        final Random random = new Random(seed);
        final long deadlineNs = System.nanoTime() + 60_000_000_000L;
        int seen = 0;
        while (seen < producers * messages && System.nanoTime() - deadlineNs < 0) {
            for (final long value : peek()) {
                final int id = (int) (value / messages);
                assertEquals(next[id]++, value % messages, "seed " + seed + " producer " + id);
                seen++;
            }
            if (random.nextInt(4) == 0 || file.size() > CAPACITY / 2) {
                consumer.release(endPosition);
            }
            Thread.onSpinWait();
        }
        for (final Thread thread : threads) {
            thread.join();
        }
        assertEquals(producers * messages, seen);
        assertEquals(0, file.droppedFrames());
    }

    private void produce(final int id, final int messages, final Random random) {
        final UnsafeBuffer own = new UnsafeBuffer(new byte[512]);
        final GatewayHeartbeatEncoder encoder = new GatewayHeartbeatEncoder();
        final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
        final RingProducer ownProducer = new RingProducer(file);
        for (int i = 0; i < messages; i++) {
            encoder.wrapAndApplyHeader(own, 0, headerEncoder)
                    .sessionId((long) id * messages + i)
                    .clockOffsetMs(0)
                    .sentNs(0);
            assertTrue(ownProducer.offer(own, 0, MESSAGE_BYTES + random.nextInt(100), 60_000_000_000L));
        }
    }

    @Test
    void keepsItsFramesWhenTheEngineRestarts() {
        offer(1);
        file.close();
        open();

        assertEquals(List.of(1L), peek());
    }

    @Test
    void saysThatNoEngineEverRanWhenThereIsNoFile() {
        final OperatorException e =
                assertThrows(OperatorException.class, () -> RingFile.open(directory.resolve("none.ring")));
        assertEquals(ExitStatus.ENGINE_NOT_RUNNING, e.exitStatus());
    }

    @Test
    void makesANewRingOfAFileThatIsNone() throws Exception {
        final Path other = directory.resolve("other.ring");
        Files.write(other, new byte[100]);
        assertEquals(
                ExitStatus.CONFIG,
                assertThrows(OperatorException.class, () -> RingFile.open(other))
                        .exitStatus());
        try (RingFile made = RingFile.create(other, CAPACITY)) {
            assertEquals(CAPACITY, made.capacity());
        }
    }

    @Test
    void refusesAMessageThatIsNone() {
        assertThrows(IllegalArgumentException.class, () -> producer.offer(message, 0, 7));
        assertFalse(file.size() > 0);
    }

    private void claimWithoutLength(final int bytes) {
        file.buffer().getAndAddLong(CAPACITY + RingBufferDescriptor.TAIL_POSITION_OFFSET, bytes);
    }

    private List<Long> peekAfterRestart() {
        consumer = new RingConsumer(file, nowNs::get);
        return peek();
    }

    private List<Long> peek() {
        received.clear();
        consumer.peek(
                (buffer, offset, length, typeId, position) -> {
                    endPosition = position;
                    if (length < MESSAGE_BYTES) {
                        received.add(-1L);
                        return;
                    }
                    header.wrap(buffer, offset);
                    heartbeat.wrap(buffer, offset + header.encodedLength(), header.blockLength(), header.version());
                    received.add(heartbeat.sessionId());
                },
                1_000);
        return List.copyOf(received);
    }

    private boolean offer(final long value) {
        return offer(value, MESSAGE_BYTES);
    }

    private boolean offer(final long value, final int length) {
        encode(value);
        return producer.offer(message, 0, length);
    }

    private void encode(final long value) {
        new GatewayHeartbeatEncoder()
                .wrapAndApplyHeader(message, 0, new MessageHeaderEncoder())
                .sessionId(value)
                .clockOffsetMs(0)
                .sentNs(0);
    }
}
