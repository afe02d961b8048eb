package dragon.bench;

import dragon.bench.gateway.GatewaySpeed;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dragon bench gateway}. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Stream messages a second from text to ring on one core, bytes allocated, and the same through a"
                + " websocket on loopback.")
final class GatewayCommand implements Callable<Integer> {
    @Mixin
    private BenchOptions options;

    @Option(names = "--blocks", paramLabel = "N", defaultValue = "300", description = "Of each kind; default 300.")
    private int blocks;

    @Option(
            names = "--messages",
            paramLabel = "N",
            defaultValue = "5120",
            description = "In a block, at most 50000; default 5120.")
    private int messages;

    @Option(
            names = "--socket-messages",
            paramLabel = "N",
            defaultValue = "2000000",
            description = "Through the websocket; default 2000000.")
    private long socketMessages;

    @Override
    public Integer call() throws Exception {
        return options.finish(GatewaySpeed.run(new GatewaySpeed.Settings(
                options.directory(), Math.max(1, blocks), Math.min(50_000, Math.max(1, messages)), socketMessages)));
    }
}
