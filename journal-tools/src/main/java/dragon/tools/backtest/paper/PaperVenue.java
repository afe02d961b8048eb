package dragon.tools.backtest.paper;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.Output;
import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.CancelOrderDecoder;
import dragon.engine.protocol.CandleSource;
import dragon.engine.protocol.CommandResultDecoder;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.QueryAccountDecoder;
import dragon.engine.protocol.QueryCandlesDecoder;
import dragon.engine.protocol.QueryFundingDecoder;
import dragon.engine.protocol.QueryOpenOrdersDecoder;
import dragon.engine.protocol.QueryOrderDecoder;
import dragon.engine.protocol.QueryPositionsDecoder;
import dragon.engine.protocol.QueryTradesDecoder;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.SubscribeInstrumentDecoder;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.strategy.ExitReason;
import dragon.tools.backtest.report.CandleSeries;
import dragon.tools.backtest.report.Fill;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * A venue in the same process: takes the core's intents, answers at once, and fills orders as the quotes pass them.
 *
 * <p>An order that takes is filled whole at the best price on the other side, within its limit. One that rests is filled whole at its
 * own price, once the other side's best price has reached it. Hedge mode; a reduce-only order never turns a leg around.
 */
final class PaperVenue implements Output {
    private static final long NO_LIMIT = PlaceOrderDecoder.limitPriceE8NullValue();

    private final PaperRules rules;
    private final CandleSeries bars;
    private final List<Fill> fills = new ArrayList<>();
    private final PaperLeg longLeg = new PaperLeg(Leg.LONG);
    private final PaperLeg shortLeg = new PaperLeg(Leg.SHORT);
    private final Deque<Runnable> requests = new ArrayDeque<>();
    private final List<PaperOrder> open = new ArrayList<>();
    private final Map<Long, PaperOrder> known = new HashMap<>();
    private final FillNotes notes;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final PlaceOrderDecoder place = new PlaceOrderDecoder();
    private final CancelOrderDecoder cancel = new CancelOrderDecoder();
    private final BotEventDecoder event = new BotEventDecoder();

    private CoreFeed core;
    private int firstBar;
    private int bar;
    private long bidE8;
    private long askE8;
    private long cashE8;
    private long lastVenueOrderId;
    private long lastTradeId;

    PaperVenue(final PaperRules rules, final CandleSeries bars, final FillNotes notes) {
        this.rules = rules;
        this.bars = bars;
        this.notes = notes;
        this.cashE8 = rules.initialE8();
    }

    void connect(final CoreFeed newCore, final int newFirstBar) {
        core = newCore;
        firstBar = newFirstBar;
        bar = newFirstBar;
    }

    /** The candle that is being walked through. */
    void bar(final int newBar) {
        bar = newBar;
    }

    /** The market moved: resting orders that it reached are filled, then the core learns the quote. */
    void quote(final long newBidE8, final long newAskE8) {
        bidE8 = newBidE8;
        askE8 = newAskE8;
        if (!open.isEmpty()) {
            for (final PaperOrder order : List.copyOf(open)) {
                if (isReached(order)) {
                    fill(order, order.priceE8(), true);
                }
            }
            serve();
        }
        core.quote(bidE8, askE8);
        serve();
    }

    private boolean isReached(final PaperOrder order) {
        return order.status() == VenueOrderStatus.NEW
                && (order.side() == Side.BUY ? askE8 <= order.priceE8() : bidE8 >= order.priceE8());
    }

    /** Answers what the core has asked for since the last time, and what it asks for upon the answers. */
    void serve() {
        while (!requests.isEmpty()) {
            requests.poll().run();
        }
    }

    @Override
    public void intent(final DirectBuffer message, final int offset, final int length) {
        header.wrap(message, offset);
        switch (header.templateId()) {
            case PlaceOrderDecoder.TEMPLATE_ID -> {
                final PaperOrder order = new PaperOrder(place.wrapAndApplyHeader(message, offset, header));
                requests.add(() -> onPlace(order));
            }
            case CancelOrderDecoder.TEMPLATE_ID -> {
                final long id =
                        cancel.wrapAndApplyHeader(message, offset, header).clientOrderId();
                requests.add(() -> onCancel(id));
            }
            case QueryOrderDecoder.TEMPLATE_ID -> {
                final long id = new QueryOrderDecoder()
                        .wrapAndApplyHeader(message, offset, header)
                        .clientOrderId();
                requests.add(() -> onQuery(id));
            }
            case QueryCandlesDecoder.TEMPLATE_ID -> {
                final QueryCandlesDecoder query = new QueryCandlesDecoder().wrapAndApplyHeader(message, offset, header);
                final long afterMs = query.afterOpenTimeMs();
                requests.add(() -> onCandles(afterMs));
            }
            case SubscribeInstrumentDecoder.TEMPLATE_ID -> requests.add(
                    () -> core.instrument(rules.symbol(), rules.tickE8(), rules.quantityStepE8()));
            case QueryAccountDecoder.TEMPLATE_ID -> requests.add(this::tellAccount);
            case QueryPositionsDecoder.TEMPLATE_ID -> requests.add(() -> {
                tellLeg(Leg.LONG);
                tellLeg(Leg.SHORT);
                core.positionsEnd();
            });
            case QueryTradesDecoder.TEMPLATE_ID -> requests.add(core::tradesEnd);
            case QueryFundingDecoder.TEMPLATE_ID -> requests.add(core::fundingEnd);
            case QueryOpenOrdersDecoder.TEMPLATE_ID -> requests.add(() -> {
                open.forEach(order -> core.status(order, order.status(), true));
                core.openOrdersEnd(open.size());
            });
            default -> {
                // The private stream has nothing to say of its own.
            }
        }
    }

    @Override
    public void audit(final DirectBuffer message, final int offset, final int length) {
        header.wrap(message, offset);
        if (header.templateId() == BotEventDecoder.TEMPLATE_ID) {
            event.wrapAndApplyHeader(message, offset, header);
            final Leg leg = event.leg();
            notes.onEvent(leg, event.detail());
        } else if (header.templateId() == CommandResultDecoder.TEMPLATE_ID) {
            final CommandResultDecoder result = new CommandResultDecoder().wrapAndApplyHeader(message, offset, header);
            if (result.reason() != RefusalReason.NONE) {
                throw new OperatorException(
                        ExitStatus.CONFIG,
                        "The core refuses this bot: " + result.reason() + " " + result.detail()
                                + ". Nothing was run. Next: correct the bot file");
            }
        }
    }

    private void onCandles(final long afterMs) {
        int count = 0;
        for (int i = bars.firstAtOrAfter(afterMs + 1); i < bars.size() && bars.endMs(i) <= core.nowMs(); i++) {
            core.candle(bars, i, rules.timeframe(), CandleSource.HISTORY);
            count++;
        }
        core.historyEnd(rules.timeframe(), count);
    }

    private void onPlace(final PaperOrder order) {
        known.put(order.clientOrderId(), order);
        if (order.isReduceOnly() && leg(order.leg()).quantityE8() == 0) {
            order.end(VenueOrderStatus.REJECTED);
            core.rejected(order, RejectClass.REDUCE_ONLY);
            return;
        }
        final boolean isBuy = order.side() == Side.BUY;
        final long bestE8 = isBuy ? askE8 : bidE8;
        final long priceE8 = restingPriceE8(order);
        final boolean isTaking = order.type() != OrderType.BID
                && order.type() != OrderType.ASK
                && (priceE8 == NO_LIMIT || (isBuy ? bestE8 <= priceE8 : bestE8 >= priceE8));
        if (isTaking && order.type() == OrderType.POST_ONLY) {
            order.end(VenueOrderStatus.REJECTED);
            core.rejected(order, RejectClass.POST_ONLY_CROSSED);
            return;
        }
        order.open(++lastVenueOrderId, priceE8 == NO_LIMIT ? 0 : priceE8);
        core.accepted(order);
        if (isTaking) {
            open.add(order);
            fill(order, bestE8, false);
        } else if (order.type() == OrderType.IOC || order.type() == OrderType.FOK || order.type() == OrderType.MARKET) {
            order.end(VenueOrderStatus.CANCELED);
            core.status(order, VenueOrderStatus.CANCELED, false);
        } else {
            open.add(order);
            core.status(order, VenueOrderStatus.NEW, false);
        }
    }

    /** The limit, or the price of the book level that was asked for. */
    private long restingPriceE8(final PaperOrder order) {
        return switch (order.type()) {
            case BID -> bidE8 - (order.bookLevel() - 1) * rules.tickE8();
            case ASK -> askE8 + (order.bookLevel() - 1) * rules.tickE8();
            default -> order.limitE8();
        };
    }

    private void fill(final PaperOrder order, final long priceE8, final boolean isMaker) {
        final PaperLeg leg = leg(order.leg());
        final long quantityE8 = order.isReduceOnly() ? Math.min(order.leavesE8(), leg.quantityE8()) : order.leavesE8();
        if (quantityE8 == 0) {
            end(order, VenueOrderStatus.CANCELED);
            return;
        }
        final long feeE8 = Fixed.percentOf(
                Fixed.multiplyE8(priceE8, quantityE8), isMaker ? rules.makerPctE8() : rules.takerPctE8());
        long pnlE8 = 0;
        final boolean isOpening = (order.side() == Side.BUY) == (order.leg() == Leg.LONG);
        if (isOpening) {
            leg.increase(quantityE8, priceE8);
        } else {
            pnlE8 = leg.reduce(quantityE8, priceE8);
        }
        cashE8 += pnlE8 - feeE8;
        order.fill(quantityE8);
        fills.add(new Fill(
                core.nowMs(),
                bar - firstBar,
                order.leg(),
                order.side(),
                notes.of(order),
                priceE8,
                quantityE8,
                pnlE8,
                feeE8,
                isMaker,
                leg.quantityE8(),
                leg.averageE8()));
        notes.afterFill(order, leg.quantityE8() == 0);
        core.filled(order, ++lastTradeId, priceE8, quantityE8, feeE8, isMaker);
        if (order.leavesE8() == 0) {
            open.remove(order);
            core.status(order, VenueOrderStatus.FILLED, false);
        } else {
            end(order, VenueOrderStatus.CANCELED); // Reduce-only, and nothing is left to reduce.
        }
        tellLeg(order.leg());
        tellAccount();
    }

    private void end(final PaperOrder order, final VenueOrderStatus status) {
        open.remove(order);
        order.end(status);
        core.status(order, status, false);
    }

    private void onCancel(final long clientOrderId) {
        final PaperOrder order = known.get(clientOrderId);
        if (order == null) {
            core.unknown(clientOrderId);
        } else if (open.contains(order)) {
            end(order, VenueOrderStatus.CANCELED);
        } else {
            core.status(order, order.status(), false);
        }
    }

    private void onQuery(final long clientOrderId) {
        final PaperOrder order = known.get(clientOrderId);
        if (order == null) {
            core.unknown(clientOrderId);
        } else {
            core.status(order, order.status(), true);
        }
    }

    private void tellLeg(final Leg which) {
        core.position(which, leg(which).quantityE8(), leg(which).averageE8());
    }

    private void tellAccount() {
        final long equityE8 = equityE8();
        final long marginE8 =
                rules.leverageE8() == 0 ? 0 : Fixed.divideE8(longLeg.costE8() + shortLeg.costE8(), rules.leverageE8());
        core.account(equityE8, Math.max(0, equityE8 - marginE8));
    }

    PaperLeg leg(final Leg which) {
        return which == Leg.LONG ? longLeg : shortLeg;
    }

    /** Money and what the legs would bring at the middle of the quote. */
    long equityE8() {
        final long middleE8 = bidE8 / 2 + askE8 / 2;
        return cashE8 + longLeg.unrealizedE8(middleE8) + shortLeg.unrealizedE8(middleE8);
    }

    /** Worth of both legs at a price. */
    long notionalE8(final long priceE8) {
        return Fixed.multiplyE8(priceE8, longLeg.quantityE8() + shortLeg.quantityE8());
    }

    List<Fill> fills() {
        return fills;
    }

    /** What an exit is called, where the core tells its reason. */
    static ExitReason reasonIn(final String detail) {
        for (final ExitReason reason : ExitReason.values()) {
            if (detail.contains(reason.name())) {
                return reason;
            }
        }
        return null;
    }
}
