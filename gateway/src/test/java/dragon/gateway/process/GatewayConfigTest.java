package dragon.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.LaneMode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayConfigTest {
    private static final String REST = "http://127.0.0.1:8081";
    private static final String STREAM = "ws://127.0.0.1:8081";

    @TempDir
    private Path home;

    @Test
    void takesTheExchangesOwnHostsOnALiveLane() {
        LaneDirectory.of(home, "live").create("live", LaneMode.LIVE);
        final GatewayConfig config = read("live", null, null);
        assertEquals("https://api.woox.io", config.woox().restUrl());
        assertEquals("wss://wss.woox.io", config.woox().streamUrl());
    }

    @Test
    void takesASimulatorsAddressFromTheCommandLine() {
        LaneDirectory.of(home, "main").create("main", LaneMode.SIM);
        final GatewayConfig config =
                GatewayConfig.read(null, "main", REST + "/", STREAM, Map.of("DRAGON_HOME", home.toString()), 1);
        assertEquals(REST, config.woox().restUrl());
        assertTrue(config.describe().contains("'main' (sim)"));
    }

    @Test
    void tellsAllProblemsAtOnce() {
        LaneDirectory.of(home, "main").create("main", LaneMode.SIM);
        final OperatorException refused =
                assertThrows(OperatorException.class, () -> read("main", "ftp://nowhere", "ws://example.com"));
        assertEquals(3, refused.exitStatus());
        assertTrue(refused.getMessage().contains("--rest-url"), refused.getMessage());
        assertTrue(refused.getMessage().contains("--stream-url"), refused.getMessage());
        assertFalse(refused.getMessage().contains("\n"));
    }

    @Test
    void keepsASimLaneAwayFromTheExchange() {
        LaneDirectory.of(home, "main").create("main", LaneMode.SIM);
        assertThrows(OperatorException.class, () -> read("main", "https://api.woox.io", "wss://wss.woox.io"));
        assertThrows(OperatorException.class, () -> read("main", null, null));
    }

    @Test
    void refusesADryRunLaneAndALaneThatIsNotThere() {
        LaneDirectory.of(home, "dry").create("dry", LaneMode.DRY_RUN);
        assertThrows(OperatorException.class, () -> read("dry", REST, STREAM));
        assertThrows(OperatorException.class, () -> read("absent", REST, STREAM));
        assertThrows(OperatorException.class, () -> read("../x", REST, STREAM));
    }

    private GatewayConfig read(final String lane, final String restUrl, final String streamUrl) {
        return GatewayConfig.read(home.toString(), lane, restUrl, streamUrl, Map.of(), 1);
    }
}
