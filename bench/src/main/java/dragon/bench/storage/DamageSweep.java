package dragon.bench.storage;

import dragon.bench.kill.Violations;
import dragon.bench.rig.Rig;
import dragon.engine.journal.BatchEncoder;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalRepair;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournal;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Damages the file of a specimen in one place after the other, and judges each as an engine's start does.
 *
 * <p>Each damage is undone before the next by writing the changed bytes back. Some are repaired, too, in a directory aside.
 *
 * <p>Threading: one thread. Cost: about a millisecond a damage and MiB of journal, tens of them where it is repaired.
 */
final class DamageSweep {
    private static final int PAGE_BYTES = 4096;
    private static final String LANE = "main";

    private final Specimen specimen;
    private final Path aside;
    private final Tally tally;
    private final Violations violations;

    /**
     * Sweeps over this specimen.
     *
     * @param aside directory for repairs, made and removed for each
     */
    DamageSweep(final Specimen specimen, final Path aside, final Tally tally, final Violations violations) {
        this.specimen = specimen;
        this.aside = aside;
        this.tally = tally;
        this.violations = violations;
    }

    /**
     * Cuts the file at every byte of this many before the end of what was written, and once behind it.
     *
     * @param repairEvery one in so many is repaired
     */
    void cut(final int tailBytes, final int repairEvery) throws IOException {
        final long end = specimen.writtenEnd();
        final long first = Math.max(0, end - tailBytes);
        try (RandomAccessFile file = open()) {
            try {
                file.setLength(end);
                judge(end, "cut behind the last document", true);
                for (long size = end - 1; size >= first; size--) { // Each cut is a cut of the one before.
                    file.setLength(size);
                    judge(size, "cut to " + size, (end - size) % repairEvery == 0);
                }
            } finally {
                restore(file, first, specimen.fileBytes() - first);
            }
        }
    }

    /**
     * Changes bytes, each by a drawn difference: half of them in documents, a quarter in what the library wrote before
     * them, a quarter anywhere in the file.
     *
     * @param repairEvery one in so many is repaired
     */
    void flip(final int count, final Random random, final int repairEvery) throws IOException {
        try (RandomAccessFile file = open()) {
            for (int i = 0; i < count; i++) {
                final long position =
                        switch (i % 4) {
                            case 0 -> random.nextLong(specimen.fileBytes());
                            case 1 -> random.nextLong(specimen.firstDocument());
                            default -> random.nextLong(specimen.firstDocument(), specimen.writtenEnd());
                        };
                final int difference = random.nextBoolean() ? 1 << random.nextInt(8) : 1 + random.nextInt(255);
                file.seek(position);
                file.write(specimen.at(position) ^ difference);
                try {
                    judge(position, "byte " + position + " xor " + difference, i % repairEvery == repairEvery - 1);
                } finally {
                    restore(file, position, 1);
                }
            }
        }
    }

    /** Zeroes every page of this many bytes before the end of what was written, and the first one behind it. */
    void zeroPages(final int tailBytes) throws IOException {
        final long end = specimen.writtenEnd();
        try (RandomAccessFile file = open()) {
            for (long page = Math.max(0, end - tailBytes) & -PAGE_BYTES;
                    page < end + PAGE_BYTES && page + PAGE_BYTES <= specimen.fileBytes();
                    page += PAGE_BYTES) {
                file.seek(page);
                file.write(new byte[PAGE_BYTES]);
                try {
                    judge(page, "page at " + page + " zeroed", true);
                } finally {
                    restore(file, page, PAGE_BYTES);
                }
            }
        }
    }

    private RandomAccessFile open() throws IOException {
        return new RandomAccessFile(specimen.file().toFile(), "rw");
    }

    private void restore(final RandomAccessFile file, final long position, final long length) throws IOException {
        file.setLength(specimen.fileBytes());
        file.seek(position);
        file.write(specimen.bytes(), (int) position, (int) length);
    }

    /** One damage, all of it at or behind this position. */
    private void judge(final long position, final String what, final boolean isTriedFurther) throws IOException {
        tally.tried();
        final JournalReport report = JournalVerifier.verify(specimen.journal());
        final int followed = specimen.follow(specimen.journal());
        if (followed < 0) {
            tally.silent();
            violations.add(what + ": a follower was handed a record that was never written so");
        } else if (report.isSound()) {
            judgeSound(position, what, report, followed, isTriedFurther);
        } else {
            judgeRefused(position, what, report, isTriedFurther);
        }
    }

    private void judgeSound(
            final long position,
            final String what,
            final JournalReport report,
            final int followed,
            final boolean isTriedFurther)
            throws IOException {
        if (report.lastSequence() != specimen.records() || followed != specimen.records()) {
            tally.silent();
            violations.add(what + ": found sound up to sequence " + report.lastSequence() + ", followed to " + followed
                    + ", written were " + specimen.records());
            return;
        }
        final boolean isLibrarysOwn = position < specimen.writtenEnd();
        if ((isTriedFurther || isLibrarysOwn) && !takesOneMore(what)) {
            tally.refused(); // Loudly, when it was opened for appending.
        } else {
            tally.harmless();
        }
    }

    /** An engine would go on behind it: what it appends is there for everybody, or it says that it cannot. */
    private boolean takesOneMore(final String what) throws IOException {
        final Path journal = copyAside();
        try {
            return isTakingOneMore(what, journal, specimen.records());
        } finally {
            Rig.delete(aside);
        }
    }

    private boolean isTakingOneMore(final String what, final Path journal, final long lastSequence) {
        final JournalReport before = JournalVerifier.verify(journal);
        final BatchEncoder batch = new BatchEncoder(4096);
        batch.begin(lastSequence + 1, before.lastTerm() + 1);
        batch.add(RecordEnvelope.INPUT, before.lastTimeNs(), new UnsafeBuffer(new byte[40]), 0, 40);
        try (ChronicleJournal writer = ChronicleJournal.open(journal, Specimen.CONFIG)) {
            writer.append(batch.buffer(), 0, batch.length());
        } catch (final JournalException said) {
            return false;
        }
        final JournalReport after = JournalVerifier.verify(journal);
        if (!after.isSound() || after.lastSequence() != lastSequence + 1) {
            tally.silent();
            violations.add(what + ": a record was appended behind it and is not there: " + after);
        }
        return true;
    }

    private void judgeRefused(
            final long position, final String what, final JournalReport report, final boolean isRepaired)
            throws IOException {
        tally.refused();
        final String said = report.damage().words(LANE);
        if (said.lines().count() != 1
                || !said.contains("generation " + report.generation())
                || !said.contains("after sequence " + report.damage().lastGoodSequence())
                || !said.contains(report.damage().file().toString())
                || !said.contains("Next: dragon journal repair --lane " + LANE)) {
            tally.unclear();
            violations.add(what + ": " + said);
        }
        final int before = specimen.sequenceBefore(position);
        if (report.lastSequence() < before) {
            tally.lost(before - report.lastSequence());
            violations.add(
                    what + ": " + report + " keeps sequence " + report.lastSequence() + ", before it lie " + before);
        } else if (isRepaired) {
            repair(what, report);
        }
    }

    private void repair(final String what, final JournalReport found) throws IOException {
        final Path journal = copyAside();
        try {
            final Path sealedParent = aside.resolve("sealed");
            final JournalRepair.Result result = JournalRepair.repair(journal, sealedParent, Specimen.CONFIG);
            final long kept = result.now().lastSequence();
            if (!result.now().isSound() || kept != found.lastSequence() || specimen.follow(journal) != kept) {
                tally.lost(Math.max(1, found.lastSequence() - kept));
                violations.add(what + ": repaired to " + result.now() + ", expected sequence " + found.lastSequence());
            } else if (Files.mismatch(
                            specimen.file(),
                            result.sealed().resolve(specimen.file().getFileName()))
                    != -1) {
                tally.lost(1);
                violations.add(what + ": the sealed file is not the damaged one");
            } else if (isTakingOneMore(what, journal, kept)) {
                tally.repaired();
            } else {
                tally.unclear();
                violations.add(what + ": the repaired journal takes no record");
            }
        } finally {
            Rig.delete(aside);
        }
    }

    private Path copyAside() throws IOException {
        final Path journal = aside.resolve("journal");
        Specimen.copy(specimen.journal(), journal);
        return journal;
    }
}
