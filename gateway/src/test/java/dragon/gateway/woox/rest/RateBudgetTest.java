package dragon.gateway.woox.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateBudgetTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final List<String> done = new ArrayList<>();
    private final RateBudget budget = new RateBudget(new TokenBucket(8_000, 16, 0));
    private long clockNs;

    @Test
    void servesReductionsFirstThenEntriesThenQueries() {
        // Eleven tokens are for all, five more for reductions.
        for (int i = 0; i < 11; i++) {
            add("old query " + i, Endpoint.ORDERS, "", Urgency.ENTRY, 60);
            add("old query " + i, Endpoint.POSITIONS, "", Urgency.ENTRY, 60);
        }
        run(0);
        done.clear();
        add("query", Endpoint.ALGO_ORDERS, "", Urgency.QUERY, 60);
        add("entry", Endpoint.PLACE, "BTC", Urgency.ENTRY, 60);
        add("cancel", Endpoint.CANCEL, "BTC", Urgency.REDUCTION, 60);
        run(0);
        assertEquals(List.of("cancel sent"), done);
        runUntil(20 * SECOND_NS);
        assertTrue(done.indexOf("entry sent") < done.indexOf("query sent"), done.toString());
    }

    @Test
    void tellsAtOnceWhoCannotBeServedInTime() {
        for (int i = 0; i < 3; i++) {
            add("entry " + i, Endpoint.PLACE, "BTC", Urgency.ENTRY, 0);
        }
        add("too many", Endpoint.PLACE, "BTC", Urgency.ENTRY, 0);
        add("of another symbol", Endpoint.PLACE, "ETH", Urgency.ENTRY, 0);
        add("reduction", Endpoint.PLACE, "BTC", Urgency.REDUCTION, 0);
        run(0);
        assertEquals(
                List.of(
                        "reduction sent",
                        "entry 0 sent",
                        "entry 1 sent",
                        "entry 2 late",
                        "too many late",
                        "of another symbol sent"),
                done);
    }

    @Test
    void closesOneEndpointForTheTimeOfThePenaltyAndNoOther() {
        budget.onLimitPassed(Endpoint.PLACE, "BTC", 0, 0);
        add("entry", Endpoint.PLACE, "BTC", Urgency.ENTRY, 5);
        add("impatient", Endpoint.PLACE, "BTC", Urgency.ENTRY, 0);
        add("other", Endpoint.PLACE, "ETH", Urgency.ENTRY, 5);
        add("cancel", Endpoint.CANCEL, "BTC", Urgency.REDUCTION, 5);
        run(0);
        assertEquals(List.of("cancel sent", "impatient late", "other sent"), done);
        run(SECOND_NS - 1);
        assertEquals(3, done.size());
        run(SECOND_NS);
        assertEquals("entry sent", done.get(3));
    }

    @Test
    void countsWhatAPredecessorAskedOfTheSameLimits() {
        final RateBudget successor = new RateBudget(
                null,
                limitKey -> limitKey.equals("GET/v3/account/info") ? new long[] {-3 * SECOND_NS, -1, -1} : new long[0]);
        for (int i = 0; i < 6; i++) {
            final String name = "question " + i;
            successor.add(new RateBudget.Ticket(
                    Endpoint.ACCOUNT_INFO,
                    "",
                    Urgency.QUERY,
                    50 * SECOND_NS,
                    new Recall(),
                    () -> done.add(name),
                    () -> done.add("late")));
        }
        successor.due(0).forEach(Runnable::run);
        assertEquals(List.of("question 0", "question 1", "question 2", "question 3", "question 4", "late"), done);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void answersEachRequestOnceAndKeepsEveryLimit(final long seed) {
        final Random random = new Random(seed);
        final Endpoint[] endpoints = {Endpoint.PLACE, Endpoint.CANCEL, Endpoint.ORDERS, Endpoint.ACCOUNT_INFO};
        final List<Long> places = new ArrayList<>();
        final int[] answers = new int[2_000];
        long nowNs = 0;
        for (int i = 0; i < answers.length; i++) {
            nowNs += random.nextInt(120_000_000);
            final int id = i;
            final Endpoint endpoint = endpoints[random.nextInt(endpoints.length)];
            budget.add(new RateBudget.Ticket(
                    endpoint,
                    "BTC",
                    Urgency.values()[random.nextInt(3)],
                    nowNs + random.nextInt(3) * SECOND_NS,
                    new Recall(),
                    () -> {
                        answers[id]++;
                        budget.onEnded(endpoint, "BTC", clockNs);
                        if (endpoint == Endpoint.PLACE) {
                            places.add(clockNs);
                        }
                    },
                    () -> answers[id]++));
            run(nowNs);
        }
        runUntil(nowNs + 60 * SECOND_NS);
        for (final int count : answers) {
            assertEquals(1, count);
        }
        for (int i = 4; i < places.size(); i++) {
            assertTrue(places.get(i) - places.get(i - 4) >= SECOND_NS, "five places within a second, seed " + seed);
        }
    }

    private void add(
            final String name,
            final Endpoint endpoint,
            final String symbol,
            final Urgency urgency,
            final long patienceSeconds) {
        budget.add(new RateBudget.Ticket(
                endpoint,
                symbol,
                urgency,
                clockNs + patienceSeconds * SECOND_NS,
                new Recall(),
                () -> {
                    done.add(name + " sent");
                    budget.onEnded(endpoint, symbol, clockNs);
                },
                () -> done.add(name + " late")));
    }

    private void run(final long nowNs) {
        clockNs = nowNs;
        budget.due(nowNs).forEach(Runnable::run);
    }

    /** Looks only when the budget asked for it. */
    private void runUntil(final long endNs) {
        budget.onWake();
        for (long waitNs = budget.planWake(clockNs);
                waitNs >= 0 && clockNs + waitNs <= endNs;
                waitNs = budget.planWake(clockNs)) {
            budget.onWake();
            run(clockNs + Math.max(1, waitNs));
        }
    }
}
