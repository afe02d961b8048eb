package dragon.gateway.process;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.protocol.LaneMode;
import dragon.gateway.vault.Credentials;
import dragon.gateway.vault.Vault;
import dragon.gateway.vault.VaultException;
import dragon.gateway.woox.WooxConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.CloseHelper;

/**
 * What keeps an account from being traded in two lanes of one home: OS locks that the kernel gives back however the process
 * ends.
 *
 * <pre>
 *   HOME/claims/order                one at a time takes claims, so that of two that start at once one gets all of its own
 *   HOME/claims/SHA256[0..16).claim  one for each name, API key and account of the exchange; locked by the gateway that trades
 *                                    it; holds lane, label and pid for the message to the other one
 * </pre>
 *
 * <p>A key is one account wherever it is used; a name, and the exchange's own number of an account, mean one account of one
 * exchange. No key is written down: a digest of it names a file. A file is never deleted, for a lock on a deleted file is none.
 *
 * <p>Threading: any thread. Cost: files are opened and closed, for a start only.
 */
public final class AccountClaims implements AutoCloseable {
    /** What every refusal of an account begins with, because another lane has it. */
    public static final String IN_TWO_LANES = "account_in_two_lanes";

    private static final int NAME_BYTES = 16;

    /** A turn takes milliseconds: who has it longer was stopped in the middle of it. */
    private static final long TURN_NS_MAX = TimeUnit.SECONDS.toNanos(5);

    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(10);

    /** The kernel drops a process's lock with any descriptor of the file that it closes: what is held here is not opened again. */
    private static final Map<Path, AccountClaims> HELD_HERE = new HashMap<>();

    private final LaneDirectory lane;
    private final String laneName;
    private final String place;
    private final Path directory;
    private final Map<Path, Claim> claims = new HashMap<>();

    private AccountClaims(final LaneDirectory lane, final String laneName, final String place) {
        this.lane = lane;
        this.laneName = laneName;
        this.place = place;
        this.directory = lane.home().resolve("claims");
    }

    /**
     * None yet.
     *
     * @param restUrl of the exchange that the lane trades at; empty = not known, then names and numbers are not compared
     */
    public static AccountClaims of(final LaneDirectory lane, final LaneIdentity identity, final String restUrl) {
        return new AccountClaims(lane, identity.name(), placeOf(restUrl));
    }

    private record Claim(FileChannel file, FileLock lock, String label) {}

    private record Holder(String lane, String label, String pid) {}

    private enum Kind {
        NAME("the same name"),
        KEY("the same API key"),
        NUMBER("the same account of the exchange");

        private final String words;

        Kind(final String words) {
            this.words = words;
        }
    }

    /**
     * Takes accounts until {@link #close}: all of them, or none.
     *
     * @throws VaultException with {@link VaultException#TAKEN} if another lane has one of them
     */
    public void take(final List<Vault.Identity> accounts) {
        inOrder(() -> {
            final List<Path> fresh = new ArrayList<>();
            boolean isDone = false;
            try {
                for (final Vault.Identity account : accounts) {
                    takeOne(account, fresh);
                }
                isDone = true;
            } finally {
                if (!isDone) {
                    fresh.forEach(this::release);
                }
            }
        });
    }

    /**
     * Stores an account while no other lane has it: none that trades it, and none in whose vault it is.
     *
     * @param store runs while nobody else takes or stores accounts in this home
     * @throws VaultException with {@link VaultException#TAKEN} if another lane has it
     */
    public void store(final Vault.Identity account, final Runnable store) {
        inOrder(() -> {
            for (final Kind kind : Kind.values()) {
                final Path file = fileOf(kind, account);
                final Optional<Holder> holder = file == null ? Optional.empty() : holderOf(file);
                if (holder.isPresent() && !holder.get().lane().equals(laneName)) {
                    throw taken(account, kind, holder.get());
                }
            }
            LaneDirectory.all(lane.home()).stream()
                    .filter(other -> !other.root().equals(lane.root()))
                    .forEach(other -> compare(account, other));
            store.run();
        });
    }

    private void compare(final Vault.Identity account, final LaneDirectory other) {
        final String otherPlace = placeOf(restUrlOf(other));
        for (final Vault.Identity found : identitiesOf(other)) {
            final boolean isSamePlace = !place.isEmpty() && place.equals(otherPlace);
            final Kind same = found.apiKey().equals(account.apiKey())
                    ? Kind.KEY
                    : isSamePlace && isSameNumber(found, account)
                            ? Kind.NUMBER
                            : isSamePlace && found.label().equals(account.label()) ? Kind.NAME : null;
            if (same != null) {
                throw new VaultException(
                        VaultException.TAKEN,
                        said(account, same, nameOf(other), found.label())
                                + ", in whose vault it is: an account belongs to one lane. Nothing was changed. Next: dragon secret remove "
                                + found.label()
                                + " --lane " + nameOf(other) + ", or use another account.");
            }
        }
    }

    private static boolean isSameNumber(final Vault.Identity a, final Vault.Identity b) {
        return !a.applicationId().isEmpty() && a.applicationId().equals(b.applicationId());
    }

    private void takeOne(final Vault.Identity account, final List<Path> fresh) throws IOException {
        for (final Kind kind : Kind.values()) {
            final Path file = fileOf(kind, account);
            if (file == null || claims.containsKey(file)) {
                continue;
            }
            if (HELD_HERE.containsKey(file)) {
                throw taken(account, kind, holderHere(file));
            }
            final FileChannel channel = open(file);
            final FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw taken(account, kind, read(file));
            }
            claims.put(file, new Claim(channel, lock, account.label()));
            HELD_HERE.put(file, this);
            fresh.add(file);
            final String text = laneName + "\n" + account.label() + "\n"
                    + ProcessHandle.current().pid() + "\n";
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
        }
    }

    private Optional<Holder> holderOf(final Path file) throws IOException {
        if (HELD_HERE.containsKey(file)) {
            return Optional.of(holderHere(file));
        }
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = open(file);
                FileLock lock = channel.tryLock()) {
            return lock == null ? Optional.of(read(file)) : Optional.empty();
        }
    }

    private static Holder holderHere(final Path file) {
        final AccountClaims other = HELD_HERE.get(file);
        return new Holder(
                other.laneName,
                other.claims.get(file).label(),
                Long.toString(ProcessHandle.current().pid()));
    }

    private static Holder read(final Path file) throws IOException {
        final List<String> lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        return lines.size() < 3 ? new Holder("?", "?", "?") : new Holder(lines.get(0), lines.get(1), lines.get(2));
    }

    private VaultException taken(final Vault.Identity account, final Kind kind, final Holder holder) {
        return new VaultException(
                VaultException.TAKEN,
                said(account, kind, holder.lane(), holder.label()) + ", which process " + holder.pid()
                        + " has now: an account belongs to one lane. Nothing was sent. Next: stop lane '"
                        + holder.lane()
                        + "', or use another account.");
    }

    private String said(
            final Vault.Identity account, final Kind kind, final String otherLane, final String otherLabel) {
        return IN_TWO_LANES + ": account '" + account.label() + "' of lane '" + laneName + "' (key "
                + Credentials.masked(account.apiKey()) + ") is account '" + otherLabel + "' of lane '" + otherLane
                + "' ("
                + kind.words + ")";
    }

    /** Null where that is not known of it. */
    private Path fileOf(final Kind kind, final Vault.Identity account) {
        final String what =
                switch (kind) {
                    case NAME -> place.isEmpty() ? "" : place + "\n" + account.label();
                    case KEY -> account.apiKey();
                    case NUMBER -> place.isEmpty() || account.applicationId().isEmpty()
                            ? ""
                            : place + "\n" + account.applicationId();
                };
        if (what.isEmpty()) {
            return null;
        }
        try {
            final byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest((kind + "\n" + what).getBytes(StandardCharsets.UTF_8));
            return directory.resolve(HexFormat.of().formatHex(digest, 0, NAME_BYTES) + ".claim");
        } catch (final NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK knows SHA-256", e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private void inOrder(final Step step) {
        synchronized (HELD_HERE) {
            try {
                LaneDirectory.createDirectories(directory);
                try (FileChannel order = open(directory.resolve("order"));
                        FileLock turn = awaitTurn(order)) {
                    assert turn.isValid();
                    step.run();
                }
            } catch (final IOException e) {
                throw new VaultException(
                        VaultException.MALFORMED,
                        "Cannot use " + directory + ", which keeps an account from being in two lanes: "
                                + e.getMessage()
                                + ". Nothing was sent. Next: run as the owner of the home, and look at the disk.");
            }
        }
    }

    private FileLock awaitTurn(final FileChannel order) throws IOException {
        final long deadlineNs = System.nanoTime() + TURN_NS_MAX;
        while (true) {
            try {
                final FileLock turn = order.tryLock();
                if (turn != null) {
                    return turn;
                }
            } catch (final OverlappingFileLockException sameProcess) {
                // The same answer as for another process.
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                final Path file = directory.resolve("order");
                throw new VaultException(
                        VaultException.MALFORMED,
                        "Cannot use " + directory + ", which keeps an account from being in two lanes: another process"
                                + " has locked " + file + " for " + TimeUnit.NANOSECONDS.toSeconds(TURN_NS_MAX)
                                + " s. Nothing was sent. Next: find it (lsof " + file
                                + "), let it go on or end it, and start again.");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private static FileChannel open(final Path file) throws IOException {
        return FileChannel.open(
                file,
                EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private void release(final Path file) {
        final Claim claim = claims.remove(file);
        HELD_HERE.remove(file);
        CloseHelper.quietCloseAll(claim.lock(), claim.file());
    }

    /** Gives all of them back. */
    @Override
    public void close() {
        synchronized (HELD_HERE) {
            List.copyOf(claims.keySet()).forEach(this::release);
        }
    }

    /** One name for every address of one exchange. */
    private static String placeOf(final String restUrl) {
        if (restUrl.isEmpty()) {
            return "";
        }
        return WooxConfig.isExchange(restUrl)
                ? "woox"
                : URI.create(restUrl).getAuthority().toLowerCase(Locale.ROOT);
    }

    private static String restUrlOf(final LaneDirectory other) {
        final Optional<VenueAddress> known = VenueAddress.of(other.root());
        if (known.isPresent()) {
            return known.get().restUrl();
        }
        try {
            return other.open().mode() == LaneMode.LIVE ? WooxConfig.PRODUCTION_REST : "";
        } catch (final RuntimeException unreadable) {
            return ""; // Then keys alone are compared.
        }
    }

    private static List<Vault.Identity> identitiesOf(final LaneDirectory other) {
        try {
            return Vault.identities(other.root());
        } catch (final VaultException unreadable) {
            return List.of(); // No gateway can open it either.
        }
    }

    private static String nameOf(final LaneDirectory lane) {
        return String.valueOf(lane.root().getFileName());
    }
}
