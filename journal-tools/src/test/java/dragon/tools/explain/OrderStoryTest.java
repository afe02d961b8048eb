package dragon.tools.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.journal.InMemoryJournal;
import dragon.engine.journal.RecordCursor;
import dragon.tools.follow.JournaledLane;
import dragon.tools.journal.DecodedMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The journal tells the life of an order, in order, whoever asks and by whichever of its ids. */
class OrderStoryTest {
    private final InMemoryJournal journal = new InMemoryJournal();

    @Test
    void tellsHowALostAnswerWasFoundAndAdoptedAndNotSentAgain() {
        final JournaledLane lane =
                new JournaledLane(journal, 5).begin(1).loseNextAnswer().trade(600);

        final OrderStory story = OrderStory.read(journal::reader, lane.lostOrderId());
        assertEquals(
                List.of(
                        "PlaceOrder",
                        "PlaceFailed",
                        "order_unknown",
                        "QueryOrder",
                        "OrderStatusReport",
                        "order_acknowledged",
                        "LedgerRow",
                        "order_filled",
                        "OrderStatusReport"),
                story.hops().stream().map(Hop::what).toList());
        assertWords(
                story,
                "intent journaled, for gateway session 4712: ",
                "place failed: AMBIGUOUS, it may be at the venue (connection reset)",
                "in doubt: asked for by its id, never sent again",
                "query 1: does the venue have it?",
                "answer: found, NEW, 0 filled, the venue's id ",
                "adopted: it is open at the venue and ours",
                "filled 0.01 at ",
                "end: filled",
                "status report: FILLED, 0.01 filled");
        assertTrue(
                story.hops().get(6).words().endsWith(": 0.01 of 0.01"),
                story.hops().get(6).words());
        final String summary = story.lines().get(story.lines().size() - 1);
        assertTrue(
                summary.matches("FILLED   filled 0.01 of 0.01 at [0-9.]+ on average   fees 0.1 USD   sent once"),
                summary);
        assertEquals(1, story.sentCountMax());
    }

    @Test
    void tellsEveryAttemptOfAnIntentByAnyOfItsIds() {
        final JournaledLane lane =
                new JournaledLane(journal, 5).begin(1).throttleNextRung().trade(1_500);
        final Map<String, Object> second = placesWithAttempt(2).get(0);

        final OrderStory byAttempt = OrderStory.read(journal::reader, (Long) second.get("clientOrderId"));
        final OrderStory byIntent = OrderStory.read(journal::reader, (Long) second.get("intentId"));
        assertEquals(lane.throttledOrderId(), second.get("intentId"));
        assertEquals(byIntent.hops(), byAttempt.hops());
        final List<String> life = byIntent.hops().stream()
                .map(hop -> hop.attempt() + " " + hop.what())
                .toList();
        assertEquals(
                List.of(
                        "1 PlaceOrder",
                        "1 PlaceFailed",
                        "1 order_expired_unsent",
                        "2 order_parked",
                        "2 PlaceOrder",
                        "2 order_activated",
                        "2 OrderAccepted"),
                life.subList(0, 7));
        assertTrue(byIntent.lines().get(2).endsWith("place failed: THROTTLED, it never left"));
        final String summary = byIntent.lines().get(byIntent.lines().size() - 1);
        assertTrue(summary.endsWith("2 attempts, each sent once"), summary);
    }

    @Test
    void showsNoHopOfAnotherOrder() {
        new JournaledLane(journal, 5).begin(2).trade(600);

        for (final Map<String, Object> place : placesWithAttempt(1)) {
            final OrderStory story = OrderStory.read(journal::reader, (Long) place.get("clientOrderId"));
            assertEquals(
                    List.of(place.get("clientOrderId")),
                    story.hops().stream()
                            .filter(hop -> hop.attempt() == 1)
                            .map(Hop::clientOrderId)
                            .distinct()
                            .toList());
        }
    }

    @Test
    void knowsNoOrderThatWasNeverMade() {
        new JournaledLane(journal, 5).begin(1).trade(300);

        assertFalse(OrderStory.read(journal::reader, 42).isFound());
    }

    private static void assertWords(final OrderStory story, final String... beginnings) {
        for (int i = 0; i < beginnings.length; i++) {
            final String words = story.hops().get(i).words();
            assertTrue(words.startsWith(beginnings[i]), words);
        }
    }

    private List<Map<String, Object>> placesWithAttempt(final long attempt) {
        final List<Map<String, Object>> places = new ArrayList<>();
        final RecordCursor cursor = new RecordCursor();
        for (int i = 0; i < journal.documentCount(); i++) {
            cursor.wrap(journal.document(i), 0, journal.document(i).capacity());
            while (cursor.next()) {
                final DecodedMessage message =
                        DecodedMessage.of(cursor.buffer(), cursor.messageOffset(), cursor.messageLength());
                if (message.name().equals("PlaceOrder")
                        && Long.valueOf(attempt).equals(message.fields().get("attempt"))) {
                    places.add(message.fields());
                }
            }
        }
        assertFalse(places.isEmpty(), "no place with attempt " + attempt);
        return places;
    }
}
