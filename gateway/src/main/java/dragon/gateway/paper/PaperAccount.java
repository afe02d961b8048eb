package dragon.gateway.paper;

import dragon.engine.protocol.Leg;
import dragon.gateway.venue.VenueFact.FundingPayment;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Money, legs and orders of one account of the paper venue; always in hedge mode. */
final class PaperAccount {
    /** Funding payments that can still be asked for: three days and more of a hundred instruments. */
    private static final int PAYMENTS_MAX = 2_000;

    /** Orders that ended and can still be asked for; older ones are unknown, as on an exchange that forgets. */
    private static final int ENDED_ORDERS_MAX = 20_000;

    final int id;
    final String label;

    private long cashE8;
    private long realizedE8;
    private long feesE8;
    private long fundingE8;
    private final Map<Long, PaperLeg> legs = new TreeMap<>();
    private final Map<Long, PaperOrder> byClientOrderId = new HashMap<>();
    private final Deque<Long> ended = new ArrayDeque<>();

    /** Open orders by venue order id: the order in which they came. */
    final Map<Long, PaperOrder> open = new TreeMap<>();

    private final Map<Integer, Integer> leverages = new TreeMap<>();
    private final Deque<FundingPayment> payments = new ArrayDeque<>();

    PaperAccount(final int id, final String label, final long balanceE8) {
        this.id = id;
        this.label = label;
        this.cashE8 = balanceE8;
    }

    void add(final PaperOrder order) {
        open.put(order.venueOrderId, order);
        byClientOrderId.put(order.clientOrderId, order);
    }

    void close(final PaperOrder order) {
        open.remove(order.venueOrderId);
        ended.add(order.clientOrderId);
        if (ended.size() > ENDED_ORDERS_MAX) {
            byClientOrderId.remove(ended.poll());
        }
    }

    PaperOrder order(final long clientOrderId) {
        return byClientOrderId.get(clientOrderId);
    }

    /** All orders that can still be asked for, in no order. */
    Collection<PaperOrder> orders() {
        return byClientOrderId.values();
    }

    PaperLeg leg(final int instrumentId, final Leg leg) {
        return legs.computeIfAbsent(key(instrumentId, leg), key -> new PaperLeg(leg));
    }

    /** Legs by {@link #key}: instruments rising, LONG before SHORT. */
    Map<Long, PaperLeg> legs() {
        return legs;
    }

    static long key(final int instrumentId, final Leg leg) {
        return (long) instrumentId << 8 | leg.value();
    }

    static int instrumentOf(final long key) {
        return (int) (key >> 8);
    }

    static Leg legOf(final long key) {
        return Leg.get((short) (key & 0xFF));
    }

    /** What open orders will take away from a leg. */
    long pendingCloseE8(final int instrumentId, final Leg leg) {
        long pendingE8 = 0;
        for (final PaperOrder order : open.values()) {
            if (order.instrumentId == instrumentId && order.leg == leg && !order.isOpening()) {
                pendingE8 += order.leavesE8();
            }
        }
        return pendingE8;
    }

    void book(final long newRealizedE8, final long newFeeE8, final long newFundingE8) {
        realizedE8 = Math.addExact(realizedE8, newRealizedE8);
        feesE8 = Math.addExact(feesE8, newFeeE8);
        fundingE8 = Math.addExact(fundingE8, newFundingE8);
        cashE8 = Math.addExact(cashE8, newRealizedE8 - newFeeE8 + newFundingE8);
    }

    void pay(final FundingPayment payment) {
        book(0, 0, payment.amountUsdE8());
        payments.add(payment);
        if (payments.size() > PAYMENTS_MAX) {
            payments.poll();
        }
    }

    /** Funding payments after a time, oldest first. */
    List<FundingPayment> paymentsAfter(final long timeMs) {
        return payments.stream()
                .filter(payment -> payment.venueTimeMs() > timeMs)
                .toList();
    }

    void setLeverage(final int instrumentId, final int leverage) {
        leverages.put(instrumentId, leverage);
    }

    /** Leverage that was set for an instrument, or the usual one. */
    int leverage(final int instrumentId, final int usual) {
        return leverages.getOrDefault(instrumentId, usual);
    }

    long cashE8() {
        return cashE8;
    }

    long realizedE8() {
        return realizedE8;
    }

    /** Fees, positive = cost. */
    long feesE8() {
        return feesE8;
    }

    /** Funding, positive = received. */
    long fundingE8() {
        return fundingE8;
    }
}
