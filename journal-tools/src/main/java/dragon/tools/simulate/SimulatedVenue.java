package dragon.tools.simulate;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.venue.VenueFact;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * The exchange as it truly is: markets, accounts in hedge mode, orders, trades, fees, funding. What a gateway hears of it is the
 * network's business, see {@link SimulatedConnection}.
 *
 * <p>Client order ids are unique among open orders only. Threading: one thread.
 */
final class SimulatedVenue {
    static final long MINUTE_MS = 60_000;
    private static final long NS_PER_MS = 1_000_000L;
    private static final int HISTORY_CANDLES = 40;
    private static final long TAKER_RATE_E8 = 50_000;
    private static final long MAKER_RATE_E8 = 20_000;
    private static final long START_WALLET_E8 = 100_000 * Exact.UNIT;

    private final Faults faults;
    private final Marks marks;
    private final Randomness random;
    private final VenueRecord record;
    private final List<Market> markets = new ArrayList<>();
    private final List<Account> accounts = new ArrayList<>();
    private long nextVenueOrderId = 500_000_000L;
    private long nextTradeId = 900_000_000L;
    private long nextFundingId = 700_000_000L;
    private long maintenanceUntilNs;
    private long unansweredUntilNs;
    private Reports reports = new Reports() {};

    /** Takes what the exchange would send on the private streams. */
    interface Reports {
        default void onTrade(final Order order, final Fill fill) {}

        default void onOrder(final Order order) {}

        default void onPosition(final Account account, final Market market, final Leg leg) {}
    }

    /** One instrument. */
    static final class Market {
        final String symbol;
        final long tickE8;
        final long stepE8;
        final long leastQuantityE8;
        final long leastNotionalE8;
        final int volatility;
        int instrumentId;
        long middleE8;
        long bidE8;
        long askE8;
        long markE8;
        boolean isTrading = true;
        long haltedUntilNs;
        final List<VenueFact.ClosedCandle> candles = new ArrayList<>();
        long openMs;
        long openE8;
        long highE8;
        long lowE8;

        Market(
                final String symbol,
                final long tickE8,
                final long stepE8,
                final long leastNotionalE8,
                final int volatility) {
            this.symbol = symbol;
            this.tickE8 = tickE8;
            this.stepE8 = stepE8;
            this.leastQuantityE8 = stepE8;
            this.leastNotionalE8 = leastNotionalE8;
            this.volatility = volatility;
        }

        VenueFact.InstrumentListed listed() {
            return new VenueFact.InstrumentListed(
                    instrumentId,
                    symbol,
                    isTrading,
                    tickE8,
                    1_000_000_000_000_000L / tickE8 * tickE8,
                    tickE8,
                    leastQuantityE8,
                    1_000_000L * Exact.UNIT / stepE8 * stepE8,
                    stepE8,
                    leastNotionalE8);
        }
    }

    /** One account with its two legs in each market. */
    static final class Account {
        final String label;
        final int index;
        int accountId;
        boolean isHedge = true;
        long oneWayUntilNs;
        final long[] heldE8;
        final long[] costE8;
        long walletE8 = START_WALLET_E8;
        final List<Order> orders = new ArrayList<>();
        final List<Order> open = new ArrayList<>();
        final Long2ObjectHashMap<Order> newestOfId = new Long2ObjectHashMap<>();
        final List<Funding> fundings = new ArrayList<>();

        /** Legs that somebody else than we has moved: nobody can expect them to be what we booked. */
        final boolean[] isDisturbed;

        Account(final String label, final int index, final int markets) {
            this.label = label;
            this.index = index;
            heldE8 = new long[2 * markets];
            costE8 = new long[2 * markets];
            isDisturbed = new boolean[2 * markets];
        }
    }

    /** One payment; positive = received by the account. */
    static final class Funding {
        final Market market;
        final long id;
        final long amountE8;
        final long timeMs;

        /** Before this the venue does not tell of it. */
        final long visibleNs;

        Funding(final Market market, final long id, final long amountE8, final long timeMs, final long visibleNs) {
            this.market = market;
            this.id = id;
            this.amountE8 = amountE8;
            this.timeMs = timeMs;
            this.visibleNs = visibleNs;
        }
    }

    /** One trade of one order. */
    static final class Fill {
        final long tradeId;
        final long priceE8;
        final long quantityE8;
        final long feeE8;
        final boolean isFeeTold;
        final boolean isMaker;
        final long timeMs;

        Fill(
                final long tradeId,
                final long priceE8,
                final long quantityE8,
                final long feeE8,
                final boolean isFeeTold,
                final boolean isMaker,
                final long timeMs) {
            this.tradeId = tradeId;
            this.priceE8 = priceE8;
            this.quantityE8 = quantityE8;
            this.feeE8 = feeE8;
            this.isFeeTold = isFeeTold;
            this.isMaker = isMaker;
            this.timeMs = timeMs;
        }
    }

    /** One order as the exchange has it. */
    static final class Order {
        final Account account;
        final Market market;
        final long clientOrderId;
        final long venueOrderId;
        final Side side;
        final Leg leg;
        final OrderType type;
        final boolean isReduceOnly;
        final boolean isForeign;
        final long quantityE8;
        final long arrivedNs;
        long priceE8;
        long filledE8;
        VenueOrderStatus status = VenueOrderStatus.NEW;
        long updatedMs;
        boolean isLost;
        final List<Fill> fills = new ArrayList<>(2);

        Order(
                final Account account,
                final Market market,
                final long clientOrderId,
                final long venueOrderId,
                final Side side,
                final Leg leg,
                final OrderType type,
                final boolean isReduceOnly,
                final boolean isForeign,
                final long quantityE8,
                final long priceE8,
                final long arrivedNs) {
            this.account = account;
            this.market = market;
            this.clientOrderId = clientOrderId;
            this.venueOrderId = venueOrderId;
            this.side = side;
            this.leg = leg;
            this.type = type;
            this.isReduceOnly = isReduceOnly;
            this.isForeign = isForeign;
            this.quantityE8 = quantityE8;
            this.priceE8 = priceE8;
            this.arrivedNs = arrivedNs;
            updatedMs = arrivedNs / NS_PER_MS;
        }

        boolean isOpen() {
            return status == VenueOrderStatus.NEW || status == VenueOrderStatus.PARTIALLY_FILLED;
        }

        boolean isOpening() {
            return side == Side.BUY == (leg == Leg.LONG);
        }

        VenueFact.OrderState state() {
            return new VenueFact.OrderState(
                    account.accountId,
                    market.instrumentId,
                    clientOrderId,
                    venueOrderId,
                    status,
                    filledE8,
                    priceE8 == 0 ? VenueFact.NO_PRICE : priceE8,
                    updatedMs,
                    "");
        }

        VenueFact.Trade trade(final Fill fill, final boolean isTradeList) {
            return new VenueFact.Trade(
                    account.accountId,
                    market.instrumentId,
                    isTradeList ? 0 : clientOrderId,
                    venueOrderId,
                    fill.tradeId,
                    fill.priceE8,
                    fill.quantityE8,
                    fill.isFeeTold ? fill.feeE8 : VenueFact.NO_FEE,
                    fill.isMaker,
                    fill.timeMs);
        }

        @Override
        public String toString() {
            return "order " + clientOrderId + " (venue " + venueOrderId + ") " + side + " " + leg + " " + type + " "
                    + quantityE8 + " @ " + priceE8 + (isReduceOnly ? " reduce-only " : " ") + status + " filled "
                    + filledE8;
        }
    }

    /** What became of a place. */
    record Placed(Order order, RejectClass rejectClass) {}

    SimulatedVenue(final long seed, final Faults faults, final Marks marks, final VenueRecord record) {
        this.faults = faults;
        this.marks = marks;
        this.record = record;
        random = Randomness.of(seed, 1);
    }

    void reportTo(final Reports newReports) {
        reports = newReports;
    }

    Market addMarket(
            final String symbol,
            final long middleE8,
            final long tickE8,
            final long stepE8,
            final int volatility,
            final long nowNs) {
        final Market market = new Market(symbol, tickE8, stepE8, 5 * Exact.UNIT, volatility);
        market.middleE8 = middleE8;
        final long minuteMs = nowNs / NS_PER_MS / MINUTE_MS * MINUTE_MS;
        for (int i = HISTORY_CANDLES; i > 0; i--) {
            beginCandle(market, minuteMs - i * MINUTE_MS);
            for (int step = 0; step < 4; step++) {
                walk(market);
            }
            closeCandle(market);
        }
        beginCandle(market, minuteMs);
        quote(market);
        market.markE8 = market.middleE8;
        markets.add(market);
        return market;
    }

    Account addAccount(final String label) {
        final Account account = new Account(label, accounts.size(), markets.size());
        accounts.add(account);
        return account;
    }

    List<Market> markets() {
        return markets;
    }

    List<Account> accounts() {
        return accounts;
    }

    Account account(final String label) {
        for (final Account account : accounts) {
            if (account.label.equals(label)) {
                return account;
            }
        }
        return null;
    }

    Market market(final int instrumentId) {
        for (final Market market : markets) {
            if (market.instrumentId == instrumentId) {
                return market;
            }
        }
        return null;
    }

    Market market(final String symbol) {
        for (final Market market : markets) {
            if (market.symbol.equals(symbol)) {
                return market;
            }
        }
        return null;
    }

    int legIndex(final Market market, final Leg leg) {
        return 2 * markets.indexOf(market) + (leg == Leg.LONG ? 0 : 1);
    }

    boolean isInMaintenance(final long nowNs) {
        return nowNs < maintenanceUntilNs;
    }

    void beginMaintenance(final long untilNs) {
        maintenanceUntilNs = untilNs;
    }

    /** True while nobody answers what is asked of single orders; streams and lists go on. */
    boolean answersNoOrders(final long nowNs) {
        return nowNs < unansweredUntilNs;
    }

    void answerNoOrders(final long untilNs) {
        unansweredUntilNs = untilNs;
    }

    // Prices

    private void walk(final Market market) {
        // A sum of two even draws; the size of a step is a part of the price in millionths.
        final long step = random.between(-market.volatility, market.volatility)
                + random.between(-market.volatility, market.volatility);
        final long movedE8 = market.middleE8 + market.middleE8 / 1_000_000 * step;
        market.middleE8 = Math.max(1_000 * market.tickE8, movedE8 / market.tickE8 * market.tickE8);
        market.highE8 = Math.max(market.highE8, market.middleE8);
        market.lowE8 = Math.min(market.lowE8, market.middleE8);
    }

    private void quote(final Market market) {
        final long halfSpread = random.between(0, 2) * market.tickE8;
        market.bidE8 = market.middleE8 - halfSpread;
        market.askE8 = market.middleE8 + halfSpread + market.tickE8;
    }

    private static void beginCandle(final Market market, final long openMs) {
        market.openMs = openMs;
        market.openE8 = market.middleE8;
        market.highE8 = market.middleE8;
        market.lowE8 = market.middleE8;
    }

    private VenueFact.ClosedCandle closeCandle(final Market market) {
        final VenueFact.ClosedCandle candle = new VenueFact.ClosedCandle(
                market.instrumentId,
                dragon.engine.protocol.Timeframe.M1,
                market.openMs,
                market.openE8,
                market.highE8,
                market.lowE8,
                market.middleE8,
                Exact.UNIT);
        market.candles.add(candle);
        return candle;
    }

    /** Moves a market by one step and fills what its prices reach; the candle that closed, or null. */
    VenueFact.ClosedCandle step(final Market market, final long nowNs) {
        VenueFact.ClosedCandle closed = null;
        final long minuteMs = nowNs / NS_PER_MS / MINUTE_MS * MINUTE_MS;
        if (minuteMs > market.openMs) {
            closed = closeCandle(market);
            beginCandle(market, minuteMs);
        }
        if (!market.isTrading && nowNs >= market.haltedUntilNs) {
            market.isTrading = true;
        }
        walk(market);
        quote(market);
        market.markE8 = market.middleE8 + random.between(-2, 2) * market.tickE8;
        if (market.isTrading && nowNs >= maintenanceUntilNs) {
            for (final Account account : accounts) {
                for (int i = 0; i < account.open.size(); i++) {
                    final Order order = account.open.get(i);
                    if (order.market == market) {
                        i -= fillResting(order, nowNs) ? 1 : 0;
                    }
                }
            }
        }
        return closed;
    }

    /** Fills a resting order as far as the book reaches it; whether it ended. */
    private boolean fillResting(final Order order, final long nowNs) {
        final boolean isCrossed =
                order.side == Side.BUY ? order.market.askE8 <= order.priceE8 : order.market.bidE8 >= order.priceE8;
        final boolean isTouched =
                order.side == Side.BUY ? order.market.bidE8 <= order.priceE8 : order.market.askE8 >= order.priceE8;
        if (!isCrossed && !(isTouched && random.oneIn(3))) {
            return false;
        }
        fill(order, order.priceE8, nowNs, true);
        return !order.isOpen();
    }

    // Orders

    /** Takes or refuses an order that arrives now. */
    Placed place(
            final Account account,
            final Market market,
            final long clientOrderId,
            final Side side,
            final Leg leg,
            final OrderType type,
            final boolean isReduceOnly,
            final long limitE8,
            final long quantityE8,
            final int bookLevel,
            final boolean isForeign,
            final long nowNs) {
        final Order order = new Order(
                account,
                market,
                clientOrderId,
                nextVenueOrderId++,
                side,
                leg,
                type,
                isReduceOnly,
                isForeign,
                quantityE8,
                price(market, type, side, limitE8, bookLevel),
                nowNs);
        final RejectClass refusal = refusal(order, nowNs);
        if (refusal != null) {
            record.onRefused(order, refusal.name());
            return new Placed(null, refusal);
        }
        account.orders.add(order);
        account.open.add(order);
        if (clientOrderId != 0) {
            account.newestOfId.put(clientOrderId, order);
        }
        record.onAccepted(order);
        reports.onOrder(order);
        match(order, nowNs);
        return new Placed(order, null);
    }

    private static long price(
            final Market market, final OrderType type, final Side side, final long limitE8, final int bookLevel) {
        final long levels = (Math.max(1, bookLevel) - 1) * market.tickE8;
        return switch (type) {
            case BID -> market.bidE8 - levels;
            case ASK -> market.askE8 + levels;
            case MARKET -> 0;
            default -> limitE8;
        };
    }

    private RejectClass refusal(final Order order, final long nowNs) {
        if (nowNs < maintenanceUntilNs || !order.market.isTrading) {
            return RejectClass.SUSPENDED;
        }
        final Order open = order.account.newestOfId.get(order.clientOrderId);
        if (order.clientOrderId != 0 && open != null && open.isOpen()) {
            return RejectClass.DUPLICATE;
        }
        if (!order.account.isHedge) {
            return RejectClass.MODE;
        }
        if (order.quantityE8 < order.market.leastQuantityE8
                || order.quantityE8 % order.market.stepE8 != 0
                || order.priceE8 % order.market.tickE8 != 0
                || order.priceE8 < 0) {
            return RejectClass.FILTER;
        }
        if (!order.isOpening() && order.account.heldE8[legIndex(order.market, order.leg)] == 0) {
            marks.reach(Mark.REDUCE_ONLY_REJECTED_BY_VENUE);
            return RejectClass.REDUCE_ONLY;
        }
        if (order.isOpening() && order.isReduceOnly) {
            return RejectClass.REDUCE_ONLY;
        }
        return null;
    }

    private void match(final Order order, final long nowNs) {
        final Market market = order.market;
        final boolean isBuy = order.side == Side.BUY;
        final long bestE8 = isBuy ? market.askE8 : market.bidE8;
        final boolean isMarketable =
                order.type == OrderType.MARKET || (isBuy ? order.priceE8 >= bestE8 : order.priceE8 <= bestE8);
        if (order.type == OrderType.POST_ONLY && isMarketable) {
            marks.reach(Mark.ORDER_POST_ONLY_CROSSED);
            end(order, VenueOrderStatus.CANCELED, nowNs);
            return;
        }
        if (isMarketable) {
            fill(order, bestE8, nowNs, false);
            if (order.isOpen() && random.oneIn(2)) {
                final long nextE8 = isBuy ? bestE8 + market.tickE8 : bestE8 - market.tickE8;
                final boolean isReached =
                        order.type == OrderType.MARKET || (isBuy ? order.priceE8 >= nextE8 : order.priceE8 <= nextE8);
                if (isReached) {
                    fill(order, nextE8, nowNs, false);
                }
            }
        }
        final boolean endsAtOnce =
                order.type == OrderType.MARKET || order.type == OrderType.IOC || order.type == OrderType.FOK;
        if (order.isOpen() && endsAtOnce) {
            end(order, VenueOrderStatus.CANCELED, nowNs);
        }
    }

    private void fill(final Order order, final long priceE8, final long nowNs, final boolean isMaker) {
        final int at = legIndex(order.market, order.leg);
        long quantityE8 = order.quantityE8 - order.filledE8;
        if (!order.isOpening()) {
            quantityE8 = Math.min(quantityE8, order.account.heldE8[at]);
        }
        if (quantityE8 > order.market.stepE8 && faults.strikes(FaultClass.G1_PARTIAL_FILLS)) {
            final long steps = quantityE8 / order.market.stepE8;
            quantityE8 = faults.detail(FaultClass.G1_PARTIAL_FILLS).between(1, steps) * order.market.stepE8;
        }
        if (quantityE8 <= 0) {
            end(order, VenueOrderStatus.CANCELED, nowNs); // Nothing is left to reduce.
            return;
        }
        trade(order, priceE8, quantityE8, nowNs, isMaker);
        if (order.filledE8 >= order.quantityE8) {
            end(order, VenueOrderStatus.FILLED, nowNs);
        } else if (!order.isOpening() && order.account.heldE8[at] == 0) {
            end(order, VenueOrderStatus.CANCELED, nowNs);
        } else {
            order.status = VenueOrderStatus.PARTIALLY_FILLED;
            order.updatedMs = nowNs / NS_PER_MS;
            reports.onOrder(order);
        }
    }

    private void trade(
            final Order order, final long priceE8, final long quantityE8, final long nowNs, final boolean isMaker) {
        final long notionalE8 = Exact.product(priceE8, quantityE8);
        final long feeE8 = Exact.product(notionalE8, isMaker ? MAKER_RATE_E8 : TAKER_RATE_E8);
        final boolean isFeeTold = !faults.strikes(FaultClass.G6_FEE_MISSING);
        final Fill fill = new Fill(nextTradeId++, priceE8, quantityE8, feeE8, isFeeTold, isMaker, nowNs / NS_PER_MS);
        order.fills.add(fill);
        order.filledE8 += quantityE8;
        order.updatedMs = nowNs / NS_PER_MS;
        move(order.account, order.market, order.leg, order.isOpening(), priceE8, quantityE8, feeE8);
        if (order.isForeign) {
            order.account.isDisturbed[legIndex(order.market, order.leg)] = true;
        }
        record.onTrade(order, fill);
        reports.onTrade(order, fill);
        reports.onPosition(order.account, order.market, order.leg);
    }

    private void move(
            final Account account,
            final Market market,
            final Leg leg,
            final boolean isOpening,
            final long priceE8,
            final long quantityE8,
            final long feeE8) {
        final int at = legIndex(market, leg);
        final long notionalE8 = Exact.product(priceE8, quantityE8);
        if (isOpening) {
            account.heldE8[at] += quantityE8;
            account.costE8[at] += notionalE8;
        } else {
            final long costE8 = Exact.share(account.costE8[at], quantityE8, account.heldE8[at]);
            account.heldE8[at] -= quantityE8;
            account.costE8[at] -= costE8;
            account.walletE8 += leg == Leg.LONG ? notionalE8 - costE8 : costE8 - notionalE8;
        }
        account.walletE8 -= feeE8;
    }

    private void end(final Order order, final VenueOrderStatus status, final long nowNs) {
        order.status = status;
        order.updatedMs = nowNs / NS_PER_MS;
        order.account.open.remove(order);
        record.onEnded(order);
        reports.onOrder(order);
    }

    /** Cancels an order; false if it is not open. */
    boolean cancel(final Order order, final long nowNs) {
        if (order == null || !order.isOpen()) {
            return false;
        }
        end(order, VenueOrderStatus.CANCELED, nowNs);
        return true;
    }

    /** Finds an order of a client order id as a query does, or null. */
    Order find(final Account account, final long clientOrderId) {
        final Order order = account.newestOfId.get(clientOrderId);
        return order == null || order.isLost ? null : order;
    }

    /** Finds an order by the exchange's own id, or null. */
    Order ofVenue(final Account account, final long venueOrderId) {
        for (final Order order : account.orders) {
            if (order.venueOrderId == venueOrderId && !order.isLost) {
                return order;
            }
        }
        return null;
    }

    /** The exchange forgets an open order, as after a restore of its own. */
    void lose(final Order order, final long nowNs) {
        order.isLost = true;
        order.status = VenueOrderStatus.CANCELED;
        order.updatedMs = nowNs / NS_PER_MS;
        order.account.open.remove(order);
        record.onEnded(order);
    }

    // Money

    /** Pays funding to both legs of all accounts. */
    void payFunding(final Market market, final long nowNs) {
        for (final Account account : accounts) {
            final int longAt = legIndex(market, Leg.LONG);
            final long netE8 = account.heldE8[longAt] - account.heldE8[longAt + 1];
            if (netE8 == 0) {
                continue;
            }
            final long ratePart = random.between(-40, 40) * 1_000;
            final long notionalE8 = Exact.product(market.markE8, Math.abs(netE8));
            final long sizeE8 = Exact.product(notionalE8, Math.abs(ratePart));
            final long amountE8 = netE8 > 0 == ratePart > 0 ? -sizeE8 : sizeE8;
            if (amountE8 == 0) {
                continue;
            }
            final boolean isLate = faults.strikes(FaultClass.G7_FUNDING_TWICE_OR_LATE);
            account.walletE8 += amountE8;
            account.fundings.add(new Funding(
                    market, nextFundingId++, amountE8, nowNs / NS_PER_MS, isLate ? nowNs + 20_000 * NS_PER_MS : nowNs));
        }
    }

    /** The exchange closes a leg by itself. */
    void liquidate(final Account account, final Market market, final Leg leg, final long nowNs) {
        final int at = legIndex(market, leg);
        final long heldE8 = account.heldE8[at];
        if (heldE8 == 0) {
            return;
        }
        final Order order = new Order(
                account,
                market,
                0,
                nextVenueOrderId++,
                leg == Leg.LONG ? Side.SELL : Side.BUY,
                leg,
                OrderType.MARKET,
                true,
                true,
                heldE8,
                0,
                nowNs);
        account.orders.add(order);
        account.open.add(order);
        trade(order, market.middleE8, heldE8, nowNs, false);
        end(order, VenueOrderStatus.FILLED, nowNs);
        marks.reach(Mark.LIQUIDATION);
    }

    VenueFact.AccountState state(final Account account, final long nowNs) {
        long unrealisedE8 = 0;
        long usedE8 = 0;
        for (int i = 0; i < markets.size(); i++) {
            for (int side = 0; side < 2; side++) {
                final int at = 2 * i + side;
                final long valueE8 = Exact.product(markets.get(i).markE8, account.heldE8[at]);
                unrealisedE8 += side == 0 ? valueE8 - account.costE8[at] : account.costE8[at] - valueE8;
                usedE8 += valueE8 / 10;
            }
        }
        final long equityE8 = account.walletE8 + unrealisedE8;
        return new VenueFact.AccountState(
                account.accountId,
                account.isHedge
                        ? dragon.engine.protocol.PositionMode.HEDGE
                        : dragon.engine.protocol.PositionMode.ONE_WAY,
                equityE8,
                Math.max(0, equityE8 - usedE8),
                0,
                nowNs / NS_PER_MS);
    }

    VenueFact.LegHeld held(final Account account, final Market market, final Leg leg, final long nowNs) {
        final int at = legIndex(market, leg);
        final long heldE8 = account.heldE8[at];
        final long averageE8 = heldE8 == 0 ? 0 : Exact.share(account.costE8[at], Exact.UNIT, heldE8);
        return new VenueFact.LegHeld(market.instrumentId, leg, heldE8, averageE8, nowNs / NS_PER_MS);
    }

    VenueFact.Positions positions(final Account account, final long nowNs) {
        final List<VenueFact.LegHeld> legs = new ArrayList<>();
        for (final Market market : markets) {
            if (market.instrumentId != 0) {
                for (int side = 0; side < 2; side++) {
                    final Leg leg = side == 0 ? Leg.LONG : Leg.SHORT;
                    if (account.heldE8[legIndex(market, leg)] != 0) {
                        legs.add(held(account, market, leg, nowNs));
                    }
                }
            }
        }
        return new VenueFact.Positions(account.accountId, true, nowNs / NS_PER_MS, legs);
    }
}
