package dragon.tools.snapshotter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConfig;

/** The state images in {@code snapshots.db} that a snapshotter may begin with, for others to know of. */
public final class StoredImages {
    private static final int BUSY_MS_MAX = 5_000;

    private StoredImages() {}

    /**
     * Sequences of all that are there, usable or not; none where there is no database.
     *
     * @throws SQLException if it cannot be read
     */
    public static List<Long> sequences(final Path database) throws SQLException {
        final List<Long> sequences = new ArrayList<>();
        if (!Files.exists(database) || isEmpty(database)) {
            return sequences;
        }
        final SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MS_MAX);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sequence FROM state_images")) {
            while (row.next()) {
                sequences.add(row.getLong(1));
            }
        }
        return sequences;
    }

    /** Made a moment ago, and no table in it. */
    private static boolean isEmpty(final Path database) throws SQLException {
        try {
            return Files.size(database) == 0;
        } catch (final java.io.IOException e) {
            throw new SQLException("cannot read " + database + ": " + e, e);
        }
    }
}
