package dragon.gateway.vault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Set;
import org.sqlite.SQLiteConfig;

/**
 * The file of a vault: read as it stands, and never written in place.
 *
 * <pre>
 *   change:  lock vault.lock, copy vault.db to vault.db.next, change that, sync it, rename it over vault.db, sync the directory
 * </pre>
 *
 * <p>So the file is the old one or the new one, whatever dies and whenever, and a token that was deleted is in no page of
 * it. Threading: any thread, any process of the same owner.
 */
final class VaultFile {
    private static final int FORMAT = 2;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Object ONE_AT_A_TIME = new Object();

    private final Path file;
    private final Path next;
    private final Path lockFile;
    private final FileSteps steps;

    VaultFile(final Path file, final FileSteps steps) {
        this.file = file;
        this.next = file.resolveSibling(file.getFileName() + ".next");
        this.lockFile = file.resolveSibling("vault.lock");
        this.steps = steps;
    }

    /** Work on an open database. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Makes the file where there is none, and brings an older one up to date. */
    void prepare() {
        if (Files.exists(file)) {
            checkMode();
            if (read(VaultFile::format) == FORMAT) {
                return;
            }
        }
        change(connection -> null);
    }

    /** Reads the file as it stands. */
    <T> T read(final Work<T> work) {
        final SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties())) {
            return work.on(connection);
        } catch (final SQLException e) {
            throw unusable();
        }
    }

    /** Changes the file as a whole, or not at all. */
    <T> T change(final Work<T> work) {
        synchronized (ONE_AT_A_TIME) {
            try (FileChannel channel = openLock();
                    FileLock lock = channel.lock()) {
                assert lock.isValid();
                steps.delete(next); // What a process left that died.
                steps.copy(file, next);
                final T result = write(work);
                steps.sync(next);
                steps.replace(next, file);
                steps.syncDirectory(file.getParent());
                return result;
            } catch (final IOException | SQLException e) {
                throw unusable();
            }
        }
    }

    /** Differs after every change; 0 = there is no file. */
    long stamp() {
        try {
            final BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return 31L * (31L * String.valueOf(found.fileKey()).hashCode() + found.size())
                    + found.lastModifiedTime().hashCode();
        } catch (final IOException e) {
            return 0;
        }
    }

    VaultException unusable() {
        return new VaultException(
                VaultException.MALFORMED,
                "Cannot use the vault " + file + ": it cannot be read or written as a vault. It is as it was."
                        + " Next: check that the lane exists and the disk has room, or restore the file.");
    }

    private <T> T write(final Work<T> work) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + next)) {
            try (Statement statement = connection.createStatement()) {
                // A private copy, synced as a whole afterwards: nothing of it may lie about in files of the library's
                // own.
                statement.execute("PRAGMA journal_mode=MEMORY");
                statement.execute("PRAGMA temp_store=MEMORY");
                statement.execute("PRAGMA synchronous=OFF");
                statement.execute("PRAGMA secure_delete=ON");
            }
            upgrade(connection);
            final T result = work.on(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("VACUUM"); // Leaves no page that is not in use.
            }
            return result;
        }
    }

    private static void upgrade(final Connection connection) throws SQLException {
        if (format(connection) == FORMAT) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS vault_check"
                    + " (id INTEGER PRIMARY KEY CHECK (id = 1), token TEXT NOT NULL)");
            statement.execute("CREATE TABLE IF NOT EXISTS credential (label TEXT PRIMARY KEY,"
                    + " api_key TEXT NOT NULL, secret_token TEXT NOT NULL,"
                    + " created_ms INTEGER NOT NULL, last_used_ms INTEGER NOT NULL DEFAULT 0)");
            statement.execute("ALTER TABLE credential ADD COLUMN updated_ms INTEGER NOT NULL DEFAULT 0");
            statement.execute("ALTER TABLE credential ADD COLUMN application_id TEXT NOT NULL DEFAULT ''");
            statement.execute("ALTER TABLE credential ADD COLUMN is_announced INTEGER NOT NULL DEFAULT 1");
            statement.execute("UPDATE credential SET updated_ms = created_ms");
            statement.execute("CREATE TABLE candidate (label TEXT PRIMARY KEY, api_key TEXT NOT NULL,"
                    + " secret_token TEXT NOT NULL, application_id TEXT NOT NULL, proposed_ms INTEGER NOT NULL,"
                    + " refusal TEXT, is_announced INTEGER NOT NULL DEFAULT 0)");
            statement.execute("PRAGMA user_version=" + FORMAT);
        }
    }

    static boolean isCurrent(final Connection connection) throws SQLException {
        return format(connection) == FORMAT;
    }

    private static int format(final Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private FileChannel openLock() throws IOException {
        return FileChannel.open(
                lockFile,
                EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    }

    private void checkMode() {
        try {
            final Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(found)) {
                throw new VaultException(
                        VaultException.MALFORMED,
                        "Cannot open the vault: others may use " + file + " (mode "
                                + PosixFilePermissions.toString(found) + ", expected rw-------)."
                                + " No order can leave. Next: chmod 600 " + file);
            }
        } catch (final IOException e) {
            throw unusable();
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
