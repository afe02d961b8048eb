package dragon.engine.core;

import dragon.engine.core.bot.StrategySource;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.QueryAccountDecoder;
import dragon.engine.protocol.QueryOpenOrdersDecoder;
import dragon.engine.protocol.QueryOrderDecoder;
import dragon.engine.protocol.QueryPositionsDecoder;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.VenueOrderStatus;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A core and a small venue that answers it, one answer at a time, with the faults that a test asks for.
 *
 * <p>It shares no code with the core, and it is strict: a reduce-only order for more than the leg holds is a fault of the core.
 */
class CoreAtVenue extends CoreHarness {
    /** What the venue does with the next orders of a kind. */
    interface Temper {
        /** How much of an order that ends at once finds somebody, times 10^8. */
        default long liquidityE8(final VenueOrder order) {
            return order.quantityE8;
        }

        default boolean rejects(final VenueOrder order) {
            return false;
        }

        /** True when the answer to a place is lost: the order lives, its trades are not told. */
        default boolean losesAnswer(final VenueOrder order) {
            return false;
        }

        default boolean refusesCancel(final VenueOrder order) {
            return false;
        }

        default boolean losesCancel(final VenueOrder order) {
            return false;
        }

        /** Why a place never leaves the gateway, or null. */
        default SendFailure failsUnsent(final VenueOrder order) {
            return null;
        }

        /** How a report of the stream about an order comes. */
        default Delivery report(final VenueOrder order) {
            return Delivery.ONCE;
        }

        /** True when a query does not find an order that exists. */
        default boolean isUnknown(final VenueOrder order) {
            return false;
        }

        /** True when a query has no answer at all. */
        default boolean losesQuery() {
            return false;
        }

        /** False for an order that no list has. */
        default boolean isListed(final VenueOrder order) {
            return true;
        }

        /** What a leg is said to hold. */
        default long readE8(final Leg leg, final long heldE8) {
            return heldE8;
        }
    }

    /** How a report comes. */
    enum Delivery {
        ONCE,
        TWICE,
        NEVER,
        LATE,
        BEFORE_ALL_OTHERS
    }

    /** One order as the venue keeps it. */
    static final class VenueOrder {
        final long id;
        final Side side;
        final Leg leg;
        final OrderType type;
        final boolean isReduceOnly;
        final long quantityE8;
        long filledE8;
        VenueOrderStatus status = VenueOrderStatus.NEW;
        final List<long[]> trades = new ArrayList<>();

        VenueOrder(final PlaceOrderDecoder place) {
            id = place.clientOrderId();
            side = place.side();
            leg = place.leg();
            type = place.orderType();
            isReduceOnly = place.reduceOnly() == Bool.YES;
            quantityE8 = place.quantityE8();
        }

        boolean isOpen() {
            return status == VenueOrderStatus.NEW || status == VenueOrderStatus.PARTIALLY_FILLED;
        }
    }

    record Input(long timeNs, byte[] bytes) {}

    private record Late(long dueNs, Runnable answer) {}

    private static final long LATE_NS = 4_000_000_000L;

    private final Deque<Runnable> answers = new ArrayDeque<>();
    private final Deque<Late> late = new ArrayDeque<>();
    private final Map<Long, VenueOrder> orders = new LinkedHashMap<>();
    private final Map<Leg, Long> held = new EnumMap<>(Leg.class);
    private final List<Input> journal = new ArrayList<>();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    final List<String> faultsOfTheCore = new ArrayList<>();
    Temper temper = new Temper() {};
    private boolean isDeaf;
    private boolean isHandAtWork;
    private long session = 77;
    private long venueTradeId = 900_000;

    CoreAtVenue(final StrategySource strategies) {
        super(strategies);
        held.put(Leg.LONG, 0L);
        held.put(Leg.SHORT, 0L);
    }

    long held(final Leg leg) {
        return held.get(leg);
    }

    List<VenueOrder> open() {
        return orders.values().stream().filter(VenueOrder::isOpen).toList();
    }

    @Override
    protected void beforeApply(final DirectBuffer message, final int offset, final int length) {
        final byte[] bytes = new byte[length];
        message.getBytes(offset, bytes);
        journal.add(new Input(nowNs(), bytes));
    }

    int inputs() {
        return journal.size();
    }

    /** The hash of the state that the journal alone gives. */
    long hashOfReplay() {
        final Core replayed = emptyCore();
        for (final Input input : journal) {
            replayed.apply(input.timeNs(), new UnsafeBuffer(input.bytes()), 0, input.bytes().length, new Nowhere());
        }
        return hashOf(replayed);
    }

    private static final class Nowhere implements Output {
        @Override
        public void intent(final DirectBuffer message, final int offset, final int length) {
            // Replayed.
        }

        @Override
        public void audit(final DirectBuffer message, final int offset, final int length) {
            // Replayed.
        }
    }

    /** The engine process dies; another one stands up from the newest image, and the gateway begins a new session. */
    CoreAtVenue crash() {
        answers.clear(); // What was on its way to the dead engine is lost.
        restart();
        session++;
        gatewayUp(session);
        return this;
    }

    /** The engine process dies; another one has only the journal. The gateway begins a new session. */
    CoreAtVenue crashToTheJournal() {
        answers.clear();
        late.clear();
        final Core replayed = emptyCore();
        for (final Input input : journal) {
            replayed.apply(input.timeNs(), new UnsafeBuffer(input.bytes()), 0, input.bytes().length, new Nowhere());
        }
        if (hashOf(replayed) != hash()) {
            faultsOfTheCore.add("another state out of the journal after " + journal.size() + " inputs");
        }
        become(replayed);
        startTerm();
        session++;
        gatewayUp(session);
        return this;
    }

    /** The gateway process dies: what was on its way is lost with it, and a new session begins. */
    CoreAtVenue gatewayCrash() {
        answers.clear();
        late.clear();
        session++;
        gatewayUp(session);
        return this;
    }

    /** From now on intents reach the journal and no gateway. */
    CoreAtVenue deaf(final boolean isSo) {
        isDeaf = isSo;
        return this;
    }

    /** Applies the next answer of the venue, or lets a quarter of a second pass. */
    CoreAtVenue step() {
        if (!late.isEmpty() && late.peek().dueNs() <= nowNs()) {
            answers.addFirst(late.poll().answer());
        }
        final Runnable answer = answers.poll();
        if (answer != null) {
            answer.run();
        } else {
            passMs(250);
        }
        return this;
    }

    /** Steps until nothing is on its way. */
    CoreAtVenue settle() {
        while (!answers.isEmpty()) {
            step();
        }
        return this;
    }

    @Override
    public void intent(final DirectBuffer message, final int offset, final int length) {
        super.intent(message, offset, length);
        if (isDeaf) {
            return;
        }
        headerDecoder.wrap(message, offset);
        switch (headerDecoder.templateId()) {
            case PlaceOrderDecoder.TEMPLATE_ID -> onPlace(
                    new PlaceOrderDecoder().wrapAndApplyHeader(message, offset, headerDecoder));
            case CancelOrderDecoder.TEMPLATE_ID -> onCancel(new CancelOrderDecoder()
                    .wrapAndApplyHeader(message, offset, headerDecoder)
                    .clientOrderId());
            case QueryOrderDecoder.TEMPLATE_ID -> onQuery(new QueryOrderDecoder()
                    .wrapAndApplyHeader(message, offset, headerDecoder)
                    .clientOrderId());
            case QueryPositionsDecoder.TEMPLATE_ID -> answers.add(() -> {
                position(1, Leg.LONG, temper.readE8(Leg.LONG, held(Leg.LONG)));
                answers.addFirst(() -> position(1, Leg.SHORT, temper.readE8(Leg.SHORT, held(Leg.SHORT))));
            });
            case QueryAccountDecoder.TEMPLATE_ID -> answers.add(() -> account(1, PositionMode.HEDGE));
            case QueryOpenOrdersDecoder.TEMPLATE_ID -> answers.add(() -> {
                for (final VenueOrder order : open()) {
                    if (temper.isListed(order)) {
                        answers.addFirst(() -> tellStatus(order));
                    }
                }
                answers.add(() -> openOrdersEnd(1));
            });
            default -> {
                // Market data is the test's.
            }
        }
    }

    private void onPlace(final PlaceOrderDecoder place) {
        final VenueOrder order = new VenueOrder(place);
        if (orders.containsKey(order.id)) {
            faultsOfTheCore.add("id sent twice: " + order.id);
        }
        final boolean isClosing = order.side == (order.leg == Leg.LONG ? Side.SELL : Side.BUY);
        if (isClosing != order.isReduceOnly) {
            faultsOfTheCore.add("closing and reduce-only differ: " + order.id);
        }
        final SendFailure unsent = temper.failsUnsent(order);
        if (unsent != null) {
            answers.add(() -> placeFailed(order.id, unsent));
            return;
        }
        final boolean isTooMuch = isClosing && order.quantityE8 > held(order.leg);
        if (isTooMuch && !isHandAtWork) { // Nobody can know what a person has closed a moment ago.
            faultsOfTheCore.add("closes " + order.quantityE8 + " of " + held(order.leg) + " " + order.leg);
        }
        orders.put(order.id, order);
        if (temper.rejects(order) || isTooMuch) {
            order.status = VenueOrderStatus.REJECTED;
            answers.add(() -> rejected(order.id, isTooMuch ? RejectClass.REDUCE_ONLY : RejectClass.FILTER));
            return;
        }
        final boolean isLost = temper.losesAnswer(order);
        if (order.type == OrderType.IOC) {
            final long doneE8 = Math.min(order.quantityE8, temper.liquidityE8(order));
            trade(order, doneE8);
            order.status = doneE8 == order.quantityE8 ? VenueOrderStatus.FILLED : VenueOrderStatus.CANCELED;
        }
        if (isLost) {
            answers.add(() -> placeFailed(order.id, SendFailure.AMBIGUOUS));
            return;
        }
        answers.add(() -> accepted(order.id));
        if (order.type == OrderType.IOC) {
            for (final long[] trade : order.trades) {
                report(order, () -> trade(order.id, trade[0], decimal(trade[1]), "60000"));
            }
            report(order, () -> tellStatus(order));
        }
    }

    private void report(final VenueOrder order, final Runnable answer) {
        switch (temper.report(order)) {
            case ONCE -> answers.add(answer);
            case TWICE -> {
                answers.add(answer);
                answers.add(answer);
            }
            case LATE -> late.add(new Late(nowNs() + LATE_NS, answer));
            case BEFORE_ALL_OTHERS -> answers.addFirst(answer);
            case NEVER -> {
                // A query or a list finds it.
            }
        }
    }

    private void trade(final VenueOrder order, final long quantityE8) {
        if (quantityE8 == 0) {
            return;
        }
        order.filledE8 += quantityE8;
        order.trades.add(new long[] {++venueTradeId, quantityE8});
        held.merge(order.leg, order.isReduceOnly ? -quantityE8 : quantityE8, Long::sum);
    }

    private void tellTrades(final VenueOrder order) {
        for (final long[] trade : order.trades) {
            answers.add(() -> trade(order.id, trade[0], decimal(trade[1]), "60000"));
        }
    }

    private void tellStatus(final VenueOrder order) {
        status(order.id, order.status, decimal(order.filledE8));
    }

    private void onCancel(final long id) {
        final VenueOrder order = orders.get(id);
        if (order == null) {
            answers.add(() -> cancelFailed(id, SendFailure.REFUSED_UNSENT));
            return;
        }
        if (temper.losesCancel(order)) {
            return;
        }
        if (temper.refusesCancel(order)) {
            answers.add(() -> cancelFailed(id, SendFailure.AMBIGUOUS));
            return;
        }
        if (order.isOpen()) {
            order.status = VenueOrderStatus.CANCELED;
        }
        report(order, () -> tellStatus(order));
    }

    private void onQuery(final long id) {
        final VenueOrder order = orders.get(id);
        if (temper.losesQuery()) {
            return;
        }
        if (order == null || temper.isUnknown(order)) {
            answers.add(() -> unknownToVenue(id));
            return;
        }
        tellTrades(order);
        answers.add(() -> tellStatus(order));
    }

    /** A resting order finds somebody for all of it. */
    CoreAtVenue fillResting(final long id) {
        final VenueOrder order = orders.get(id);
        trade(order, order.quantityE8 - order.filledE8);
        order.status = VenueOrderStatus.FILLED;
        tellTrades(order);
        answers.add(() -> tellStatus(order));
        return this;
    }

    /** A person trades on our account. */
    CoreAtVenue tradeByHand(final Leg leg, final long quantityE8) {
        isHandAtWork = true;
        held.merge(leg, quantityE8, Long::sum);
        return this;
    }

    static String decimal(final long valueE8) {
        return BigDecimal.valueOf(valueE8, 8).toPlainString();
    }

    @Override
    public String toString() {
        return "held " + held + " open "
                + Arrays.toString(open().stream().mapToLong(order -> order.id).toArray());
    }
}
