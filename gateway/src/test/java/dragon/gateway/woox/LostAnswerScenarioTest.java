package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The nastiest fault: the order is executed, and neither its answer nor any report of it ever comes. */
class LostAnswerScenarioTest {
    @TempDir
    private Path directory;

    @Test
    void anOrderWhoseAnswerAndReportsAreLostIsFoundByQueryAdoptedAndNeverSentAgain() throws IOException {
        try (LaneInOneProcess lane = new LaneInOneProcess(directory)) {
            lane.fault("{\"name\":\"lost-ack\",\"next\":1}");
            lane.fault("{\"name\":\"lost-report\",\"next\":2}");
            lane.begin(
                    Legs.LONG_ONLY,
                    Map.of(
                            StrategyParameter.BASE_QUANTITY, "0.01",
                            StrategyParameter.MAX_ENTRIES, "1",
                            StrategyParameter.BASE_DEVIATION_PCT, "1",
                            StrategyParameter.DEVIATION_MULTIPLIER, "1",
                            StrategyParameter.VOLUME_MULTIPLIER, "2",
                            StrategyParameter.TAKE_PROFIT_PCT, "5",
                            StrategyParameter.EXIT_COOLDOWN_MINUTES, "60"));
            lane.await(
                    "an adopted entry",
                    () -> lane.core().state().bots().get(2).leg(Leg.LONG).entryCount() == 1);
            lane.run(3);

            assertTrue(lane.events().stream().anyMatch(event -> event.startsWith("ORDER_UNKNOWN")), () -> lane.events()
                    .toString());
            final String audit = lane.audit("/sim/audit");
            assertEquals(1, count(audit, "lost-ack"));
            assertEquals(2, count(audit, "lost-report"));
            assertEquals(0, count(audit, "duplicates"));
            assertEquals(lane.intentOfPlace().size(), count(audit, "ordersReceived"));
            assertEquals(count(audit, "distinctClientOrderIds"), count(audit, "ordersReceived"));
            assertEquals(1, count(audit, "fills"));
        }
    }

    private static long count(final String audit, final String name) {
        final Matcher matcher = Pattern.compile('"' + name + "\":([0-9]+)").matcher(audit);
        assertTrue(matcher.find(), name + " in " + audit);
        return Long.parseLong(matcher.group(1));
    }
}
