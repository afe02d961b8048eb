package dragon.gateway.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.InMemoryJournal;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.GatewayHeartbeatEncoder;
import dragon.engine.protocol.GatewayUpEncoder;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PlaceOrderEncoder;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.TermStartedEncoder;
import dragon.gateway.process.JournalFollower;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Under a sync policy an intent that can be read may not leave before it is on the disk. */
class SyncedIntentsTest {
    private static final long SESSION = 77;
    private static final long NOW_NS = 1_790_000_000_000_000_000L;
    private static final long TTL_NS = 2_000_000_000L;
    private static final long ONE = 100_000_000L;

    private final VenueHand venue = new VenueHand();
    private final EngineLog engine = new EngineLog();
    private final GatewaySession session = new GatewaySession(SESSION, 1, LaneMode.SIM, venue, engine);
    private final InMemoryJournal journal = new InMemoryJournal();
    private final BatchEncoder batch = new BatchEncoder(4096);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1_024]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private long nowNs = NOW_NS;
    private long syncedSequence;
    private final JournalFollower follower =
            new JournalFollower(journal.reader(), session, () -> nowNs, sequence -> sequence <= syncedSequence);

    @Test
    void B1_aPlaceLeavesOnceItsDocumentIsOnTheDisk() {
        lead();
        appendPlace(1);
        readOn();
        readOn();
        assertEquals(List.of(), venue.take());

        syncedSequence = 2; // Of the documents before it.
        readOn();
        assertEquals(List.of(), venue.take());

        syncedSequence = batch.nextSequence() - 1;
        readOn();
        readOn();
        assertEquals(List.of("place 1"), venue.take());
    }

    @Test
    void B1_nothingOvertakesAPlaceThatWaitsForTheDisk() {
        lead();
        appendPlace(1);
        appendPlace(2);
        readOn();
        assertEquals(List.of(), venue.take());

        syncedSequence = batch.nextSequence() - 1;
        readOn();
        assertEquals(List.of("place 1", "place 2"), venue.take());
    }

    @Test
    void B1_documentsWithoutIntentsWaitForNoDisk() {
        lead();
        assertEquals(List.of("up 77"), engine.take());
    }

    @Test
    void B1_aPlaceThatWaitedLongerThanItMayLiveDoesNotLeave() {
        lead();
        appendPlace(1);
        readOn();
        nowNs += TTL_NS;
        syncedSequence = batch.nextSequence() - 1;
        readOn();
        assertEquals(List.of(), venue.take());
    }

    private void lead() {
        batch.begin(1, 1);
        final TermStartedEncoder started = new TermStartedEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .term(1)
                .processId(1)
                .mode(LaneMode.SIM)
                .fastIntervalNs(1)
                .intentTimeToLiveNs(TTL_NS)
                .owner("test")
                .leaseNs(30_000_000_000L)
                .isLeaseLost(Bool.NO)
                .feeRatePctE8(0);
        add(RecordEnvelope.INPUT, started.encodedLength());
        append();
        readOn();
        final GatewayUpEncoder up = new GatewayUpEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .sessionId(SESSION)
                .processId(1)
                .mode(LaneMode.SIM)
                .sentNs(nowNs);
        add(RecordEnvelope.INPUT, up.encodedLength());
        append();
        readOn();
    }

    /** A document with an input and the order that it caused. */
    private void appendPlace(final long clientOrderId) {
        final GatewayHeartbeatEncoder heartbeat = new GatewayHeartbeatEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .sessionId(SESSION)
                .clockOffsetMs(0)
                .sentNs(nowNs);
        add(RecordEnvelope.INPUT, heartbeat.encodedLength());
        final PlaceOrderEncoder place = new PlaceOrderEncoder()
                .wrapAndApplyHeader(message, 0, header)
                .clientOrderId(clientOrderId)
                .sessionId(SESSION)
                .expiresNs(nowNs + TTL_NS)
                .accountId(1)
                .instrumentId(1)
                .botId(1)
                .side(Side.BUY)
                .leg(Leg.LONG)
                .orderType(OrderType.IOC)
                .role(OrderRole.ENTRY)
                .reduceOnly(Bool.NO)
                .limitPriceE8(60_000 * ONE)
                .quantityE8(ONE)
                .bookLevel(0)
                .intentId(clientOrderId)
                .attempt(1);
        add(RecordEnvelope.INTENT, place.encodedLength());
        append();
    }

    private void add(final byte kind, final int encodedLength) {
        batch.add(kind, nowNs, message, 0, MessageHeaderEncoder.ENCODED_LENGTH + encodedLength);
    }

    private void append() {
        journal.append(batch.buffer(), 0, batch.length());
        batch.begin(batch.nextSequence(), 1);
    }

    /** A turn of the gateway. */
    private void readOn() {
        follower.poll(100);
        session.onClocks(nowNs, nowNs);
        session.onJournalEnd(nowNs);
    }
}
