package dragon.tools.snapshotter;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.StateImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;

/**
 * {@code snapshots.db}: the one connection that writes it.
 *
 * <p>The driver stays in auto-commit and transactions are begun and ended by hand: with its own transactions it begins
 * the next one right after each commit and holds the write lock for ever.
 *
 * <p>Threading: one thread.
 */
final class SnapshotDatabase implements AutoCloseable {
    /** Images that are kept in the database. */
    static final int IMAGES_KEPT = 5;

    private static final String SCHEMA = "snapshots.sql";
    private static final long WAL_BYTES_MAX = 16L << 20;
    private static final long QUICK_CHECK_BYTES_MAX = 256L << 20;
    private static final String WRITE_IMAGE = "INSERT OR REPLACE INTO state_images (sequence, term, engine_time_ns,"
            + " logic_version, state_hash, image, written_at, record_crc) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String FORGET_IMAGES = "DELETE FROM state_images WHERE sequence NOT IN"
            + " (SELECT sequence FROM state_images ORDER BY sequence DESC LIMIT " + IMAGES_KEPT + ")";
    private static final String READ_IMAGES = "SELECT sequence, term, engine_time_ns, logic_version, state_hash, image,"
            + " record_crc FROM state_images WHERE sequence <= ? ORDER BY sequence DESC LIMIT 1";

    /** A state image and the record that it is of. */
    record StoredImage(StateImage image, int recordCrc) {}

    private static final List<String> SIDE_FILES = List.of("-wal", "-shm");

    private final Path file;
    private final Object fileKey;
    private final Connection connection;
    private final Map<Table, PreparedStatement> statements = new EnumMap<>(Table.class);
    private final Map<Path, Object> keyBySideFile = new HashMap<>();

    private SnapshotDatabase(final Path file, final Object fileKey, final Connection connection) {
        this.file = file;
        this.fileKey = fileKey;
        this.connection = connection;
    }

    /**
     * Opens the database, making it where there is none; a schema of another build counts as corrupt.
     *
     * @param busyMsMax how long each statement waits for another writer
     * @throws SQLException as of {@link #isCorrupt}, or if the file cannot be used now
     */
    static SnapshotDatabase open(final Path file, final int busyMsMax) throws SQLException {
        try {
            if (!Files.exists(file)) {
                LaneDirectory.createFile(file); // SQLite gives its side files the same mode.
            }
            final SQLiteConfig config = new SQLiteConfig();
            config.setBusyTimeout(busyMsMax);
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
            config.setJournalSizeLimit((int) WAL_BYTES_MAX);
            final Object fileKey = fileKey(file); // Before it is opened: one that is replaced meanwhile is found out.
            final SnapshotDatabase database =
                    new SnapshotDatabase(file, fileKey, config.createConnection("jdbc:sqlite:" + file));
            try {
                database.prepare(Files.size(file));
                return database;
            } catch (final SQLException | IOException e) {
                database.close();
                throw e;
            }
        } catch (final IOException e) {
            throw new SQLException("cannot make " + file + ": " + e, e);
        }
    }

    private void prepare(final long bytes) throws SQLException, IOException {
        if (bytes <= QUICK_CHECK_BYTES_MAX) {
            quickCheck();
        }
        inTransaction(() -> {
            try (Statement statement = connection.createStatement()) {
                for (final String sql : schema()) {
                    statement.execute(sql);
                }
            }
        });
        for (final Table table : Table.values()) {
            checkColumns(table.sqlName(), table.columns());
            statements.put(table, connection.prepareStatement(table.sql()));
        }
        checkColumns("state_images", List.of("sequence", "state_hash", "image", "record_crc"));
        for (final Path sideFile : sideFiles(file)) {
            keyBySideFile.put(sideFile, fileKey(sideFile)); // They live as long as the connection.
        }
    }

    private static List<Path> sideFiles(final Path file) {
        return SIDE_FILES.stream()
                .map(suffix -> file.resolveSibling(file.getFileName() + suffix))
                .toList();
    }

    /** What the file system knows the file by, whatever it is called; null = there is none. */
    private static Object fileKey(final Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (final NoSuchFileException e) {
            return null;
        }
    }

    /**
     * Whether the file of that name is still the one that this connection writes: it stays with the file that it opened,
     * also when that has no name any more. No other file gets its key as long as it is open.
     */
    boolean isInPlace() {
        try {
            return Objects.equals(fileKey, fileKey(file));
        } catch (final IOException e) {
            return true; // Nothing says that it is gone; whether it can be written, the next write says.
        }
    }

    private void quickCheck() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (row.next() && !"ok".equals(row.getString(1))) {
                throw corrupt(row.getString(1));
            }
        }
    }

    private void checkColumns(final String table, final List<String> expected) throws SQLException {
        final List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA table_info(" + table + ")")) {
            while (row.next()) {
                found.add(row.getString("name"));
            }
        }
        if (!found.containsAll(expected)) {
            throw corrupt("table " + table + " has columns " + found + ", this build needs " + expected);
        }
    }

    private static SQLException corrupt(final String what) {
        return new SQLException(what, null, SQLiteErrorCode.SQLITE_CORRUPT.code);
    }

    /** The statements of the schema file. */
    static List<String> schema() {
        try (InputStream in = SnapshotDatabase.class.getResourceAsStream(SCHEMA)) {
            final String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            final List<String> statements = new ArrayList<>();
            for (final String part : text.split("-- STATEMENT")) {
                if (part.contains("CREATE")) {
                    statements.add(part.substring(part.indexOf("CREATE")));
                }
            }
            return statements;
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether waiting will not help: the file must be moved aside and made anew. */
    static boolean isCorrupt(final SQLException fault) {
        final int code = fault.getErrorCode() & 0xFF; // Without the extension.
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** Moves a corrupt database aside, with its side files, and returns where it is now. */
    static Path moveAside(final Path file, final long nowMs) throws IOException {
        final Path aside = file.resolveSibling(file.getFileName() + ".corrupt-" + nowMs);
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        for (final Path sideFile : sideFiles(file)) {
            Files.deleteIfExists(sideFile);
        }
        return aside;
    }

    /** Some work that must be done as a whole or not at all. */
    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /** Takes the write lock, works, commits; rolls back what failed. */
    void inTransaction(final Work work) throws SQLException {
        execute("BEGIN IMMEDIATE");
        try {
            work.run();
            execute("COMMIT");
        } catch (final SQLException e) {
            rollBack();
            throw e;
        }
    }

    private void execute(final String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void rollBack() {
        try {
            execute("ROLLBACK");
        } catch (final SQLException e) {
            // SQLite has rolled back by itself: the fault that led here is the one to report.
        }
    }

    /** Writes rows of any tables, within a transaction. */
    void write(final List<Row> rows) throws SQLException {
        final Map<Table, PreparedStatement> used = new EnumMap<>(Table.class);
        try {
            for (final Row row : rows) {
                final PreparedStatement statement = statements.get(row.table());
                used.put(row.table(), statement);
                for (int i = 0; i < row.values().length; i++) {
                    statement.setObject(i + 1, row.values()[i]);
                }
                statement.addBatch();
            }
            for (final PreparedStatement statement : used.values()) {
                statement.executeBatch();
            }
        } finally {
            for (final PreparedStatement statement : used.values()) {
                statement.clearBatch();
            }
        }
    }

    /** Deletes what is no more from the tables of the present, within a transaction. */
    void delete(final List<Row> rows) throws SQLException {
        for (final Row row : rows) {
            if (row.table().isOfThePresent()) {
                try (PreparedStatement statement =
                        connection.prepareStatement(row.table().deletion())) {
                    for (int i = 0; i < row.table().keyColumnCount(); i++) {
                        statement.setObject(i + 1, row.values()[i]);
                    }
                    statement.executeUpdate();
                }
            }
        }
    }

    /** Empties the tables of the present, within a transaction that writes all of it anew. */
    void deletePresent() throws SQLException {
        for (final Table table : Table.values()) {
            if (table.isOfThePresent()) {
                execute("DELETE FROM " + table.sqlName());
            }
        }
    }

    /** Writes a state image and forgets all but the newest, within a transaction. */
    void writeImage(final StateImage image, final int recordCrc, final long nowMs) throws SQLException {
        final byte[] bytes = new byte[image.length()];
        image.buffer().getBytes(0, bytes);
        try (PreparedStatement statement = connection.prepareStatement(WRITE_IMAGE)) {
            statement.setLong(1, image.sequence());
            statement.setInt(2, image.term());
            statement.setLong(3, image.timeNs());
            statement.setInt(4, image.logicVersion());
            statement.setLong(5, image.stateHash());
            statement.setBytes(6, bytes);
            statement.setLong(7, nowMs);
            statement.setInt(8, recordCrc);
            statement.executeUpdate();
        }
        execute(FORGET_IMAGES);
    }

    /** The newest image that is not newer than this sequence, or null; not checked in any way. */
    StoredImage newestImage(final long sequenceMax) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(READ_IMAGES)) {
            statement.setLong(1, sequenceMax);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                final DirectBuffer bytes = new UnsafeBuffer(row.getBytes("image"));
                final StateImage image = new StateImage(
                        row.getInt("logic_version"),
                        row.getInt("term"),
                        row.getLong("sequence"),
                        row.getLong("engine_time_ns"),
                        row.getLong("state_hash"),
                        bytes,
                        bytes.capacity());
                return new StoredImage(image, row.getInt("record_crc"));
            }
        }
    }

    /**
     * Closes a database that is not in place any more. Side files that it leaves behind are deleted, or SQLite would take
     * them for those of the next database of that name; those that came with the next one stay.
     *
     * @throws SQLException if they cannot be looked at or deleted
     */
    void closeReplaced() throws SQLException {
        close();
        try {
            for (final Map.Entry<Path, Object> sideFile : keyBySideFile.entrySet()) {
                if (Objects.equals(sideFile.getValue(), fileKey(sideFile.getKey()))) {
                    Files.deleteIfExists(sideFile.getKey());
                }
            }
        } catch (final IOException e) {
            throw new SQLException("cannot delete what the database before left beside " + file + ": " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (final SQLException e) {
            // Everything committed is safe; there is nothing else to lose here.
        }
    }
}
