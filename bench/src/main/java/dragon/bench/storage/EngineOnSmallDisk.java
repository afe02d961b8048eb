package dragon.bench.storage;

import dragon.bench.kill.RecordChecksum;
import dragon.bench.kill.Violations;
import dragon.bench.kill.Witness;
import dragon.bench.lane.Await;
import dragon.bench.lane.SimulatedLane;
import dragon.bench.lane.VerbProcess;
import dragon.engine.ExitStatus;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.RecordCursor;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.process.EngineCounter;
import dragon.engine.protocol.BestBidOfferEncoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A real engine whose lane lies on a small file system that is filled under it, or may not be written at all.
 *
 * <p>What counts as acknowledged is what an independent follower was shown, and what the engine's own counter says that it has journaled.
 *
 * <p>Threading: one thread.
 */
final class EngineOnSmallDisk {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final int FREE_MEBIBYTES_MAX = 40;
    private static final int WARM_UP_QUOTES = 20_000;
    private static final long END_MS_MAX = 120_000;
    private static final int QUOTES_BETWEEN_LOOKS = 1_000;
    private static final long RING_FULL_NS = 100_000;
    private static final long WITNESS_MS_MAX = 5_000;
    private static final int UNKNOWN_INSTRUMENT = 999;
    private static final int STATUS_SIGTERM = 128 + 15;

    private final SmallDisk disk;
    private final SimulatedLane lane;
    private final Violations violations;
    private final UnsafeBuffer quote = new UnsafeBuffer(new byte[256]);
    private final int quoteBytes;
    private int sealed;

    EngineOnSmallDisk(final SmallDisk disk, final SimulatedLane lane, final Violations violations) {
        this.disk = disk;
        this.lane = lane;
        this.violations = violations;
        final BestBidOfferEncoder encoder =
                new BestBidOfferEncoder().wrapAndApplyHeader(quote, 0, new MessageHeaderEncoder());
        encoder.instrumentId(UNKNOWN_INSTRUMENT)
                .bidPriceE8(1)
                .bidQuantityE8(1)
                .askPriceE8(2)
                .askQuantityE8(1)
                .venueTimeMs(0);
        quoteBytes = MessageHeaderEncoder.ENCODED_LENGTH + encoder.encodedLength();
    }

    /** One disk that is full: under load until the engine has ended, then with room again, repaired if need be, and started. */
    void fillDisk(final Tally tally, final int round, final Random random) throws IOException {
        tally.tried();
        final boolean isFullBefore = round % 2 == 0;
        final long freeBytes = random.nextInt(FREE_MEBIBYTES_MAX) * MEBIBYTE;
        final String what = "full disk, round " + round
                + (isFullBefore ? ", " + freeBytes / MEBIBYTE + " MiB free at the start" : ", filled under load");
        // Never more than a repair can copy beside it later.
        disk.fillUpTo(isFullBefore ? freeBytes : FREE_MEBIBYTES_MAX * MEBIBYTE);
        final VerbProcess engine = lane.start("engine");
        final Violations seen = new Violations();
        Witness witness = null;
        long acknowledged = 0;
        try {
            final boolean isUp = Await.until(
                    END_MS_MAX,
                    () -> !engine.isAlive() || lane.isIn(engine, dragon.engine.process.EngineState.RUNNING));
            if (isUp && engine.isAlive()) {
                witness = new Witness(lane.lane().journal(), seen);
                load(engine, isFullBefore);
            }
            if (engine.isAlive()) {
                violations.add(what + ": the engine did not end, " + engine.lastWords());
                engine.kill();
            }
            final int status = engine.await();
            tally.refused();
            // The status with which a service manager tries again: it passes as soon as there is room.
            if (status != ExitStatus.FAILED || !isClear(engine)) {
                tally.unclear();
                violations.add(what + ": exit status " + status + ", " + engine.lastWords());
            }
            acknowledged = acknowledgedBy(engine, witness);
        } finally {
            if (witness != null) {
                witness.close();
            }
            lane.processes().remove("engine");
            disk.makeRoom();
        }
        judge(tally, what, acknowledged, witness, seen);
    }

    private void load(final VerbProcess engine, final boolean isFull) throws IOException {
        try (RingFile ring = RingFile.open(lane.lane().gatewayRing())) {
            final RingProducer producer = new RingProducer(ring);
            long quotes = 0;
            boolean isFilled = isFull;
            final long deadlineNs = System.nanoTime() + END_MS_MAX * 1_000_000;
            while (engine.isAlive() && System.nanoTime() - deadlineNs < 0) {
                for (int i = 0; i < QUOTES_BETWEEN_LOOKS; i++) {
                    if (producer.offer(quote, 0, quoteBytes)) {
                        quotes++;
                    } else {
                        LockSupport.parkNanos(RING_FULL_NS);
                    }
                }
                if (!isFilled && quotes > WARM_UP_QUOTES) {
                    isFilled = true;
                    disk.fillUpTo(0);
                }
            }
        }
    }

    /** The last record that anybody was told of, after the engine's end. */
    private long acknowledgedBy(final VerbProcess engine, final Witness witness) {
        if (witness == null) {
            return 0;
        }
        final long counted = lane.counter(EngineCounter.PID) == engine.pid() ? lane.counter(EngineCounter.SEQUENCE) : 0;
        Await.until(WITNESS_MS_MAX, () -> witness.lastSequence() >= counted);
        return Math.max(counted, witness.lastSequence());
    }

    /** One line that says what failed and what to do next, and nothing of the engine's insides. */
    private static boolean isClear(final VerbProcess engine) throws IOException {
        final List<String> said = engine.words();
        final long lines = said.stream()
                .filter(line -> line.startsWith("Engine stopped: ")
                        || line.startsWith("Cannot ")
                        || line.startsWith("Engine failed: "))
                .count();
        return lines == 1
                && said.stream().anyMatch(line -> line.contains("Next: "))
                && said.stream().noneMatch(line -> line.startsWith("\tat ") || line.startsWith("# "));
    }

    private void judge(
            final Tally tally, final String what, final long acknowledged, final Witness witness, final Violations seen)
            throws IOException {
        if (!lane.lane().exists()) {
            return; // There was no room even for the lane: nothing was acknowledged.
        }
        JournalReport report = JournalVerifier.verify(lane.lane().journal());
        if (report.isSound() && !seen.isEmpty()) {
            violations.add(what + ": the journal is sound, but " + seen.found());
        }
        if (!report.isSound()) { // What no follower believed either: a document that met the end of the disk.
            sealed++;
            final SimulatedLane.Answer repair = lane.verb("journal", "repair", "--confirm", "REPAIR");
            if (repair.status() != ExitStatus.DONE) {
                tally.unclear();
                violations.add(what + ": " + repair);
                return;
            }
            report = JournalVerifier.verify(lane.lane().journal());
        }
        final long kept = witness == null ? report.lastSequence() : equalRecords(what, tally, witness);
        if (kept < acknowledged) {
            tally.lost(acknowledged - kept);
            violations.add(what + ": acknowledged up to sequence " + acknowledged + ", kept up to " + kept);
        }
        lane.startEngine();
        final int status = lane.stop("engine");
        final JournalReport after = JournalVerifier.verify(lane.lane().journal());
        if (status != ExitStatus.DONE && status != STATUS_SIGTERM
                || !after.isSound()
                || after.lastSequence() <= report.lastSequence()) {
            tally.silent();
            violations.add(what + ": started again it ended with " + status + " and " + after);
        } else {
            tally.repaired();
        }
    }

    /** How far the journal holds what the witness was shown, byte for byte. */
    private long equalRecords(final String what, final Tally tally, final Witness witness) {
        final RecordCursor cursor = new RecordCursor(1);
        final RecordChecksum checksum = new RecordChecksum();
        try (JournalReader reader = ChronicleJournal.reader(lane.lane().journal())) {
            while (reader.poll((buffer, offset, length) -> {
                cursor.wrap(buffer, offset, length);
                while (cursor.next()) {
                    if (cursor.sequence() <= witness.lastSequence()
                            && checksum.of(cursor) != witness.checksumOf(cursor.sequence())) {
                        tally.silent();
                        violations.add(what + ": record " + cursor.sequence() + " is not what was shown");
                    }
                }
            })) {
                // Reads on.
            }
        } catch (final JournalException unexpected) {
            violations.add(what + ": " + unexpected.getMessage());
        }
        return cursor.sequence();
    }

    /** Rounds after which the journal had to be repaired: a garbage document was at its end. */
    int sealed() {
        return sealed;
    }

    /** A lane on a file system that nobody may write: no start, no changed byte, and a start once it may be written again. */
    void readOnly(final Tally tally) throws IOException {
        tally.tried();
        final long before = checksumOfLane();
        disk.readOnly(true);
        try {
            final VerbProcess engine = lane.start("engine");
            final int status = engine.await(END_MS_MAX / 1_000);
            lane.processes().remove("engine");
            tally.refused();
            if (status != ExitStatus.CONFIG || !isClear(engine)) {
                tally.unclear();
                violations.add("read-only: exit status " + status + ", " + engine.lastWords());
            }
            final SimulatedLane.Answer verify = lane.verb("journal", "verify");
            if (verify.status() != ExitStatus.DONE) {
                tally.unclear();
                violations.add("read-only: journal verify, " + verify);
            }
        } finally {
            disk.readOnly(false);
        }
        if (checksumOfLane() != before) {
            tally.silent();
            violations.add("read-only: files have changed");
        }
        lane.startEngine();
        lane.stop("engine");
        tally.repaired();
    }

    private long checksumOfLane() throws IOException {
        final CRC32C crc = new CRC32C();
        try (var files = Files.walk(lane.lane().journal())) {
            for (final Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                crc.update(file.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
                crc.update(Files.readAllBytes(file));
            }
        }
        return crc.getValue();
    }
}
