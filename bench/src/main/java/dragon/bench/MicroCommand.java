package dragon.bench;

import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dragon bench micro}. */
@Command(
        name = "micro",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "The parts alone, by JMH with its allocation profiler: codec, journal, core.")
final class MicroCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options;

    @Option(names = "--iterations", paramLabel = "N", defaultValue = "5", description = "After as many to warm up.")
    private int iterations;

    @Option(names = "--millis", paramLabel = "MS", defaultValue = "1000", description = "Of an iteration.")
    private int millis;

    @Option(names = "--forks", paramLabel = "N", defaultValue = "1", description = "JVMs a benchmark; 0 = this one.")
    private int forks;

    @Parameters(arity = "0..1", paramLabel = "PATTERN", defaultValue = "dragon\\.bench\\.micro", description = "Which.")
    private String pattern;

    @Override
    public Integer call() throws Exception {
        final ChainedOptionsBuilder jmh = new OptionsBuilder()
                .include(pattern)
                .forks(forks)
                .warmupIterations(iterations)
                .warmupTime(TimeValue.milliseconds(millis))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(millis))
                .jvmArgsAppend("-Ddragon.bench.directory=" + options.directory())
                .addProfiler(GCProfiler.class);
        new Runner(jmh.build()).run();
        return 0;
    }
}
