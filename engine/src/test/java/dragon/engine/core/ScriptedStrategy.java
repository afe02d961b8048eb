package dragon.engine.core;

import dragon.engine.protocol.Leg;
import dragon.engine.snapshot.ImageReader;
import dragon.engine.snapshot.ImageWriter;
import dragon.engine.strategy.LegSituation;
import dragon.engine.strategy.LegTargets;
import dragon.engine.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A strategy that wants what the test wants, the same in every core that is made of its script. */
final class ScriptedStrategy implements Strategy {
    /** What the test says and sees. */
    static final class Script {
        private BiConsumer<LegSituation, LegTargets> decision = (situation, targets) -> {};
        private int historyCandles;
        private final List<String> woken = new ArrayList<>();

        void decide(final BiConsumer<LegSituation, LegTargets> newDecision) {
            decision = newDecision;
        }

        void wantCandles(final int count) {
            historyCandles = count;
        }

        List<String> woken() {
            return woken;
        }
    }

    private final Script script;

    ScriptedStrategy(final Script script) {
        this.script = script;
    }

    @Override
    public void onCandle(
            final long openTimeMs, final long openE8, final long highE8, final long lowE8, final long closeE8) {
        // Counted by the core.
    }

    @Override
    public void decide(final LegSituation situation, final LegTargets targets) {
        script.decision.accept(situation, targets);
    }

    @Override
    public void onWake(final Leg leg, final long priceE8) {
        script.woken.add(leg + " " + priceE8 / 100_000_000L);
    }

    @Override
    public int historyCandles() {
        return script.historyCandles;
    }

    @Override
    public void write(final ImageWriter image) {
        // The script is the test's.
    }

    @Override
    public void read(final ImageReader image) {
        // The script is the test's.
    }
}
