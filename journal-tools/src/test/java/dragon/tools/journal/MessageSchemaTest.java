package dragon.tools.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.BestBidOfferEncoder;
import dragon.engine.protocol.BotEventEncoder;
import dragon.engine.protocol.CreateBotEncoder;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.sbe.MessageDecoderFlyweight;
import org.junit.jupiter.api.Test;

/** What is shown to people is what the generated codecs read. */
class MessageSchemaTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    @Test
    void agreesWithEveryGeneratedCodecOnTheFixedBlock() throws Exception {
        final List<MessageSchema.Message> messages = IntStream.range(0, 1 << 16)
                .mapToObj(MessageSchema.dragon()::message)
                .filter(message -> message != null)
                .toList();
        assertTrue(messages.size() > 40, "messages in the schema: " + messages.size());
        for (final MessageSchema.Message message : messages) {
            final MessageDecoderFlyweight codec =
                    (MessageDecoderFlyweight) Class.forName("dragon.engine.protocol." + message.name() + "Decoder")
                            .getConstructor()
                            .newInstance();
            assertEquals(codec.sbeTemplateId(), message.templateId(), message.name());
            assertEquals(codec.sbeBlockLength(), message.block().bytes(), message.name());
            for (final MessageSchema.Field field : message.block().fields()) {
                final Object offset = codec.getClass()
                        .getMethod(field.name() + "EncodingOffset")
                        .invoke(null);
                assertEquals(offset, field.offset(), message.name() + "." + field.name());
                final Object length = codec.getClass()
                        .getMethod(field.name() + "EncodingLength")
                        .invoke(null);
                assertEquals(length, field.bytes(), message.name() + "." + field.name());
            }
        }
    }

    @Test
    void showsNumbersAsDecimalsAndLeavesOutWhatIsAbsent() {
        final BestBidOfferEncoder quote = new BestBidOfferEncoder().wrapAndApplyHeader(buffer, 0, header);
        quote.instrumentId(3)
                .bidPriceE8(5_929_010_000_000L)
                .bidQuantityE8(150_000_000L)
                .askPriceE8(BestBidOfferEncoder.askPriceE8NullValue())
                .askQuantityE8(0)
                .venueTimeMs(1_767_225_600_123L);
        final DecodedMessage message = DecodedMessage.of(buffer, 0, length(quote.encodedLength()));

        assertEquals(new BigDecimal("59290.1"), message.fields().get("bidPrice"));
        assertNull(message.fields().get("askPrice"));
        assertEquals(
                "BestBidOffer instrumentId=3 bidPrice=59290.1 bidQuantity=1.5 askQuantity=0 venueTimeMs=1767225600123"
                        + " venueTime=2026-01-01T00:00:00.123000000Z",
                message.text());
    }

    @Test
    void showsGroupsTextsAndEnums() {
        final CreateBotEncoder bot = new CreateBotEncoder().wrapAndApplyHeader(buffer, 0, header);
        bot.commandId(9)
                .accountId(1)
                .timeframe(Timeframe.M5)
                .legs(Legs.BOTH_LEGS)
                .desiredStatus(DesiredStatus.RUNNING)
                .name("btc")
                .symbol("PERP_BTC_USDT")
                .operatorName("rana");
        bot.parametersCount(1)
                .next()
                .parameter(StrategyParameter.MAX_ENTRIES)
                .valueE8(600_000_000L)
                .line(0);
        bot.reason("first one").file("");
        final DecodedMessage message = DecodedMessage.of(buffer, 0, length(bot.encodedLength()));

        assertEquals("M5", message.fields().get("timeframe"));
        assertEquals("PERP_BTC_USDT", message.fields().get("symbol"));
        assertEquals("first one", message.fields().get("reason"));
        assertEquals(
                List.of(Map.of("parameter", "MAX_ENTRIES", "value", new BigDecimal("6"), "line", 0L)),
                List.of(DecodedMessage.fieldsOf(((List<?>) message.fields().get("parameters")).get(0))));
    }

    @Test
    void saysWhatIsDamagedAndNeverFails() {
        final BotEventEncoder event = new BotEventEncoder().wrapAndApplyHeader(buffer, 0, header);
        event.code(EventCode.BAR_TICK)
                .level(EventLevel.INFO)
                .accountId(1)
                .botId(1)
                .instrumentId(1)
                .clientOrderId(0)
                .leg(Leg.LONG)
                .side(Side.BUY)
                .role(OrderRole.DCA)
                .priceE8(1)
                .quantityE8(1)
                .amountE8(1)
                .referenceId(0)
                .count(1)
                .gate(0)
                .closedGates(0)
                .riskLimit(RiskLimit.NULL_VAL)
                .valueE8(1)
                .limitE8(1)
                .detail("twelve chars");
        final int whole = length(event.encodedLength());
        final Random random = new Random(7);
        for (int length = 0; length <= whole; length++) {
            final DecodedMessage cut = DecodedMessage.of(buffer, 0, length);
            assertEquals(length < whole, cut.fields().containsKey("damage"), "length " + length);
        }
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(buffer.byteArray());
            buffer.putShort(2, (short) random.nextInt(410));
            DecodedMessage.of(buffer, 0, random.nextInt(buffer.capacity())).text();
        }
    }

    private static int length(final int bodyLength) {
        return MessageHeaderEncoder.ENCODED_LENGTH + bodyLength;
    }
}
