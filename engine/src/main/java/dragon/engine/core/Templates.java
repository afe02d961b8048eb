package dragon.engine.core;

import dragon.engine.protocol.AccountReportDecoder;
import dragon.engine.protocol.AdjustLedgerDecoder;
import dragon.engine.protocol.BestBidOfferDecoder;
import dragon.engine.protocol.CancelFailedDecoder;
import dragon.engine.protocol.CancelRejectedDecoder;
import dragon.engine.protocol.CandleDecoder;
import dragon.engine.protocol.CandleHistoryEndDecoder;
import dragon.engine.protocol.ChangeBotDecoder;
import dragon.engine.protocol.ClockReportDecoder;
import dragon.engine.protocol.CreateAccountDecoder;
import dragon.engine.protocol.CreateBotDecoder;
import dragon.engine.protocol.CredentialsReportDecoder;
import dragon.engine.protocol.FlattenDecoder;
import dragon.engine.protocol.ForeignOrderDecoder;
import dragon.engine.protocol.ForeignPositionDecoder;
import dragon.engine.protocol.FreezeReachedDecoder;
import dragon.engine.protocol.FundingEndDecoder;
import dragon.engine.protocol.FundingPaidDecoder;
import dragon.engine.protocol.GatewayDownDecoder;
import dragon.engine.protocol.GatewayHeartbeatDecoder;
import dragon.engine.protocol.GatewayUpDecoder;
import dragon.engine.protocol.InstrumentDefinitionDecoder;
import dragon.engine.protocol.InstrumentLeverageDecoder;
import dragon.engine.protocol.JournalStorageDecoder;
import dragon.engine.protocol.LeverageReportDecoder;
import dragon.engine.protocol.MarkPriceDecoder;
import dragon.engine.protocol.OpenOrdersEndDecoder;
import dragon.engine.protocol.OrderAcceptedDecoder;
import dragon.engine.protocol.OrderFilledDecoder;
import dragon.engine.protocol.OrderRejectedDecoder;
import dragon.engine.protocol.OrderStatusReportDecoder;
import dragon.engine.protocol.OrderUnknownToVenueDecoder;
import dragon.engine.protocol.PanicDecoder;
import dragon.engine.protocol.PlaceFailedDecoder;
import dragon.engine.protocol.PositionReportDecoder;
import dragon.engine.protocol.PositionsEndDecoder;
import dragon.engine.protocol.QueryFailedDecoder;
import dragon.engine.protocol.ReleaseDecoder;
import dragon.engine.protocol.SetAccountDecoder;
import dragon.engine.protocol.SetBotDesiredDecoder;
import dragon.engine.protocol.SetHaltDecoder;
import dragon.engine.protocol.SetKillSwitchDecoder;
import dragon.engine.protocol.SetLimitsDecoder;
import dragon.engine.protocol.SetLiveTradingDecoder;
import dragon.engine.protocol.TermEndedDecoder;
import dragon.engine.protocol.TermStartedDecoder;
import dragon.engine.protocol.TimerTickDecoder;
import dragon.engine.protocol.TradesEndDecoder;
import dragon.engine.protocol.VenueHealthDecoder;
import dragon.engine.protocol.WalletReportDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/** What can be said of a message by its template id alone. Ids are grouped by kind: see the schema. */
public final class Templates {
    private static final int COMMANDS_FROM = 200;
    private static final int COMMANDS_TO = 249;
    private static final int OUTPUTS_FROM = 300;
    private static final int OUTPUTS_TO = 499;

    private Templates() {}

    /** True for a message that an operator sends and that is answered by one {@code CommandResult}. */
    public static boolean isCommand(final int templateId) {
        return templateId >= COMMANDS_FROM && templateId <= COMMANDS_TO && blockLengthMin(templateId) > 0;
    }

    /** True for intents and audit: a core writes them, it never reads them. */
    public static boolean isOutput(final int templateId) {
        return templateId >= OUTPUTS_FROM && templateId <= OUTPUTS_TO;
    }

    /** Id of a command: the first field of every one of them. */
    static long commandId(final DirectBuffer buffer, final int bodyOffset) {
        return buffer.getLong(bodyOffset, ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes that the fixed part of an input had in the first version of the schema that knew it; 0 for what is no input. */
    static int blockLengthMin(final int templateId) {
        return switch (templateId) {
            case BestBidOfferDecoder.TEMPLATE_ID -> BestBidOfferDecoder.BLOCK_LENGTH;
            case MarkPriceDecoder.TEMPLATE_ID -> MarkPriceDecoder.BLOCK_LENGTH;
            case CandleDecoder.TEMPLATE_ID -> CandleDecoder.BLOCK_LENGTH;
            case CandleHistoryEndDecoder.TEMPLATE_ID -> CandleHistoryEndDecoder.BLOCK_LENGTH;
            case InstrumentDefinitionDecoder.TEMPLATE_ID -> InstrumentDefinitionDecoder.BLOCK_LENGTH;
            case GatewayUpDecoder.TEMPLATE_ID -> GatewayUpDecoder.sentNsEncodingOffset();
            case GatewayHeartbeatDecoder.TEMPLATE_ID -> GatewayHeartbeatDecoder.sentNsEncodingOffset();
            case GatewayDownDecoder.TEMPLATE_ID -> GatewayDownDecoder.BLOCK_LENGTH;
            case OrderAcceptedDecoder.TEMPLATE_ID -> OrderAcceptedDecoder.BLOCK_LENGTH;
            case OrderRejectedDecoder.TEMPLATE_ID -> OrderRejectedDecoder.BLOCK_LENGTH;
            case OrderFilledDecoder.TEMPLATE_ID -> OrderFilledDecoder.BLOCK_LENGTH;
            case OrderStatusReportDecoder.TEMPLATE_ID -> OrderStatusReportDecoder.BLOCK_LENGTH;
            case OrderUnknownToVenueDecoder.TEMPLATE_ID -> OrderUnknownToVenueDecoder.BLOCK_LENGTH;
            case CancelRejectedDecoder.TEMPLATE_ID -> CancelRejectedDecoder.BLOCK_LENGTH;
            case PlaceFailedDecoder.TEMPLATE_ID -> PlaceFailedDecoder.BLOCK_LENGTH;
            case CancelFailedDecoder.TEMPLATE_ID -> CancelFailedDecoder.BLOCK_LENGTH;
            case QueryFailedDecoder.TEMPLATE_ID -> QueryFailedDecoder.BLOCK_LENGTH;
            case ForeignOrderDecoder.TEMPLATE_ID -> ForeignOrderDecoder.BLOCK_LENGTH;
            case PositionReportDecoder.TEMPLATE_ID -> PositionReportDecoder.markPriceE8EncodingOffset();
            case AccountReportDecoder.TEMPLATE_ID -> AccountReportDecoder.walletE8EncodingOffset();
            case VenueHealthDecoder.TEMPLATE_ID -> VenueHealthDecoder.breakerEncodingOffset();
            case FundingPaidDecoder.TEMPLATE_ID -> FundingPaidDecoder.BLOCK_LENGTH;
            case OpenOrdersEndDecoder.TEMPLATE_ID -> OpenOrdersEndDecoder.BLOCK_LENGTH;
            case PositionsEndDecoder.TEMPLATE_ID -> PositionsEndDecoder.BLOCK_LENGTH;
            case TradesEndDecoder.TEMPLATE_ID -> TradesEndDecoder.BLOCK_LENGTH;
            case FundingEndDecoder.TEMPLATE_ID -> FundingEndDecoder.BLOCK_LENGTH;
            case LeverageReportDecoder.TEMPLATE_ID -> LeverageReportDecoder.BLOCK_LENGTH;
            case ForeignPositionDecoder.TEMPLATE_ID -> ForeignPositionDecoder.BLOCK_LENGTH;
            case ClockReportDecoder.TEMPLATE_ID -> ClockReportDecoder.BLOCK_LENGTH;
            case CredentialsReportDecoder.TEMPLATE_ID -> CredentialsReportDecoder.BLOCK_LENGTH;
            case InstrumentLeverageDecoder.TEMPLATE_ID -> InstrumentLeverageDecoder.BLOCK_LENGTH;
            case WalletReportDecoder.TEMPLATE_ID -> WalletReportDecoder.BLOCK_LENGTH;
            case FreezeReachedDecoder.TEMPLATE_ID -> FreezeReachedDecoder.BLOCK_LENGTH;
            case CreateAccountDecoder.TEMPLATE_ID -> CreateAccountDecoder.BLOCK_LENGTH;
            case SetAccountDecoder.TEMPLATE_ID -> SetAccountDecoder.dailyLossLineEncodingOffset();
            case CreateBotDecoder.TEMPLATE_ID -> CreateBotDecoder.BLOCK_LENGTH;
            case SetBotDesiredDecoder.TEMPLATE_ID -> SetBotDesiredDecoder.BLOCK_LENGTH;
            case SetLiveTradingDecoder.TEMPLATE_ID -> SetLiveTradingDecoder.BLOCK_LENGTH;
            case SetKillSwitchDecoder.TEMPLATE_ID -> SetKillSwitchDecoder.BLOCK_LENGTH;
            case AdjustLedgerDecoder.TEMPLATE_ID -> AdjustLedgerDecoder.BLOCK_LENGTH;
            case FlattenDecoder.TEMPLATE_ID -> FlattenDecoder.throughKillEncodingOffset();
            case SetHaltDecoder.TEMPLATE_ID -> SetHaltDecoder.BLOCK_LENGTH;
            case ReleaseDecoder.TEMPLATE_ID -> ReleaseDecoder.BLOCK_LENGTH;
            case SetLimitsDecoder.TEMPLATE_ID -> SetLimitsDecoder.BLOCK_LENGTH;
            case ChangeBotDecoder.TEMPLATE_ID -> ChangeBotDecoder.BLOCK_LENGTH;
            case PanicDecoder.TEMPLATE_ID -> PanicDecoder.BLOCK_LENGTH;
            case TermStartedDecoder.TEMPLATE_ID -> TermStartedDecoder.leaseNsEncodingOffset();
            case TermEndedDecoder.TEMPLATE_ID -> TermEndedDecoder.BLOCK_LENGTH;
            case JournalStorageDecoder.TEMPLATE_ID -> JournalStorageDecoder.BLOCK_LENGTH;
            case TimerTickDecoder.TEMPLATE_ID -> TimerTickDecoder.BLOCK_LENGTH;
            default -> 0;
        };
    }
}
