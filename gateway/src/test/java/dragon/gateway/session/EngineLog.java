package dragon.gateway.session;

import dragon.engine.protocol.AccountReportDecoder;
import dragon.engine.protocol.BestBidOfferDecoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.CancelFailedDecoder;
import dragon.engine.protocol.CancelRejectedDecoder;
import dragon.engine.protocol.CandleDecoder;
import dragon.engine.protocol.CandleHistoryEndDecoder;
import dragon.engine.protocol.ClockReportDecoder;
import dragon.engine.protocol.CredentialsReportDecoder;
import dragon.engine.protocol.ForeignOrderDecoder;
import dragon.engine.protocol.ForeignPositionDecoder;
import dragon.engine.protocol.FreezeReachedDecoder;
import dragon.engine.protocol.FundingPaidDecoder;
import dragon.engine.protocol.GatewayDownDecoder;
import dragon.engine.protocol.GatewayHeartbeatDecoder;
import dragon.engine.protocol.GatewayUpDecoder;
import dragon.engine.protocol.InstrumentDefinitionDecoder;
import dragon.engine.protocol.LeverageReportDecoder;
import dragon.engine.protocol.MarkPriceDecoder;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.OpenOrdersEndDecoder;
import dragon.engine.protocol.OrderAcceptedDecoder;
import dragon.engine.protocol.OrderFilledDecoder;
import dragon.engine.protocol.OrderRejectedDecoder;
import dragon.engine.protocol.OrderStatusReportDecoder;
import dragon.engine.protocol.OrderUnknownToVenueDecoder;
import dragon.engine.protocol.PlaceFailedDecoder;
import dragon.engine.protocol.PositionReportDecoder;
import dragon.engine.protocol.PositionsEndDecoder;
import dragon.engine.protocol.QueryFailedDecoder;
import dragon.engine.protocol.TradesEndDecoder;
import dragon.engine.protocol.VenueHealthDecoder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/** A ring that remembers what the engine was told, one short line a message, and may be full. */
public final class EngineLog implements EngineInputs {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final List<String> lines = new ArrayList<>();
    private int room = Integer.MAX_VALUE;

    @Override
    public boolean offer(final DirectBuffer message, final int offset, final int length) {
        if (room == 0) {
            return false;
        }
        room--;
        lines.add(line(message, offset));
        return true;
    }

    /** Room for so many more messages. */
    public void room(final int messages) {
        room = messages;
    }

    /** What came since the last call. */
    public List<String> take() {
        final List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    /** What came so far. */
    public List<String> lines() {
        return lines;
    }

    private String line(final DirectBuffer b, final int at) {
        header.wrap(b, at);
        switch (header.templateId()) {
            case BestBidOfferDecoder.TEMPLATE_ID: {
                final BestBidOfferDecoder m = new BestBidOfferDecoder().wrapAndApplyHeader(b, at, header);
                return "quote " + m.instrumentId() + " " + price(m.bidPriceE8()) + " " + price(m.askPriceE8());
            }
            case MarkPriceDecoder.TEMPLATE_ID: {
                final MarkPriceDecoder m = new MarkPriceDecoder().wrapAndApplyHeader(b, at, header);
                return "mark " + m.instrumentId() + " " + price(m.priceE8());
            }
            case CandleDecoder.TEMPLATE_ID: {
                final CandleDecoder m = new CandleDecoder().wrapAndApplyHeader(b, at, header);
                return "candle " + m.instrumentId() + " " + m.timeframe() + " " + m.source() + " " + m.openTimeMs();
            }
            case CandleHistoryEndDecoder.TEMPLATE_ID: {
                final CandleHistoryEndDecoder m = new CandleHistoryEndDecoder().wrapAndApplyHeader(b, at, header);
                return "candlesEnd " + m.instrumentId() + " " + yes(m.succeeded()) + " " + m.candleCount();
            }
            case InstrumentDefinitionDecoder.TEMPLATE_ID: {
                final InstrumentDefinitionDecoder m =
                        new InstrumentDefinitionDecoder().wrapAndApplyHeader(b, at, header);
                return "instrument " + m.instrumentId() + " " + m.symbol() + " " + price(m.tickSizeE8()) + " "
                        + price(m.quantityStepE8());
            }
            case GatewayUpDecoder.TEMPLATE_ID: {
                final GatewayUpDecoder m = new GatewayUpDecoder().wrapAndApplyHeader(b, at, header);
                return "up " + m.sessionId();
            }
            case ClockReportDecoder.TEMPLATE_ID: {
                final ClockReportDecoder m = new ClockReportDecoder().wrapAndApplyHeader(b, at, header);
                return "clock " + m.sessionId() + " " + m.offsetMs();
            }
            case GatewayHeartbeatDecoder.TEMPLATE_ID: {
                final GatewayHeartbeatDecoder m = new GatewayHeartbeatDecoder().wrapAndApplyHeader(b, at, header);
                return "heartbeat " + m.sessionId();
            }
            case FreezeReachedDecoder.TEMPLATE_ID: {
                final FreezeReachedDecoder m = new FreezeReachedDecoder().wrapAndApplyHeader(b, at, header);
                return "frozen " + m.causeId() + " held back " + m.heldBack() + " answered " + m.answered();
            }
            case GatewayDownDecoder.TEMPLATE_ID:
                return "down";
            case PositionsEndDecoder.TEMPLATE_ID: {
                final PositionsEndDecoder m = new PositionsEndDecoder().wrapAndApplyHeader(b, at, header);
                return "positions end " + m.accountId() + " " + m.legCount();
            }
            case OrderAcceptedDecoder.TEMPLATE_ID: {
                final OrderAcceptedDecoder m = new OrderAcceptedDecoder().wrapAndApplyHeader(b, at, header);
                return "accepted " + m.clientOrderId();
            }
            case OrderRejectedDecoder.TEMPLATE_ID: {
                final OrderRejectedDecoder m = new OrderRejectedDecoder().wrapAndApplyHeader(b, at, header);
                return "rejected " + m.clientOrderId() + " " + m.rejectClass() + " " + m.venueCode();
            }
            case OrderFilledDecoder.TEMPLATE_ID: {
                final OrderFilledDecoder m = new OrderFilledDecoder().wrapAndApplyHeader(b, at, header);
                return "filled " + m.clientOrderId() + " trade " + m.tradeId() + " " + price(m.lastQuantityE8()) + "@"
                        + price(m.lastPriceE8());
            }
            case OrderStatusReportDecoder.TEMPLATE_ID: {
                final OrderStatusReportDecoder m = new OrderStatusReportDecoder().wrapAndApplyHeader(b, at, header);
                return "status " + m.clientOrderId() + " " + m.status() + " " + price(m.cumulativeQuantityE8())
                        + (m.fromQuery() == Bool.YES ? " query" : "");
            }
            case TradesEndDecoder.TEMPLATE_ID: {
                final TradesEndDecoder m = new TradesEndDecoder().wrapAndApplyHeader(b, at, header);
                return "tradesEnd " + m.tradeCount() + " foreign " + m.foreignCount();
            }
            case OrderUnknownToVenueDecoder.TEMPLATE_ID: {
                final OrderUnknownToVenueDecoder m = new OrderUnknownToVenueDecoder().wrapAndApplyHeader(b, at, header);
                return "unknown " + m.clientOrderId();
            }
            case CancelRejectedDecoder.TEMPLATE_ID: {
                final CancelRejectedDecoder m = new CancelRejectedDecoder().wrapAndApplyHeader(b, at, header);
                return "cancelRejected " + m.clientOrderId() + " " + m.venueCode();
            }
            case PlaceFailedDecoder.TEMPLATE_ID: {
                final PlaceFailedDecoder m = new PlaceFailedDecoder().wrapAndApplyHeader(b, at, header);
                return "placeFailed " + m.clientOrderId() + " " + m.failure();
            }
            case CancelFailedDecoder.TEMPLATE_ID: {
                final CancelFailedDecoder m = new CancelFailedDecoder().wrapAndApplyHeader(b, at, header);
                return "cancelFailed " + m.clientOrderId() + " " + m.failure();
            }
            case QueryFailedDecoder.TEMPLATE_ID: {
                final QueryFailedDecoder m = new QueryFailedDecoder().wrapAndApplyHeader(b, at, header);
                return "queryFailed " + m.clientOrderId() + " " + m.failure();
            }
            case ForeignOrderDecoder.TEMPLATE_ID: {
                final ForeignOrderDecoder m = new ForeignOrderDecoder().wrapAndApplyHeader(b, at, header);
                return "foreign " + m.venueOrderId();
            }
            case PositionReportDecoder.TEMPLATE_ID: {
                final PositionReportDecoder m = new PositionReportDecoder().wrapAndApplyHeader(b, at, header);
                return "position " + m.accountId() + " " + m.instrumentId() + " " + m.leg() + " "
                        + price(m.quantityE8()) + (m.fromQuery() == Bool.YES ? " query" : "");
            }
            case AccountReportDecoder.TEMPLATE_ID: {
                final AccountReportDecoder m = new AccountReportDecoder().wrapAndApplyHeader(b, at, header);
                return "account " + m.accountId() + " " + m.positionMode();
            }
            case VenueHealthDecoder.TEMPLATE_ID: {
                final VenueHealthDecoder m = new VenueHealthDecoder().wrapAndApplyHeader(b, at, header);
                return "health " + m.accountId() + " " + m.surface() + " " + m.state();
            }
            case OpenOrdersEndDecoder.TEMPLATE_ID: {
                final OpenOrdersEndDecoder m = new OpenOrdersEndDecoder().wrapAndApplyHeader(b, at, header);
                return "openOrdersEnd " + m.accountId() + " " + yes(m.succeeded()) + " " + m.orderCount();
            }
            case LeverageReportDecoder.TEMPLATE_ID: {
                final LeverageReportDecoder m = new LeverageReportDecoder().wrapAndApplyHeader(b, at, header);
                return "leverage " + m.accountId() + " " + m.instrumentId() + " " + m.leverage() + " "
                        + yes(m.succeeded()) + " " + m.venueCode() + " " + m.text();
            }
            case ForeignPositionDecoder.TEMPLATE_ID: {
                final ForeignPositionDecoder m = new ForeignPositionDecoder().wrapAndApplyHeader(b, at, header);
                return "foreign position " + m.accountId() + " " + m.symbol() + " " + m.leg() + " "
                        + price(m.quantityE8());
            }
            case CredentialsReportDecoder.TEMPLATE_ID: {
                final CredentialsReportDecoder m = new CredentialsReportDecoder().wrapAndApplyHeader(b, at, header);
                return "credentials " + m.accountId() + " " + yes(m.isRotated()) + " " + m.keyTail() + " " + m.text();
            }
            case FundingPaidDecoder.TEMPLATE_ID: {
                final FundingPaidDecoder m = new FundingPaidDecoder().wrapAndApplyHeader(b, at, header);
                return "funding " + m.accountId() + " " + m.instrumentId() + " " + m.fundingId() + " "
                        + price(m.amountE8());
            }
            default:
                return "template " + header.templateId();
        }
    }

    private static String yes(final Bool value) {
        return value == Bool.YES ? "yes" : "no";
    }

    private static String price(final long valueE8) {
        return valueE8 == BestBidOfferDecoder.bidPriceE8NullValue()
                ? "none"
                : dragon.gateway.woox.parse.Decimals.plainText(valueE8);
    }
}
