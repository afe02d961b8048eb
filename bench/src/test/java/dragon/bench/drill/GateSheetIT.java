package dragon.bench.drill;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.drill.ToldJournal.Told;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.OrderRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

    /** One whose first entry is too large, and one whose limit is tightened when it holds its leg. */
    private static final String CAPPED = "capped";

    private static final String TIGHTENED = "tightened";

    /** A look without an order: the last one that asked was blocked. */
    private static final Pattern OF_BOT = exposure("BLOCK\\* +- +pass +-", CAPPED);

    /** The order itself: what leg and order come to is the input. */
    private static final Pattern OF_ORDER = exposure("BLOCK +- +pass +1\\d{3}\\S* USD", TIGHTENED);

    private static final Pattern WITH_AGE =
            Pattern.compile("^\\d+ +hedge mode required +pass +pass +pass +HEDGE \\([^)]+\\) ", Pattern.MULTILINE);

    @TempDir
    private static Path home;

    private static DrillLane lane;

    @BeforeAll
    static void startLane() throws IOException {
        lane = new DrillLane(home, BTC);
    }

    @AfterAll
    static void stopLane() {
        if (lane != null) {
            lane.close();
        }
    }

    /** The line of the limit in the sheet, with the file and line that it came from. */
    private static Pattern exposure(final String columns, final String bot) {
        final String place = Pattern.quote(placeOfLimit(bot));
        return Pattern.compile(
                "^\\d+ +leg exposure +" + columns + " +10 USD \\(" + place + "\\) +when the leg is smaller, or change "
                        + place + ", then dragon apply$",
                Pattern.MULTILINE);
    }

    private static String placeOfLimit(final String bot) {
        return "bots.d/" + bot + ".toml:" + (BOT.lines().count() + 1);
    }

    private static Path write(final String bot, final String limit) throws IOException {
        final Path file = Files.createDirectories(home.resolve("bots.d")).resolve(bot + ".toml");
        return Files.writeString(file, BOT + limit);
    }

    /** Makes the bot of a file; returns its id. */
    private static int apply(final String bot, final String limit) throws IOException {
        lane.types("apply", write(bot, limit).toString(), "--confirm", "RAISE", "--reason", "drill");
        return lane.botNamed(bot);
    }

    @Test
    void aBotAndTheEventOfItsBlockAreExplainedByTheLineOfTheLimit() throws IOException {
        final int bot = apply(CAPPED, "max_position_usd = 10\n");
        lane.await("a blocked entry", () -> lane.journal().has(told -> isExposureBlock(told, bot)));
        final Told block = lane.journal().toEnd().events().stream()
                .filter(told -> isExposureBlock(told, bot))
                .findFirst()
                .orElseThrow();

        // As it was then: a moment later another gate may be the one that holds it back.
        final String record = "1:" + block.sequence();
        final String ofBot = lane.types("explain", CAPPED, "--at", record);
        assertTrue(ofBot.contains("LONG cannot enter. "), ofBot);
        assertTrue(
                ofBot.contains("exposure_block   leg exposure: -; limit 10 USD (" + placeOfLimit(CAPPED) + ")\n"),
                ofBot);
        assertTrue(OF_BOT.matcher(ofBot).find(), ofBot);
        assertTrue(WITH_AGE.matcher(ofBot).find(), ofBot);

        final String ofEvent = lane.types("explain", record);
        assertTrue(ofEvent.startsWith(record + "  "), ofEvent);
        assertTrue(ofEvent.contains("  exposure_block  bot " + CAPPED + "\n"), ofEvent);
        assertTrue(OF_BOT.matcher(ofEvent).find(), ofEvent);
        assertTrue(WITH_AGE.matcher(ofEvent).find(), ofEvent);
        assertTrue(
                lane.journal().toEnd().places().stream().noneMatch(place -> place.botId() == bot), "nothing was sent");
    }

    @Test
    void aParkedOrderIsExplainedByTheLineThatWasTightenedUnderIt() throws IOException {
        final int bot = apply(TIGHTENED, "max_position_usd = 5000\n");
        lane.await("a parked rung", () -> parkedRung(bot) != 0);

        lane.types("apply", write(TIGHTENED, "max_position_usd = 10\n").toString(), "--yes", "--reason", "drill");
        final String ofOrder = lane.types("explain", Long.toString(parkedRung(bot)));
        assertTrue(ofOrder.contains("\nWHY BLOCKED  DCA LONG BUY 0.01 at "), ofOrder);
        assertTrue(OF_ORDER.matcher(ofOrder).find(), ofOrder);
        assertTrue(WITH_AGE.matcher(ofOrder).find(), ofOrder);
    }

    private static boolean isExposureBlock(final Told told, final int bot) {
        return told.code() == EventCode.EXPOSURE_BLOCK && told.botId() == bot;
    }

    /** Client order id of the rung of a bot that waits for its price, 0 if there is none. */
    private static long parkedRung(final int bot) {
        return lane.journal().toEnd().events().stream()
                .filter(told ->
                        told.code() == EventCode.ORDER_PARKED && told.role() == OrderRole.DCA && told.botId() == bot)
                .mapToLong(Told::clientOrderId)
                .findFirst()
                .orElse(0);
    }
}
