package dragon.tools.snapshotter;

import dragon.engine.core.Core;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.lane.StateImage;
import dragon.engine.lane.StateImageFile;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageDecoder;
import dragon.engine.snapshot.StateImageEncoder;
import dragon.tools.follow.Divergence;
import dragon.tools.follow.Follower;
import dragon.tools.follow.ForeignImageException;
import dragon.tools.follow.OldestImage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Follows the journal and keeps {@code snapshots.db} and the state images up to date.
 *
 * <pre>
 *   journal --follower--> rows that wait --every second, one transaction--> snapshots.db
 *                    \--> core --every second, changed rows only--------/
 *                          \--every ten seconds--> state_images and images/
 * </pre>
 *
 * <p>Nothing stops it: what SQLite refuses is kept and tried again, a corrupt database is moved aside and made anew from
 * the journal, a removed one is made anew too, a damaged journal is looked at again until it is repaired. Limit: when {@link RecordRows#ROWS_MAX} rows
 * wait it stops reading on; the journal keeps the rest.
 *
 * <p>Its pace is that of a monotonic clock, so that a wall clock that is set neither holds it up nor hurries it; what it
 * writes is by the wall clock.
 *
 * <p>Threading: one thread.
 */
final class Snapshotter implements AutoCloseable {
    private static final int DOCUMENTS_A_ROUND = 2_000;
    private static final int ROWS_A_TRANSACTION = 5_000;
    private static final long RETRY_MS_MIN = 100;
    private static final long RETRY_MS_MAX = 5_000;
    private static final long JOURNAL_RETRY_MS = 1_000;
    private static final long IMAGE_AHEAD_MS_MAX = 3_000;
    private static final long SILENCE_MS_MAX = 3_000;
    private static final long NS_PER_MS = 1_000_000L;
    private static final long NONE = -1;

    private final SnapshotterConfig config;
    private final String laneName;
    private final FollowedJournal journal;
    private final LongSupplier wallClockMs;
    private final LongSupplier monotonicClockMs;
    private final Consumer<String> out;
    private final Consumer<String> warnings;
    private final RecordRows recordRows = new RecordRows();
    private final Cadence cadence;

    private Follower follower;
    private SnapshotDatabase database;

    private long nextFlushMs;
    private long nextImageMs;
    private long nextProgressMs;
    private long nextRecoverMs;
    private long skippingSinceMs;
    private boolean isAtEnd;
    private boolean hasBeenAtEnd;
    private long atEndMs;
    private long silentSinceMs;
    private long silentAtSequence = NONE;
    private long imageSequence;
    private long progressSequence = NONE;
    private boolean isDivergenceReported;
    private String journalFault = "";
    private long journalFaultSequence;

    private long retryMs = RETRY_MS_MIN;
    private long failureCount;
    private long episodeFailureCount;
    private long episodeSequence;
    private long episodeTimeNs;
    private String episodeFault = "";

    /**
     * Makes a snapshotter that has not looked at anything yet.
     *
     * @param journal that it follows
     * @param wallClockMs milliseconds since the epoch; may be set at any time
     * @param monotonicClockMs milliseconds since whenever; never goes back
     * @param out takes a line of progress
     * @param warnings takes a line for an operator
     */
    Snapshotter(
            final SnapshotterConfig config,
            final String laneName,
            final FollowedJournal journal,
            final LongSupplier wallClockMs,
            final LongSupplier monotonicClockMs,
            final Consumer<String> out,
            final Consumer<String> warnings) {
        this.config = config;
        this.laneName = laneName;
        this.journal = journal;
        this.wallClockMs = wallClockMs;
        this.monotonicClockMs = monotonicClockMs;
        this.out = out;
        this.warnings = warnings;
        this.cadence = new Cadence(config.changedEveryMs(), config.unchangedEveryMs());
        final long nowMs = monotonicClockMs.getAsLong();
        nextFlushMs = nowMs;
        nextProgressMs = nowMs;
        nextRecoverMs = nowMs;
    }

    /**
     * Does what there is to do now.
     *
     * @return how many documents were followed; 0 = nothing new, so the caller may rest
     */
    int doWork() {
        final long nowMs = monotonicClockMs.getAsLong();
        if (follower == null) {
            if (nowMs < nextRecoverMs) {
                return 0;
            }
            try {
                recover(nowMs);
            } catch (final JournalException e) {
                onJournalFault(e, nowMs);
            }
        }
        if (follower == null) {
            return 0;
        }
        final int documents = follow(nowMs);
        if (follower != null && isFlushDue(nowMs)) {
            compareWithEngine(nowMs);
            if (follower != null) {
                flush(nowMs, false);
            }
        }
        return documents;
    }

    /** Many rows do not wait for the second, but for the pause after a failure they do. */
    private boolean isFlushDue(final long nowMs) {
        return nowMs >= nextFlushMs || episodeFailureCount == 0 && recordRows.count() >= ROWS_A_TRANSACTION;
    }

    /** Begins where the newest image of our own ends, or with the first record, or where a shortened journal lets it. */
    private void recover(final long nowMs) {
        if (isDatabaseReplaced()) {
            leaveReplaced(nowMs);
        }
        openDatabase(nowMs);
        long sequenceMax = Long.MAX_VALUE;
        while (database != null && follower == null) {
            final SnapshotDatabase.StoredImage stored = newestImage(sequenceMax, nowMs);
            if (stored == null) {
                break;
            }
            final Core core = coreOf(stored.image());
            if (core != null) {
                begin(
                        core,
                        new Follower.Resume(
                                stored.image().sequence(), stored.image().term(), stored.recordCrc()));
            }
            sequenceMax = stored.image().sequence() - 1;
        }
        if (follower == null) {
            // The first record may be gone by retention: then an image that the engine reads is the next best.
            final Optional<OldestImage> oldest = OldestImage.ofShortened(
                    config.lane().journal(), config.lane().images(), config.limits());
            if (oldest.isEmpty()) {
                begin(new Core(config.limits()), Follower.Resume.START);
            } else {
                begin(oldest.get().core(), oldest.get().resume());
            }
        }
        skippingSinceMs = nowMs;
        nextImageMs = nowMs + config.imageEveryMs();
        if (journalFault.isEmpty()) {
            out.accept("snapshotter " + laneName + " follows from sequence " + follower.sequence());
        }
    }

    private void begin(final Core core, final Follower.Resume resume) {
        recordRows.state(core.state());
        cadence.clear();
        imageSequence = resume.sequence();
        isDivergenceReported = false;
        isAtEnd = false;
        hasBeenAtEnd = false;
        silentAtSequence = NONE;
        follower = new Follower(journal.readers().apply(resume.sequence()), core, resume, recordRows);
    }

    private SnapshotDatabase.StoredImage newestImage(final long sequenceMax, final long nowMs) {
        try {
            return database.newestImage(sequenceMax);
        } catch (final SQLException e) {
            onFault(e, nowMs);
            return null;
        }
    }

    /** The core in the state of an image, or null if the image is not what it says. */
    private Core coreOf(final StateImage image) {
        if (image.logicVersion() > RecordEnvelope.LOGIC_VERSION) {
            warnings.accept("state image of sequence " + image.sequence() + " is of the newer logic version "
                    + image.logicVersion() + ", this build has " + RecordEnvelope.LOGIC_VERSION + ": not used");
            return null;
        }
        final Core core = new Core(config.limits());
        final ExpandableArrayBuffer again = new ExpandableArrayBuffer(Math.max(128, image.length()));
        try {
            final StateHash hash = new StateHash();
            if (hash.of(image.buffer(), 0, image.length()) == image.stateHash()) {
                new StateImageDecoder().decode(core, image.buffer(), 0, image.length());
                if (hash.of(again, 0, new StateImageEncoder().encode(core, again, 0)) == image.stateHash()) {
                    return core;
                }
            }
            warnings.accept("state image of sequence " + image.sequence() + " does not give its own hash: not used");
        } catch (final IllegalArgumentException | IndexOutOfBoundsException e) {
            warnings.accept("state image of sequence " + image.sequence() + " cannot be read: " + e.getMessage()
                    + ": not used");
        }
        return null;
    }

    private int follow(final long nowMs) {
        int documents = 0;
        isAtEnd = false;
        try {
            while (!isAtEnd && documents < DOCUMENTS_A_ROUND && recordRows.count() < RecordRows.ROWS_MAX) {
                if (follower.poll()) {
                    documents++;
                } else {
                    isAtEnd = true;
                }
            }
        } catch (final JournalException e) {
            onJournalFault(e, nowMs);
            return 0;
        } catch (final ForeignImageException e) {
            rebuild(e.getMessage(), nowMs);
            return 0;
        }
        if (!journalFault.isEmpty() && !follower.isSkipping() && follower.sequence() > journalFaultSequence) {
            out.accept("snapshotter " + laneName + " follows the journal again, past sequence " + journalFaultSequence);
            journalFault = "";
        }
        if (!follower.isSkipping() || documents > 0) {
            skippingSinceMs = nowMs;
        } else if (nowMs - skippingSinceMs > IMAGE_AHEAD_MS_MAX) {
            rebuild("the state image is of sequence " + follower.sequence() + ", the journal ends before it", nowMs);
        }
        return documents;
    }

    /** Is this the end of the journal, as far as it has been written? Then the state is the present one. */
    private void compareWithEngine(final long nowMs) {
        if (!isAtEnd || follower.isSkipping()) {
            silentAtSequence = NONE;
            return;
        }
        final long sequence = follower.sequence();
        if (journal.engineSequence().getAsLong() <= sequence) {
            hasBeenAtEnd = true;
            atEndMs = nowMs;
            silentAtSequence = NONE;
        } else if (silentAtSequence != sequence) { // A moment later it may be there.
            silentSinceMs = nowMs;
            silentAtSequence = sequence;
        } else if (nowMs - silentSinceMs > SILENCE_MS_MAX) {
            onSilence(sequence, nowMs);
        }
    }

    /** The engine goes on and the reader does not. */
    private void onSilence(final long sequence, final long nowMs) {
        silentAtSequence = NONE;
        final JournalReport report = journal.verifier().apply(sequence);
        final String found = report.isSound()
                ? "the engine has journaled more, and no record after sequence " + sequence + " can be read"
                : "the journal is damaged after sequence " + report.damage().lastGoodSequence() + ": "
                        + report.damage().kind().words + " (file "
                        + report.damage().file() + ", byte "
                        + report.damage().position() + ")";
        onJournalFault(
                new JournalException(found + ". What is shown stays as it was then; it is looked at again every few"
                        + " seconds. Next: dragon journal verify --lane " + laneName),
                nowMs);
    }

    /**
     * When the state was last known to be the present one, by the wall clock: while it is behind the journal, the time of
     * its last record.
     */
    private long asOfMs(final long nowMs, final long wallMs) {
        final long recordMs = Math.min(wallMs, follower.core().state().nowNs() / NS_PER_MS);
        return hasBeenAtEnd ? Math.max(recordMs, wallMs - (nowMs - atEndMs)) : recordMs;
    }

    /** The journal cannot be read on: all before is shown, and it is looked at again, until somebody has repaired it. */
    private void onJournalFault(final JournalException fault, final long nowMs) {
        if (!journalFault.equals(fault.getMessage())) { // The same fault, second after second, is told once.
            journalFault = fault.getMessage();
            warnings.accept("snapshotter " + laneName + ": " + journalFault);
        }
        if (follower != null) {
            journalFaultSequence = follower.sequence();
            flush(nowMs, true);
        }
        forgetFollower();
        nextRecoverMs = nowMs + JOURNAL_RETRY_MS;
    }

    private void forgetFollower() {
        if (follower != null) {
            follower.close();
            follower = null;
        }
        recordRows.clear();
    }

    /** What the database holds is of no use: it is moved aside, and made anew from the journal. */
    private void rebuild(final String why, final long nowMs) {
        forgetFollower();
        if (database != null) {
            database.close();
            database = null;
        }
        final Path file = config.lane().snapshots();
        try {
            final Path aside = SnapshotDatabase.moveAside(file, wallClockMs.getAsLong());
            warnings.accept("snapshotter " + laneName + ": " + why + ". " + file + " was moved to " + aside
                    + " and is made anew from the journal; trading is not concerned");
            nextRecoverMs = nowMs;
        } catch (final IOException e) {
            warnings.accept("snapshotter " + laneName + ": " + why + ", and " + file + " cannot be moved aside: " + e
                    + ". Trading is not concerned. Next: remove the file");
            nextRecoverMs = nowMs + RETRY_MS_MAX;
        }
    }

    /** Is it removed, or another one in its place? Nobody would ever see what is written to it. */
    private boolean isDatabaseReplaced() {
        return database != null && !database.isInPlace();
    }

    /** Goes on with what is in its place now, or with a new one, as after a start. */
    private void leaveReplaced(final long nowMs) {
        try {
            database.closeReplaced();
        } catch (final SQLException e) {
            onFault(e, nowMs); // And it is tried again: what it left would damage the next one.
            return;
        }
        database = null;
        warnings.accept("snapshotter " + laneName + ": " + config.lane().snapshots()
                + " was removed or replaced while in use. It is made complete from the journal; trading is not concerned."
                + " Next: stop the snapshotter before you remove its database");
        forgetFollower();
        nextRecoverMs = nowMs;
    }

    private void openDatabase(final long nowMs) {
        if (database != null) {
            return;
        }
        try {
            database = SnapshotDatabase.open(config.lane().snapshots(), config.busyMsMax());
        } catch (final SQLException e) {
            onFault(e, nowMs);
        }
    }

    /** Writes what is due in one transaction; what fails is kept and tried again. */
    private void flush(final long nowMs, final boolean isLast) {
        if (isDatabaseReplaced()) {
            leaveReplaced(nowMs);
            return;
        }
        if (follower.isSkipping() || follower.sequence() == 0) {
            nextFlushMs = nowMs + config.changedEveryMs();
            return;
        }
        openDatabase(nowMs);
        if (database == null) {
            return;
        }
        final long wallMs = wallClockMs.getAsLong();
        final List<Row> appended = recordRows.rows();
        final List<Row> present =
                StateRows.of(follower.core().state(), laneName, follower.sequence(), asOfMs(nowMs, wallMs), wallMs);
        final List<Row> due = cadence.due(present, nowMs, isLast);
        final List<Row> gone = cadence.gone(present);
        final boolean isImageDue = (isLast || nowMs >= nextImageMs) && isImageWorthIt();
        final List<Row> reports = reports();
        try {
            final StateImage image = isImageDue ? image() : null;
            database.inTransaction(() -> {
                if (cadence.isEmpty()) { // An earlier follower may have left what has been taken away since: all is due
                    // now.
                    database.deletePresent();
                }
                database.delete(gone);
                database.write(appended);
                database.write(due);
                database.write(reports);
                if (image != null) {
                    database.writeImage(image, follower.recordCrc(), wallMs);
                }
            });
            cadence.forget(gone);
            onWritten(due, image, nowMs);
        } catch (final SQLException e) {
            onFault(e, nowMs);
        }
    }

    /** An image is of a whole number of inputs, newer than the one before, and of a state that the engine has too. */
    private boolean isImageWorthIt() {
        return follower.isSettled() && follower.sequence() > imageSequence && follower.divergenceCount() == 0;
    }

    private StateImage image() {
        final int length = follower.encodeImage();
        final byte[] bytes = new byte[length];
        follower.image().getBytes(0, bytes);
        final UnsafeBuffer copy = new UnsafeBuffer(bytes);
        return new StateImage(
                RecordEnvelope.LOGIC_VERSION,
                follower.term(),
                follower.sequence(),
                follower.timeNs(),
                new StateHash().of(copy, 0, length),
                copy,
                length);
    }

    private void onWritten(final List<Row> due, final StateImage image, final long nowMs) {
        cadence.written(due, nowMs);
        recordRows.clear();
        if (episodeFailureCount > 0) {
            out.accept("snapshotter " + laneName + " writes again after " + episodeFailureCount + " failures");
        }
        episodeFailureCount = 0;
        retryMs = RETRY_MS_MIN;
        isDivergenceReported |= follower.firstDivergence() != null;
        nextFlushMs = nowMs + config.changedEveryMs();
        if (image != null) {
            imageSequence = image.sequence();
            nextImageMs = nowMs + config.imageEveryMs();
            export(image);
        }
        if (nowMs >= nextProgressMs && follower.sequence() != progressSequence) {
            progressSequence = follower.sequence();
            nextProgressMs = nowMs + config.progressEveryMs();
            out.accept("snapshotter " + laneName + " at sequence " + progressSequence);
        }
    }

    /** For the engine, which reads no SQLite: a file of its own, there as a whole or not at all. */
    private void export(final StateImage image) {
        try {
            StateImageFile.write(config.lane().images(), image);
        } catch (final IOException e) {
            warnings.accept("snapshotter " + laneName + ": cannot write a state image to "
                    + config.lane().images() + ": " + e + ". Recovery takes longer without; trading is not concerned");
        }
    }

    /**
     * What went wrong here, as rows among the events of the core. They stand at the sequence of an input, where the core
     * never has an event of its own.
     */
    private List<Row> reports() {
        final List<Row> reports = new ArrayList<>();
        if (episodeFailureCount > 0 && episodeSequence > 0) {
            reports.add(report(
                    episodeSequence,
                    episodeTimeNs,
                    "warn",
                    "snapshot_write_failed",
                    episodeFailureCount,
                    episodeFault));
        }
        final Divergence divergence = follower.firstDivergence();
        if (divergence != null && !isDivergenceReported) {
            warnings.accept("snapshotter " + laneName + ": replay differs from the journal at sequence "
                    + divergence.sequence()
                    + ". State images are no longer written. Next: dragon replay --verify --lane "
                    + laneName);
            reports.add(report(
                    Math.max(1, divergence.inputSequence()),
                    divergence.timeNs(),
                    "critical",
                    "replay_diverged",
                    1,
                    divergence.template() + " at sequence " + divergence.sequence() + ": "
                            + divergence.kind().words()));
        }
        return reports;
    }

    private static Row report(
            final long sequence,
            final long timeNs,
            final String level,
            final String code,
            final long count,
            final String detail) {
        return new Row(
                Table.EVENTS,
                sequence,
                timeNs,
                level,
                code,
                0,
                0,
                "",
                0L,
                "",
                "",
                "",
                null,
                null,
                null,
                0L,
                count,
                detail);
    }

    private void onFault(final SQLException fault, final long nowMs) {
        if (SnapshotDatabase.isCorrupt(fault)) {
            rebuild(config.lane().snapshots() + " is corrupt (" + fault.getMessage() + ")", nowMs);
            return;
        }
        failureCount++;
        if (episodeFailureCount++ == 0) {
            episodeSequence = follower == null ? 0 : follower.inputSequence();
            episodeTimeNs = follower == null ? 0 : follower.timeNs();
            episodeFault = fault.getMessage();
            warnings.accept(
                    "snapshot_write_failed: cannot write " + config.lane().snapshots() + ": " + fault.getMessage()
                            + ". Nothing is lost, it is tried again; trading is not concerned");
        }
        nextFlushMs = nowMs + retryMs;
        retryMs = Math.min(RETRY_MS_MAX, retryMs * 2);
    }

    /** Sequence of the last record followed. */
    long sequence() {
        return follower == null ? 0 : follower.sequence();
    }

    /** How often SQLite refused to write, since the start. */
    long failureCount() {
        return failureCount;
    }

    /** Writes everything once more, image included, and lets go. */
    @Override
    public void close() {
        final long nowMs = monotonicClockMs.getAsLong();
        if (follower != null) {
            follow(nowMs);
        }
        if (follower != null) {
            final long last = sequence();
            flush(nowMs, true);
            out.accept("snapshotter " + laneName + " stopped at sequence " + last);
        }
        forgetFollower();
        if (database != null) {
            database.close();
            database = null;
        }
    }
}
