package dragon.tools.retention;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.JournalBeginning;
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
 * <p>Before the first one goes, the note of what is missing and where it is is on the disk, and from then on nobody reads what is to
 * go: killed at any instant, the journal is sound and begins where the plan says, and the next run goes on. Threading: one thread.
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
        retention.requireNoLeader();
        retention.requireNoStandby();
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
            if (!plan.going().isEmpty() || plan.isUnfinished()) {
                requireNoStandby(); // Again: a long journal takes minutes to read, and a standby may have come.
                remove(plan, now);
            }
            return plan;
        } finally {
            leadership.close();
        }
    }

    private void requireNoLeader() {
        LaneMark.read(lane).filter(LaneMark::isLeaderAlive).ifPresent(mark -> {
            throw busy("process " + mark.pid() + " (" + mark.owner() + ") leads it");
        });
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
            final long after = plan.firstSequenceAfter();
            final List<Removal> removals =
                    new ArrayList<>(JournalBeginning.read(lane.journal()).removals());
            final List<RetentionPlan.File> leaving = plan.leaving();
            if (!leaving.isEmpty()) { // Else there is only what an interrupted run has left, and noted.
                removals.add(new Removal(
                        plan.journal().firstSequence(),
                        after - 1,
                        leaving.size(),
                        leaving.stream().mapToLong(RetentionPlan.File::bytes).sum(),
                        now.toString(),
                        plan.backup().directory().toString()));
            }
            final List<String> pending =
                    going.stream().map(RetentionPlan.File::name).toList();
            new JournalBeginning(after, removals, pending).write(lane.journal());
            for (final RetentionPlan.File file : going) {
                Files.delete(file.path());
                removed++;
                out.accept("removed   " + file.name() + "  "
                        + (file.firstSequence() == 0
                                ? "no records"
                                : "records " + file.firstSequence() + " to " + file.lastSequence()));
            }
            QueueDirectory.list(lane.journal(), plan.journal().generation());
            new JournalBeginning(after, removals, List.of()).write(lane.journal());
            check(after, plan.journal());
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot go on removing files of " + lane.journal() + ": " + e + ". " + removed + " of "
                            + going.size()
                            + " are gone; the journal is sound, and what went is in the backup that dragon"
                            + " journal describe names. Next: look at the disk and permissions, and run it again",
                    e);
        }
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
