package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.lane.LeaseTimes;
import dragon.engine.protocol.LaneMode;
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
    void readsTheLeaseInSeconds() {
        assertEquals(
                LeaseTimes.STANDARD,
                EngineConfig.read(options(null, null), Map.of()).lease());
        assertEquals(
                new LeaseTimes(1_000_000_000L, 333_333_333L),
                EngineConfig.read(options(null, null), Map.of(EngineConfig.LEASE_VARIABLE, "1"))
                        .lease());
        assertEquals(
                new LeaseTimes(3_000_000_000L, 500_000_000L),
                EngineConfig.read(
                                options(null, null),
                                Map.of(EngineConfig.LEASE_VARIABLE, "3", EngineConfig.RENEW_VARIABLE, "0.5"))
                        .lease());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "0", "-1", "0.9", "NaN", "1e9", "30s"})
    void refusesALeaseThatIsNoNumberOrTooShort(final String value) {
        final OperatorException e = refusal(options(null, null), Map.of(EngineConfig.LEASE_VARIABLE, value));

        assertEquals(ExitStatus.CONFIG, e.exitStatus());
        assertTrue(e.getMessage().contains(EngineConfig.LEASE_VARIABLE + "='" + value + "'"), e.getMessage());
        assertFalse(e.getMessage().contains("\n"));
    }

    @Test
    void refusesALeaseThatWouldEndBeforeItIsRenewed() {
        final OperatorException e = refusal(
                options(null, null), Map.of(EngineConfig.LEASE_VARIABLE, "5", EngineConfig.RENEW_VARIABLE, "5"));

        assertEquals(ExitStatus.CONFIG, e.exitStatus());
        assertTrue(e.getMessage().contains("it would end before it is renewed"), e.getMessage());
    }

    @Test
    void takesTheFeeRateAsAFractionAndKeepsItInPercent() {
        assertEquals(0, EngineConfig.read(options(null, null), Map.of()).feeRatePctE8());
        final EngineConfig config =
                EngineConfig.read(options(null, null), Map.of(EngineConfig.FEE_RATE_VARIABLE, "0.0005"));

        assertEquals(5_000_000L, config.feeRatePctE8());
        assertTrue(config.describe().contains(" fee_rate_pct=0.05 "), config.describe());
    }

    @ParameterizedTest
    @ValueSource(strings = {"free", "-0.0005", "0.2", "0,0005", "NaN", "0.00000000001"})
    void refusesAFeeRateThatIsNoFraction(final String value) {
        final OperatorException e = refusal(options(null, null), Map.of(EngineConfig.FEE_RATE_VARIABLE, value));

        assertEquals(ExitStatus.CONFIG, e.exitStatus());
        assertTrue(e.getMessage().contains(EngineConfig.FEE_RATE_VARIABLE + "='" + value + "'"), e.getMessage());
    }

    @Test
    void syncsTheIntentsOfALiveLaneAndNothingOfAnotherUnlessSomebodyChooses() {
        final EngineConfig byMode = EngineConfig.read(options(null, null), Map.of());
        assertEquals(SyncPolicy.INTENTS, byMode.syncPolicy(LaneMode.LIVE));
        assertEquals(SyncPolicy.NONE, byMode.syncPolicy(LaneMode.DRY_RUN));
        assertEquals(SyncPolicy.NONE, byMode.syncPolicy(LaneMode.SIM));
        assertTrue(byMode.describe().contains(" sync=by_mode "), byMode.describe());

        final EngineConfig chosen = EngineConfig.read(
                new EngineConfig.Options(null, null, null, null, "none", null, false, false), Map.of());
        assertEquals(SyncPolicy.NONE, chosen.syncPolicy(LaneMode.LIVE));
        assertTrue(chosen.describe().contains(" sync=none "), chosen.describe());
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
        return new EngineConfig.Options("/nowhere", lane, null, topology, null, null, false, false);
    }

    private static OperatorException refusal(
            final EngineConfig.Options options, final Map<String, String> environment) {
        return assertThrows(OperatorException.class, () -> EngineConfig.read(options, environment));
    }
}
