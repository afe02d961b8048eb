package dragon.engine.process;

import dragon.engine.OperatorException;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.JournalReader;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.lane.LaneLock;
import dragon.engine.lane.LeaseTimes;
import dragon.engine.lane.StateImageFile;
import dragon.engine.protocol.LaneMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.IoUtil;

/**
 * A takeover of a small lane in a temporary directory, before a standby follows its own: so that every class of a leader is loaded and
 * has run once when it counts. Without it the first takeover of a process spends most of its time, a second and more, on loading.
 *
 * <p>Nothing of it reaches a lane, a gateway or an exchange. If it fails, the standby follows all the same and is slower once.
 *
 * <p>Threading: the calling thread. Cost: about a second, a few megabytes that are gone afterwards.
 */
final class Rehearsal {
    private static final String LANE = "rehearsal";
    private static final int ROUNDS = 200;
    private static final LeaseTimes LONG_LEASE =
            new LeaseTimes(TimeUnit.MINUTES.toNanos(10), TimeUnit.MINUTES.toNanos(1));

    private final EngineConfig config;
    private final LaneDirectory lane;
    private final LaneIdentity identity;
    private final LaneJournal journal;

    private Rehearsal(final EngineConfig config) {
        this.config = config;
        this.lane = config.laneDirectory();
        this.identity = Engine.openLane(lane, config);
        this.journal = LaneJournal.chronicle(lane, LANE, config.journal());
    }

    /**
     * Plays it once.
     *
     * @param under directory that a temporary one may be made in
     * @param warnings takes one line if it could not be played
     */
    static void play(final Path under, final Consumer<String> warnings) {
        try {
            final Path home = Files.createTempDirectory(under, "dragon-rehearsal-"); // For its owner alone.
            try {
                new Rehearsal(small(home)).play();
            } finally {
                IoUtil.delete(home.toFile(), true);
            }
        } catch (final IOException | UncheckedIOException | OperatorException | JournalException e) {
            warnings.accept("a takeover could not be rehearsed, the first one will be slower: " + e.getMessage());
        }
    }

    private static EngineConfig small(final Path home) {
        return EngineConfig.standard(home, LANE)
                .withMode(LaneMode.SIM)
                .withTopology(Topology.INLINE)
                .withLease(LONG_LEASE)
                .withJournal(ChronicleJournalConfig.small());
    }

    private void play() throws IOException {
        lead(Engine.recover(config, lane, identity, journal, Rehearsal::end, Rehearsal::ignore));
        final LaneLock lock = LaneLock.open(lane);
        final Recovery recovery = new Recovery(LANE, config.limits(), Rehearsal::ignore);
        recovery.startFrom(StateImageFile.in(lane.images()));
        final JournalReader reader = journal.readerFrom(recovery.imageSequence());
        while (recovery.follow(reader)) {
            continue;
        }
        if (lock.tryLead(config.owner(), config.lease())) {
            lead(Engine.takeOver(config, lane, identity, lock, recovery, reader, journal, Rehearsal::end, true));
        } else {
            reader.close();
            lock.close();
        }
    }

    private static void lead(final Engine engine) throws IOException {
        try (engine) {
            engine.start();
            for (int i = 0; i < ROUNDS; i++) {
                engine.round(EngineLoop.DISRUPTOR_SLOTS);
            }
            engine.finish();
        } catch (final IOException | RuntimeException e) {
            throw e;
        } catch (final Exception e) {
            throw new IOException(e);
        }
    }

    /** A fault of the play ends the play, not the process. */
    private static void end(final int status) {
        throw new JournalException("the engine of the rehearsal ended with status " + status);
    }

    private static void ignore(final String warning) {
        // Of a lane that is gone in a moment.
    }
}
