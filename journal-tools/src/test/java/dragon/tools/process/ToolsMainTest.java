package dragon.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.gate.Gate;
import dragon.engine.journal.InMemoryJournal;
import dragon.engine.journal.Journal;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.QueueFile;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneLock;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageFile;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.RiskLimit;
import dragon.tools.explain.EventMeaning;
import dragon.tools.follow.Forgery;
import dragon.tools.follow.JournaledLane;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs as an operator meets them: what they print, where, and how they exit. */
class ToolsMainTest {
    @TempDir
    Path home;

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();
    private LaneDirectory directory;
    private long lastSequence;
    private String stateHash;

    @BeforeEach
    void createLane() {
        directory = LaneDirectory.of(home, "main");
        directory.create("main", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(directory.journal(), ChronicleJournalConfig.small())) {
            final JournaledLane lane = new JournaledLane(journal, 5)
                    .begin(2)
                    .trade(1_000)
                    .checkpoint()
                    .trade(200)
                    .checkpoint();
            lastSequence = lane.sequence();
            stateHash = String.format("%016x", lane.stateHash());
        }
    }

    @Test
    void replayMatches() {
        assertEquals(0, run("replay", "--verify"));
        assertTrue(out().startsWith("match: every intent, audit message and state hash equals the journal\n"), out());
        assertTrue(out().contains("2 checkpoints"), out());
        assertTrue(out().contains("state hash " + stateHash), out());
        assertEquals("", err.toString());
    }

    @Test
    void replayPrintsOneJsonDocument() {
        assertEquals(0, run("replay", "--verify", "--json"));
        assertTrue(out().contains("\"schema\" : \"dragon/replay/1\""), out());
        assertTrue(out().contains("\"records\" : " + lastSequence), out());
        assertTrue(out().contains("\"checkpoints\" : 2"), out());
        assertTrue(out().contains("\"result\" : \"match\""), out());
        assertTrue(out().contains("\"stateHash\" : \"" + stateHash + "\""), out());
        assertTrue(out().contains("\"recordsPerSecond\" : "), out());
    }

    @Test
    void B21_replayNamesTheFirstIntentThatDiffers() {
        final InMemoryJournal forged = new InMemoryJournal();
        new JournaledLane(forged, 5).begin(1).trade(1_000);
        final long changed = Forgery.changeQuantityOfFirstPlace(forged);
        final Path other = home.resolve("forged");
        try (Journal journal = ChronicleJournal.open(other, ChronicleJournalConfig.small())) {
            for (int i = 0; i < forged.documentCount(); i++) {
                journal.append(forged.document(i), 0, forged.document(i).capacity());
            }
        }

        assertEquals(10, runBare("replay", "--verify", "--journal", other.toString()));
        assertTrue(out().startsWith("diverged: "), out());
        assertTrue(out().contains("FIRST DIVERGENCE   1:" + changed + "   record kind INTENT PlaceOrder"), out());
        assertTrue(out().contains("quantity=7.77"), out());
        assertEquals(10, runBare("replay", "--verify", "--json", "--journal", other.toString()));
        assertTrue(out().contains("\"what\" : \"output_differs\""), out());
        assertTrue(out().contains("\"sequence\" : " + changed), out());
        assertEquals(0, runBare("journal", "verify", "--journal", other.toString()), "its bytes are sound");
    }

    @Test
    void replayTellsTheRateOfAWarmMachineToo() {
        assertEquals(0, run("replay", "--verify", "--json", "--passes", "3"));
        assertTrue(out().contains("\"passes\" : 3"), out());
        assertTrue(out().contains("\"firstPassRecordsPerSecond\" : "), out());
        assertEquals(2, run("replay", "--passes", "0"));
    }

    @Test
    void replayWorksBesideTheWriter() {
        try (Journal writer = ChronicleJournal.open(directory.journal(), ChronicleJournalConfig.small())) {
            writer.sync();
            assertEquals(0, run("replay", "--verify"));
        }
    }

    @Test
    void B4_replayAndVerifyNameAFlippedByte() throws IOException {
        damage(amidRecords(), 1, true);
        assertEquals(10, run("replay", "--verify"));
        assertTrue(out().startsWith("damaged: "), out());
        assertTrue(err.toString().contains("checksum"), err.toString());
        assertEquals(10, run("journal", "verify"));
        assertTrue(err.toString().contains("Next: dragon journal repair --lane main"), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void B2_replayAndVerifyNameAZeroedPage() throws IOException {
        damage(amidRecords(), 4096, false);
        assertEquals(10, run("replay", "--verify", "--json"));
        assertTrue(out().contains("\"result\" : \"damaged\""), out());
        assertEquals(10, run("journal", "verify", "--json"));
        assertTrue(out().contains("\"lastGoodSequence\" : "), out());
        assertEquals(10, run("journal", "describe"));
    }

    @Test
    void B2_describeTakesNoHoleForTheEnd() throws IOException {
        final long hole = aDocument()[0];
        damage(hole, 4096, false);
        assertEquals(10, run("journal", "describe"));
        assertTrue(out().contains("DAMAGED     journal is damaged: "), out());
        assertTrue(out().contains("byte " + hole), out());
    }

    @Test
    void B3_replayAndVerifyNameACutFile() throws IOException {
        final Path file = journalFile();
        final long cut = amidRecords();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(cut);
        }
        assertEquals(10, run("replay", "--verify"));
        assertEquals(10, run("journal", "verify"));
        assertTrue(err.toString().contains("is damaged"), err.toString());
    }

    @Test
    void describesFilesRecordsAndTerms() {
        assertEquals(0, run("journal", "describe"));
        assertTrue(out().contains("generation  current: 1 files"), out());
        assertTrue(out().contains("sequence    1 to " + lastSequence), out());
        assertTrue(out().contains("term 1   records 1 to " + lastSequence), out());
        assertEquals(0, run("journal", "describe", "--json"));
        assertTrue(out().contains("\"lastSequence\" : " + lastSequence), out());
    }

    @Test
    void dumpsAsAskedFor() {
        assertEquals(0, run("journal", "dump", "--from", "3", "--to", "5"));
        assertEquals(3, out().lines().count(), out());
        assertTrue(out().startsWith("1:3  2026-01-01T00:00:00.000000000Z  AUDIT  BotEvent code=GATEWAY_UP"), out());
        assertEquals(0, run("journal", "dump", "--message", "CreateBot", "--ndjson"));
        assertEquals(2, out().lines().count(), out());
        assertTrue(out().contains("\"symbol\":\"PERP_BTC_USDT\""), out());
        assertEquals(0, run("journal", "dump", "--limit", "2", "--json"));
        assertTrue(out().startsWith("{\"schema\":\"dragon/journal-dump/1\",\"records\":["), out());
    }

    @Test
    void verifiesASoundJournal() {
        assertEquals(0, run("journal", "verify"));
        assertTrue(out().startsWith("sound: generation 1"), out());
        assertTrue(out().contains("sequence 1 to " + lastSequence), out());
    }

    @Test
    void repairsOnlyWhenToldTo() throws IOException {
        image(lastSequence - 1);
        image(2);
        damage(amidRecords(), 1, true);
        assertEquals(6, run("journal", "repair"));
        assertTrue(err.toString().contains("--confirm REPAIR"), err.toString());
        assertEquals(6, run("journal", "repair", "--confirm", "yes"));
        assertEquals(10, run("journal", "verify"));

        assertEquals(0, run("journal", "repair", "--confirm", "REPAIR"));
        assertTrue(out().startsWith("repaired: generation 2"), out());
        assertEquals(
                List.of(2L),
                StateImageFile.list(directory.images()).stream()
                        .map(StateImageFile.Entry::sequence)
                        .toList(),
                "the image after the damage is sealed too");
        assertEquals(0, run("journal", "verify"));
        assertEquals(0, run("replay", "--verify"));
        assertEquals(0, run("journal", "describe"));
        assertTrue(out().contains("generation  generation-000001: "), out());
        assertEquals(0, run("journal", "repair"));
        assertTrue(out().startsWith("nothing to repair"), out());
    }

    @Test
    void B1_setsAsideAnImageOfARecordThatASoundJournalDoesNotHold() throws IOException {
        image(lastSequence + 7);
        image(2);
        assertEquals(6, run("journal", "repair"));
        assertTrue(err.toString().contains("7 records are missing"), err.toString());
        assertEquals(2, StateImageFile.list(directory.images()).size());

        assertEquals(0, run("journal", "repair", "--confirm", "REPAIR"));
        assertTrue(out().contains("set aside "), out());
        assertTrue(Files.exists(directory.images().resolve("image-" + (lastSequence + 7) + ".ahead")));
        assertEquals(
                List.of(2L),
                StateImageFile.list(directory.images()).stream()
                        .map(StateImageFile.Entry::sequence)
                        .toList());
        assertEquals(0, run("journal", "repair"));
        assertTrue(out().startsWith("nothing to repair"), out());
    }

    @Test
    void doesNotRepairUnderARunningEngine() {
        try (LaneLock engine = LaneLock.take(directory, "engine")) {
            assertEquals(0, engine.term());
            assertEquals(5, run("journal", "repair", "--confirm", "REPAIR"));
        }
        assertTrue(err.toString().startsWith("lane_busy"), err.toString());
    }

    @Test
    void saysInOneLineWhatIsWrongWithACommand() {
        assertUsage("unknown flag '--speed'", "replay", "--speed");
        assertEquals(2, runBare("journal"));
        assertTrue(err.toString().startsWith("dragon journal: Missing verb: describe"), err.toString());
        assertUsage("Invalid value for option '--from'", "journal", "dump", "--from", "x");
        assertUsage("selects nothing", "journal", "dump", "--from", "9", "--to", "3");
        assertUsage("mutually exclusive", "replay", "--lane", "a", "--journal", "b");
        assertEquals(4, run("replay", "--verify", "--lane", "nowhere"));
        assertTrue(err.toString().startsWith("No lane at " + home.resolve("lanes/nowhere")), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertEquals(4, runBare("replay", "--journal", home.resolve("none").toString()));
        assertTrue(err.toString().startsWith("No journal at "), err.toString());
    }

    @Test
    void replaysADirectoryOutsideALane() {
        assertEquals(
                0,
                runBare("replay", "--verify", "--journal", directory.journal().toString()));
        assertEquals(
                2, runBare("journal", "repair", "--journal", directory.journal().toString()));
    }

    @Test
    void explainsAnOrderFromItsIntentToItsEnd() {
        final String id = firstOrder();

        assertEquals(0, run("explain", id));
        final List<String> lines = out().lines().toList();
        assertEquals("order " + id + "   intent " + id + "   1 attempt", lines.get(0), out());
        assertTrue(lines.get(1).contains("intent journaled, for gateway session 4712: "), out());
        assertTrue(lines.get(2).contains("accepted by the venue as "), out());
        assertTrue(lines.get(lines.size() - 1).startsWith("FILLED   filled 0.01 of 0.01 at "), out());
        assertTrue(out().endsWith("sent once\n"), out());
        assertEquals("", err.toString());
    }

    @Test
    void explainsAnOrderAsOneJsonDocument() {
        final String id = firstOrder();

        assertEquals(0, run("explain", id, "--json"));
        assertTrue(out().startsWith("{\n  \"schema\" : \"dragon/explain-order/1\","), out());
        assertTrue(out().contains("\"order\" : \"" + id + "\""), out());
        assertTrue(out().contains("\"what\" : \"PlaceOrder\""), out());
        assertTrue(out().contains("\"filled\" : \"0.01\""), out());
        assertTrue(out().contains("\"sentMax\" : 1"), out());
        assertTrue(out().contains("\"damage\" : null"), out());
    }

    @Test
    void explainSaysWhatToDoAboutAnOrderThatItDoesNotKnow() {
        assertEquals(4, run("explain", "42"));
        assertTrue(err.toString().startsWith("No order 42 in " + directory.journal()), err.toString());
        assertTrue(err.toString().contains("Next: dragon journal dump"), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertUsage("is no id", "explain", "0");
        assertUsage("ORDER", "explain");
        assertUsage("--at is a sequence", "explain", "bot-1", "--at", "noon");
    }

    @Test
    void explainSaysWhichBotsAndEventsAreNear() {
        assertEquals(4, run("explain", "bot-3"));
        assertTrue(err.toString().startsWith("No bot and no event 'bot-3' in "), err.toString());
        assertTrue(err.toString().contains("the nearest is 'bot-"), err.toString());
        assertEquals(4, run("explain", "1:99999999"), err.toString());
        assertTrue(err.toString().startsWith("No record 99999999 in "), err.toString());
    }

    /** Which record it was changes with every word more in a journal. */
    private static String anyRecord(final String text) {
        return text.replaceAll("at 1:\\d+ ", "at 1:N ");
    }

    @Test
    void explainsWhatHoldsABotBackWithFileAndLineOfTheLimit() throws IOException {
        final Path file = Files.createDirectories(home.resolve("accounts.d")).resolve("main.toml");
        Files.writeString(file, "label = \"main\"\n\"loss.day\" = 150\nleg = 1 # USD\n");
        final long[] place = laneWithLimit(file, 3);

        assertEquals(0, run("explain", "bot-1", "--lane", "limited"), err.toString());
        assertTrue(
                out().contains(
                                "LONG cannot enter. 1 reason, the deciding one first\n 1 exposure_block   leg exposure: "),
                out());
        assertTrue(out().contains("1 USD (accounts.d/main.toml:3)"), out());
        final String manual = Files.readString(Path.of("..", "docs", "manual.md"));
        final String first = String.join("\n", out().lines().limit(6).toList());
        assertTrue(anyRecord(manual).contains(anyRecord(first)), "the manual shows:\n" + first);
        assertTrue(out().contains(" exits: allowed   cancels: allowed"), out());
        assertEquals(
                2 * (Gate.all().length - 1),
                out().lines()
                        .filter(line -> line.matches("\\d+ +\\S.*(pass|BLOCK).*"))
                        .count(),
                out());

        Files.writeString(file, "label = \"main\"\n\"loss.day\" = 150\nleg = 2 # USD\n");
        assertEquals(0, run("explain", "bot-1", "--lane", "limited"), err.toString());
        assertTrue(out().contains("accounts.d/main.toml:3, where it says something else now"), out());

        assertEquals(0, run("explain", "bot-1", "--lane", "limited", "--at", Long.toString(place[0] - 1)));
        assertFalse(out().contains("accounts.d/main.toml"), "before the limit was set");
        assertEquals(0, run("explain", "bot-1", "--lane", "limited", "--json"));
        assertTrue(out().contains("\"fileStanding\" : \"changed\""), out());
        assertTrue(out().contains("\"firstClosed\" : {"), out());
    }

    @Test
    void explainsAnEventItsCauseAndTheGatesAtThatMoment() throws IOException {
        final long[] place = laneWithLimit(home.resolve("accounts.d/main.toml"), 3);
        assertEquals(0, run("explain", "exposure_block", "--lane", "limited"), err.toString());
        assertTrue(out().startsWith("exposure_block\nmeans   "), out());
        final String record =
                out().replaceAll("(?s).*dragon explain (\\d+:\\d+).*", "$1").strip();

        assertEquals(0, run("explain", record, "--lane", "limited"), err.toString());
        assertTrue(out().contains("exposure_block  bot bot-"), out());
        assertTrue(out().contains("cause   1:"), out());
        assertTrue(out().contains("accounts.d/main.toml:3, the file is gone"), out());
        assertTrue(Long.parseLong(record.substring(2)) > place[0], record);
    }

    @Test
    void everyEventCodeHasAMeaning() {
        final List<String> codes = Arrays.stream(EventCode.values())
                .filter(code -> code != EventCode.NULL_VAL)
                .map(code -> code.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
        assertEquals(codes, EventMeaning.codes().stream().sorted().toList());
    }

    /** A lane whose legs may hold no more than one dollar; gives the sequence at which that began. */
    private long[] laneWithLimit(final Path file, final int line) {
        final LaneDirectory limited = LaneDirectory.of(home, "limited");
        limited.create("limited", LaneMode.SIM);
        try (Journal journal = ChronicleJournal.open(limited.journal(), ChronicleJournalConfig.small())) {
            final JournaledLane lane = new JournaledLane(journal, 5).begin(2).trade(500);
            final long sequence = lane.sequence() + 1;
            lane.setLimit(RiskLimit.LEG_NOTIONAL_MAX, 100_000_000L, file.toString(), line)
                    .trade(1_500);
            return new long[] {sequence};
        }
    }

    @Test
    void explainTellsWhatIsSoundAndThenNamesTheDamage() throws IOException {
        final String id = firstOrder();
        damage(amidRecords(), 64, true);

        assertEquals(10, run("explain", id));
        assertTrue(out().contains("intent journaled"), out());
        assertTrue(err.toString().contains("damaged"), err.toString());
        assertEquals(10, run("explain", "42"));
        assertTrue(err.toString().startsWith("Order 42 is not among the "), err.toString());
    }

    private String firstOrder() {
        assertEquals(0, run("journal", "dump", "--message", "PlaceOrder", "--limit", "1"));
        return out().replaceAll("(?s).* clientOrderId=([0-9]+) .*", "$1");
    }

    private void assertUsage(final String words, final String... args) {
        assertEquals(2, run(args), err.toString());
        assertTrue(err.toString().contains(words), err.toString());
        assertTrue(err.toString().lines().findFirst().orElse("").contains("Next: "), err.toString());
        assertFalse(err.toString().contains("Exception"), err.toString());
    }

    private int run(final String... args) {
        final List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--home", home.toString()));
        return runBare(all.toArray(new String[0]));
    }

    private int runBare(final String... args) {
        out = new StringWriter();
        err = new StringWriter();
        return ToolsMain.run(args, new PrintWriter(out), new PrintWriter(err));
    }

    private String out() {
        return out.toString();
    }

    private void image(final long sequence) throws IOException {
        StateImageFile.write(
                directory.images(), new StateImage(1, 1, sequence, 1, 1, new UnsafeBuffer(new byte[8]), 8));
    }

    private Path journalFile() throws IOException {
        try (Stream<Path> files = Files.list(directory.journal())) {
            return files.filter(file -> file.toString().endsWith(".cq4"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A byte in the midst of a document, some 40,000 bytes before the end. */
    private long amidRecords() throws IOException {
        return aDocument()[1];
    }

    /** Where the header of a document is and where its midst. */
    private long[] aDocument() throws IOException {
        final byte[] bytes = Files.readAllBytes(journalFile());
        int used = bytes.length;
        while (bytes[used - 1] == 0) {
            used--;
        }
        try (QueueFile file = new QueueFile(journalFile())) {
            while (file.next() == QueueFile.Found.DOCUMENT) {
                if (file.nextPosition() > used - 40_000) {
                    return new long[] {
                        file.nextPosition() - file.length() - Integer.BYTES, file.nextPosition() - file.length() / 2
                    };
                }
            }
        }
        throw new AssertionError("the journal is too short");
    }

    private void damage(final long position, final int length, final boolean flip) throws IOException {
        try (FileChannel channel = FileChannel.open(journalFile(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            final ByteBuffer bytes = ByteBuffer.allocate(length);
            channel.read(bytes, position);
            for (int i = 0; i < length; i++) {
                bytes.put(i, flip ? (byte) (bytes.get(i) ^ 0x40) : 0);
            }
            bytes.rewind();
            channel.write(bytes, position);
        }
    }
}
