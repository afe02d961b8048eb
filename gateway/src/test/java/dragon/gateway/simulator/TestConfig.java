package dragon.gateway.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Configs for tests: mostly a market that stands still until the test moves it. */
final class TestConfig {
    private TestConfig() {}

    /** BTC at 60000.0 / 60000.1 with 2 on each side; nothing moves it. Rate limits are off. */
    static SimulatorConfig still(final Path directory) throws IOException {
        return still(directory, false);
    }

    static SimulatorConfig still(final Path directory, final boolean isLimited) throws IOException {
        final Path file = directory.resolve("handwritten_BTCUSDT_bbo.csv");
        Files.writeString(
                file,
                "seq,recv_us,event_ms,match_ms,update_id,bid,bid_qty,ask,ask_qty\n"
                        + "1,1,1700000000000,1,1,60000.0,2,60000.1,2\n");
        return config(List.of(file), 1.0, isLimited, Duration.ofSeconds(60), 600);
    }

    static SimulatorConfig config(
            final List<Path> data,
            final double speed,
            final boolean isLimited,
            final Duration silenceMax,
            final int historyMinutes) {
        return SimulatorConfig.builder()
                .accounts(List.of("main", "alt", "flat"))
                .oneWayAccounts(List.of("flat"))
                .data(data)
                .seed(7)
                .speed(speed)
                .historyMinutes(historyMinutes)
                .isLimited(isLimited)
                .silenceMax(silenceMax)
                .build();
    }
}
