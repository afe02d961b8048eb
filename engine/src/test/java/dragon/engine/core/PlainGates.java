package dragon.engine.core;

import dragon.engine.protocol.AccountReportDecoder;
import dragon.engine.protocol.AdjustLedgerDecoder;
import dragon.engine.protocol.BestBidOfferDecoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.ClockReportDecoder;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.GatewayUpDecoder;
import dragon.engine.protocol.InstrumentLeverageDecoder;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MarkPriceDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OrderFilledDecoder;
import dragon.engine.protocol.OrderRejectedDecoder;
import dragon.engine.protocol.OrderStatusReportDecoder;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PlaceFailedDecoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.PositionReportDecoder;
import dragon.engine.protocol.ReleaseDecoder;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.SetLimitsDecoder;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.VenueOrderStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.DirectBuffer;

/**
 * The limits as a careful clerk would keep them, with paper and decimals: it reads every input and every order of one bot on one
 * account, and says which limits an order breaks. Shares no code with the core but the codecs.
 *
 * <p>Where it cannot know what the core knows (whether an order has ended, whether a tick has latched a loss) it takes the milder view:
 * what it calls closed is closed.
 */
final class PlainGates {
    private static final long NOT_MEASURED = -1;

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal KEPT_FOR_EXITS = new BigDecimal("0.3");
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MS = 1_000_000L;

    /** One order, from its place on. */
    private static final class Sent {
        private Leg leg;
        private Side side;
        private boolean isEntry;
        private boolean isResting;
        private BigDecimal price;
        private BigDecimal quantity;
        private BigDecimal filled = BigDecimal.ZERO;
        private long intentId;
        private long sentNs;
        private boolean isInDoubt;
        private boolean hasEnded;

        private BigDecimal leaves() {
            return hasEnded ? BigDecimal.ZERO : quantity.subtract(filled).max(BigDecimal.ZERO);
        }
    }

    /** What a leg holds and what it has cost. */
    private static final class Held {
        private BigDecimal quantity = BigDecimal.ZERO;
        private BigDecimal cost = BigDecimal.ZERO;
        private boolean isLiquidationNone;
        private BigDecimal liquidation;
        private long liquidationNs;
    }

    /** A bucket of tokens that fills up evenly. */
    private static final class Bucket {
        private BigDecimal tokens;
        private long filledNs;

        private BigDecimal at(final BigDecimal capacity, final long windowNs, final long nowNs) {
            if (tokens == null) {
                return capacity;
            }
            final BigDecimal flown = capacity.multiply(BigDecimal.valueOf(Math.min(windowNs, nowNs - filledNs)))
                    .divide(BigDecimal.valueOf(windowNs), 20, RoundingMode.HALF_EVEN);
            return tokens.add(flown).min(capacity);
        }

        private void take(final BigDecimal capacity, final long windowNs, final long nowNs) {
            tokens = at(capacity, windowNs, nowNs).subtract(BigDecimal.ONE).max(BigDecimal.ZERO);
            filledNs = nowNs;
        }
    }

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final Map<RiskLimit, BigDecimal> limits = new EnumMap<>(RiskLimit.class);
    private final Map<Long, Sent> orders = new LinkedHashMap<>();
    private final Map<Leg, Held> legs = new EnumMap<>(Leg.class);
    private final Set<Long> trades = new HashSet<>();
    private final List<Long> entryFillsNs = new ArrayList<>();
    private final Bucket symbolRate = new Bucket();
    private final Bucket accountRate = new Bucket();
    private final Bucket minuteRate = new Bucket();
    private final Bucket cancelRate = new Bucket();
    private BigDecimal bid;
    private BigDecimal ask;
    private long quotedNs;
    private BigDecimal mark;
    private long markedNs;
    private BigDecimal realized = BigDecimal.ZERO;
    private BigDecimal fees = BigDecimal.ZERO;
    private BigDecimal adjusted = BigDecimal.ZERO;
    private BigDecimal equity;
    private BigDecimal free;
    private BigDecimal peak = BigDecimal.ZERO;
    private long reportedNs;
    private long skewMs = NOT_MEASURED;
    private int leverage;
    private boolean isLatched;

    PlainGates() {
        legs.put(Leg.LONG, new Held());
        legs.put(Leg.SHORT, new Held());
    }

    private static BigDecimal decimal(final long valueE8) {
        return BigDecimal.valueOf(valueE8, 8);
    }

    /** What is worth less than the eighth digit is worth nothing. */
    private static BigDecimal worth(final BigDecimal price, final BigDecimal quantity) {
        return price.multiply(quantity).setScale(8, RoundingMode.DOWN);
    }

    private static BigDecimal part(final BigDecimal whole, final BigDecimal percent) {
        return whole.multiply(percent).divide(HUNDRED, 8, RoundingMode.DOWN);
    }

    // What it hears

    void onInput(final DirectBuffer message, final int offset, final long nowNs) {
        header.wrap(message, offset);
        switch (header.templateId()) {
            case BestBidOfferDecoder.TEMPLATE_ID -> {
                final BestBidOfferDecoder m = new BestBidOfferDecoder().wrapAndApplyHeader(message, offset, header);
                bid = decimal(m.bidPriceE8());
                ask = decimal(m.askPriceE8());
                quotedNs = nowNs;
            }
            case MarkPriceDecoder.TEMPLATE_ID -> {
                mark = decimal(new MarkPriceDecoder()
                        .wrapAndApplyHeader(message, offset, header)
                        .priceE8());
                markedNs = nowNs;
            }
            case AccountReportDecoder.TEMPLATE_ID -> {
                final AccountReportDecoder m = new AccountReportDecoder().wrapAndApplyHeader(message, offset, header);
                equity = decimal(m.equityE8());
                free = decimal(m.freeCollateralE8());
                peak = peak.max(equity);
                reportedNs = nowNs;
            }
            case ClockReportDecoder.TEMPLATE_ID -> skewMs = Math.abs(new ClockReportDecoder()
                    .wrapAndApplyHeader(message, offset, header)
                    .offsetMs());
            case GatewayUpDecoder.TEMPLATE_ID -> skewMs = NOT_MEASURED; // Another gateway: it measures anew.
            case InstrumentLeverageDecoder.TEMPLATE_ID -> leverage = new InstrumentLeverageDecoder()
                    .wrapAndApplyHeader(message, offset, header)
                    .longLeverage();
            case AdjustLedgerDecoder.TEMPLATE_ID -> adjusted = adjusted.add(decimal(new AdjustLedgerDecoder()
                    .wrapAndApplyHeader(message, offset, header)
                    .amountE8()));
            case SetLimitsDecoder.TEMPLATE_ID -> onLimits(
                    new SetLimitsDecoder().wrapAndApplyHeader(message, offset, header));
            case ReleaseDecoder.TEMPLATE_ID -> onRelease(new ReleaseDecoder()
                    .wrapAndApplyHeader(message, offset, header)
                    .scope());
            case PositionReportDecoder.TEMPLATE_ID -> onPosition(
                    new PositionReportDecoder().wrapAndApplyHeader(message, offset, header), nowNs);
            default -> onOrderInput(message, offset, nowNs);
        }
    }

    private void onLimits(final SetLimitsDecoder m) {
        for (final SetLimitsDecoder.LimitsDecoder each : m.limits()) {
            if (each.valueE8() == Long.MAX_VALUE) {
                limits.remove(each.limit());
            } else {
                limits.put(each.limit(), decimal(each.valueE8()));
            }
        }
    }

    private void onRelease(final ControlScope scope) {
        if (scope == ControlScope.BOT) {
            isLatched = false;
            entryFillsNs.clear();
        } else if (scope == ControlScope.ACCOUNT) {
            peak = equity == null ? BigDecimal.ZERO : equity;
        }
    }

    private void onPosition(final PositionReportDecoder m, final long nowNs) {
        final Held held = legs.get(m.leg());
        final boolean isTold = m.liquidationPriceE8() != PositionReportDecoder.liquidationPriceE8NullValue();
        final boolean isOfWhatIsHeld = decimal(m.quantityE8()).compareTo(held.quantity) == 0;
        if (isOfWhatIsHeld && (m.fromQuery() == Bool.YES || isTold)) {
            held.isLiquidationNone = !isTold;
            held.liquidation = isTold ? decimal(m.liquidationPriceE8()) : null;
            held.liquidationNs = nowNs;
        }
    }

    private void onOrderInput(final DirectBuffer message, final int offset, final long nowNs) {
        switch (header.templateId()) {
            case OrderFilledDecoder.TEMPLATE_ID -> onFilled(
                    new OrderFilledDecoder().wrapAndApplyHeader(message, offset, header), nowNs);
            case OrderRejectedDecoder.TEMPLATE_ID -> end(new OrderRejectedDecoder()
                    .wrapAndApplyHeader(message, offset, header)
                    .clientOrderId());
            case OrderStatusReportDecoder.TEMPLATE_ID -> {
                final OrderStatusReportDecoder m =
                        new OrderStatusReportDecoder().wrapAndApplyHeader(message, offset, header);
                final Sent order = orders.get(m.clientOrderId());
                if (order != null) {
                    order.isInDoubt = false;
                    order.hasEnded |=
                            m.status() != VenueOrderStatus.NEW && m.status() != VenueOrderStatus.PARTIALLY_FILLED;
                }
            }
            case PlaceFailedDecoder.TEMPLATE_ID -> {
                final PlaceFailedDecoder m = new PlaceFailedDecoder().wrapAndApplyHeader(message, offset, header);
                final Sent order = orders.get(m.clientOrderId());
                if (order != null && m.failure() == SendFailure.AMBIGUOUS) {
                    order.isInDoubt = !order.hasEnded && order.filled.signum() == 0;
                } else {
                    end(m.clientOrderId());
                }
            }
            default -> {
                // Nothing that a limit looks at.
            }
        }
    }

    private void end(final long id) {
        final Sent order = orders.get(id);
        if (order != null) {
            order.hasEnded = true;
            order.isInDoubt = false;
        }
    }

    private void onFilled(final OrderFilledDecoder m, final long nowNs) {
        final Sent order = orders.get(m.clientOrderId());
        if (order == null || !trades.add(m.tradeId())) {
            return;
        }
        final BigDecimal quantity = decimal(m.lastQuantityE8());
        final BigDecimal value = worth(decimal(m.lastPriceE8()), quantity);
        final Held held = legs.get(order.leg);
        order.filled = order.filled.add(quantity);
        order.isInDoubt = false;
        fees = fees.add(decimal(m.feeUsdE8()));
        if (order.isEntry) {
            held.quantity = held.quantity.add(quantity);
            held.cost = held.cost.add(value);
            held.liquidationNs = 0;
            entryFillsNs.add(nowNs);
            final BigDecimal most = limits.get(RiskLimit.REPEAT_FILLS_MINUTE_MAX);
            final long recent = entryFillsNs.stream()
                    .filter(at -> nowNs - at < 60 * SECOND_NS)
                    .count();
            isLatched |= most != null && BigDecimal.valueOf(recent).compareTo(most) > 0;
            return;
        }
        final BigDecimal costPart = quantity.compareTo(held.quantity) == 0
                ? held.cost
                : held.cost.multiply(quantity).divide(held.quantity, 8, RoundingMode.DOWN);
        realized = realized.add(order.leg == Leg.LONG ? value.subtract(costPart) : costPart.subtract(value));
        held.quantity = held.quantity.subtract(quantity);
        held.cost = held.cost.subtract(costPart);
    }

    // What it says

    private boolean isAbove(final RiskLimit limit, final BigDecimal value) {
        final BigDecimal most = limits.get(limit);
        return most != null && value.compareTo(most) > 0;
    }

    private boolean isLost(final RiskLimit limit, final BigDecimal result) {
        final BigDecimal most = limits.get(limit);
        return most != null && (result == null || result.compareTo(most.negate()) <= 0);
    }

    /** The price at which something held is worth now, or null. */
    private BigDecimal price(final long nowNs) {
        if (mark != null && nowNs - markedNs <= 5 * SECOND_NS) {
            return mark;
        }
        if (bid != null && nowNs - quotedNs <= 2 * SECOND_NS) {
            return bid.add(ask).divide(BigDecimal.valueOf(2), 8, RoundingMode.DOWN);
        }
        return null;
    }

    private BigDecimal unrealized(final long nowNs) {
        BigDecimal sum = BigDecimal.ZERO;
        for (final Leg leg : List.of(Leg.LONG, Leg.SHORT)) {
            final Held held = legs.get(leg);
            if (held.quantity.signum() != 0) {
                if (price(nowNs) == null) {
                    return null;
                }
                final BigDecimal value = worth(price(nowNs), held.quantity);
                sum = sum.add(leg == Leg.LONG ? value.subtract(held.cost) : held.cost.subtract(value));
            }
        }
        return sum;
    }

    /** What a leg would be worth with its open entries, or null. */
    private BigDecimal exposure(final Leg leg, final long nowNs) {
        BigDecimal sum = BigDecimal.ZERO;
        final Held held = legs.get(leg);
        if (held.quantity.signum() != 0) {
            if (price(nowNs) == null) {
                return null;
            }
            sum = worth(price(nowNs), held.quantity);
        }
        for (final Sent order : orders.values()) {
            if (order.isEntry && order.leg == leg) {
                sum = sum.add(worth(order.price, order.leaves()));
            }
        }
        return sum;
    }

    /** The limits that this order breaks. */
    List<String> onPlace(final PlaceOrderDecoder place, final long nowNs) {
        final Sent order = new Sent();
        order.leg = place.leg();
        order.side = place.side();
        order.isEntry = place.reduceOnly() != Bool.YES;
        order.isResting = place.orderType() != OrderType.IOC;
        order.price = decimal(place.limitPriceE8());
        order.quantity = decimal(place.quantityE8());
        order.intentId = place.intentId();
        order.sentNs = nowNs;
        final List<String> broken = new ArrayList<>();
        collar(order, broken);
        rates(order.isEntry ? KEPT_FOR_EXITS : BigDecimal.ZERO, nowNs, broken);
        if (order.isEntry) {
            sizes(order, nowNs, broken);
            losses(nowNs, broken);
            margins(nowNs, broken);
            data(nowNs, broken);
            others(order, nowNs, broken);
        }
        take(symbolRate, RiskLimit.ORDER_RATE_SYMBOL, SECOND_NS, nowNs);
        take(accountRate, RiskLimit.ORDER_RATE_ACCOUNT, SECOND_NS, nowNs);
        take(minuteRate, RiskLimit.ORDER_RATE_ACCOUNT_MINUTE, 60 * SECOND_NS, nowNs);
        orders.put(place.clientOrderId(), order);
        return broken;
    }

    /** The limits that a cancel breaks. */
    List<String> onCancel(final long nowNs) {
        final List<String> broken = new ArrayList<>();
        rate(cancelRate, RiskLimit.CANCEL_RATE_SYMBOL, SECOND_NS, BigDecimal.ZERO, nowNs, broken);
        take(cancelRate, RiskLimit.CANCEL_RATE_SYMBOL, SECOND_NS, nowNs);
        return broken;
    }

    private void collar(final Sent order, final List<String> broken) {
        final BigDecimal percent = limits.get(RiskLimit.COLLAR_AGGRESSIVE_PCT);
        final boolean isBuy = order.side == Side.BUY;
        if (percent != null) {
            final BigDecimal best = isBuy ? ask : bid;
            final BigDecimal reach = part(best, order.isEntry ? percent : percent.max(BigDecimal.valueOf(5)));
            if ((isBuy ? order.price.subtract(best) : best.subtract(order.price)).compareTo(reach) > 0) {
                broken.add("collar.aggressive");
            }
        }
    }

    private void rates(final BigDecimal kept, final long nowNs, final List<String> broken) {
        rate(symbolRate, RiskLimit.ORDER_RATE_SYMBOL, SECOND_NS, kept, nowNs, broken);
        rate(accountRate, RiskLimit.ORDER_RATE_ACCOUNT, SECOND_NS, kept, nowNs, broken);
        rate(minuteRate, RiskLimit.ORDER_RATE_ACCOUNT_MINUTE, 60 * SECOND_NS, kept, nowNs, broken);
    }

    private void rate(
            final Bucket bucket,
            final RiskLimit limit,
            final long windowNs,
            final BigDecimal kept,
            final long nowNs,
            final List<String> broken) {
        final BigDecimal capacity = limits.get(limit);
        if (capacity != null) {
            final BigDecimal left = bucket.at(capacity, windowNs, nowNs).subtract(capacity.multiply(kept));
            if (left.add(new BigDecimal("0.000000001")).compareTo(BigDecimal.ONE) < 0) {
                broken.add(limit.name());
            }
        }
    }

    private void take(final Bucket bucket, final RiskLimit limit, final long windowNs, final long nowNs) {
        final BigDecimal capacity = limits.get(limit);
        if (capacity != null) {
            bucket.take(capacity, windowNs, nowNs);
        }
    }

    private void sizes(final Sent order, final long nowNs, final List<String> broken) {
        final BigDecimal notional = worth(order.price, order.quantity);
        add(broken, RiskLimit.ORDER_NOTIONAL_MAX, notional);
        add(broken, RiskLimit.ORDER_QUANTITY_MAX, order.quantity);
        final BigDecimal ofLong = exposure(Leg.LONG, nowNs);
        final BigDecimal ofShort = exposure(Leg.SHORT, nowNs);
        if (ofLong == null || ofShort == null) {
            for (final RiskLimit limit : List.of(
                    RiskLimit.LEG_NOTIONAL_MAX,
                    RiskLimit.SYMBOL_NOTIONAL_MAX,
                    RiskLimit.ACCOUNT_GROSS_MAX,
                    RiskLimit.ACCOUNT_NET_MAX)) {
                if (limits.containsKey(limit)) {
                    broken.add(limit.name() + " without a price");
                }
            }
        } else {
            final BigDecimal gross = ofLong.add(ofShort).add(notional);
            final BigDecimal net = order.leg == Leg.LONG
                    ? ofLong.add(notional).subtract(ofShort)
                    : ofLong.subtract(ofShort).subtract(notional);
            add(broken, RiskLimit.LEG_NOTIONAL_MAX, (order.leg == Leg.LONG ? ofLong : ofShort).add(notional));
            add(broken, RiskLimit.SYMBOL_NOTIONAL_MAX, gross);
            add(broken, RiskLimit.ACCOUNT_GROSS_MAX, gross);
            // Net alone can shrink when the model knows of less than the core: it is milder only on one side.
            if (orders.values().stream()
                    .noneMatch(each -> each.isEntry && each.leaves().signum() > 0)) {
                add(broken, RiskLimit.ACCOUNT_NET_MAX, net.abs());
            }
        }
        final BigDecimal open = BigDecimal.valueOf(orders.values().stream()
                .filter(each -> each.isEntry && each.leaves().signum() > 0)
                .count());
        for (final RiskLimit limit : List.of(
                RiskLimit.OPEN_ORDERS_BOT_MAX, RiskLimit.OPEN_ORDERS_SYMBOL_MAX, RiskLimit.OPEN_ORDERS_ACCOUNT_MAX)) {
            add(broken, limit, open.add(BigDecimal.ONE));
        }
    }

    private void add(final List<String> broken, final RiskLimit limit, final BigDecimal value) {
        if (isAbove(limit, value)) {
            broken.add(limit + " " + value + " > " + limits.get(limit));
        }
    }

    private void losses(final long nowNs, final List<String> broken) {
        final BigDecimal open = unrealized(nowNs);
        final BigDecimal net = realized.subtract(fees);
        final BigDecimal ofBot = open == null ? null : net.add(open);
        if (isLost(RiskLimit.BOT_LOSS_MAX, ofBot)) {
            broken.add("loss.bot " + ofBot);
        }
        if (isLost(RiskLimit.DAY_LOSS_MAX, ofBot == null ? null : ofBot.add(adjusted))) {
            broken.add("loss.day " + ofBot);
        }
        final BigDecimal drawdown = limits.get(RiskLimit.DRAWDOWN_PCT);
        if (drawdown != null && (equity == null || equity.compareTo(peak.subtract(part(peak, drawdown))) <= 0)) {
            broken.add("loss.drawdown " + equity + " of " + peak);
        }
        if (isLatched) {
            broken.add("latched");
        }
    }

    private void margins(final long nowNs, final List<String> broken) {
        final BigDecimal least = limits.get(RiskLimit.MARGIN_FREE_MIN_PCT);
        if (least != null && (free == null || free.compareTo(part(equity, least)) < 0)) {
            broken.add("margin.min_free " + free);
        }
        final BigDecimal distance = limits.get(RiskLimit.LIQUIDATION_DISTANCE_MIN_PCT);
        for (final Leg leg : List.of(Leg.LONG, Leg.SHORT)) {
            final Held held = legs.get(leg);
            if (distance == null || held.quantity.signum() == 0) {
                continue;
            }
            if (held.liquidationNs == 0 || nowNs - held.liquidationNs > 90 * SECOND_NS) {
                broken.add("liq.min_distance not told");
            } else if (!held.isLiquidationNone) {
                final BigDecimal now = price(nowNs);
                final BigDecimal away = now == null
                        ? null
                        : leg == Leg.LONG ? now.subtract(held.liquidation) : held.liquidation.subtract(now);
                if (away == null || away.multiply(HUNDRED).compareTo(distance.multiply(now)) < 0) {
                    broken.add("liq.min_distance " + away);
                }
            }
        }
        final BigDecimal expected = limits.get(RiskLimit.LEVERAGE_EXPECTED);
        if (expected != null && expected.compareTo(BigDecimal.valueOf(leverage)) != 0) {
            broken.add("leverage.expected " + leverage);
        }
    }

    private void data(final long nowNs, final List<String> broken) {
        age(broken, RiskLimit.STALE_MARK_MS, markedNs, nowNs);
        age(broken, RiskLimit.STALE_PRIVATE_MS, reportedNs, nowNs);
        if (skewMs == NOT_MEASURED && limits.get(RiskLimit.CLOCK_SKEW_MS) != null) {
            broken.add("clock.max_skew_ms not measured");
        } else {
            add(broken, RiskLimit.CLOCK_SKEW_MS, BigDecimal.valueOf(skewMs));
        }
        final BigDecimal spread = limits.get(RiskLimit.SPREAD_PCT);
        final BigDecimal middle = bid.add(ask).divide(BigDecimal.valueOf(2), 8, RoundingMode.DOWN);
        if (spread != null && ask.subtract(bid).compareTo(part(middle, spread)) > 0) {
            broken.add("spread.max");
        }
        if (nowNs - quotedNs > 2 * SECOND_NS) {
            broken.add("old quote");
        }
    }

    private void age(final List<String> broken, final RiskLimit limit, final long sinceNs, final long nowNs) {
        final BigDecimal most = limits.get(limit);
        if (most != null && BigDecimal.valueOf(nowNs - sinceNs).compareTo(most.multiply(BigDecimal.valueOf(MS))) > 0) {
            broken.add(limit + " " + (nowNs - sinceNs) / MS);
        }
    }

    private void others(final Sent order, final long nowNs, final List<String> broken) {
        final BigDecimal window = limits.get(RiskLimit.DUPLICATE_WINDOW_MS);
        for (final Sent other : orders.values()) {
            if (other.leg == order.leg && other.isInDoubt) {
                broken.add("order in doubt on the leg");
            }
            if (window != null
                    && other.leg == order.leg
                    && other.side == order.side
                    && other.intentId != order.intentId
                    && !other.hasEnded
                    && other.price.compareTo(order.price) == 0
                    && other.quantity.compareTo(order.quantity) == 0
                    && BigDecimal.valueOf(nowNs - other.sentNs).compareTo(window.multiply(BigDecimal.valueOf(MS)))
                            < 0) {
                broken.add("dup.window_ms");
            }
            final boolean isBuy = order.side == Side.BUY;
            final BigDecimal meets = order.isResting ? order.price : isBuy ? ask : bid;
            if (other.side != order.side
                    && other.isResting
                    && other.leaves().signum() > 0
                    && (isBuy ? meets.compareTo(other.price) >= 0 : meets.compareTo(other.price) <= 0)) {
                broken.add("crosses our own order");
            }
        }
        final BigDecimal doubts = limits.get(RiskLimit.IN_DOUBT_ACCOUNT_MAX);
        final long inDoubt =
                orders.values().stream().filter(each -> each.isInDoubt).count();
        if (doubts != null && BigDecimal.valueOf(inDoubt).compareTo(doubts) >= 0) {
            broken.add("orders.max_in_doubt");
        }
    }
}
