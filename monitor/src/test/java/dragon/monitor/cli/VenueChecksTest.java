package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.gateway.simulator.Simulator;
import dragon.gateway.simulator.SimulatorConfig;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.vault.VaultException;
import dragon.monitor.cli.Check.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VenueChecksTest {
    @TempDir
    private Path lane;

    private final MasterKey masterKey = MasterKey.generate();
    private Simulator simulator;
    private String restUrl;

    @BeforeEach
    void start() throws IOException {
        final Path keys = Files.writeString(
                lane.resolve("keys.toml"),
                """
                [main]
                api_key = "key-of-main"
                api_secret = "SECRET-OF-MAIN"
                [flat]
                api_key = "key-of-flat"
                api_secret = "SECRET-OF-FLAT"
                """);
        simulator = Simulator.start(SimulatorConfig.builder()
                .credentialsFile(keys)
                .accounts(List.of("main", "flat"))
                .oneWayAccounts(List.of("flat"))
                .seed(7)
                .historyMinutes(60)
                .build());
        restUrl = simulator.restUrl();
        try (Vault vault = Vault.open(lane, masterKey)) {
            vault.put("main", "key-of-main", "SECRET-OF-MAIN".toCharArray());
            vault.put("flat", "key-of-flat", "SECRET-OF-FLAT".toCharArray());
            vault.put("wrong", "key-of-main", "ANOTHER-SECRET".toCharArray());
        }
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void measuresAGoodAccount() throws InterruptedException {
        final Map<String, Check> checks = checks("main", masterKey);
        for (final String name : List.of("status", "key", "accountMode", "positionMode", "owner", "rateBudget")) {
            assertEquals(
                    Verdict.OK, checks.get(name).verdict(), checks.get(name).found());
        }
        assertTrue(checks.get("roundTrip").found().matches(".*p50 [\\d.]+ ms, p99 [\\d.]+ ms of 16"));
        assertTrue(checks.get("clock").found().matches(".* [+-]\\d+ ms from ours \\(median of 16\\)"));
        assertTrue(checks.get("key").found().contains("READ yes, TRADE yes"));
        assertEquals(Verdict.SKIP, checks.get("withdraw").verdict());
        assertEquals(Verdict.SKIP, checks.get("instruments").verdict());
        assertFalse(checks.toString().contains("key-of-main"), "keys are masked");
        assertFalse(checks.toString().contains("SECRET"));
    }

    @Test
    void failsAnAccountInOneWayModeAndAKeyThatIsRefused() throws InterruptedException {
        assertEquals(Verdict.FAIL, checks("flat", masterKey).get("positionMode").verdict());
        final Check refused = checks("wrong", masterKey).get("key");
        assertEquals(Verdict.FAIL, refused.verdict());
        assertEquals("dragon account rotate wrong", refused.remedy());
    }

    @Test
    void failsWithoutTheMasterKeyAndWhereNobodyAnswers() throws InterruptedException {
        assertEquals(Verdict.FAIL, checks("main", null).get("key").verdict());
        simulator.close();
        final Map<String, Check> checks = checks("main", masterKey);
        assertEquals(List.of("reach"), List.copyOf(checks.keySet()));
        assertEquals(Verdict.FAIL, checks.get("reach").verdict());
    }

    private Map<String, Check> checks(final String label, final MasterKey key) throws InterruptedException {
        final Map<String, Check> found = new TreeMap<>();
        new VenueChecks(
                        lane,
                        restUrl,
                        label,
                        () -> {
                            if (key == null) {
                                throw new VaultException(VaultException.CREDENTIALS, "not set");
                            }
                            return key;
                        },
                        null)
                .run()
                .forEach(check -> found.put(check.name(), check));
        return found;
    }
}
