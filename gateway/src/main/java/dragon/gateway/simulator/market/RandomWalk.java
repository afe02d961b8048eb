package dragon.gateway.simulator.market;

import java.util.SplittableRandom;

/**
 * A price that changes its mood: calm, trending, choppy or wild, pulled back to a slow anchor, with wicks.
 *
 * <p>Integers only, so that a seed gives the same prices on every machine and every JVM. Moves are larger than a real
 * market's: ladders fill and targets are reached within a minute.
 */
final class RandomWalk {
    private static final long PPB = 1_000_000_000L;
    private static final int CALM = 0;
    private static final int UP = 1;
    private static final int DOWN = 2;
    private static final int CHOPPY = 3;
    private static final int MOODS = 5;
    private static final int WICK_STEPS = 8;

    private final SplittableRandom random;
    private final long tickE8;
    private final int stepMs;
    private final long rootOfStepMilli;
    private long priceE8;
    private long anchorE8;
    private int mood;
    private int moodMsLeft;
    private int wickStepsLeft;
    private long wickStepPpb;

    RandomWalk(final SplittableRandom random, final long startPriceE8, final long tickE8, final int stepMs) {
        this.random = random;
        this.tickE8 = tickE8;
        this.stepMs = stepMs;
        rootOfStepMilli = squareRootMilli(stepMs * 1_000_000L / 50);
        priceE8 = startPriceE8;
        anchorE8 = startPriceE8;
    }

    SplittableRandom random() {
        return random;
    }

    /** The next price, a multiple of the tick and never below one. */
    long step() {
        if (moodMsLeft <= 0) {
            mood = random.nextInt(MOODS);
            moodMsLeft = 8_000 + random.nextInt(27_000);
        }
        moodMsLeft -= stepMs;

        // Per 50 ms: the standard deviation of a step and its drift, in billionths of the price.
        final long sigmaPpb =
                mood == CALM ? 15_000 : mood == UP || mood == DOWN ? 30_000 : mood == CHOPPY ? 55_000 : 90_000;
        final long driftPpb = mood == UP ? 18_000 : mood == DOWN ? -18_000 : 0;
        final long pullPpb = (anchorE8 - priceE8) / Math.max(1, priceE8 / 1_000_000) * 1_000 / 2_500;

        long movePpb = scaledNoise(sigmaPpb) + (driftPpb + pullPpb) * stepMs / 50;
        movePpb += wickPpb();
        movePpb = Math.max(-PPB / 20, Math.min(PPB / 20, movePpb));
        priceE8 = Math.max(tickE8, priceE8 + part(priceE8, movePpb));
        anchorE8 = Math.max(tickE8, anchorE8 + part(anchorE8, scaledNoise(4_000)));
        return Math.max(tickE8, priceE8 / tickE8 * tickE8);
    }

    /** A wick shoots out in half its steps and returns in the other half. */
    private long wickPpb() {
        if (wickStepsLeft == 0) {
            if (stepMs <= 100 && random.nextInt(500) == 0) {
                wickStepsLeft = WICK_STEPS;
                wickStepPpb = (300_000L + random.nextInt(900_000)) * (random.nextBoolean() ? 1 : -1);
            }
            return 0;
        }
        wickStepsLeft--;
        return wickStepsLeft >= WICK_STEPS / 2 ? wickStepPpb : -wickStepPpb;
    }

    /** Near normal: the sum of four uniform numbers; wider steps by the square root of their length. */
    private long scaledNoise(final long sigmaPpb) {
        long sum = -2_000;
        for (int i = 0; i < 4; i++) {
            sum += random.nextInt(1_001);
        }
        // The sum of four uniform numbers on 0..1000 has a standard deviation of 577.
        return sum * sigmaPpb / 577 * rootOfStepMilli / 1_000;
    }

    /** That many billionths of the price; split, because the plain product does not fit a long. */
    private static long part(final long priceE8, final long ppb) {
        return priceE8 / PPB * ppb + priceE8 % PPB * ppb / PPB;
    }

    private static long squareRootMilli(final long valueMicro) {
        long root = 1;
        while ((root + 1) * (root + 1) <= valueMicro) {
            root++;
        }
        return root;
    }
}
