package dragon.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.LaneMode;
import dragon.gateway.paper.PaperRules;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

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
        final GatewayConfig config = GatewayConfig.read(
                null, "main", REST + "/", STREAM, Map.of("DRAGON_HOME", home.toString()), new PaperOptions(), 1);
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
    void takesTheExchangesMarketDataOnADryRunLane() {
        LaneDirectory.of(home, "dry").create("dry", LaneMode.DRY_RUN);
        final GatewayConfig config = read("dry", null, null);
        assertEquals("https://api.woox.io", config.woox().restUrl());
        assertTrue(config.isDryRun());
        assertTrue(config.describe().contains("orders on paper: balance 10000 USD"), config.describe());
        assertEquals(REST, read("dry", REST, STREAM).woox().restUrl());
    }

    @Test
    void readsThePaperVenuesSettingsAndTellsAllThatIsWrongWithThem() {
        LaneDirectory.of(home, "dry").create("dry", LaneMode.DRY_RUN);
        final PaperRules rules = readPaper(
                        "dry",
                        "--paper-balance=2500.5",
                        "--paper-fees=0,0.1",
                        "--paper-leverage=5",
                        "--paper-latency=0")
                .paper();
        assertEquals(new PaperRules(250_050_000_000L, 0, 10_000_000L, 5, 0, 0, 0, 42), rules);
        final OperatorException refused = assertThrows(
                OperatorException.class,
                () -> readPaper("dry", "--paper-balance=much", "--paper-fees=0.1", "--paper-leverage=0"));
        assertEquals(3, refused.exitStatus());
        for (final String option : new String[] {"--paper-balance", "--paper-fees", "--paper-leverage"}) {
            assertTrue(refused.getMessage().contains(option), refused.getMessage());
        }
    }

    @Test
    void refusesPaperSettingsOnAnotherLaneAndALaneThatIsNotThere() {
        LaneDirectory.of(home, "main").create("main", LaneMode.SIM);
        assertThrows(OperatorException.class, () -> readPaper("main", "--paper-leverage=3"));
        assertThrows(OperatorException.class, () -> read("absent", REST, STREAM));
        assertThrows(OperatorException.class, () -> read("../x", REST, STREAM));
    }

    private GatewayConfig readPaper(final String lane, final String... options) {
        final PaperOptions paper = new PaperOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create().addMixin("paper", specOf(paper))).parseArgs(options);
        return GatewayConfig.read(home.toString(), lane, REST, STREAM, Map.of(), paper, 1);
    }

    private static CommandLine.Model.CommandSpec specOf(final PaperOptions paper) {
        return CommandLine.Model.CommandSpec.forAnnotatedObject(paper);
    }

    private GatewayConfig read(final String lane, final String restUrl, final String streamUrl) {
        return GatewayConfig.read(home.toString(), lane, restUrl, streamUrl, Map.of(), new PaperOptions(), 1);
    }
}
