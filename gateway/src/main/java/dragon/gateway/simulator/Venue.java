package dragon.gateway.simulator;

import dragon.gateway.simulator.market.DecimalE8;
import dragon.gateway.simulator.market.Depth;
import dragon.gateway.simulator.market.Instrument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The exchange itself: judges orders, matches them against the markets' quotes, keeps positions and money.
 *
 * <p>Own orders never meet each other and never move the market. An order takes what the book shows, level by level; what
 * rests is filled at its own price when the opposite best price reaches it.
 *
 * <p>Threading: the venue thread.
 */
final class Venue {
    /** Where executions go. */
    interface Listener {
        /** The order changed; {@code trade} is null where nothing was executed. */
        void onOrder(VenueOrder order, VenueTrade trade, String reportedStatus);

        void onPosition(VenueLeg leg);

        void onBalance(VenueAccount account);
    }

    static final int MAKER_FEE_BPS = 2;
    static final int TAKER_FEE_BPS = 5;

    private static final int REDUCE_ONLY_ORDERS_MAX = 50;
    /** One resting fill in so many is cut to the size of the quote that reached it. */
    private static final int PARTIAL_FILL_ONE_IN = 4;

    private final Map<String, Market> markets = new LinkedHashMap<>();
    private final Map<String, VenueAccount> accounts = new LinkedHashMap<>();
    private final SplittableRandom random;
    private final Audit audit;
    private final Faults faults;
    private Listener listener;
    private long nextOrderId;
    private long nextTradeId = 1_734_000_001L;

    Venue(final long seed, final long firstOrderId, final Audit audit, final Faults faults) {
        this.faults = faults;
        random = new SplittableRandom(seed);
        nextOrderId = firstOrderId;
        this.audit = audit;
    }

    /** A websocket was opened. */
    void onStream(final boolean isPrivate) {
        audit.onStream(isPrivate);
    }

    void listener(final Listener to) {
        listener = to;
    }

    void add(final Market market) {
        markets.put(market.symbol(), market);
    }

    void add(final VenueAccount account) {
        accounts.put(account.label, account);
    }

    Market market(final String symbol) {
        return markets.get(symbol);
    }

    Collection<Market> markets() {
        return markets.values();
    }

    Collection<VenueAccount> accounts() {
        return accounts.values();
    }

    VenueAccount accountOfKey(final String key) {
        for (final VenueAccount account : accounts.values()) {
            if (account.key(key) != null) {
                return account;
            }
        }
        return null;
    }

    /** Judges and accepts an order, then matches it; everything is reported before this returns. */
    VenueOrder place(final VenueAccount account, final NewOrder asked, final long nowMs) throws Refusal {
        judge(account, asked);
        final VenueOrder order = new VenueOrder(account, asked.market, asked, nextOrderId++, nowMs);
        account.add(order);
        audit.onAccepted(order);
        order.isInNoList = faults.on(FaultKind.MISSING_ORDER, account.label, asked.market.symbol()) != null;
        final boolean crosses = asked.type == OrderType.POST_ONLY && crosses(order);
        if (crosses && asked.postOnlyAdjusted) {
            final long step = order.market.instrument().priceStepE8();
            order.priceE8 = order.side == Side.BUY ? order.market.askE8 - step : order.market.bidE8 + step;
        }
        listener.onOrder(order, null, OrderStatus.NEW.name());
        if (crosses && !asked.postOnlyAdjusted) {
            finish(order, "POST_ONLY order would take liquidity", nowMs);
            return order;
        }

        take(order, nowMs);
        if (order.status.isOpen()) {
            if (order.type.rests()) {
                order.market.rest(order);
            } else {
                finish(order, order.type == OrderType.FOK ? "FOK not fillable" : "no liquidity left", nowMs);
            }
        }
        return order;
    }

    /** Cancels an open order and reports it. */
    void cancel(final VenueOrder order, final String reason, final long nowMs) {
        order.market.remove(order);
        finish(order, reason, nowMs);
    }

    /** Changes price or quantity of an open order; NULL leaves as it is. */
    void replace(final VenueOrder order, final long priceE8, final long quantityE8, final long nowMs) throws Refusal {
        final long newPriceE8 = priceE8 == DecimalE8.NULL ? order.priceE8 : priceE8;
        final long newQuantityE8 = quantityE8 == DecimalE8.NULL ? order.quantityE8 : quantityE8;
        if (newPriceE8 == order.priceE8 && newQuantityE8 == order.quantityE8) {
            throw Refusal.order(302130, "nothing to edit");
        }
        if (newQuantityE8 <= order.executedE8) {
            throw Refusal.order(317170, "quantity is not above the executed quantity");
        }
        judgePrice(order.market, order.side, newPriceE8);
        judgeQuantity(order.market, newQuantityE8);
        if (order.isClosing() && newQuantityE8 > order.quantityE8) {
            judgeReduction(order.account, order.market, order.positionSide, newQuantityE8 - order.quantityE8, false);
        }

        order.priceE8 = newPriceE8;
        order.quantityE8 = newQuantityE8;
        order.market.ordersChanged();
        listener.onOrder(order, null, "REPLACED");
        if (order.type == OrderType.POST_ONLY && crosses(order)) {
            cancel(order, "POST_ONLY order would take liquidity", nowMs);
            return;
        }
        take(order, nowMs);
        if (!order.status.isOpen()) {
            order.market.remove(order);
        }
    }

    /** Fills what the market's new quote has reached. */
    void match(final Market market, final long nowMs) {
        if (!market.mayFill()) {
            return;
        }
        for (final VenueOrder order : new ArrayList<>(market.openOrders())) {
            final boolean isBuy = order.side == Side.BUY;
            if (isBuy ? market.askE8 > order.priceE8 : market.bidE8 < order.priceE8) {
                continue;
            }
            final long quoteE8 = onStep(market, isBuy ? market.askQuantityE8 : market.bidQuantityE8);
            final boolean isCut = random.nextInt(PARTIAL_FILL_ONE_IN) == 0;
            final long quantityE8 = isCut ? Math.min(order.leavesE8(), quoteE8) : order.leavesE8();
            if (quantityE8 > 0) {
                execute(order, order.priceE8, quantityE8, true, nowMs);
                if (!order.status.isOpen()) {
                    market.remove(order);
                }
            }
        }
    }

    /** Takes what the opposite side of the book shows, level by level, as far as the order's price allows. */
    private void take(final VenueOrder order, final long nowMs) {
        if (!crosses(order)) {
            return;
        }
        final Market market = order.market;
        final boolean isBuy = order.side == Side.BUY;
        final long limitE8 = limitE8(order);
        if (order.type == OrderType.FOK && shownE8(market, isBuy, limitE8) < order.leavesE8()) {
            return;
        }
        long wantedE8 = order.leavesE8();
        if (!order.type.rests()
                && order.type != OrderType.FOK
                && faults.on(FaultKind.MARKET_PARTIAL, order.account.label, market.symbol()) != null) {
            wantedE8 = onStep(market, wantedE8 / 2);
        }
        for (int level = 0; level < Depth.LEVELS_MAX && wantedE8 > 0 && order.status.isOpen(); level++) {
            final long priceE8 = market.levelPriceE8(isBuy, level);
            if (priceE8 <= 0 || (isBuy ? priceE8 > limitE8 : priceE8 < limitE8)) {
                return;
            }
            final long quantityE8 = onStep(market, Math.min(wantedE8, market.levelQuantityE8(isBuy, level)));
            if (quantityE8 > 0) {
                market.takeFrom(isBuy, level, quantityE8);
                execute(order, priceE8, quantityE8, false, nowMs);
                wantedE8 -= quantityE8;
            }
        }
    }

    /** The worst price at which it may trade: its own, or the limit that the exchange sets to one without. */
    private static long limitE8(final VenueOrder order) {
        if (order.priceE8 != DecimalE8.NULL) {
            return order.priceE8;
        }
        final Instrument instrument = order.market.instrument();
        return order.side == Side.BUY
                ? DecimalE8.multiply(order.market.askE8, instrument.bidCapRatioE8())
                : DecimalE8.multiply(order.market.bidE8, instrument.askFloorRatioE8());
    }

    private static long shownE8(final Market market, final boolean isBuy, final long limitE8) {
        long shownE8 = 0;
        for (int level = 0; level < Depth.LEVELS_MAX; level++) {
            final long priceE8 = market.levelPriceE8(isBuy, level);
            if (priceE8 <= 0 || (isBuy ? priceE8 > limitE8 : priceE8 < limitE8)) {
                break;
            }
            shownE8 += onStep(market, market.levelQuantityE8(isBuy, level));
        }
        return shownE8;
    }

    private static long onStep(final Market market, final long quantityE8) {
        final long step = market.quantityStepE8();
        return quantityE8 / step * step;
    }

    private static boolean crosses(final VenueOrder order) {
        return order.priceE8 == DecimalE8.NULL
                || (order.side == Side.BUY ? order.priceE8 >= order.market.askE8 : order.priceE8 <= order.market.bidE8);
    }

    /** A trade that the account's programs did not ask for; closing orders that no longer fit the leg are cancelled. */
    void tradeByHand(
            final VenueLeg leg, final Side side, final long quantityE8, final OrderType type, final long nowMs) {
        final NewOrder asked = new NewOrder();
        asked.market = leg.market;
        asked.side = side;
        asked.positionSide = leg.positionSide;
        asked.type = type;
        asked.quantityE8 = quantityE8;
        final VenueOrder order = new VenueOrder(leg.account, leg.market, asked, nextOrderId++, nowMs);
        leg.account.add(order);
        audit.onForeign();
        final boolean isBuy = side == Side.BUY;
        execute(order, isBuy ? leg.market.askE8 : leg.market.bidE8, quantityE8, false, nowMs);
        cancelWhatNoLongerCloses(leg, nowMs);
    }

    private void cancelWhatNoLongerCloses(final VenueLeg leg, final long nowMs) {
        final List<VenueOrder> orders = new ArrayList<>(leg.market.openOrders());
        for (int i = orders.size() - 1; i >= 0; i--) {
            final VenueOrder order = orders.get(i);
            if (order.account == leg.account
                    && order.positionSide == leg.positionSide
                    && order.isClosing()
                    && leg.account.pendingCloseE8(leg.market, leg.positionSide) > Math.abs(leg.quantityE8)) {
                cancel(order, "no position left to reduce", nowMs);
            }
        }
    }

    /** Pays or takes funding. */
    void fund(final FundingPayment payment) {
        final VenueAccount account = payment.leg().account;
        account.fundings.add(payment);
        account.fundingE8 += payment.amountE8();
        payment.leg().fundingE8 += payment.amountE8();
        account.balanceE8 += payment.amountE8();
        account.version++;
        listener.onBalance(account);
    }

    /** Pays the leg's profit into the balance. */
    void settle(final VenueLeg leg, final long nowMs) {
        leg.account.balanceE8 += leg.settle(leg.market.markPriceE8(), nowMs);
        leg.account.version++;
        listener.onPosition(leg);
        listener.onBalance(leg.account);
    }

    private void execute(
            final VenueOrder order,
            final long priceE8,
            final long quantityE8,
            final boolean isMaker,
            final long nowMs) {
        final VenueAccount account = order.account;
        final long notionalE8 = DecimalE8.multiply(priceE8, quantityE8);
        final long feeE8 = DecimalE8.scale(notionalE8, isMaker ? MAKER_FEE_BPS : TAKER_FEE_BPS, 10_000);
        final VenueLeg leg = account.leg(order.market, order.positionSide);
        final long cashE8 = leg.cashE8(order.side, priceE8, quantityE8);
        final long realizedE8 = leg.fill(order.side, priceE8, quantityE8, nowMs);
        leg.feeE8 += feeE8;
        account.feeE8 += feeE8;
        account.realizedE8 += realizedE8;
        account.balanceE8 += cashE8 - feeE8;
        account.version++;

        final VenueTrade trade =
                new VenueTrade(nextTradeId++, order, priceE8, quantityE8, feeE8, realizedE8, isMaker, nowMs);
        order.fill(trade);
        account.trades.add(trade);
        audit.onFill(trade);
        if (!order.status.isOpen()) {
            account.open.remove(order);
        }
        listener.onOrder(order, trade, order.status.name());
        listener.onPosition(leg);
        listener.onBalance(account);
    }

    private void finish(final VenueOrder order, final String reason, final long nowMs) {
        order.status = OrderStatus.CANCELLED;
        order.endedMs = nowMs;
        order.reason = reason;
        order.account.open.remove(order);
        audit.onCancelled(order);
        listener.onOrder(order, null, OrderStatus.CANCELLED.name());
    }

    private void judge(final VenueAccount account, final NewOrder asked) throws Refusal {
        if (asked.market.isSuspended) {
            throw Refusal.order(317157, "the symbol is suspended");
        }
        judgeMode(account, asked);
        judgeClientOrderId(account, asked.clientOrderId);
        pricesAndSizes(asked);
        if (asked.type != OrderType.MARKET) {
            judgePrice(asked.market, asked.side, asked.priceE8);
        }
        judgeQuantity(asked.market, asked.quantityE8);
        if (account.isHedgeMode() && asked.reduceOnly && asked.positionSide.isOpenedBy(asked.side)) {
            throw Refusal.order(302163, "reduce only is not allowed for an order that opens a position");
        }
        final boolean closes = account.isHedgeMode() ? !asked.positionSide.isOpenedBy(asked.side) : asked.reduceOnly;
        if (closes) {
            judgeReduction(account, asked.market, asked.positionSide, asked.quantityE8, asked.reduceOnly);
        } else {
            final long neededE8 =
                    asked.market.notionalE8(asked.priceE8, asked.quantityE8) / account.leverage(asked.market);
            if (account.boundE8() + neededE8 > account.valueE8()) {
                throw Refusal.order(-1101, "The order would exceed the margin of the account.");
            }
        }
    }

    private static void judgeMode(final VenueAccount account, final NewOrder asked) throws Refusal {
        if (account.isSwitchingMode) {
            throw Refusal.order(302185, "the position mode is being switched");
        }
        if (account.isHedgeMode() == (asked.positionSide == PositionSide.BOTH)) {
            throw Refusal.order(302186, "position side does not match the position mode");
        }
    }

    private static void judgeClientOrderId(final VenueAccount account, final long clientOrderId) throws Refusal {
        final VenueOrder latest = account.byClientOrderId(clientOrderId);
        if (latest != null && latest.status.isOpen()) {
            throw Refusal.order(302117, "duplicate client order id");
        }
    }

    /** Gives BID and ASK their price and turns an amount into a quantity. */
    private static void pricesAndSizes(final NewOrder asked) {
        final Market market = asked.market;
        final Instrument instrument = market.instrument();
        final long tick = instrument.priceStepE8();
        if (asked.type == OrderType.BID) {
            asked.priceE8 = Math.floorDiv(market.levelPriceE8(false, asked.bidAskLevel - 1), tick) * tick;
        } else if (asked.type == OrderType.ASK) {
            asked.priceE8 = -Math.floorDiv(-market.levelPriceE8(true, asked.bidAskLevel - 1), tick) * tick;
        } else if (asked.type == OrderType.MARKET) {
            asked.priceE8 = DecimalE8.NULL;
        }
        if (asked.quantityE8 == DecimalE8.NULL) {
            final long step = instrument.quantityStepE8();
            final long priceE8 = asked.priceE8 != DecimalE8.NULL
                    ? asked.priceE8
                    : asked.side == Side.BUY ? market.askE8 : market.bidE8;
            asked.quantityE8 = DecimalE8.scale(asked.amountE8, DecimalE8.ONE, priceE8) / step * step;
        }
    }

    private static void judgePrice(final Market market, final Side side, final long priceE8) throws Refusal {
        final Instrument instrument = market.instrument();
        if (priceE8 <= 0 || priceE8 > instrument.priceMaxE8() || priceE8 % instrument.priceStepE8() != 0) {
            throw Refusal.order(-1103, "The price is outside the range or not a multiple of the price step.");
        }
        if (side == Side.BUY && priceE8 > DecimalE8.multiply(market.askE8, instrument.bidCapRatioE8())
                || side == Side.SELL && priceE8 < DecimalE8.multiply(market.bidE8, instrument.askFloorRatioE8())) {
            throw Refusal.order(-1105, "The price is too far from the mid price.");
        }
    }

    private static void judgeQuantity(final Market market, final long quantityE8) throws Refusal {
        final Instrument instrument = market.instrument();
        if (quantityE8 < instrument.quantityStepE8()
                || quantityE8 > instrument.quantityMaxE8()
                || quantityE8 % instrument.quantityStepE8() != 0) {
            throw Refusal.order(-1104, "The quantity is outside the range or not a multiple of the quantity step.");
        }
    }

    private static void judgeReduction(
            final VenueAccount account,
            final Market market,
            final PositionSide positionSide,
            final long moreE8,
            final boolean reduceOnly)
            throws Refusal {
        final long heldE8 = Math.abs(account.leg(market, positionSide).quantityE8);
        final long leftE8 = heldE8 - account.pendingCloseE8(market, positionSide);
        if (leftE8 <= 0) {
            throw Refusal.order(302137, "no position left to reduce");
        }
        if (moreE8 > leftE8) {
            throw Refusal.order(302138, "the quantity is larger than the position that is left to reduce");
        }
        if (reduceOnly && countReduceOnly(market.openOrders(), account) >= REDUCE_ONLY_ORDERS_MAX) {
            throw Refusal.order(302303, "too many pending reduce only orders");
        }
    }

    private static int countReduceOnly(final List<VenueOrder> orders, final VenueAccount account) {
        int count = 0;
        for (final VenueOrder order : orders) {
            count += order.account == account && order.reduceOnly ? 1 : 0;
        }
        return count;
    }
}
