package dragon.gateway.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One account of the exchange: its keys, mode, money, positions, orders and fills. */
final class VenueAccount {
    private static final int LEVERAGE_DEFAULT = 10;

    final String label;
    final String applicationId;
    /** All that sign for it; the first is the one it was opened with. */
    final List<ApiKey> keys;

    final List<VenueOrder> orders = new ArrayList<>();
    final List<VenueOrder> open = new ArrayList<>();
    final List<VenueStop> stops = new ArrayList<>();
    final List<VenueTrade> trades = new ArrayList<>();
    final Map<String, VenueLeg> legs = new LinkedHashMap<>();
    final Map<Market, Integer> leverages = new HashMap<>();
    private final Map<Long, VenueOrder> byOrderId = new HashMap<>();
    /** The latest order of each client order id: what queries and cancels by that id act on. */
    private final Map<Long, VenueOrder> byClientOrderId = new HashMap<>();

    /** Somebody changed the account to one-way mode, whatever was set. */
    boolean isForcedOneWay;
    /** The mode is being changed: no orders. */
    boolean isSwitchingMode;
    /** The mode that was set. */
    boolean isSetToHedgeMode;

    final List<FundingPayment> fundings = new ArrayList<>();
    long balanceE8;
    long feeE8;
    long realizedE8;
    /** Positive = received. */
    long fundingE8;

    long version;
    String listenKey = "";
    long listenKeyNs;
    /** Wall time at which all orders are cancelled; 0 when that is off. */
    long cancelAllAtMs;

    VenueAccount(final String label, final String applicationId, final List<ApiKey> keys, final long balanceE8) {
        this.label = label;
        this.applicationId = applicationId;
        this.keys = new ArrayList<>(keys);
        this.balanceE8 = balanceE8;
        isSetToHedgeMode = true;
    }

    boolean isHedgeMode() {
        return isSetToHedgeMode && !isForcedOneWay;
    }

    /** Its key of that name, or null. */
    ApiKey key(final String name) {
        for (final ApiKey key : keys) {
            if (key.key().equals(name)) {
                return key;
            }
        }
        return null;
    }

    int leverage(final Market market) {
        return leverages.getOrDefault(market, LEVERAGE_DEFAULT);
    }

    void add(final VenueOrder order) {
        orders.add(order);
        open.add(order);
        byOrderId.put(order.orderId, order);
        if (order.clientOrderId != 0) {
            byClientOrderId.put(order.clientOrderId, order);
        }
    }

    VenueOrder byOrderId(final long orderId) {
        return byOrderId.get(orderId);
    }

    VenueOrder byClientOrderId(final long clientOrderId) {
        return byClientOrderId.get(clientOrderId);
    }

    VenueLeg leg(final Market market, final PositionSide side) {
        return legs.computeIfAbsent(market.symbol() + '/' + side, ignored -> new VenueLeg(this, market, side));
    }

    long unsettledE8() {
        long sum = 0;
        for (final VenueLeg leg : legs.values()) {
            sum += leg.unsettledE8();
        }
        return sum;
    }

    long valueE8() {
        return balanceE8 + unsettledE8();
    }

    /** Margin bound by positions and by open orders that add to them. */
    long boundE8() {
        long sum = 0;
        for (final VenueLeg leg : legs.values()) {
            sum += leg.notionalE8() / leverage(leg.market);
        }
        for (final VenueOrder order : open) {
            if (!order.isClosing()) {
                sum += order.market.notionalE8(order.priceE8, order.leavesE8()) / leverage(order.market);
            }
        }
        return sum;
    }

    /** Quantity that open orders will take from the leg once they fill. */
    long pendingCloseE8(final Market market, final PositionSide side) {
        long sum = 0;
        for (final VenueOrder order : market.openOrders()) {
            if (order.account == this && order.positionSide == side && order.isClosing()) {
                sum += order.leavesE8();
            }
        }
        return sum;
    }

    /** Open quantity of one side of order on the leg. */
    long pendingE8(final Market market, final PositionSide positionSide, final Side side) {
        long sum = 0;
        for (final VenueOrder order : market.openOrders()) {
            if (order.account == this && order.positionSide == positionSide && order.side == side) {
                sum += order.leavesE8();
            }
        }
        return sum;
    }
}
