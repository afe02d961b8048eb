package dragon.tools.simulate;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OrderFilledDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.gateway.venue.NewOrder;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongCounterMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.collections.LongHashSet;

/**
 * Compares what the exchange recorded with what the journal says, after every event. It shares no code with the core; each check is named
 * by the id of its invariant.
 *
 * <p>Threading: one thread. Errors: a {@link Violation} at the first thing that must not be.
 */
final class Auditor implements VenueRecord, JournalView.Lookup {
    /** A cancel that was journaled has its effect by then, whatever was lost on the way; the faults have to be over as long. */
    private static final long CANCELLED_WITHIN_NS = 60_000_000_000L;

    private static final long DECIDED_WITHIN_MS = 20_000;

    private final World world;
    private final Marks marks;
    private JournalView journal;
    private Consumer<JournalView.CommandAnswer> answers = answer -> {};

    private final Long2ObjectHashMap<VenueSide> orders = new Long2ObjectHashMap<>();

    /** Messages by hash that were put into a ring and have not been journaled. */
    private final Long2LongCounterMap owed = new Long2LongCounterMap(0);

    /** Trades of ours that the exchange has told the session of, and that it has not passed on. */
    private final LongHashSet toldTrades = new LongHashSet();

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final OrderFilledDecoder filled = new OrderFilledDecoder();

    /** What the exchange and the wire know of one client order id. */
    private static final class VenueSide {
        private int sent;
        private int arrived;
        private int accepted;
        private SimulatedVenue.Order order;
        private final Long2ObjectHashMap<SimulatedVenue.Fill> fills = new Long2ObjectHashMap<>(4, 0.6f, false);
    }

    /** Looks on in this world, with nothing seen. */
    Auditor(final World world) {
        this.world = world;
        this.marks = world.marks();
        journal = new JournalView(marks, this);
    }

    void onAnswer(final Consumer<JournalView.CommandAnswer> newAnswers) {
        answers = newAnswers;
        journal.onAnswer(newAnswers);
    }

    /** The journal as it was read so far. */
    JournalView journal() {
        return journal;
    }

    /** Takes a document the moment that it is visible. */
    void onDocument(final DirectBuffer buffer, final int length) {
        journal.onDocument(buffer, length);
    }

    /** Power was lost, and with it the end of the journal: what is left is read anew, and must still hold all that was sent. */
    void onPowerLost(final SimulatedJournal survivors, final boolean isSyncedBeforeSend) {
        journal = new JournalView(new Marks(), this);
        for (int i = 0; i < survivors.documentCount(); i++) {
            journal.onDocument(survivors.document(i), survivors.document(i).capacity());
        }
        journal = journal.with(marks);
        journal.onAnswer(answers);
        owed.clear(); // The rings are memory, and went with the power.
        if (isSyncedBeforeSend) {
            orders.forEach((id, side) -> {
                if (side.sent > 0 && journal.order(id) == null) {
                    throw new Violation("I-19", "order " + id + " was sent, and a loss of power took its intent");
                }
            });
        }
    }

    // The wire

    void onPlaceSent(final NewOrder order, final long sessionId, final boolean isJournalRead) {
        final JournalView.OrderView intent = journal.order(order.clientOrderId());
        if (intent == null) {
            throw new Violation("I-02", "order " + order.clientOrderId() + " leaves and no intent is journaled");
        }
        if (!isSame(order, intent)) {
            throw new Violation("I-02", order + " leaves, journaled is " + intent);
        }
        if (intent.sessionId != sessionId || intent.term != journal.term()) {
            throw new Violation("I-04", intent + " leaves from session " + sessionId + " in term " + journal.term());
        }
        if (!isJournalRead) {
            throw new Violation("I-04", intent + " leaves before the journal is read to its end");
        }
        final long ageNs = world.nowNs() - intent.placedNs; // Whatever the clocks of engine and gateway say.
        if (ageNs >= SimulatedEngine.TIME_TO_LIVE_NS) {
            throw new Violation("I-04", intent + " leaves too old, " + ageNs + " ns after it was journaled");
        }
        final String frozen = journal.frozen(intent);
        if (frozen != null) {
            throw new Violation("I-13", intent + " leaves: " + frozen);
        }
        final VenueSide side = side(order.clientOrderId());
        if (++side.sent > 1) {
            throw new Violation("I-01", intent + " is sent a second time");
        }
    }

    private static boolean isSame(final NewOrder order, final JournalView.OrderView intent) {
        final long limitE8 =
                intent.limitE8 == PlaceOrderDecoder.limitPriceE8NullValue() ? NewOrder.NO_PRICE : intent.limitE8;
        return order.accountId() == intent.accountId
                && order.instrumentId() == intent.instrumentId
                && order.side() == intent.side
                && order.leg() == intent.leg
                && order.type() == intent.type
                && order.reduceOnly() == intent.isReduceOnly
                && order.limitPriceE8() == limitE8
                && order.bookLevel() == intent.bookLevel
                && order.quantityE8() == intent.quantityE8;
    }

    void onPlaceArrived(final NewOrder order) {
        if (++side(order.clientOrderId()).arrived > 1) {
            throw new Violation("I-01", "order " + order.clientOrderId() + " arrives a second time");
        }
    }

    void onCancelSent(final long clientOrderId) {
        final JournalView.OrderView intent = journal.order(clientOrderId);
        if (intent == null) {
            throw new Violation("I-02", "a cancel leaves for order " + clientOrderId + ", never placed");
        }
        final String frozen = journal.frozen(intent);
        if (frozen != null) {
            throw new Violation("I-13", "a cancel of " + intent + " leaves: " + frozen);
        }
    }

    private VenueSide side(final long clientOrderId) {
        VenueSide side = orders.get(clientOrderId);
        if (side == null) {
            side = new VenueSide();
            orders.put(clientOrderId, side);
        }
        return side;
    }

    // The exchange

    @Override
    public void onAccepted(final SimulatedVenue.Order order) {
        if (order.isForeign) {
            return;
        }
        final VenueSide side = side(order.clientOrderId);
        if (++side.accepted > 1) {
            throw new Violation("I-01", "two exchange orders for one id: " + order + " and " + side.order);
        }
        side.order = order;
        if (journal.order(order.clientOrderId) == null) {
            throw new Violation("I-02", "the exchange has " + order + ", and no intent is journaled");
        }
    }

    @Override
    public void onTrade(final SimulatedVenue.Order order, final SimulatedVenue.Fill fill) {
        if (order.isForeign) {
            return;
        }
        side(order.clientOrderId).fills.put(fill.tradeId, fill);
        if (order.isReduceOnly && order.isOpening()) {
            throw new Violation("I-08", "a reduce-only order made a leg larger: " + order);
        }
    }

    @Override
    public void onEnded(final SimulatedVenue.Order order) {
        // What the journal makes of it is seen there.
    }

    @Override
    public void onRefused(final SimulatedVenue.Order order, final String why) {
        if (why.equals("DUPLICATE")) {
            throw new Violation("I-01", "the exchange refuses a second order of an id: " + order);
        }
        if (why.equals("FILTER")) {
            throw new Violation("I-11", "the exchange refuses the form of " + order);
        }
        if (order.isReduceOnly && order.isOpening()) {
            throw new Violation("I-08", "a reduce-only order that would make a leg larger: " + order);
        }
    }

    @Override
    public long nowNs() {
        return world.nowNs();
    }

    @Override
    public SimulatedVenue.Fill fill(final long clientOrderId, final long tradeId) {
        final VenueSide side = orders.get(clientOrderId);
        return side == null ? null : side.fills.get(tradeId);
    }

    @Override
    public boolean hasHad(final long clientOrderId) {
        final VenueSide side = orders.get(clientOrderId);
        return side != null && side.order != null;
    }

    // The rings

    /** A message was put into a ring: from here on it is the engine's to journal, whoever dies. */
    void onOffered(final DirectBuffer buffer, final int offset, final int length) {
        owed.getAndIncrement(hash(buffer, offset, length));
        if (header.wrap(buffer, offset).templateId() == OrderFilledDecoder.TEMPLATE_ID) {
            toldTrades.remove(filled.wrapAndApplyHeader(buffer, offset, header).tradeId());
        }
    }

    /** The exchange tells a session of a trade: executions are never dropped on their way, however full a ring is. */
    void onTradeTold(final long clientOrderId, final long tradeId) {
        if (journal.order(clientOrderId) != null) {
            toldTrades.add(tradeId);
        }
    }

    /** What a session had in memory went with it. */
    void onSessionGone() {
        toldTrades.clear();
    }

    @Override
    public void onInput(final DirectBuffer buffer, final int offset, final int length) {
        final long hash = hash(buffer, offset, length);
        if (owed.get(hash) > 0) { // What was journaled and not released comes again after a death.
            owed.decrementAndGet(hash);
        }
    }

    private static long hash(final DirectBuffer buffer, final int offset, final int length) {
        long hash = length;
        int at = offset;
        for (; at + Long.BYTES <= offset + length; at += Long.BYTES) {
            hash = Randomness.mix(hash ^ buffer.getLong(at));
        }
        for (; at < offset + length; at++) {
            hash = Randomness.mix(hash ^ buffer.getByte(at));
        }
        return hash;
    }

    /** Throws if something that lay in a ring never came into the journal. */
    void checkRings() {
        if (!owed.isEmpty()) {
            throw new Violation("I-19", owed.size() + " messages were taken by a ring, and are not in the journal");
        }
    }

    // After the faults

    /** Whether all is told and nothing hangs; the first thing that does, or null. */
    Violation unsettled(final SimulatedVenue venue) {
        for (final JournalView.OrderView order : journal.live()) {
            final VenueSide side = orders.get(order.clientOrderId);
            final boolean isOpen = side != null && side.order != null && side.order.isOpen();
            if (!isOpen) {
                return new Violation(
                        "I-31",
                        order + " is not ended here, and the exchange has "
                                + (side == null ? "never seen it" : String.valueOf(side.order)));
            }
            if (order.cancelledNs != 0 && journal.timeNs() - order.cancelledNs > CANCELLED_WITHIN_NS) {
                return new Violation("I-31", order + " was to be cancelled long ago, and is still there");
            }
        }
        for (final SimulatedVenue.Account account : venue.accounts()) {
            for (final SimulatedVenue.Order order : account.orders) {
                if (order.isForeign) {
                    continue;
                }
                final JournalView.OrderView intent = journal.order(order.clientOrderId);
                if (order.isOpen() && (intent == null || intent.isEnded)) {
                    return new Violation("I-32", "the exchange has " + order + ", here it is " + intent);
                }
                for (final SimulatedVenue.Fill fill : order.fills) {
                    if (!journal.isBooked(fill.tradeId)) {
                        return new Violation("I-25", "trade " + fill.tradeId + " is not booked: " + order);
                    }
                }
            }
        }
        if (!toldTrades.isEmpty()) {
            return new Violation("I-25", "the gateway was told of trades and keeps them to itself: " + toldTrades);
        }
        final Violation undecided = undecided(venue);
        return undecided == null ? differingLeg(venue) : undecided;
    }

    /** A bot that runs and has not decided the newest candle, which closed a while ago; or null. */
    private Violation undecided(final SimulatedVenue venue) {
        for (int id = 1; id < journal.bots().length; id++) {
            final JournalView.BotView bot = journal.bots()[id];
            if (bot == null || !JournalView.isDeciding(bot)) {
                continue;
            }
            final SimulatedVenue.Market market = venue.market(bot.symbol);
            final long closedMs = (world.nowNs() / 1_000_000 - DECIDED_WITHIN_MS)
                            / SimulatedVenue.MINUTE_MS
                            * SimulatedVenue.MINUTE_MS
                    - SimulatedVenue.MINUTE_MS;
            if (market != null && JournalView.decidedMs(bot) < closedMs) {
                return new Violation(
                        "I-23",
                        "bot " + id + " has not decided the candle of " + closedMs + ", its last one is "
                                + JournalView.decidedMs(bot));
            }
        }
        return null;
    }

    private Violation differingLeg(final SimulatedVenue venue) {
        for (final SimulatedVenue.Account account : venue.accounts()) {
            for (final SimulatedVenue.Market market : venue.markets()) {
                for (int leg = 0; leg < 2; leg++) {
                    final int at = venue.legIndex(market, leg == 0 ? Leg.LONG : Leg.SHORT);
                    if (!account.isDisturbed[at] && account.heldE8[at] != bookedE8(account, market, leg)) {
                        return new Violation(
                                "I-26",
                                "the exchange holds " + account.heldE8[at] + " " + market.symbol + " leg " + leg
                                        + " of " + account.label + ", booked is "
                                        + bookedE8(account, market, leg));
                    }
                }
            }
        }
        return null;
    }

    /**
     * What the books say of a leg. A close that was held to be lost, was repeated and came all the same, can only have closed what other
     * bots hold on the leg: whose of it nobody can say, so no bot books it, and the drift is told and blocks entries.
     */
    private long bookedE8(final SimulatedVenue.Account account, final SimulatedVenue.Market market, final int leg) {
        long sumE8 = 0;
        for (final JournalView.BotView bot : journal.bots()) {
            if (bot != null && bot.accountId == account.accountId && bot.symbol.equals(market.symbol)) {
                sumE8 += bot.heldE8[leg] - bot.closedOfOthersE8[leg];
            }
        }
        return sumE8;
    }

    /** What is not flat, though all of it was to be closed; or null. */
    Violation notFlat(final SimulatedVenue venue) {
        if (!journal.live().isEmpty()) {
            return new Violation(
                    "I-34", "flattened, and there is still " + journal.live().get(0));
        }
        for (final SimulatedVenue.Account account : venue.accounts()) {
            for (final SimulatedVenue.Market market : venue.markets()) {
                for (int leg = 0; leg < 2; leg++) {
                    final int at = venue.legIndex(market, leg == 0 ? Leg.LONG : Leg.SHORT);
                    if (!account.isDisturbed[at] && account.heldE8[at] != 0) {
                        return new Violation(
                                "I-34",
                                "flattened, and " + account.label + " still holds " + account.heldE8[at] + " "
                                        + market.symbol + " leg " + leg);
                    }
                }
            }
            for (final SimulatedVenue.Order order : account.open) {
                if (!order.isForeign) {
                    return new Violation("I-34", "flattened, and the exchange still has " + order);
                }
            }
        }
        return null;
    }

    /** Compares the sums of a core's accounts with the rows of the ledger. */
    void compareLedger(final int accountId, final long realizedE8, final long feesE8, final long fundingE8) {
        final JournalView.AccountView account = journal.account(accountId);
        if (account.realizedE8 != realizedE8 || account.feesE8 != feesE8 || account.fundingE8 != fundingE8) {
            throw new Violation(
                    "I-25",
                    "account " + accountId + " has realised " + realizedE8 + ", fees " + feesE8 + ", funding "
                            + fundingE8 + "; its rows sum up to " + account.realizedE8 + ", " + account.feesE8 + ", "
                            + account.fundingE8);
        }
    }
}
