package dragon.tools.backup;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.order.ClientOrderIds;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.chronicle.QueueDirectory;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.lane.LaneLock;
import dragon.engine.lane.LaneMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * One backup on its way back to a lane that is not there.
 *
 * <p>The lane that was lost may have gone on after the backup: with terms, and orders whose ids hold them, that nobody here knows.
 * So the mark of the new lane says the highest term that the operator has found for the lost one, and the first engine begins the
 * one after it. And a kill switch is pressed before anything else, as by {@code touch control/KILL}: what the exchange has done
 * since is compared while nothing leaves, and a person lifts it.
 *
 * <p>Threading: one thread. The lane gets its name by the last step; killed before, there is none.
 */
public final class BackupRestore {
    /** Terms that a lane must have left, so that it does not end soon after. */
    static final int TERMS_LEFT_MIN = 1024;

    /** The highest term that may be given. */
    public static final int LAST_TERM_MAX = ClientOrderIds.TERM_MAX - TERMS_LEFT_MIN;

    private final Path home;
    private final BackupCheck backup;
    private final LaneDirectory lane;
    private final String name;

    private BackupRestore(final Path home, final BackupCheck backup, final String name) {
        this.home = home;
        this.backup = backup;
        this.name = name;
        this.lane = LaneDirectory.of(home, name);
    }

    /**
     * What was restored.
     *
     * @param lastTerm highest that is taken for used: the first engine begins the one after it
     */
    public record Restored(LaneDirectory lane, LaneIdentity identity, JournalReport journal, int lastTerm) {}

    /**
     * Restores a backup that was found sound.
     *
     * @param name of the new lane, or null for that of the backup's
     * @param lastTerm highest term that the lost lane began, as far as anybody can tell
     * @throws OperatorException with {@link ExitStatus#USAGE} if name or term cannot be, with {@link ExitStatus#GATE} if the lane is
     *     there already, with {@link ExitStatus#VERIFICATION_FAILED} if the copy is not what the backup is, with
     *     {@link ExitStatus#CONFIG} if the disk says no; then there is no lane
     */
    public static Restored restore(final Path home, final BackupCheck backup, final String name, final int lastTerm) {
        return new BackupRestore(home, backup, name == null ? backup.manifest().lane() : name).restore(lastTerm);
    }

    /** The lane that a backup would be restored to; fails if that cannot be one, or is there already. */
    public static LaneDirectory target(final Path home, final BackupCheck backup, final String name) {
        final BackupRestore restore =
                new BackupRestore(home, backup, name == null ? backup.manifest().lane() : name);
        restore.checkTarget();
        return restore.lane;
    }

    /** The highest term that a backup itself knows to be used. */
    public static int termOf(final BackupCheck backup) {
        return backup.manifest().begunTerm();
    }

    private void checkTarget() {
        if (!LaneIdentity.isName(name)) {
            throw new OperatorException(
                    ExitStatus.USAGE,
                    "Cannot restore to lane '" + name
                            + "': a name has 1 to 31 of a-z, 0-9, '-' and '_', and starts with a"
                            + " letter or a digit. Nothing was written. Next: choose another --lane");
        }
        if (Files.exists(lane.root(), LinkOption.NOFOLLOW_LINKS)) {
            throw alreadyThere();
        }
    }

    private OperatorException alreadyThere() {
        return new OperatorException(
                ExitStatus.GATE,
                "Cannot restore to lane '" + name + "': " + lane.root()
                        + " is there, and a backup never replaces anything."
                        + " Nothing was written. Next: choose another --lane, or stop the lane and move that directory"
                        + " out of the way first");
    }

    private Restored restore(final int lastTerm) {
        checkTarget();
        if (lastTerm < termOf(backup) || lastTerm > LAST_TERM_MAX) {
            throw new OperatorException(
                    ExitStatus.USAGE,
                    "Cannot restore: --last-term " + lastTerm + " is not from " + termOf(backup)
                            + ", which the backup knows to be used, to " + LAST_TERM_MAX
                            + ". Nothing was written. Next: find out how far the lost lane came");
        }
        final Path unfinished =
                home.resolve(".restore-" + name + "-" + ProcessHandle.current().pid() + BackupDirectory.UNFINISHED);
        boolean isDone = false;
        try {
            LaneDirectory.createDirectories(home);
            BackupDirectory.remove(unfinished); // Of a process that was killed and had this pid.
            final Restored restored = fill(new LaneDirectory(unfinished), highestTerm(lastTerm));
            LaneDirectory.createDirectories(lane.root().getParent());
            if (Files.exists(lane.root(), LinkOption.NOFOLLOW_LINKS)) {
                throw alreadyThere();
            }
            Files.move(unfinished, lane.root(), StandardCopyOption.ATOMIC_MOVE);
            QueueDirectory.sync(lane.root().getParent());
            isDone = true;
            return restored;
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot restore to lane '" + name + "' in " + home + ": " + Backup.reasonOf(e)
                            + ". There is no such lane; the backup was not touched. Next: look at room and permissions",
                    e);
        } finally {
            if (!isDone) {
                BackupDirectory.remove(unfinished);
            }
        }
    }

    /** A backup that was restored here before has used terms too: no lane of this home began a higher one than this. */
    private int highestTerm(final int lastTerm) {
        int highest = Math.max(1, lastTerm);
        for (final LaneDirectory other : LaneDirectory.all(home)) {
            highest = Math.max(highest, LaneMark.read(other).map(LaneMark::term).orElse(0));
        }
        if (highest > LAST_TERM_MAX) {
            throw new OperatorException(
                    ExitStatus.GATE,
                    "Cannot restore: a lane of " + home + " has come to term " + highest + ", of "
                            + ClientOrderIds.TERM_MAX
                            + " that there are. Nothing was written. Next: restore to another --home");
        }
        return highest;
    }

    private Restored fill(final LaneDirectory target, final int lastTerm) throws IOException {
        final BackupManifest manifest = backup.manifest();
        for (final BackupFile file : manifest.files()) {
            if (!file.path().equals("lane.toml")) {
                final Path copy = target.root().resolve(file.path());
                LaneDirectory.createDirectories(copy.getParent());
                BackupFile.copy(backup.directory().resolve(file.path()), copy);
                final String problem = file.problemIn(target.root());
                if (problem != null) {
                    throw differs(problem);
                }
            }
        }
        final JournalReport journal = JournalVerifier.verify(target.journal());
        final String problem = BackupCheck.problemOf(journal, manifest);
        if (!problem.isEmpty()) {
            throw differs("journal " + problem);
        }
        target.createControl();
        LaneDirectory.createFile(target.control().resolve("KILL"));
        try (LaneLock mark = LaneLock.take(target, "backup restore")) {
            if (mark.beginTerm(lastTerm - 1) != lastTerm) {
                throw new IOException("a new mark has a term already");
            }
        }
        final LaneIdentity identity = target.create(name, manifest.mode());
        BackupDirectory.syncNames(target.root());
        return new Restored(lane, identity, journal, lastTerm);
    }

    private OperatorException differs(final String problem) {
        return new OperatorException(
                ExitStatus.VERIFICATION_FAILED,
                "Cannot restore " + backup.directory() + " to lane '" + name + "': in the copy " + problem
                        + ". There is no such lane; the backup was not touched. Next: dragon backup verify, and check the disk");
    }
}
