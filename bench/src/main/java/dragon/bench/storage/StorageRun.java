package dragon.bench.storage;

import dragon.bench.kill.Violations;
import dragon.bench.lane.SimulatedLane;
import dragon.bench.rig.Rig;
import dragon.gateway.vault.MasterKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/** All classes of damage, one after the other, in a home of their own. Threading: one thread. */
final class StorageRun {
    private static final int KIBIBYTE = 1024;
    private static final int SMALL_JOURNAL_BYTES = 96 * KIBIBYTE;
    private static final int SWEEP_MEBIBYTES = 256;
    private static final int DISK_MEBIBYTES = 160;
    private static final int READ_ONLY_ROUNDS = 3;
    private static final int CUT_REPAIR_EVERY = 256;
    private static final int FLIP_REPAIR_EVERY = 8;
    private static final String LANE = "main";

    /**
     * How much of each.
     *
     * @param cutBytes of the written tail, each a cut
     * @param pageBytes of the written tail, each page of it zeroed
     * @param fullDisks with a real engine; 0 = no small disk is made
     */
    record Settings(long seed, int cutBytes, int flips, int pageBytes, int fullDisks) {}

    private final Path home;
    private final Settings settings;
    private final Violations violations = new Violations();
    private final List<Tally> tallies = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();
    private boolean isComplete = true;

    StorageRun(final Path home, final Settings settings) {
        this.home = home;
        this.settings = settings;
    }

    /**
     * Runs all.
     *
     * @param launcher for the processes on the small disk
     * @param progress told of each class that is done
     */
    void run(final Path launcher, final Consumer<Tally> progress) throws Exception {
        if (settings.fullDisks() > 0) {
            onSmallDisk(launcher, progress);
        }
        // In memory where that may be: a repair waits for the disk a dozen times, and there are hundreds of repairs.
        final Path sweepHome = home.resolve("sweep");
        final Optional<SmallDisk> memory = SmallDisk.mountInMemory(sweepHome, SWEEP_MEBIBYTES);
        try {
            sweep(sweepHome, progress);
        } finally {
            memory.ifPresent(SmallDisk::close);
        }
    }

    /** Damage to the files of a closed journal. */
    private void sweep(final Path directory, final Consumer<Tally> progress) throws Exception {
        final Random random = new Random(settings.seed());
        final Specimen small =
                Specimen.write(directory.resolve("small"), Math.max(SMALL_JOURNAL_BYTES, settings.cutBytes()));
        final Specimen large =
                Specimen.write(directory.resolve("large"), Math.max(SMALL_JOURNAL_BYTES, settings.pageBytes()));
        figures.put("recordsInSmallJournal", small.records());
        figures.put("recordsInLargeJournal", large.records());
        final Path aside = directory.resolve("aside");
        final Tally cuts = new Tally(DamageClass.CUT);
        new DamageSweep(small, aside, cuts, violations).cut(settings.cutBytes(), CUT_REPAIR_EVERY);
        done(cuts, small, progress);
        final Tally flips = new Tally(DamageClass.FLIP);
        new DamageSweep(large, aside, flips, violations).flip(settings.flips(), random, FLIP_REPAIR_EVERY);
        done(flips, large, progress);
        final Tally pages = new Tally(DamageClass.ZEROED_PAGE);
        new DamageSweep(large, aside, pages, violations).zeroPages(settings.pageBytes());
        done(pages, large, progress);
    }

    private void done(final Tally tally, final Specimen specimen, final Consumer<Tally> progress) {
        if (!specimen.isWhole(specimen.journal())) {
            throw new IllegalStateException("the journal is not whole again: the sweep itself has damaged it");
        }
        tallies.add(tally);
        progress.accept(tally);
    }

    private void onSmallDisk(final Path launcher, final Consumer<Tally> progress) throws IOException {
        final SimulatedLane lane = new SimulatedLane(home, launcher, LANE, MasterKey.generate());
        final Optional<SmallDisk> mounted =
                SmallDisk.mount(home.resolve("lanes"), home.resolve("disk"), DISK_MEBIBYTES);
        if (mounted.isEmpty()) {
            isComplete = false;
            figures.put("smallDisk", "none: this user may mount nothing here");
            return;
        }
        final Random random = new Random(settings.seed() ^ 0x5A11L);
        try (SmallDisk disk = mounted.get()) {
            figures.put("smallDisk", disk.type() + ", " + DISK_MEBIBYTES + " MiB");
            final EngineOnSmallDisk engine = new EngineOnSmallDisk(disk, lane, violations);
            final Tally full = new Tally(DamageClass.FULL_DISK);
            try (lane) {
                for (int round = 0; round < settings.fullDisks(); round++) {
                    Rig.delete(lane.lane().root());
                    engine.fillDisk(full, round, random);
                }
                tallies.add(full);
                figures.put("sealedAfterFullDisk", engine.sealed());
                progress.accept(full);
                final Tally readOnly = new Tally(DamageClass.READ_ONLY);
                for (int round = 0; round < READ_ONLY_ROUNDS; round++) {
                    engine.readOnly(readOnly);
                }
                tallies.add(readOnly);
                progress.accept(readOnly);
            }
        }
    }

    List<Tally> tallies() {
        return tallies;
    }

    Violations violations() {
        return violations;
    }

    /** What is worth knowing beside the table. */
    Map<String, Object> figures() {
        return figures;
    }

    /** Whether every class was tried. */
    boolean isComplete() {
        return isComplete;
    }

    boolean holds() {
        return violations.isEmpty() && tallies.stream().allMatch(Tally::holds);
    }
}
