package dragon.engine.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RejectClass;
import dragon.engine.protocol.SendFailure;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageDecoder;
import dragon.engine.snapshot.StateImageEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random histories: the core must never throw, and the same inputs must give the same outputs from any image on. */
class CoreSimulationTest {
    private static final int STEPS = 3_000;

    private record Input(long timeNs, byte[] bytes) {}

    private static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    /** Records every message on its way into the core of the harness. */
    private static List<Input> history(final long seed) {
        final List<Input> inputs = new ArrayList<>();
        final Random random = new Random(seed);
        final CoreHarness dragon = new CoreHarness() {
            @Override
            protected void beforeApply(final DirectBuffer buffer, final int offset, final int length) {
                final byte[] bytes = new byte[length];
                buffer.getBytes(offset, bytes);
                inputs.add(new Input(nowNs(), bytes));
            }
        };
        dragon.ready(Legs.BOTH_LEGS, random.nextBoolean() ? "0.5" : "0");
        dragon.createBot("second", Legs.SHORT_ONLY, "0");
        dragon.createBotWith(
                "third",
                Legs.BOTH_LEGS,
                Map.of(
                        StrategyParameter.DCA_ACTIVATION_PCT, "0.4",
                        StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, "0.2",
                        StrategyParameter.PARK_HYSTERESIS_PCT, "0.05",
                        StrategyParameter.FLAPS_PER_MINUTE_MAX, "10",
                        StrategyParameter.PREFER_BBO_MAKER, random.nextBoolean() ? "1" : "0",
                        StrategyParameter.MAKER_DISTANCE_PCT_MAX, "0.3",
                        StrategyParameter.STOP_PCT, "2"));
        long price = 60_000;
        for (int step = 0; step < STEPS; step++) {
            price = Math.max(1_000, price + random.nextInt(401) - 200);
            final int orders = dragon.core().state().orders().size();
            final long id = orders == 0
                    ? 1
                    : dragon.core().state().orders().at(random.nextInt(orders)).clientOrderId();
            switch (random.nextInt(26)) {
                case 0 -> dragon.bar(Long.toString(price));
                case 1, 2 -> dragon.pass(1 + random.nextInt(4));
                case 3, 4 -> dragon.accepted(id);
                case 5, 6, 7 -> dragon.filled(id, random.nextBoolean() ? "0.01" : "0.004", Long.toString(price));
                case 8 -> dragon.status(id, VenueOrderStatus.CANCELED, "0");
                case 9 -> dragon.status(id, VenueOrderStatus.FILLED, "0.01");
                case 10 -> dragon.placeFailed(id, SendFailure.get((short) (1 + random.nextInt(5))));
                case 11 -> dragon.unknownToVenue(id);
                case 12 -> dragon.rejected(id, RejectClass.get((short) (1 + random.nextInt(10))));
                case 13 -> dragon.live(random.nextInt(4) > 0);
                case 14 -> dragon.kill(KillScope.get((short) (1 + random.nextInt(3))), 1, random.nextInt(3) == 0);
                case 15 -> dragon.desire(1 + random.nextInt(3), DesiredStatus.get((short) (1 + random.nextInt(3))));
                case 16 -> dragon.account(1, random.nextInt(9) > 0 ? PositionMode.HEDGE : PositionMode.ONE_WAY);
                case 17 -> {
                    if (random.nextInt(4) == 0) {
                        dragon.startTerm();
                    }
                    dragon.gatewayUp(1 + random.nextInt(3)).openOrdersEnd(1).account(1, PositionMode.HEDGE);
                }
                case 18 -> dragon.setAccount(1, AccountStatus.get((short) (1 + random.nextInt(2))), "50");
                case 19 -> dragon.historyEnd();
                case 20 -> dragon.adjust(1, random.nextBoolean() ? "-10" : "10");
                case 22 -> dragon.cancelFailed(id, SendFailure.get((short) (1 + random.nextInt(5))));
                case 23 -> dragon.funding(step, random.nextBoolean() ? "-0.7" : "0.3");
                case 21 -> {
                    final byte[] noise = new byte[random.nextInt(120)];
                    random.nextBytes(noise);
                    dragon.applyRaw(new UnsafeBuffer(noise), 0, noise.length);
                }
                default -> dragon.quote(price + ".0", price + ".1");
            }
        }
        return inputs;
    }

    private static final class Trace implements Output {
        private final ExpandableArrayBuffer bytes = new ExpandableArrayBuffer(1 << 20);
        private int length;

        @Override
        public void intent(final DirectBuffer buffer, final int offset, final int messageLength) {
            audit(buffer, offset, messageLength);
        }

        @Override
        public void audit(final DirectBuffer buffer, final int offset, final int messageLength) {
            bytes.putBytes(length, buffer, offset, messageLength);
            length += messageLength;
        }

        private byte[] from(final int start) {
            final byte[] copy = new byte[length - start];
            bytes.getBytes(start, copy);
            return copy;
        }
    }

    private static long hash(final Core core) {
        final ExpandableArrayBuffer image = new ExpandableArrayBuffer(1 << 16);
        return new StateHash().of(image, 0, new StateImageEncoder().encode(core, image, 0));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSameInputsGiveTheSameOutputsFromAnyImageOn(final long seed) {
        final List<Input> inputs = history(seed);
        final int cut = new Random(seed).nextInt(inputs.size());
        final CoreLimits limits = new CoreLimits(8, 64, 16, 512, 128);
        final Core whole = new Core(limits);
        final Trace wholeTrace = new Trace();
        Core resumed = null;
        int tracedAtCut = 0;
        final Trace resumedTrace = new Trace();
        for (int i = 0; i < inputs.size(); i++) {
            if (i == cut) {
                final ExpandableArrayBuffer image = new ExpandableArrayBuffer(1 << 16);
                final int length = new StateImageEncoder().encode(whole, image, 0);
                resumed = new Core(limits);
                new StateImageDecoder().decode(resumed, image, 0, length);
                tracedAtCut = wholeTrace.length;
            }
            final Input input = inputs.get(i);
            final UnsafeBuffer message = new UnsafeBuffer(input.bytes());
            whole.apply(input.timeNs(), message, 0, input.bytes().length, wholeTrace);
            if (resumed != null) {
                resumed.apply(input.timeNs(), message, 0, input.bytes().length, resumedTrace);
            }
        }
        assertArrayEquals(wholeTrace.from(tracedAtCut), resumedTrace.from(0), "seed " + seed);
        assertEquals(hash(whole), hash(resumed), "seed " + seed);
    }
}
