package dragon.engine.process;

import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import dragon.engine.protocol.BestBidOfferEncoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.ClockReportEncoder;
import dragon.engine.protocol.CreateAccountEncoder;
import dragon.engine.protocol.CreateBotEncoder;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.GatewayHeartbeatEncoder;
import dragon.engine.protocol.GatewayUpEncoder;
import dragon.engine.protocol.InstrumentDefinitionEncoder;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.SetLimitsEncoder;
import dragon.engine.protocol.SetLiveTradingEncoder;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes what gateway and operator say, into one buffer. */
final class Messages {
    static final String SYMBOL = "PERP_BTC_USDT";
    private static final long ONE_E8 = 100_000_000L;

    final UnsafeBuffer buffer = new UnsafeBuffer(new byte[2048]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final BestBidOfferEncoder bestBidOffer = new BestBidOfferEncoder();

    int createAccount(final long commandId, final String label) {
        final CreateAccountEncoder message = new CreateAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
        message.commandId(commandId)
                .label(label)
                .dailyLossLimitE8(CreateAccountEncoder.dailyLossLimitE8NullValue())
                .totalLossLimitE8(CreateAccountEncoder.totalLossLimitE8NullValue())
                .operatorName("test")
                .reason("");
        return length(message.encodedLength());
    }

    /** All limits of an account loosened by name. */
    int limitsOff(final long commandId, final int accountId) {
        final SetLimitsEncoder message = new SetLimitsEncoder().wrapAndApplyHeader(buffer, 0, header);
        message.commandId(commandId).accountId(accountId).confirmed(Bool.YES).operatorName("test");
        final SetLimitsEncoder.LimitsEncoder limits = message.limitsCount(Limit.all().length);
        for (final Limit limit : Limit.all()) {
            limits.next().limit(limit.wire()).valueE8(Limits.OFF).line(0);
        }
        message.reason("").file("");
        return length(message.encodedLength());
    }

    int createBot(final long commandId, final int accountId, final String name) {
        final CreateBotEncoder message = new CreateBotEncoder().wrapAndApplyHeader(buffer, 0, header);
        message.commandId(commandId)
                .accountId(accountId)
                .timeframe(Timeframe.M1)
                .legs(Legs.BOTH_LEGS)
                .desiredStatus(DesiredStatus.RUNNING)
                .name(name)
                .symbol(SYMBOL)
                .operatorName("test");
        message.parametersCount(9)
                .next()
                .parameter(StrategyParameter.BASE_QUANTITY)
                .valueE8(ONE_E8 / 1000)
                .line(0)
                .next()
                .parameter(StrategyParameter.MAX_ENTRIES)
                .valueE8(3 * ONE_E8)
                .line(0)
                .next()
                .parameter(StrategyParameter.BASE_DEVIATION_PCT)
                .valueE8(ONE_E8)
                .line(0)
                .next()
                .parameter(StrategyParameter.DEVIATION_MULTIPLIER)
                .valueE8(ONE_E8)
                .line(0)
                .next()
                .parameter(StrategyParameter.VOLUME_MULTIPLIER)
                .valueE8(ONE_E8)
                .line(0)
                .next()
                .parameter(StrategyParameter.TAKE_PROFIT_PCT)
                .valueE8(ONE_E8)
                .line(0)
                .next()
                .parameter(StrategyParameter.DCA_ACTIVATION_PCT)
                .valueE8(0)
                .line(0)
                .next()
                .parameter(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT)
                .valueE8(0)
                .line(0)
                .next()
                .parameter(StrategyParameter.ENTRY_SLIPPAGE_PCT)
                .valueE8(ONE_E8 / 10)
                .line(0);
        message.reason("").file("");
        return length(message.encodedLength());
    }

    int setLiveTrading(final long commandId, final boolean isOn) {
        final SetLiveTradingEncoder message = new SetLiveTradingEncoder().wrapAndApplyHeader(buffer, 0, header);
        message.commandId(commandId)
                .enabled(isOn ? Bool.YES : Bool.NO)
                .operatorName("test")
                .reason("");
        return length(message.encodedLength());
    }

    int gatewayUp(final long sessionId) {
        return length(new GatewayUpEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .processId(1)
                .mode(LaneMode.SIM)
                .sentNs(0)
                .encodedLength());
    }

    int clock(final long sessionId) {
        return length(new ClockReportEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .offsetMs(0)
                .roundTripMs(1)
                .encodedLength());
    }

    int heartbeat(final long sessionId) {
        return length(new GatewayHeartbeatEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .sessionId(sessionId)
                .clockOffsetMs(0)
                .sentNs(0)
                .encodedLength());
    }

    int instrument(final int instrumentId) {
        return length(new InstrumentDefinitionEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .instrumentId(instrumentId)
                .isTrading(Bool.YES)
                .priceMinE8(ONE_E8)
                .priceMaxE8(1_000_000 * ONE_E8)
                .tickSizeE8(ONE_E8 / 10)
                .quantityMinE8(ONE_E8 / 10_000)
                .quantityMaxE8(1_000 * ONE_E8)
                .quantityStepE8(ONE_E8 / 10_000)
                .minNotionalE8(0)
                .symbol(SYMBOL)
                .encodedLength());
    }

    int bestBidOffer(final int instrumentId, final long bidE8, final long venueTimeMs) {
        bestBidOffer
                .wrapAndApplyHeader(buffer, 0, header)
                .instrumentId(instrumentId)
                .bidPriceE8(bidE8)
                .bidQuantityE8(ONE_E8)
                .askPriceE8(bidE8 + ONE_E8 / 10)
                .askQuantityE8(ONE_E8)
                .venueTimeMs(venueTimeMs);
        return length(bestBidOffer.encodedLength());
    }

    private static int length(final int encodedLength) {
        return MessageHeaderEncoder.ENCODED_LENGTH + encodedLength;
    }
}
