package dragon.bench.smoke;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** Somebody who holds the write lock of the snapshots, and somebody who is in the middle of reading them. */
final class SecondWriter implements AutoCloseable {
    private static final int BUSY_MS = 10_000;

    private final Connection writer;
    private final Connection reader;

    SecondWriter(final Path database) throws SQLException {
        final SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MS);
        writer = config.createConnection("jdbc:sqlite:" + database);
        reader = config.createConnection("jdbc:sqlite:" + database);
        execute(reader, "BEGIN");
        execute(reader, "SELECT count(*) FROM bots");
        execute(writer, "BEGIN IMMEDIATE");
    }

    private static void execute(final Connection connection, final String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Lets go; nothing was changed. */
    @Override
    public void close() throws SQLException {
        try (writer;
                reader) {
            execute(writer, "ROLLBACK");
            execute(reader, "ROLLBACK");
        }
    }
}
