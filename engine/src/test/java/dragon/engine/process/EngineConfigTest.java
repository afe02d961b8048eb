package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options and environment are read once and every problem is told at once. */
final class EngineConfigTest {
    @Test
    void hasTheSpecifiedDefaults() {
        final EngineConfig config = EngineConfig.read(options(null, null), Map.of());

        assertEquals("main", config.lane());
        assertEquals(3_000_000_000L, config.fastIntervalNs());
        assertEquals(2_000_000_000L, config.intentTimeToLiveNs());
    }

    @Test
    void takesTheFastIntervalFromTheEnvironment() {
        assertEquals(
                1_500_000_000L,
                EngineConfig.read(options(null, null), Map.of(EngineConfig.FAST_INTERVAL_VARIABLE, "1.5"))
                        .fastIntervalNs());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0.9", "-3", "NaN", "Infinity", "1e99", "3,0"})
    void refusesAFastIntervalThatIsNoNumberOrTooShort(final String value) {
        final OperatorException e = refusal(options(null, null), Map.of(EngineConfig.FAST_INTERVAL_VARIABLE, value));

        assertEquals(ExitStatus.CONFIG, e.exitStatus());
        assertTrue(e.getMessage().contains(EngineConfig.FAST_INTERVAL_VARIABLE + "='" + value + "'"), e.getMessage());
    }

    @Test
    void tellsEveryProblemAtOnce() {
        final OperatorException e = refusal(
                options("Bad Name", "inlin"),
                Map.of(EngineConfig.FAST_INTERVAL_VARIABLE, "x", EngineConfig.LEASE_VARIABLE, "y"));

        assertEquals(ExitStatus.USAGE, e.exitStatus());
        assertTrue(e.getMessage().contains("--lane 'Bad Name'"), e.getMessage());
        assertTrue(e.getMessage().contains("did you mean 'inline'?"), e.getMessage());
        assertTrue(e.getMessage().contains(EngineConfig.FAST_INTERVAL_VARIABLE), e.getMessage());
        assertTrue(e.getMessage().contains(EngineConfig.LEASE_VARIABLE), e.getMessage());
        assertFalse(e.getMessage().contains("\n"));
    }

    private static EngineConfig.Options options(final String lane, final String topology) {
        return new EngineConfig.Options("/nowhere", lane, null, topology, null, null, false);
    }

    private static OperatorException refusal(
            final EngineConfig.Options options, final Map<String, String> environment) {
        return assertThrows(OperatorException.class, () -> EngineConfig.read(options, environment));
    }
}
