package dragon.bench.kill;

import dragon.engine.protocol.Leg;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** The tables of the snapshotter against the journal: a follower that was killed at any moment tells the same in the end. */
final class SnapshotCheck {
    private static final int BUSY_MS = 2_000;

    private SnapshotCheck() {}

    /** Up to where the tables reach; 0 while there are none. */
    static long sequence(final Path database) {
        try {
            return Files.exists(database) ? number(database, "SELECT coalesce(max(sequence), 0) FROM lane") : 0;
        } catch (final SQLException e) {
            return 0; // Being made.
        }
    }

    static void compare(final Path database, final History history, final Violations violations) {
        try {
            equal(
                    violations,
                    "fills",
                    number(database, "SELECT count(*) FROM fills"),
                    history.fillsByTrade().size());
            equal(
                    violations,
                    "different trades",
                    number(database, "SELECT count(DISTINCT trade_id) FROM fills"),
                    history.fillsByTrade().size());
            equal(
                    violations,
                    "corrections",
                    number(database, "SELECT count(*) FROM ledger WHERE upper(kind) = 'ADJUSTMENT'"),
                    history.adjustments().size());
            long legsE8 = 0;
            for (int id = 1; id <= history.core().state().bots().count(); id++) {
                legsE8 += history.core().state().bots().get(id).leg(Leg.LONG).quantityE8()
                        + history.core().state().bots().get(id).leg(Leg.SHORT).quantityE8();
            }
            equal(
                    violations,
                    "quantity of all legs",
                    number(database, "SELECT coalesce(sum(quantity_e8), 0) FROM legs"),
                    legsE8);
        } catch (final SQLException e) {
            violations.add("snapshots " + database + " cannot be read: " + e.getMessage());
        }
    }

    private static void equal(final Violations violations, final String what, final long found, final long expected) {
        if (found != expected) {
            violations.add("snapshots tell of " + found + " " + what + ", the journal of " + expected);
        }
    }

    private static long number(final Path database, final String sql) throws SQLException {
        final SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MS);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
