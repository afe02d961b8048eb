package dragon.tools.retention;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.CoreLimits;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.core.order.Orders;
import dragon.engine.journal.JournalBeginning;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.StateImageFile;
import dragon.tools.backup.BackupCheck;
import dragon.tools.follow.OldestImage;
import dragon.tools.snapshotter.StoredImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Which files of a journal may go now, and why each of the others has to stay.
 *
 * <p>A file may go if a backup that was read again holds its records byte for byte, and neither a state image, an order, an open
 * incident nor the time that history is kept here needs it, and no file before it stays. What cannot be read counts as needed. What
 * an interrupted run has left may go in any case: that run has looked.
 *
 * <p>Changes nothing. Threading: one thread.
 */
public final class RetentionPlan {
    /** One image alone has nothing to fall back to. */
    static final int IMAGES_MIN = 2;

    private final LaneDirectory lane;
    private final BackupCheck backup;
    private final int keepDays;
    private final JournalReport journal;
    private final boolean isUnfinished;
    private final List<File> left = new ArrayList<>();
    private final List<CycleFile> cycles;
    private final List<Holds.Hold> holds;
    private final List<File> files = new ArrayList<>();
    private long imageFloor;
    private int imagesVerified;
    private String imageProblem = "";
    private long oldestOrderId;
    private long oldestOrderNs = Long.MAX_VALUE;

    /**
     * One file, and what is to become of it.
     *
     * @param firstSequence of its first record, 0 = it has none
     * @param lastSequence of its last record, 0 = it has none
     * @param bytes as the file system tells its size
     * @param lastTimeNs engine time of its last record
     * @param stays why it has to stay; empty if it may go
     */
    public record File(Path path, long firstSequence, long lastSequence, long bytes, long lastTimeNs, String stays) {
        public boolean mayGo() {
            return stays.isEmpty();
        }

        public String name() {
            return String.valueOf(path.getFileName());
        }
    }

    private RetentionPlan(final LaneDirectory lane, final BackupCheck backup, final int keepDays) throws IOException {
        this.lane = lane;
        this.backup = backup;
        this.keepDays = keepDays;
        journal = JournalVerifier.verify(lane.journal());
        if (!journal.isSound()) {
            throw new OperatorException(
                    ExitStatus.VERIFICATION_FAILED,
                    journal.damage().words(String.valueOf(lane.root().getFileName())));
        }
        final List<String> pending = JournalBeginning.read(lane.journal()).pending();
        isUnfinished = !pending.isEmpty();
        for (final String name : pending) {
            final Path path = lane.journal().resolve(name);
            if (Files.exists(path)) {
                left.add(new File(path, 0, 0, Files.size(path), 0, ""));
            }
        }
        cycles = CycleFile.of(lane.journal());
        holds = Holds.of(lane).open();
    }

    /**
     * Looks at a lane.
     *
     * @param backup that was found sound, or null if there is none
     * @param keepDays so much history stays in the journal, whatever else
     * @throws OperatorException with {@link ExitStatus#VERIFICATION_FAILED} if the journal is damaged, with {@link ExitStatus#CONFIG} if
     *     something cannot be read
     */
    public static RetentionPlan of(final LaneDirectory lane, final BackupCheck backup, final int keepDays) {
        try {
            final RetentionPlan plan = new RetentionPlan(lane, backup, keepDays);
            plan.lookAtImages();
            plan.judge();
            return plan;
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot look at the journal of lane " + lane.root() + ": " + e
                            + ". Nothing was removed. Next: run it as the owner of the lane",
                    e);
        }
    }

    /** All images count, those that cannot be used too: what is kept for them is kept for one too many at worst. */
    private void lookAtImages() throws IOException {
        imageFloor = journal.lastSequence();
        OldestImage oldest = null;
        for (final StateImageFile.Entry entry : StateImageFile.list(lane.images())) {
            if (entry.sequence() <= journal.lastSequence()) {
                imageFloor = Math.min(imageFloor, entry.sequence());
                final Optional<OldestImage> verified = OldestImage.of(lane.journal(), entry, CoreLimits.DEFAULT);
                if (verified.isPresent()) {
                    imagesVerified++;
                    oldest = verified.get();
                }
            }
        }
        try {
            for (final long sequence : StoredImages.sequences(lane.snapshots())) {
                imageFloor = Math.min(imageFloor, sequence);
            }
        } catch (final SQLException e) {
            imageProblem = "the state images in " + lane.snapshots() + " cannot be read: " + e.getMessage();
        }
        if (imageProblem.isEmpty() && imagesVerified < IMAGES_MIN) {
            imageProblem = imagesVerified + " state images in " + lane.images() + " are verified, a start needs one and"
                    + " one to fall back to";
        }
        if (oldest != null) {
            lookAtOrders(oldest.core().state().orders());
        }
    }

    /** A gateway takes an order for its own if its place is in the journal: those of the oldest image, later ones are behind it. */
    private void lookAtOrders(final Orders orders) {
        for (int i = 0; i < orders.size(); i++) {
            final Order order = orders.at(i);
            if (order.status() != OrderStatus.PARKED && order.createdNs() < oldestOrderNs) {
                oldestOrderNs = order.createdNs();
                oldestOrderId = order.clientOrderId();
            }
        }
    }

    private void judge() {
        final List<String> needs = new ArrayList<>();
        final List<CycleFile> candidates = new ArrayList<>();
        boolean isPrefix = true;
        for (int i = 0; i < cycles.size(); i++) {
            final String need = i < lastWritten() ? needOf(cycles.get(i)) : "it is written, or made ahead";
            needs.add(need);
            isPrefix &= need.isEmpty();
            if (isPrefix && !cycles.get(i).isEmpty()) {
                candidates.add(cycles.get(i));
            }
        }
        final Map<Path, Boolean> held =
                candidates.isEmpty() ? Map.of() : CycleFile.heldIn(backup.journal(), candidates);
        isPrefix = true;
        for (int i = 0; i < cycles.size(); i++) {
            final CycleFile cycle = cycles.get(i);
            String stays = needs.get(i);
            if (stays.isEmpty() && !isPrefix) {
                stays = "a file before it stays";
            } else if (stays.isEmpty() && !cycle.isEmpty() && !held.getOrDefault(cycle.path(), false)) {
                stays = "backup " + backup.directory().getFileName() + " does not hold the same records";
            }
            isPrefix &= stays.isEmpty();
            files.add(new File(
                    cycle.path(),
                    cycle.firstSequence(),
                    cycle.lastSequence(),
                    cycle.bytes(),
                    cycle.lastTimeNs(),
                    stays));
        }
        keepBehindTheLastRecord();
    }

    /** Index of the last file with a record. */
    private int lastWritten() {
        int last = cycles.size() - 1;
        while (last >= 0 && cycles.get(last).isEmpty()) {
            last--;
        }
        return last;
    }

    /** Why a file has to stay, in the order in which an operator would ask; empty if nothing is known. */
    private String needOf(final CycleFile cycle) {
        if (cycle.isEmpty()) {
            return ""; // Made ahead for a day on which nobody led, or only one who was deposed.
        }
        if (!imageProblem.isEmpty()) {
            return imageProblem;
        }
        if (cycle.lastSequence() >= imageFloor) {
            return String.format(Locale.ROOT, "the state image of sequence %,d needs it", imageFloor);
        }
        if (cycle.lastTimeNs() >= oldestOrderNs) {
            return "order " + oldestOrderId + " was placed in it or later: the gateway knows its orders by the journal";
        }
        for (final Holds.Hold hold : holds) {
            if (cycle.lastSequence() >= hold.fromSequence()) {
                return "open incident " + hold.number() + " holds it: " + hold.reason();
            }
        }
        if (journal.lastTimeNs() - cycle.lastTimeNs() < TimeUnit.DAYS.toNanos(keepDays)) {
            return "it is of the last " + keepDays + " days (--keep-days)";
        }
        if (backup == null) {
            return "no backup holds it";
        }
        if (cycle.firstSequence() < backup.firstSequence() || cycle.lastSequence() > backup.lastSequence()) {
            return String.format(
                    Locale.ROOT,
                    "the backup holds records %,d to %,d only",
                    backup.firstSequence(),
                    backup.lastSequence());
        }
        return "";
    }

    /**
     * The last file that may go ends where a journal can begin: not before a document of a deposed leader, for nobody could tell how
     * far that one had come; and not behind a file without records, which says nothing about where.
     */
    private void keepBehindTheLastRecord() {
        for (int i = files.size() - 1; i >= 0; i--) {
            final boolean isLastToGo = files.get(i).mayGo()
                    && (i + 1 == files.size() || !files.get(i + 1).mayGo());
            if (isLastToGo && cycles.get(i).isEmpty()) {
                files.set(i, staying(files.get(i), "it holds no record, and goes with the next one"));
            } else if (isLastToGo && nextWritten(i + 1).beginsVoid()) {
                files.set(i, staying(files.get(i), "the next one begins with late words of a deposed leader"));
            }
        }
    }

    private static File staying(final File file, final String why) {
        return new File(file.path(), file.firstSequence(), file.lastSequence(), file.bytes(), file.lastTimeNs(), why);
    }

    /** All files, oldest first; the first ones may be {@link #left()}. */
    public List<File> files() {
        return Stream.concat(left.stream(), files.stream()).toList();
    }

    /** Those that a run which was interrupted has left: they hold nothing of the journal any more. */
    public List<File> left() {
        return List.copyOf(left);
    }

    /** Those that may go: the oldest ones, without a hole. */
    public List<File> going() {
        return files().stream().filter(File::mayGo).toList();
    }

    /** Whether a run was interrupted, be it behind its last file. */
    boolean isUnfinished() {
        return isUnfinished;
    }

    /** Of those that may go the ones that hold a part of the journal. */
    List<File> leaving() {
        return files.stream().filter(File::mayGo).toList();
    }

    /** Bytes of those that may go. */
    public long bytesGoing() {
        return going().stream().mapToLong(File::bytes).sum();
    }

    /** The first file from here on that holds anything, be it late words alone; whatever may go, there is one behind it. */
    private CycleFile nextWritten(final int index) {
        int next = index;
        while (cycles.get(next).isEmpty() && !cycles.get(next).beginsVoid()) {
            next++;
        }
        return cycles.get(next);
    }

    /** The first file from here on that holds a record; whatever may go, there is one behind it. */
    private CycleFile nextWithRecords(final int index) {
        int next = index;
        while (cycles.get(next).isEmpty()) {
            next++;
        }
        return cycles.get(next);
    }

    /** First record of the journal once those that may go have gone. */
    long firstSequenceAfter() {
        return nextWithRecords(leaving().size()).firstSequence();
    }

    public LaneDirectory lane() {
        return lane;
    }

    /** The backup that holds what may go, or null if there is none. */
    public BackupCheck backup() {
        return backup;
    }

    public JournalReport journal() {
        return journal;
    }

    /** State images that a start could use now. */
    public int imagesVerified() {
        return imagesVerified;
    }

    /** The oldest record that a state image is of, be it usable or not. */
    public long imageFloor() {
        return imageFloor;
    }

    public List<Holds.Hold> holds() {
        return holds;
    }
}
