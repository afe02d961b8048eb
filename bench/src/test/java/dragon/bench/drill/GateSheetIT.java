package dragon.bench.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.drill.ToldJournal.Told;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.OrderRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bot from a file whose small limit holds it back, on real processes: {@code explain} names the line of that file. */
final class GateSheetIT {
    private static final String BTC = "PERP_BTC_USDT";

    /** The rung is parked: 30 percent are far outside the band of one percent. */
    private static final String BOT =
            """
            schema_version = 2
            account   = "main"
            symbol    = "PERP_BTC_USDT"
            timeframe = "1m"
            legs      = ["LONG"]

            [sizing]
            mode          = "QUANTITY"
            base_quantity = "0.01"

            [ladder]
            max_entries          = 2
            base_deviation_pct   = 30
            deviation_multiplier = 1
            volume_multiplier    = 1

            [entry]
            signal = "ALWAYS"

            [take_profit]
            mode = "PCT"
            pct  = 30

            [stop_loss]
            mode = "PCT"
            pct  = 0

            [activation]
            dca_pct         = 1
            take_profit_pct = 1

            [limits]
            """;

    /** File and line of the limit, as the sheet of a home shows it. */
    private static final String PLACE = "bots.d/capped.toml:" + (BOT.lines().count() + 1);

    private static final String CLEARS =
            " +when the leg is smaller, or change " + Pattern.quote(PLACE) + ", then dragon apply$";

    /** A look without an order: the last one that asked was blocked. */
    private static final Pattern OF_BOT = Pattern.compile(
            "^\\d+ +leg exposure +BLOCK\\* +- +pass +- +10 USD \\(" + Pattern.quote(PLACE) + "\\)" + CLEARS,
            Pattern.MULTILINE);

    /** The order itself: what leg and order come to is the input. */
    private static final Pattern OF_ORDER = Pattern.compile(
            "^\\d+ +leg exposure +BLOCK +- +pass +1\\d{3}\\S* USD +10 USD \\(" + Pattern.quote(PLACE) + "\\)" + CLEARS,
            Pattern.MULTILINE);

    private static final Pattern WITH_AGE =
            Pattern.compile("^\\d+ +hedge mode required +pass +pass +pass +HEDGE \\([^)]+s\\) ", Pattern.MULTILINE);

    @TempDir
    private Path home;

    private Path write(final String limit) throws IOException {
        final Path file = Files.createDirectories(home.resolve("bots.d")).resolve("capped.toml");
        return Files.writeString(file, BOT + limit);
    }

    @Test
    void aBotAndTheEventOfItsBlockAreExplainedByTheLineOfTheLimit() throws IOException {
        try (DrillLane lane = new DrillLane(home, BTC)) {
            final Path file = write("max_position_usd = 10\n");
            lane.types("apply", file.toString(), "--confirm", "RAISE", "--reason", "drill");
            lane.await("a blocked entry", () -> lane.journal().has(GateSheetIT::isExposureBlock));
            final Told block = lane.journal().toEnd().events().stream()
                    .filter(GateSheetIT::isExposureBlock)
                    .findFirst()
                    .orElseThrow();

            // As it was then: a moment later another gate may be the one that holds it back.
            final String record = "1:" + block.sequence();
            final String ofBot = lane.types("explain", "capped", "--at", record);
            assertTrue(ofBot.contains("LONG cannot enter. "), ofBot);
            assertTrue(ofBot.contains("exposure_block   leg exposure: -; limit 10 USD (" + PLACE + ")\n"), ofBot);
            assertTrue(OF_BOT.matcher(ofBot).find(), ofBot);
            assertTrue(WITH_AGE.matcher(ofBot).find(), ofBot);

            final String ofEvent = lane.types("explain", record);
            assertTrue(ofEvent.startsWith(record + "  "), ofEvent);
            assertTrue(ofEvent.contains("  exposure_block  bot capped\n"), ofEvent);
            assertTrue(OF_BOT.matcher(ofEvent).find(), ofEvent);
            assertTrue(WITH_AGE.matcher(ofEvent).find(), ofEvent);
            assertEquals(List.of(), lane.journal().toEnd().places(), "nothing was sent");
        }
    }

    @Test
    void aParkedOrderIsExplainedByTheLineThatWasTightenedUnderIt() throws IOException {
        try (DrillLane lane = new DrillLane(home, BTC)) {
            final Path file = write("max_position_usd = 5000\n");
            lane.types("apply", file.toString(), "--confirm", "RAISE", "--reason", "drill");
            lane.await("a parked rung", () -> parkedRung(lane) != 0);

            write("max_position_usd = 10\n");
            lane.types("apply", file.toString(), "--yes", "--reason", "drill");
            final String ofOrder = lane.types("explain", Long.toString(parkedRung(lane)));
            assertTrue(ofOrder.contains("\nWHY BLOCKED  DCA LONG BUY 0.01 at "), ofOrder);
            assertTrue(OF_ORDER.matcher(ofOrder).find(), ofOrder);
            assertTrue(WITH_AGE.matcher(ofOrder).find(), ofOrder);
        }
    }

    private static boolean isExposureBlock(final Told told) {
        return told.code() == EventCode.EXPOSURE_BLOCK;
    }

    /** Client order id of the rung that waits for its price, 0 if there is none. */
    private static long parkedRung(final DrillLane lane) {
        return lane.journal().toEnd().events().stream()
                .filter(told -> told.code() == EventCode.ORDER_PARKED && told.role() == OrderRole.DCA)
                .mapToLong(Told::clientOrderId)
                .findFirst()
                .orElse(0);
    }
}
