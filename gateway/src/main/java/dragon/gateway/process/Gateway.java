package dragon.gateway.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.PassingFault;
import dragon.engine.process.TimeSlice;
import dragon.engine.transport.RingFile;
import dragon.engine.transport.RingProducer;
import dragon.gateway.paper.PaperAudit;
import dragon.gateway.paper.PaperVenue;
import dragon.gateway.session.GatewaySession;
import dragon.gateway.vault.Credentials;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.venue.VenueConnection;
import dragon.gateway.woox.WooxConnection;
import dragon.gateway.woox.rest.RecentRequests;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wiring of a gateway.
 *
 * <pre>
 *   journal --JournalFollower--+
 *                              +--> GatewaySession (one thread) --RingProducer--> gateway.ring
 *   WooxConnection --FactQueue-+         |
 *        ^-------------------------------+ venue calls
 *        ^---KeyRotation (one thread)--- vault.db
 * </pre>
 *
 * <p>On a dry-run lane a {@link PaperVenue} stands between the two: it gets the connection's market data and answers the
 * calls itself. There is no vault then, so the connection has nothing to sign with.
 */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("gateway");
    private static final long IDLE_NS = 30_000;
    private static final int PAPER_BOOK_LEVELS = 50;
    private static final int DOCUMENTS_MAX = 256;
    private static final long REPORT_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long STOP_MS_MAX = 3_000;

    /** So long may a sync take before somebody is told that nothing leaves. */
    private static final long HELD_NS_MAX = TimeUnit.SECONDS.toNanos(1);

    private final GatewayConfig config;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final Vault vault;
    private final AccountClaims claims;
    private final RingFile ring;
    private final FactQueue facts;
    private final VenueConnection venue;
    private final WooxConnection exchange;
    private final PaperVenue paper;
    private final GatewaySession session;
    private final EngineSync sync;
    private final JournalFollower journal;
    private final KeyRotation rotation;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicLong rounds = new AtomicLong();
    private volatile boolean isStopping;
    private long toldHeldSequence;

    private Gateway(
            final GatewayConfig config,
            final FileChannel lockFile,
            final FileLock lock,
            final Vault vault,
            final AccountClaims claims,
            final RingFile ring) {
        this.config = config;
        this.lockFile = lockFile;
        this.lock = lock;
        this.vault = vault;
        this.claims = claims;
        this.ring = ring;
        this.facts = new FactQueue(config.factsMax());
        this.exchange = config.isDryRun()
                ? null
                : new WooxConnection(
                        config.woox(),
                        facts,
                        this::credentialsOf,
                        Gateway::epochNs,
                        System::nanoTime,
                        WooxConnection.NO_BOOK,
                        recentRequests(config));
        this.paper = exchange == null ? paper(config, facts) : null;
        this.venue = exchange == null ? paper : exchange;
        final RingProducer producer = new RingProducer(ring);
        this.session = new GatewaySession(
                newSessionId(),
                (int) ProcessHandle.current().pid(),
                config.identity().mode(),
                venue,
                producer::offer);
        this.sync = new EngineSync(config.directory().counters(), System::nanoTime);
        this.journal = new JournalFollower(
                ChronicleJournal.reader(config.directory().journal()), session, System::nanoTime, sync);
        this.rotation = exchange == null ? null : new KeyRotation(vault, claims, exchange, facts);
    }

    /**
     * Opens everything that a gateway needs.
     *
     * @param masterKey null on a dry-run lane
     * @throws OperatorException where the lane has a gateway already, or no engine ever ran on it
     * @throws dragon.gateway.vault.VaultException where the vault does not open, or another lane has one of its accounts
     */
    public static Gateway open(final GatewayConfig config, final MasterKey masterKey) {
        FileChannel lockFile = null;
        Vault vault = null;
        AccountClaims claims = null;
        RingFile ring = null;
        boolean isOpen = false;
        try {
            lockFile = FileChannel.open(
                    ownerOnly(config.directory().root().resolve("gateway.lock")), StandardOpenOption.WRITE);
            final FileLock lock = lock(lockFile, config);
            if (!config.isDryRun()) {
                vault = Vault.open(config.directory().root(), masterKey);
                claims = AccountClaims.of(
                        config.directory(), config.identity(), config.woox().restUrl());
                claims.take(Vault.identities(config.directory().root()));
            }
            ring = awaitRing(config);
            VenueAddress.own(config.woox().restUrl(), config.woox().streamUrl())
                    .write(config.directory().root());
            final Gateway gateway = new Gateway(config, lockFile, lock, vault, claims, ring);
            isOpen = true;
            return gateway;
        } catch (final IOException e) {
            final Path lane = config.directory().root();
            throw unusable("Cannot lock lane " + lane + " for a gateway", "sent", lane, e);
        } finally {
            if (!isOpen) {
                CloseHelper.quietCloseAll(ring, claims, vault, lockFile);
            }
        }
    }

    /** Runs the session on the calling thread until {@link #stop()}. */
    public void run() {
        TimeSlice.shorten(); // A freeze must not wait behind a compiler's time on the core.
        try {
            long nextReportNs = System.nanoTime() + REPORT_NS;
            boolean hasEnded = false;
            while (!isStopping) {
                rounds.lazySet(rounds.getPlain() + 1); // No other thread writes it.
                final long nowNs = System.nanoTime();
                int work = paper == null ? 0 : paper.turn(epochNs());
                work += facts.drain(fact -> session.onFact(fact, nowNs));
                final int documents = journal.poll(DOCUMENTS_MAX);
                work += documents;
                if (documents < DOCUMENTS_MAX) {
                    final long endNs = System.nanoTime();
                    session.onClocks(endNs, epochNs());
                    session.onJournalEnd(endNs);
                    hasEnded = true;
                    tellOfHeld(endNs);
                }
                if (hasEnded && documents > 0 && exchange != null) {
                    exchange.noteEngineLives();
                }
                if (hasEnded && session.onTime(nowNs)) {
                    work++;
                }
                if (work == 0) {
                    LockSupport.parkNanos(IDLE_NS);
                }
                if (System.nanoTime() - nextReportNs >= 0) {
                    nextReportNs += REPORT_NS;
                    LOG.info(
                            "{} factsConflated={}{}",
                            session.counts(),
                            facts.conflatedCount(),
                            exchange == null ? "" : " pricesDropped=" + exchange.pricesDropped());
                }
            }
            session.end();
        } finally {
            stopped.countDown();
        }
    }

    private void tellOfHeld(final long nowNs) {
        final long sequence = journal.heldSequence();
        if (sequence != 0 && sequence != toldHeldSequence && nowNs - journal.heldSinceNs() > HELD_NS_MAX) {
            toldHeldSequence = sequence;
            LOG.warn(
                    "Orders wait for the disk: the engine has not synced the journal up to record {} for more than a"
                            + " second. Nothing leaves, cancels and exits neither."
                            + " Next: look at the disk of the lane, and whether its engine runs: dragon doctor --lane {}",
                    sequence,
                    config.identity().name());
        }
    }

    /** Ends {@link #run()}; returns when it has ended, or after three seconds. */
    public void stop() {
        isStopping = true;
        try {
            if (!stopped.await(STOP_MS_MAX, TimeUnit.MILLISECONDS)) {
                LOG.warn("the session did not end within {} ms", STOP_MS_MAX);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Grows as long as the session's thread comes round; any thread. */
    public long rounds() {
        return rounds.get();
    }

    /** One line for people. */
    public String summary() {
        return config.describe() + ", session " + session.sessionId();
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(rotation, venue, journal, sync, ring, claims, vault, lock, lockFile);
    }

    private static PaperVenue paper(final GatewayConfig config, final FactQueue facts) {
        try {
            return PaperVenue.open(
                    config.paper(),
                    config.directory().root().resolve(PaperAudit.FILE),
                    facts,
                    market -> new WooxConnection(
                            config.woox(),
                            market,
                            Gateway::noCredentials,
                            Gateway::epochNs,
                            System::nanoTime,
                            PAPER_BOOK_LEVELS),
                    epochNs());
        } catch (final IOException e) {
            final Path lane = config.directory().root();
            throw unusable("Cannot use the paper venue's books in " + lane, "filled", lane, e);
        }
    }

    private static RecentRequests recentRequests(final GatewayConfig config) {
        final Path lane = config.directory().root();
        try {
            return RecentRequests.ofGateway(lane);
        } catch (final IOException e) {
            throw unusable(
                    "Cannot use " + RecentRequests.FILE + " and " + RecentRequests.PROBE_FILE + " in " + lane
                            + ", which remember how much of the venue's limits is used",
                    "sent",
                    lane,
                    e);
        }
    }

    /** A full disk has room again some time: only then may the service manager try again by itself. */
    static OperatorException unusable(
            final String what, final String notDone, final Path lane, final IOException cause) {
        final Optional<String> passing = PassingFault.nextStep(cause, lane);
        return new OperatorException(
                passing.isPresent() ? ExitStatus.FAILED : ExitStatus.CONFIG,
                what + ": " + cause + ". Nothing was " + notDone + ". Next: "
                        + passing.orElse("run as the owner of the lane, and look at the disk") + ".",
                cause);
    }

    /** Those of an account that this lane has, and no other one: its name may have come into the vault a moment ago. */
    private Credentials credentialsOf(final String label) {
        claims.take(Vault.identities(config.directory().root()).stream()
                .filter(account -> account.label().equals(label))
                .toList());
        return vault.get(label);
    }

    private static Credentials noCredentials(final String label) {
        throw new IllegalStateException("a dry-run lane has no credentials");
    }

    private static RingFile awaitRing(final GatewayConfig config) {
        final LaneDirectory directory = config.directory();
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(config.ringWaitMs());
        while (!Files.exists(directory.gatewayRing()) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return RingFile.open(directory.gatewayRing());
    }

    private static FileLock lock(final FileChannel file, final GatewayConfig config) throws IOException {
        FileLock lock = null;
        try {
            lock = file.tryLock();
        } catch (final OverlappingFileLockException sameProcess) {
            // The same answer as for another process.
        }
        if (lock == null) {
            throw new OperatorException(
                    ExitStatus.GATE,
                    "Lane '" + config.identity().name() + "' has a gateway already: two would cut each other's streams."
                            + " Nothing was sent. Next: stop the other one first.");
        }
        return lock;
    }

    private static Path ownerOnly(final Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return file;
    }

    private static long newSessionId() {
        final SecureRandom random = new SecureRandom();
        long id = 0;
        while (id == 0) {
            id = random.nextLong() & Long.MAX_VALUE;
        }
        return id;
    }

    private static long epochNs() {
        final Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }
}
