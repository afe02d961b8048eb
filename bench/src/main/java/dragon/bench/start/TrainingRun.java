package dragon.bench.start;

import dragon.engine.process.Engine;
import dragon.engine.process.EngineConfig;
import dragon.engine.protocol.LaneMode;
import java.nio.file.Path;

/** Starts an engine, works a moment and ends as a program ends, so that the JVM archives the classes it has seen. */
public final class TrainingRun {
    private static final int ROUNDS = 1_000;

    private TrainingRun() {}

    /** The home of the lane. */
    public static void main(final String[] args) throws Exception {
        final EngineConfig config =
                EngineConfig.standard(Path.of(args[0]), "training").withMode(LaneMode.SIM);
        System.out.println(config.describe());
        try (Engine engine = Engine.recover(config, System.err::println)) {
            System.out.println(engine.summary());
            engine.start();
            for (int i = 0; i < ROUNDS; i++) {
                engine.round(1);
            }
            engine.finish();
        }
    }
}
