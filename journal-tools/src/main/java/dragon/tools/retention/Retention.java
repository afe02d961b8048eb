package dragon.tools.retention;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.JournalBeginning.Pending;
import dragon.engine.journal.JournalBeginning.Removal;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneLock;
import dragon.engine.lane.LaneMark;
import dragon.engine.lane.StandbyFiles;
import dragon.tools.backup.BackupCheck;
import dragon.tools.backup.LaneReading;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Removes the oldest files of a journal, with nobody at work on the lane.
 *
 * <p>Before the first one goes, the note of what is missing and where it is is on the disk: killed at any instant, the journal is
 * sound, and the next run goes on. Threading: one thread.
 */
public final class Retention {
    private final LaneDirectory lane;
    private final String laneName;
    private final Consumer<String> out;

    private Retention(final LaneDirectory lane, final String laneName, final Consumer<String> out) {
        this.lane = lane;
        this.laneName = laneName;
        this.out = out;
    }

    /**
     * Removes what may go.
     *
     * @param out takes a line for each file that is gone
     * @return what was found, and removed
     * @throws OperatorException with {@link ExitStatus#GATE} while an engine, a standby, a backup or another retention is at work, and
     *     whatever {@link RetentionPlan#of} refuses
     */
    public static RetentionPlan run(
            final LaneDirectory lane,
            final String laneName,
            final BackupCheck backup,
            final int keepDays,
            final Instant now,
            final Consumer<String> out) {
        final Retention retention = new Retention(lane, laneName, out);
        retention.requireQuiet();
        final LaneReading removing = LaneReading.exclusive(lane, "remove files");
        try {
            return retention.underLock(backup, keepDays, now);
        } finally {
            removing.close();
        }
    }

    private RetentionPlan underLock(final BackupCheck backup, final int keepDays, final Instant now) {
        final LaneLock leadership = LaneLock.take(lane, "retention");
        try {
            final RetentionPlan plan = RetentionPlan.of(lane, backup, keepDays);
            if (!plan.going().isEmpty()) {
                requireNoStandby(); // The plan took its time: one may have come since.
                remove(plan, now);
            }
            return plan;
        } finally {
            leadership.close();
        }
    }

    private void requireQuiet() {
        LaneMark.read(lane).filter(LaneMark::isLeaderAlive).ifPresent(mark -> {
            throw busy("process " + mark.pid() + " (" + mark.owner() + ") leads it");
        });
        requireNoStandby();
    }

    private void requireNoStandby() {
        StandbyFiles.of(lane).list().stream()
                .filter(StandbyFiles.Entry::isAlive)
                .findFirst()
                .ifPresent(standby -> {
                    throw busy("the standby with pid " + standby.pid() + " follows it");
                });
    }

    private OperatorException busy(final String who) {
        return new OperatorException(
                ExitStatus.GATE,
                "Cannot remove files of lane '" + laneName + "': " + who
                        + ", and files go only while nobody is at work. Nothing was removed. Next: stop engine and"
                        + " standbys, run it again, start them; dragon retention show tells before what would go");
    }

    private void remove(final RetentionPlan plan, final Instant now) {
        final List<RetentionPlan.File> going = plan.going();
        int removed = 0;
        try {
            final long first = plan.firstSequenceAfter(0);
            final long after = plan.firstSequenceAfter(going.size());
            final List<Removal> removals = new ArrayList<>(removalsBefore(first));
            removals.add(new Removal(
                    first,
                    after - 1,
                    going.size(),
                    plan.bytesGoing(),
                    now.toString(),
                    plan.backup().directory().toString()));
            final List<Pending> pending = new ArrayList<>();
            for (int i = 0; i < going.size(); i++) {
                pending.add(new Pending(going.get(i).name(), plan.firstSequenceAfter(i)));
            }
            new JournalBeginning(after, removals, pending).write(lane.journal());
            for (final RetentionPlan.File file : going) {
                Files.delete(file.path());
                QueueDirectory.sync(lane.journal()); // One after the other, so that power loss leaves no hole either.
                removed++;
                out.accept("removed   " + file.name() + "  records " + file.firstSequence() + " to "
                        + file.lastSequence());
            }
            QueueDirectory.list(lane.journal(), plan.journal().generation());
            new JournalBeginning(after, removals, List.of()).write(lane.journal());
            check(after, plan.journal());
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot go on removing files of " + lane.journal() + ": " + e + ". " + removed + " of "
                            + going.size() + " are gone; the journal is sound and backup "
                            + plan.backup().directory()
                            + " holds them. Next: look at the disk and permissions, and run it again",
                    e);
        }
    }

    /** What was removed before; the last one ends earlier than it says if it was interrupted. */
    private List<Removal> removalsBefore(final long firstSequence) throws IOException {
        final List<Removal> before = new ArrayList<>();
        for (final Removal removal : JournalBeginning.read(lane.journal()).removals()) {
            if (removal.firstSequence() < firstSequence) {
                before.add(new Removal(
                        removal.firstSequence(),
                        Math.min(removal.lastSequence(), firstSequence - 1),
                        removal.files(),
                        removal.bytes(),
                        removal.at(),
                        removal.backup()));
            }
        }
        return before;
    }

    private void check(final long first, final JournalReport before) {
        final JournalReport after = JournalVerifier.verify(lane.journal());
        if (!after.isSound() || after.firstSequence() != first || after.lastSequence() != before.lastSequence()) {
            throw new OperatorException(
                    ExitStatus.VERIFICATION_FAILED,
                    "After the removal the journal of lane '" + laneName + "' is not what it should be: sequence "
                            + after.firstSequence() + " to " + after.lastSequence() + ", expected " + first + " to "
                            + before.lastSequence() + ". Next: dragon journal verify, and restore the backup if it says"
                            + " damaged");
        }
    }
}
