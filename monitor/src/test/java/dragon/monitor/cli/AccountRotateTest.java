package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.LaneMode;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a rotation ends once its key stands in the vault. */
class AccountRotateTest {
    @TempDir
    private Path home;

    private LaneDirectory lane;
    private Vault vault;

    @BeforeEach
    void proposeAKey() {
        lane = LaneDirectory.of(home, "main");
        lane.create("main", LaneMode.SIM);
        vault = Vault.open(lane.root(), MasterKey.generate());
        vault.put("main", "key-old", "secret-old".toCharArray());
        vault.propose("main", "key-new", "secret-new".toCharArray(), "");
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void takesTheKeyItselfWhereNoGatewayRuns() throws Exception {
        assertFalse(take("key-new"));
        assertEquals("key-new", vault.apiKey("main"));
    }

    @Test
    void saysThatAGatewaySignsWithItOnceThatHasTakenIt() throws Exception {
        vault.promote("main", "key-new");
        assertTrue(take("key-new"));
    }

    @Test
    void failsWhereAnotherRotationHasReplacedTheKey() {
        vault.propose("main", "key-other", "secret-other".toCharArray(), "");
        assertEndsWith(ExitCode.REFUSED, "not in use");
        assertEquals("key-old", vault.apiKey("main"));
        assertEquals("key-other", vault.candidates().get(0).apiKey());
    }

    @Test
    void failsWhereOtherCredentialsWereStored() {
        vault.put("main", "key-other", "secret-other".toCharArray());
        assertEndsWith(ExitCode.REFUSED, "not in use");
        assertEquals("key-other", vault.apiKey("main"));
    }

    @Test
    void tellsWhyAGatewayHasRefusedTheKey() {
        vault.refuse("main", "key-new", "one-way mode");
        assertEndsWith(ExitCode.CREDENTIALS, "one-way mode");
        assertEquals("key-old", vault.apiKey("main"));
    }

    @Test
    void takesTheRefusalOfAnotherKeyForNoneOfThisOne() {
        vault.propose("main", "key-other", "secret-other".toCharArray(), "");
        vault.refuse("main", "key-other", "one-way mode");
        assertEndsWith(ExitCode.REFUSED, "not in use");
    }

    @Test
    void takesTheKeyItselfWhereTheGatewayHasDied() throws Exception {
        Files.writeString(
                lane.root().resolve("venue.toml"),
                "rest_url = \"http://a\"\nstream_url = \"ws://a\"\ngateway_pid = "
                        + ProcessHandle.current().pid() + "\ngateway_start_ms = 1\n"); // Its pid came again.
        assertFalse(take("key-new"));
        assertEquals("key-new", vault.apiKey("main"));
    }

    private boolean take(final String apiKey) throws InterruptedException {
        return AccountRotate.take(vault, lane, "main", apiKey);
    }

    private void assertEndsWith(final ExitCode exitCode, final String text) {
        final Failure failure = assertThrows(Failure.class, () -> take("key-new"));
        assertEquals(exitCode, failure.exitCode(), failure.line());
        assertTrue(failure.line().contains(text), failure.line());
    }
}
