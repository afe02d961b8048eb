package dragon.gateway.woox;

import dragon.engine.core.order.ClientOrderIds;
import dragon.gateway.vault.Credentials;
import dragon.gateway.woox.VenueHoldings.Picture;
import dragon.gateway.woox.VenueHoldings.Resting;
import dragon.gateway.woox.parse.AccountAnswers;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.Decimals;
import dragon.gateway.woox.parse.Rows.InstrumentRow;
import dragon.gateway.woox.parse.Rows.OrderRow;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Blocked;
import dragon.gateway.woox.rest.RestOutcome.Failure;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes symbols of an account out of the market with the exchange's word alone: no engine, no journal, no book of ours.
 *
 * <pre>
 *   read legs and orders --> what opens a leg is cancelled, until none rests
 *          ^                   --> exits that rest on a leg that is held are cancelled, the leg is closed by an IOC order with a limit
 *          |                       --> once both legs of a symbol are zero: whatever still rests there is cancelled, stops last
 *          +-------- each round begins with a read ---+--> nothing held, nothing rests, read twice: over
 * </pre>
 *
 * <p>No order is repeated because its answer was lost: the next round reads what the leg holds now, and closes that. What such an order
 * may still do is harmless: it is reduce-only and of one side of a hedge, so it can shorten a leg and never turn or open one.
 *
 * <p>It ends when several rounds in a row have brought nothing. A leg that is refused holds up neither the other leg nor other symbols.
 * Ownership: the probe is the caller's. Threading: one thread; calls wait for the exchange.
 */
public final class VenueFlatten implements AutoCloseable {
    private static final int READS = 2;
    private static final int FRUITLESS_ROUNDS_MAX = 5;
    private static final long PAUSE_MS = 250;

    /** An order whose cancel has no effect holds up the closes for so many rounds. */
    private static final int CANCEL_ROUNDS_MAX = 2;

    private static final int QUERIES_MAX = 4;
    private static final int QUERIES_IN_A_PAUSE = 5;
    private static final long WAIT_MS_MAX = 5_000;

    private static final long MS_OF_AN_ID = 50;
    private static final long IDS = 2_000_000_000L;

    private final VenueProbe probe;
    private final ApiIdentity identity;
    private final FlattenRecord record;
    private final Watcher watcher;
    private final long pauseMs;
    private final Map<String, InstrumentRow> instruments = new LinkedHashMap<>();
    private final ClosePrices prices;
    private final VenueHoldings holdings;
    private final Map<String, Held> heldFirst = new TreeMap<>();
    private final Set<String> closedTold = new LinkedHashSet<>();
    private final Map<String, Integer> exitRounds = new LinkedHashMap<>();
    private final Map<String, String> troubles = new TreeMap<>();
    private final Set<Long> entriesCancelled = new LinkedHashSet<>();
    private final Set<Long> restCancelled = new LinkedHashSet<>();
    private boolean areEntriesTold;
    private boolean isRestTold;
    private int entryRounds;
    private long lastId;

    /** Is told how far it has come. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * A step is done, for one leg or for all.
         *
         * @param step from 1 to 4
         * @param text what, for people
         */
        void onStep(int step, String text);
    }

    /**
     * A leg that the account holds.
     *
     * @param side LONG or SHORT; BOTH of an account in one-way mode
     * @param quantityE8 base units, times 10^8, never negative
     */
    public record Held(String symbol, String side, String marginMode, long quantityE8) {
        /** As {@code PERP_ETH_USDT LONG 0.24}. */
        public String text() {
            return leg() + " " + Decimals.plainText(quantityE8);
        }

        String leg() {
            return symbol + " " + side;
        }

        boolean isLong() {
            return side.equals("LONG");
        }
    }

    /**
     * How it ended.
     *
     * @param isFlat both legs of every symbol zero and nothing resting there, by two agreeing reads
     * @param isRead whether the exchange ever told what is held; otherwise the lists are empty because nobody knows
     * @param left legs of the symbols that are still held
     * @param ordersLeft orders that still rest on the symbols, as {@code order 12 PERP_ETH_USDT}
     * @param leftAlone what the account holds elsewhere, untouched
     * @param troubles the newest refusal or loss of each step that had one, for people
     */
    public record Result(
            boolean isFlat,
            boolean isRead,
            List<Held> left,
            List<String> ordersLeft,
            List<Held> leftAlone,
            List<String> troubles) {}

    /** Prepares it; nothing is sent. Reads the credentials during the call only. */
    public VenueFlatten(
            final VenueProbe probe, final Credentials credentials, final FlattenRecord record, final Watcher watcher) {
        this(probe, credentials, record, watcher, PAUSE_MS);
    }

    /** As above, with another pause between two rounds, milliseconds; it doubles while nothing comes of them. */
    VenueFlatten(
            final VenueProbe probe,
            final Credentials credentials,
            final FlattenRecord record,
            final Watcher watcher,
            final long pauseMs) {
        this.probe = probe;
        this.identity = new ApiIdentity(credentials);
        this.record = record;
        this.watcher = watcher;
        this.pauseMs = pauseMs;
        this.prices = new ClosePrices(probe);
        this.holdings = new VenueHoldings(probe, identity, record, instruments.keySet(), troubles);
    }

    /**
     * Learns how much one order of each symbol may carry.
     *
     * @return those that the exchange does not have: a leg of a name that was mistyped would look flat; null where it does not answer
     */
    public List<String> unknownOf(final List<String> symbols) throws InterruptedException {
        if (!(probe.ask(RestRequest.open(Endpoint.INSTRUMENTS, "")) instanceof Success success)) {
            return null;
        }
        try {
            for (final InstrumentRow row : Answers.instruments(success.body())) {
                if (symbols.contains(row.symbol())) {
                    instruments.put(row.symbol(), row);
                }
            }
        } catch (final IOException e) {
            return null;
        }
        return symbols.stream()
                .filter(symbol -> !instruments.containsKey(symbol))
                .toList();
    }

    /** Does it for the symbols that {@link #unknownOf} knows. */
    public Result run() throws InterruptedException {
        Picture newest = null;
        long leastHeldE8 = Long.MAX_VALUE;
        int fewestOrders = Integer.MAX_VALUE;
        int fruitlessRounds = 0;
        int zeroReads = 0;
        while (true) {
            final Picture picture = holdings.read();
            newest = picture == null ? newest : picture;
            if (picture != null && picture.isOver()) {
                tell(picture);
                if (++zeroReads == READS) {
                    note("the exchange confirms zero: nothing is held, nothing rests, read " + READS + " times");
                    watcher.onStep(4, "exchange confirms zero: both legs, " + READS + " agreeing reads");
                    return result(picture, true);
                }
            } else {
                zeroReads = 0;
                final boolean isProgress = picture != null
                        && (picture.heldE8() < leastHeldE8 || picture.resting().size() < fewestOrders);
                fruitlessRounds = isProgress ? 0 : fruitlessRounds + 1;
                if (fruitlessRounds == FRUITLESS_ROUNDS_MAX) {
                    note("given up: " + FRUITLESS_ROUNDS_MAX + " rounds in a row brought nothing");
                    return result(newest, false);
                }
                if (picture != null) {
                    leastHeldE8 = Math.min(leastHeldE8, picture.heldE8());
                    fewestOrders = Math.min(fewestOrders, picture.resting().size());
                    tell(picture);
                    act(picture);
                }
            }
            Thread.sleep(pauseMs << fruitlessRounds);
        }
    }

    private Result result(final Picture picture, final boolean isFlat) {
        final List<String> told = troubles.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .toList();
        if (picture == null) {
            return new Result(false, false, List.of(), List.of(), List.of(), told);
        }
        return new Result(
                isFlat,
                true,
                picture.held(),
                picture.resting().stream().map(Resting::text).toList(),
                picture.leftAlone(),
                told);
    }

    /** Says what the picture shows to be done. */
    private void tell(final Picture picture) {
        if (!areEntriesTold
                && picture.areOrdersKnown()
                && picture.restingWhere(Resting::opens).isEmpty()) {
            areEntriesTold = true;
            watcher.onStep(1, "entries cancelled: " + entriesCancelled.size());
        }
        for (final Held held : picture.held()) {
            heldFirst.putIfAbsent(held.leg(), held);
        }
        final Set<String> heldNow = new LinkedHashSet<>();
        picture.held().forEach(held -> heldNow.add(held.leg()));
        for (final Held first : heldFirst.values()) {
            if (!heldNow.contains(first.leg()) && closedTold.add(first.leg())) {
                troubles.remove("close " + first.leg());
                watcher.onStep(2, "leg closed, reduce-only: " + first.text() + " -> 0");
            }
        }
        if (!isRestTold && picture.isOver()) {
            isRestTold = true;
            troubles.clear();
            watcher.onStep(3, "exits and stops cancelled: " + restCancelled.size());
        }
    }

    private void act(final Picture picture) throws InterruptedException {
        final List<Resting> entries = picture.restingWhere(Resting::opens);
        for (final Resting entry : entries) {
            cancel("entry", entry);
            entriesCancelled.add(entry.orderId());
        }
        if (!entries.isEmpty() && entryRounds++ < CANCEL_ROUNDS_MAX) {
            return; // Until it is seen to be gone it may fill, and the leg be longer than what was read.
        }
        final List<Long> placed = new ArrayList<>();
        for (final Held held : picture.held()) {
            close(held, picture, placed);
        }
        for (final long clientOrderId : placed) {
            awaitEnd(clientOrderId);
        }
        for (final Resting each : picture.restingWhere(resting -> !resting.opens())) {
            // Stops stay for as long as there is anything that they could save.
            if (picture.held().stream().noneMatch(held -> held.symbol().equals(each.symbol()))) {
                cancel("rest", each);
                restCancelled.add(each.orderId());
            }
        }
    }

    /**
     * Closes a leg by what it holds, less what rests to close it.
     *
     * <p>The exchange counts a resting exit as closed already and refuses a close of the same quantity, so exits on a leg that is held
     * go first. Orders with a trigger rest beside the leg, not against it: they stay.
     */
    private void close(final Held held, final Picture picture, final List<Long> placed) throws InterruptedException {
        final List<Resting> exits = picture.restingWhere(resting -> !resting.opens()
                && !resting.hasTrigger()
                && resting.symbol().equals(held.symbol())
                && held.side().equals(resting.side()));
        for (final Resting exit : exits) {
            cancel("exit", exit);
            restCancelled.add(exit.orderId());
        }
        if (!exits.isEmpty() && exitRounds.merge(held.leg(), 1, Integer::sum) <= CANCEL_ROUNDS_MAX) {
            return; // The next round sees them gone, or what they have filled.
        }
        final long freeE8 =
                held.quantityE8() - exits.stream().mapToLong(Resting::leavesE8).sum();
        final InstrumentRow instrument = instruments.get(held.symbol());
        final long quantityE8 = Math.min(freeE8, quantityMaxE8(instrument));
        if (quantityE8 > 0) {
            try {
                place(held, quantityE8, prices.limitE8(held, instrument), placed);
            } catch (final IOException e) {
                final String text = FlattenRecord.plain(e.getMessage());
                troubles.put("close " + held.leg(), text);
                note("no close of " + held.leg() + ": " + text);
            }
        }
    }

    /** The most that one order may carry; a filter that is not told holds nothing back. */
    private static long quantityMaxE8(final InstrumentRow instrument) {
        return instrument.isUsable()
                ? instrument.baseMaxE8() / instrument.baseTickE8() * instrument.baseTickE8()
                : Long.MAX_VALUE;
    }

    private void place(final Held held, final long quantityE8, final long limitE8, final List<Long> placed)
            throws InterruptedException {
        final long clientOrderId = nextId();
        final String quantity = Decimals.plainText(quantityE8);
        final String price = Decimals.plainText(limitE8);
        final String body = "{\"symbol\":\"" + held.symbol()
                + "\",\"side\":\"" + (held.isLong() ? "SELL" : "BUY")
                + "\",\"positionSide\":\"" + held.side()
                + "\",\"type\":\"IOC\",\"price\":\"" + price
                + "\",\"quantity\":\"" + quantity
                + ("ISOLATED".equals(held.marginMode()) ? "\",\"marginMode\":\"ISOLATED" : "")
                + "\",\"reduceOnly\":true,\"clientOrderId\":" + clientOrderId + "}";
        final String id = "client " + clientOrderId;
        record.line("asks", "close", held.symbol(), held.side(), quantity, id, "limit " + price);
        final RestOutcome outcome =
                probe.ask(new RestRequest(Endpoint.PLACE, identity, held.symbol(), "", body, WAIT_MS_MAX, true));
        final String text = outcome instanceof Success success ? placedText(success) : text(outcome);
        record.line("answer", "close", held.symbol(), held.side(), quantity, id, text);
        if (outcome instanceof Success) {
            prices.onTaken(held);
        } else {
            troubles.put("close " + held.leg(), text);
        }
        if (!(outcome instanceof Refusal refusal) || refusal.errorClass().isInDoubt()) {
            placed.add(clientOrderId);
        }
    }

    private static String placedText(final Success success) {
        try {
            return "taken, order " + Answers.placedOrderId(success.body());
        } catch (final IOException e) {
            return "taken, order not told";
        }
    }

    /**
     * An id that none of an engine's orders has: theirs hold a term and a bot, which take more than 31 bits. It comes again after three
     * years; the exchange wants it to be unique among the open orders.
     */
    private long nextId() {
        lastId = Math.max(lastId + 1, System.currentTimeMillis() / MS_OF_AN_ID % IDS + 1);
        assert ClientOrderIds.term(lastId) == 0 && ClientOrderIds.botId(lastId) == 0;
        return lastId;
    }

    /** Asks what became of a close until it has ended, for a while; whatever comes of it, the next round reads the legs. */
    private void awaitEnd(final long clientOrderId) throws InterruptedException {
        String told = "";
        for (int i = 0; i < QUERIES_MAX; i++) {
            Thread.sleep(pauseMs / QUERIES_IN_A_PAUSE << i);
            final RestOutcome outcome =
                    probe.ask(RestRequest.query(Endpoint.QUERY_ORDER, identity, "", "clientOrderId=" + clientOrderId));
            told = text(outcome);
            if (outcome instanceof Success success) {
                try {
                    final OrderRow row = Answers.order(success.body());
                    told = row.clientOrderId() == clientOrderId
                            ? row.status() + ", executed " + Decimals.plainText(row.executedE8())
                            : "of another order";
                    if (row.clientOrderId() == clientOrderId && !isOpen(row)) {
                        break;
                    }
                } catch (final IOException e) {
                    told = FlattenRecord.plain(e.getMessage());
                }
            }
        }
        record.line("answer", "query", "-", "-", "-", "client " + clientOrderId, told);
    }

    private static boolean isOpen(final OrderRow row) {
        return row.status().equals("NEW")
                || row.status().equals("PARTIAL_FILLED")
                || row.status().equals("REPLACED");
    }

    private void cancel(final String what, final Resting order) throws InterruptedException {
        final String step = "cancel " + what;
        final String side = order.side() == null ? "-" : order.side();
        final String quantity = Decimals.plainText(order.leavesE8());
        final String id = (order.hasTrigger() ? "trigger " : "order ") + order.orderId();
        record.line("asks", step, order.symbol(), side, quantity, id, "-");
        // An order with a trigger is named by its id alone: the exchange refuses what an endpoint does not know.
        final String query = order.hasTrigger()
                ? "algoOrderId=" + order.orderId()
                : "orderId=" + order.orderId() + "&symbol=" + order.symbol();
        final RestOutcome outcome = probe.ask(new RestRequest(
                order.hasTrigger() ? Endpoint.CANCEL_ALGO : Endpoint.CANCEL,
                identity,
                order.symbol(),
                query,
                null,
                WAIT_MS_MAX,
                true));
        final String text = outcome instanceof Success success ? cancelText(success) : text(outcome);
        record.line("answer", step, order.symbol(), side, quantity, id, text);
        if (!(outcome instanceof Success)) {
            troubles.put("cancel " + order.text(), text);
        }
    }

    private static String cancelText(final Success success) {
        try {
            return FlattenRecord.plain(AccountAnswers.sentStatus(success.body()));
        } catch (final IOException e) {
            return "taken";
        }
    }

    static String text(final RestOutcome outcome) {
        if (outcome instanceof Refusal refusal) {
            return FlattenRecord.plain(refusal.errorClass() + " " + refusal.venueCode() + " " + refusal.text());
        }
        if (outcome instanceof Failure failure) {
            return FlattenRecord.plain((failure.mayHaveArrived() ? "no answer: " : "not sent: ") + failure.text());
        }
        if (outcome instanceof Blocked blocked) {
            return "not sent: the circuit breaker is open for " + blocked.cooldownMs() + " ms";
        }
        return outcome instanceof Success ? "answered" : "not sent: the exchange's limit is used up";
    }

    private void note(final String text) {
        record.line("note", text);
    }

    /** Forgets the secret. */
    @Override
    public void close() {
        identity.wipe();
    }
}
