package dragon.gateway.paper;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.paper.PaperBooks.FundingDue;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.AccountState;
import dragon.gateway.venue.VenueFact.BookDepth;
import dragon.gateway.venue.VenueFact.BookLevel;
import dragon.gateway.venue.VenueFact.FundingRate;
import dragon.gateway.venue.VenueFact.InstrumentListed;
import dragon.gateway.venue.VenueFact.LegHeld;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.PlaceAccepted;
import dragon.gateway.venue.VenueFact.PlaceRejected;
import dragon.gateway.venue.VenueFact.Positions;
import dragon.gateway.venue.VenueFact.PublicTrade;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.venue.VenueFact.Trade;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Judges and fills orders against the market data; says what an exchange would say, at the moment it happens.
 *
 * <p>An order that takes walks the book up to its price and never takes the same quantity twice. One that rests stands
 * behind what was shown at its price when it came; trades there, and quantity that goes away, let it move up. It is
 * filled by trades that reach it and by quotes of the other side that cross it, never for more than they show.
 *
 * <p>Deterministic: no clock, no thread, no randomness. Threading: one thread.
 */
final class PaperExchange {
    private static final int UNKNOWN_CODE = 0;

    private final PaperRules rules;
    private final PaperBooks books;
    private final Consumer<VenueFact> answers;
    private final Consumer<VenueFact> stream;
    private final Map<Integer, PaperMarket> markets = new HashMap<>();

    /**
     * Goes on with the books that are there.
     *
     * @param answers takes what answers a request
     * @param stream takes what the private stream says, in its order
     */
    PaperExchange(
            final PaperRules rules,
            final PaperBooks books,
            final Consumer<VenueFact> answers,
            final Consumer<VenueFact> stream) {
        this.rules = rules;
        this.books = books;
        this.answers = answers;
        this.stream = stream;
    }

    // The market

    void onInstrument(final InstrumentListed listed) {
        market(listed.instrumentId()).listed(listed);
    }

    void onQuote(final Quote quote, final long nowMs) {
        final PaperMarket market = market(quote.instrumentId());
        if (market.quote(quote)) {
            for (final PaperOrder order : resting(market)) {
                cross(market, order, nowMs);
            }
        }
        settleFunding(market, nowMs);
    }

    void onDepth(final BookDepth depth) {
        final PaperMarket market = market(depth.instrumentId());
        market.depth(depth);
        market.time(depth.venueTimeMs());
        resting(market).forEach(order -> moveUp(market, order));
    }

    void onMark(final Mark mark, final long nowMs) {
        final PaperMarket market = market(mark.instrumentId());
        market.mark(mark.priceE8(), mark.venueTimeMs());
        settleFunding(market, nowMs);
    }

    /** A trade of others reaches those who stand at its price or better, the best price first, then the first comer. */
    void onPublicTrade(final PublicTrade trade, final long nowMs) {
        final PaperMarket market = market(trade.instrumentId());
        market.time(trade.venueTimeMs());
        final boolean isSell = trade.takerSide() == Side.SELL;
        final List<PaperOrder> reached = new ArrayList<>();
        for (final PaperOrder order : resting(market)) {
            if (order.isBuy() == isSell
                    && (isSell ? order.priceE8 >= trade.priceE8() : order.priceE8 <= trade.priceE8())) {
                reached.add(order);
            }
        }
        final Comparator<PaperOrder> byPrice = Comparator.comparingLong(order -> order.priceE8);
        reached.sort(isSell ? byPrice.reversed() : byPrice);
        long leftE8 = trade.quantityE8();
        for (final PaperOrder order : reached) {
            if (order.priceE8 == trade.priceE8()) {
                moveUp(market, order);
                if (order.aheadE8 == PaperOrder.AHEAD_UNKNOWN) {
                    continue; // No quote since the start: who stands before it is not known.
                }
                final long othersE8 = Math.min(order.aheadE8, leftE8);
                order.aheadE8 -= othersE8;
                leftE8 -= othersE8;
            } else {
                order.aheadE8 = 0; // It traded through this price: nobody can stand before us any more.
            }
            final long fillE8 = Math.min(order.leavesE8(), leftE8 / market.stepE8() * market.stepE8());
            if (fillE8 > 0) {
                leftE8 -= fillE8;
                execute(market, order, order.priceE8, fillE8, true, nowMs);
            }
        }
    }

    void onFundingRate(final FundingRate rate, final long nowMs) {
        final PaperMarket market = market(rate.instrumentId());
        market.time(rate.venueTimeMs());
        settleFunding(market, nowMs);
        final FundingDue due = books.fundingDue(rate.instrumentId());
        final boolean isUnpaid = due != null && due.dueMs() != 0 && due.dueMs() <= market.venueMs();
        if (!isUnpaid) { // Else it waits for a price to pay at, and the rate comes again.
            books.fundingDue(rate.instrumentId(), rate.rateE8(), rate.nextFundingMs());
        }
    }

    /** Nothing trades until there are quotes again. */
    void onMarketDataLost() {
        markets.values().forEach(PaperMarket::forgetPrices);
    }

    private PaperMarket market(final int instrumentId) {
        return markets.computeIfAbsent(instrumentId, PaperMarket::new);
    }

    private List<PaperOrder> resting(final PaperMarket market) {
        final List<PaperOrder> resting = new ArrayList<>();
        for (final PaperAccount account : books.accounts()) {
            for (final PaperOrder order : account.open.values()) {
                if (order.instrumentId == market.instrumentId) {
                    resting.add(order);
                }
            }
        }
        resting.sort(Comparator.comparingLong(order -> order.venueOrderId));
        return resting;
    }

    /** A quote of the other side that reaches a resting order fills it, at the order's own price. */
    private void cross(final PaperMarket market, final PaperOrder order, final long nowMs) {
        moveUp(market, order);
        for (final BookLevel level : market.takeable(order.side)) {
            if (!order.isOpen() || !order.reaches(level.priceE8())) {
                return;
            }
            final long fillE8 = Math.min(order.leavesE8(), level.quantityE8());
            market.take(level.priceE8(), fillE8);
            execute(market, order, order.priceE8, fillE8, true, nowMs);
        }
    }

    /** What is shown at its price is all that can stand before it. */
    private static void moveUp(final PaperMarket market, final PaperOrder order) {
        if (market.bestE8(order.side) == VenueFact.NO_PRICE) {
            return;
        }
        final long shownE8 = market.shownE8(order.side, order.priceE8);
        order.aheadE8 = order.aheadE8 == PaperOrder.AHEAD_UNKNOWN ? shownE8 : Math.min(order.aheadE8, shownE8);
    }

    // Orders

    /** Judges an order and fills what it takes at once. */
    void place(final NewOrder asked, final long nowMs) {
        final PaperMarket market = market(asked.instrumentId());
        final long priceE8 = price(market, asked);
        if (isRefused(market, asked, priceE8)) {
            return;
        }
        final PaperOrder order = books.accept(asked, priceE8, nowMs);
        answers.accept(new PlaceAccepted(order.clientOrderId, order.venueOrderId, nowMs));
        stream.accept(order.state());
        if (order.type == OrderType.POST_ONLY && order.reaches(market.bestE8(other(order.side)))) {
            end(order, "POST_ONLY order would take liquidity", nowMs);
            return;
        }
        take(market, order, nowMs);
        if (!order.isOpen()) {
            return;
        }
        if (order.rests()) {
            moveUp(market, order);
        } else {
            end(order, order.type == OrderType.FOK ? "FOK not fillable" : "no liquidity left", nowMs);
        }
    }

    /** Whether an order was found to cancel. */
    boolean cancel(final int accountId, final long clientOrderId, final long nowMs) {
        final PaperOrder order = order(accountId, clientOrderId);
        if (order == null || !order.isOpen()) {
            return false;
        }
        end(order, "canceled", nowMs);
        return true;
    }

    /** The order, or null. */
    PaperOrder order(final int accountId, final long clientOrderId) {
        final PaperAccount account = books.account(accountId);
        return account == null ? null : account.order(clientOrderId);
    }

    /** Limit of an order; BID and ASK get it from the book now: level 1 is the best price, each further one a step behind. */
    private static long price(final PaperMarket market, final NewOrder asked) {
        final long tickE8 = market.filters() == null ? 0 : market.filters().tickSizeE8();
        final long depthE8 = (Math.max(1, asked.bookLevel()) - 1) * tickE8;
        final long bidE8 = market.bestE8(Side.BUY);
        final long askE8 = market.bestE8(Side.SELL);
        return switch (asked.type()) {
            case MARKET -> NewOrder.NO_PRICE;
            case BID -> bidE8 == VenueFact.NO_PRICE ? VenueFact.NO_PRICE : bidE8 - depthE8;
            case ASK -> askE8 == VenueFact.NO_PRICE ? VenueFact.NO_PRICE : askE8 + depthE8;
            default -> asked.limitPriceE8();
        };
    }

    private boolean isRefused(final PaperMarket market, final NewOrder asked, final long priceE8) {
        final PaperAccount account = books.account(asked.accountId());
        final InstrumentListed filters = market.filters();
        if (account == null) {
            return refuse(asked, RejectClass.AUTH, "account is not open");
        }
        if (account.order(asked.clientOrderId()) != null) {
            return refuse(asked, RejectClass.DUPLICATE, "client order id was used before");
        }
        if (filters == null || !filters.isTrading()) {
            return refuse(asked, RejectClass.SUSPENDED, "instrument is not trading");
        }
        if (priceE8 == NewOrder.NO_PRICE && asked.type() != OrderType.MARKET) {
            return refuse(asked, RejectClass.OTHER, "no price, and no quote to take it from");
        }
        if (isOutsideFilters(filters, asked, priceE8)) {
            return refuse(asked, RejectClass.FILTER, "price, quantity or notional is outside the filters");
        }
        final boolean isOpening = (asked.side() == Side.BUY) == (asked.leg() == Leg.LONG);
        if (isOpening) {
            if (asked.reduceOnly()) {
                return refuse(asked, RejectClass.REDUCE_ONLY, "reduce only cannot open a leg");
            }
            return marginE8(account, market, asked, priceE8) > freeE8(account)
                    && refuse(asked, RejectClass.MARGIN, "margin is too small");
        }
        final long leftE8 = account.leg(asked.instrumentId(), asked.leg()).quantityE8()
                - account.pendingCloseE8(asked.instrumentId(), asked.leg());
        return asked.quantityE8() > leftE8
                && refuse(asked, RejectClass.REDUCE_ONLY, "more than is left of the leg to reduce");
    }

    private static boolean isOutsideFilters(final InstrumentListed filters, final NewOrder asked, final long priceE8) {
        final long quantityE8 = asked.quantityE8();
        if (quantityE8 < filters.quantityMinE8()
                || quantityE8 > filters.quantityMaxE8()
                || (quantityE8 - filters.quantityMinE8()) % filters.quantityStepE8() != 0) {
            return true;
        }
        return priceE8 != NewOrder.NO_PRICE
                && (priceE8 < filters.priceMinE8()
                        || priceE8 > filters.priceMaxE8()
                        || (priceE8 - filters.priceMinE8()) % filters.tickSizeE8() != 0
                        || Fixed.multiplyE8(priceE8, quantityE8) < filters.minNotionalE8());
    }

    private boolean refuse(final NewOrder asked, final RejectClass why, final String text) {
        answers.accept(new PlaceRejected(asked.clientOrderId(), why, UNKNOWN_CODE, text));
        return true;
    }

    private void take(final PaperMarket market, final PaperOrder order, final long nowMs) {
        final List<BookLevel> levels = market.takeable(order.side);
        levels.removeIf(level -> !order.reaches(level.priceE8()));
        long takeableE8 = 0;
        for (final BookLevel level : levels) {
            takeableE8 = Math.addExact(takeableE8, level.quantityE8());
        }
        if (order.type == OrderType.FOK && takeableE8 < order.leavesE8()) {
            return;
        }
        for (final BookLevel level : levels) {
            if (!order.isOpen()) {
                return;
            }
            final long fillE8 = Math.min(order.leavesE8(), level.quantityE8());
            market.take(level.priceE8(), fillE8);
            execute(market, order, level.priceE8(), fillE8, false, nowMs);
        }
    }

    private void execute(
            final PaperMarket market,
            final PaperOrder order,
            final long priceE8,
            final long quantityE8,
            final boolean isMaker,
            final long nowMs) {
        final long feeE8 = Fixed.percentOf(
                Fixed.multiplyE8(priceE8, quantityE8), isMaker ? rules.makerPctE8() : rules.takerPctE8());
        final Trade trade = books.fill(order, priceE8, quantityE8, feeE8, isMaker, nowMs);
        stream.accept(trade);
        stream.accept(order.state());
        final PaperAccount account = books.account(order.accountId);
        stream.accept(
                new Positions(account.id, false, nowMs, List.of(held(account, market.instrumentId, order.leg, nowMs))));
        stream.accept(accountState(account, nowMs));
    }

    private void end(final PaperOrder order, final String why, final long nowMs) {
        books.end(order, VenueOrderStatus.CANCELED, why, nowMs);
        stream.accept(order.state());
    }

    private static Side other(final Side side) {
        return side == Side.BUY ? Side.SELL : Side.BUY;
    }

    // Money

    /** Sets the leverage of an instrument; false where it is out of range or the margin would not do any more. */
    boolean setLeverage(final PaperAccount account, final int instrumentId, final int leverage) {
        if (leverage < 1 || leverage > PaperRules.LEVERAGE_MAX) {
            return false;
        }
        final int before = leverage(account, instrumentId);
        account.setLeverage(instrumentId, leverage);
        if (leverage < before && freeE8(account) < 0) {
            account.setLeverage(instrumentId, before);
            return false;
        }
        books.leverage(account, instrumentId, leverage);
        return true;
    }

    PaperAccount open(final int accountId, final String label) {
        return books.open(accountId, label, rules.balanceE8());
    }

    /** What the account is worth at the mark prices, and what of it is free. */
    AccountState accountState(final PaperAccount account, final long nowMs) {
        final long equityE8 = equityE8(account);
        long notionalE8 = 0;
        for (final Map.Entry<Long, PaperLeg> each : account.legs().entrySet()) {
            notionalE8 += Fixed.multiplyE8(
                    markE8(each.getKey(), each.getValue()), each.getValue().quantityE8());
        }
        return new AccountState(
                account.id,
                PositionMode.HEDGE,
                equityE8,
                Math.max(0, freeE8(account)),
                notionalE8 == 0 ? 0 : Fixed.divideE8(Math.max(0, equityE8), notionalE8),
                nowMs);
    }

    /** All legs that hold something. */
    Positions positions(final PaperAccount account, final long nowMs) {
        final List<LegHeld> held = new ArrayList<>();
        for (final Long key : account.legs().keySet()) {
            final LegHeld leg = held(account, PaperAccount.instrumentOf(key), PaperAccount.legOf(key), nowMs);
            if (leg.quantityE8() != 0) {
                held.add(leg);
            }
        }
        return new Positions(account.id, true, nowMs, List.copyOf(held));
    }

    private LegHeld held(final PaperAccount account, final int instrumentId, final Leg which, final long nowMs) {
        final PaperLeg leg = account.leg(instrumentId, which);
        return new LegHeld(
                instrumentId,
                which,
                leg.quantityE8(),
                leg.averageE8(),
                market(instrumentId).markE8(),
                VenueFact.NO_PRICE,
                0,
                leverage(account, instrumentId),
                nowMs);
    }

    private long equityE8(final PaperAccount account) {
        long equityE8 = account.cashE8();
        for (final Map.Entry<Long, PaperLeg> each : account.legs().entrySet()) {
            equityE8 += each.getValue().unrealizedE8(markE8(each.getKey(), each.getValue()));
        }
        return equityE8;
    }

    private long freeE8(final PaperAccount account) {
        long boundE8 = 0;
        for (final Map.Entry<Long, PaperLeg> each : account.legs().entrySet()) {
            boundE8 += Fixed.multiplyE8(
                            markE8(each.getKey(), each.getValue()),
                            each.getValue().quantityE8())
                    / leverage(account, PaperAccount.instrumentOf(each.getKey()));
        }
        for (final PaperOrder order : account.open.values()) {
            if (order.isOpening() && order.priceE8 != NewOrder.NO_PRICE) {
                boundE8 += Fixed.multiplyE8(order.priceE8, order.leavesE8()) / leverage(account, order.instrumentId);
            }
        }
        return equityE8(account) - boundE8;
    }

    /** Leverage of an instrument, as it was set or as the rules say. */
    int leverage(final PaperAccount account, final int instrumentId) {
        return account.leverage(instrumentId, rules.leverage());
    }

    private long marginE8(
            final PaperAccount account, final PaperMarket market, final NewOrder asked, final long priceE8) {
        final long worthE8 = priceE8 == NewOrder.NO_PRICE ? Math.max(0, market.markE8()) : priceE8;
        return Fixed.multiplyE8(worthE8, asked.quantityE8()) / leverage(account, market.instrumentId);
    }

    /** Without any price a leg is worth what it cost. */
    private long markE8(final long key, final PaperLeg leg) {
        final long markE8 = market(PaperAccount.instrumentOf(key)).markE8();
        return markE8 == VenueFact.NO_PRICE ? leg.averageE8() : markE8;
    }

    /**
     * Pays what has fallen due by the venue's clock, at the last rate before it. Of payments that fell due while no
     * gateway ran only the first is known, and paid late.
     */
    private void settleFunding(final PaperMarket market, final long nowMs) {
        final FundingDue due = books.fundingDue(market.instrumentId);
        if (due == null
                || due.dueMs() == 0
                || market.venueMs() < due.dueMs()
                || market.markE8() == VenueFact.NO_PRICE) {
            return;
        }
        books.fundingDue(market.instrumentId, due.rateE8(), 0);
        for (final PaperAccount account : books.accounts()) {
            long amountE8 = 0;
            boolean isPaid = false;
            for (final Map.Entry<Long, PaperLeg> each : account.legs().entrySet()) {
                final PaperLeg leg = each.getValue();
                if (PaperAccount.instrumentOf(each.getKey()) == market.instrumentId && leg.quantityE8() != 0) {
                    amountE8 += PaperBooks.fundingE8(
                            PaperAccount.legOf(each.getKey()), leg.quantityE8(), market.markE8(), due.rateE8());
                    isPaid = true;
                }
            }
            if (isPaid) {
                books.fund(account, market.instrumentId, amountE8, nowMs);
                stream.accept(accountState(account, nowMs));
            }
        }
    }
}
