package dragon.monitor.snapshot;

import dragon.monitor.snapshot.LaneSnapshot.Account;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import dragon.monitor.snapshot.LaneSnapshot.Event;
import dragon.monitor.snapshot.LaneSnapshot.Lane;
import dragon.monitor.snapshot.LaneSnapshot.Leg;
import dragon.monitor.snapshot.LaneSnapshot.Limit;
import dragon.monitor.snapshot.LaneSnapshot.Order;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.sqlite.SQLiteConfig;

/**
 * Reads {@code snapshots.db} through a read-only connection; the snapshotter may write at the same time, and may move the
 * database aside and make it anew: a reader that is open goes on with the new one.
 *
 * <p>Threading: one thread.
 */
public final class SnapshotReader implements AutoCloseable {
    private static final int BUSY_TIMEOUT_MS = 2_000;

    /** Everything that is not over: parked with us, or working at the venue, or perhaps working there. */
    private static final String LIVE_ORDERS =
            " WHERE status IN ('PARKED', 'PENDING_NEW', 'NEW', 'PARTIALLY_FILLED', 'IN_DOUBT')";

    private static final String TABLE = "SELECT name FROM sqlite_master WHERE type = 'table' AND name = ?";

    private final Path database;
    private Object fileKey;
    private Connection connection;

    private SnapshotReader(final Path database) throws SQLException {
        this.database = database;
        this.fileKey = fileKey(database); // Before it is opened: one that is replaced meanwhile is opened once more.
        this.connection = connect(database);
    }

    /** Opens the database of a lane, which must exist. */
    public static SnapshotReader open(final Path database) throws SQLException {
        return new SnapshotReader(database);
    }

    private static Connection connect(final Path database) throws SQLException {
        final SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        return config.createConnection("jdbc:sqlite:" + database);
    }

    /** What the file system knows the file by, whatever it is called; null = there is none now. */
    private static Object fileKey(final Path database) {
        try {
            return Files.readAttributes(database, BasicFileAttributes.class).fileKey();
        } catch (final IOException e) {
            return null;
        }
    }

    /** A connection stays with the file that it opened, which nobody writes any more once it has been moved aside. */
    private void openAgainIfReplaced() throws SQLException {
        final Object present = fileKey(database);
        if (present == null || present.equals(fileKey)) {
            return; // Between the old one and the new one the old one is all that there is.
        }
        final Connection again = connect(database);
        final Connection before = connection;
        connection = again;
        fileKey = present;
        before.close();
    }

    /** Which events to read: newest ones, told oldest first. */
    public record EventFilter(int botId, String code, long afterSequence, long sinceNs, int countMax) {
        public static EventFilter newest(final int countMax) {
            return new EventFilter(0, "", 0, 0, countMax);
        }

        public EventFilter after(final long sequence) {
            return new EventFilter(botId, code, sequence, sinceNs, countMax);
        }
    }

    /** Reads the whole lane in one transaction: live orders only, and the newest events. Null before the first write. */
    public LaneSnapshot read(final int eventCountMax) throws SQLException {
        return inOneTransaction(() -> {
            if (!hasTable("lane")) {
                return null; // The snapshotter has made the file and not yet its tables.
            }
            final List<Lane> lanes = rows("SELECT * FROM lane", SnapshotReader::lane);
            if (lanes.isEmpty()) {
                return null;
            }
            return new LaneSnapshot(
                    lanes.get(0),
                    rows("SELECT * FROM accounts ORDER BY id", SnapshotReader::account),
                    rows("SELECT * FROM bots ORDER BY id", SnapshotReader::bot),
                    rows("SELECT * FROM legs ORDER BY bot_id, leg", SnapshotReader::leg),
                    rows(
                            "SELECT * FROM orders" + LIVE_ORDERS + " ORDER BY bot_id, leg, created_at",
                            SnapshotReader::order),
                    newestEvents(EventFilter.newest(eventCountMax)));
        });
    }

    /** Reads all orders that the snapshotter knows of, the newest last. */
    public List<Order> allOrders() throws SQLException {
        return rows("SELECT * FROM orders ORDER BY created_at, client_order_id", SnapshotReader::order);
    }

    private boolean hasTable(final String name) throws SQLException {
        return !rows(TABLE, row -> row.getString("name"), name).isEmpty();
    }

    /**
     * Reads events, oldest first; the code may be whole or its first words: {@code flatten} is every {@code flatten_*}. None before the
     * first write.
     */
    public List<Event> events(final EventFilter filter) throws SQLException {
        return inOneTransaction(() -> hasTable("events") ? newestEvents(filter) : List.of());
    }

    private List<Event> newestEvents(final EventFilter filter) throws SQLException {
        final List<Event> newestFirst = rows(
                "SELECT * FROM events WHERE (?1 = 0 OR bot_id = ?1)"
                        + " AND (?2 = '' OR substr(lower(code) || '_', 1, length(?2) + 1) = lower(?2) || '_')"
                        + " AND sequence > ?3 AND at_ns >= ?4 ORDER BY sequence DESC LIMIT ?5",
                SnapshotReader::event,
                filter.botId(),
                filter.code(),
                filter.afterSequence(),
                filter.sinceNs(),
                filter.countMax());
        Collections.reverse(newestFirst);
        return newestFirst;
    }

    /** Who has the job of each bot, in the order of the bots. */
    public List<Job> jobs() throws SQLException {
        return rows(
                "SELECT * FROM jobs ORDER BY bot_id",
                row -> new Job(
                        row.getInt("bot_id"),
                        row.getString("status"),
                        row.getString("lease"),
                        row.getString("claimed_by"),
                        row.getInt("claimed_term"),
                        row.getLong("claimed_at"),
                        row.getInt("lease_version"),
                        row.getInt("stale_reclaims")));
    }

    /** The job of one bot: {@code standing} is free, held, released or stale; {@code claimedAt} 0 = never. */
    public record Job(
            int botId,
            String status,
            String standing,
            String claimedBy,
            int claimedTerm,
            long claimedAt,
            int version,
            int staleReclaims) {}

    /** The newest restart report of each account, by account. */
    public List<Event> restartReports() throws SQLException {
        return rows(
                "SELECT * FROM events WHERE sequence IN (SELECT max(sequence) FROM events"
                        + " WHERE bot_id = 0 AND code = 'restart_report' GROUP BY account_id) ORDER BY account_id",
                SnapshotReader::event);
    }

    /** Settings of a bot as pairs of key and value times 10^8, in the order of the keys. */
    public List<Parameter> parameters(final int botId) throws SQLException {
        return rows(
                "SELECT * FROM bot_parameters WHERE bot_id = ? ORDER BY parameter",
                row -> new Parameter(row.getString("parameter"), row.getLong("value_e8")),
                botId);
    }

    /** One setting of a bot. */
    public record Parameter(String name, long valueE8) {}

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws SQLException;
    }

    @FunctionalInterface
    private interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private <T> T inOneTransaction(final Reading<T> reading) throws SQLException {
        openAgainIfReplaced();
        connection.setAutoCommit(false);
        try {
            return reading.read();
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private <T> List<T> rows(final String sql, final RowMapper<T> mapper, final Object... values) throws SQLException {
        if (connection.getAutoCommit()) { // In a transaction all of it is read from one file.
            openAgainIfReplaced();
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            final List<T> result = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    result.add(mapper.map(row));
                }
            }
            return result;
        }
    }

    private static Long nullable(final ResultSet row, final String column) throws SQLException {
        final long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    /** A name of an enum: one spelling, whoever wrote it. */
    private static String upper(final ResultSet row, final String column) throws SQLException {
        return row.getString(column).toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static Lane lane(final ResultSet row) throws SQLException {
        return new Lane(
                row.getString("name"),
                upper(row, "mode"),
                row.getInt("term"),
                row.getString("owner"),
                row.getLong("engine_pid"),
                row.getLong("sequence"),
                row.getLong("engine_time_ns"),
                row.getLong("snapshot_at"),
                row.getBoolean("live_trading"),
                row.getBoolean("kill_switch"),
                row.getBoolean("gateway_up"),
                row.getLong("fast_interval_ms"),
                row.getInt("orders_in_doubt"),
                row.getInt("feeds_fresh"),
                row.getInt("feeds_total"),
                row.getString("hold"));
    }

    private static Account account(final ResultSet row) throws SQLException {
        return new Account(
                row.getInt("id"),
                row.getString("label"),
                upper(row, "status"),
                upper(row, "position_mode"),
                row.getBoolean("kill_switch"),
                nullable(row, "daily_loss_limit_e8"),
                nullable(row, "total_loss_limit_e8"),
                row.getLong("day_net_e8"),
                row.getLong("total_net_e8"),
                nullable(row, "equity_e8"),
                nullable(row, "free_collateral_e8"),
                nullable(row, "margin_ratio_e8"),
                row.getBoolean("risk_blocked"),
                row.getString("risk_reason"),
                row.getString("exchange_state"),
                row.getInt("open_orders"),
                nullable(row, "reported_at"),
                row.getLong("updated_at"),
                row.getString("hold"),
                nullable(row, "wallet_e8"),
                nullable(row, "wallet_at"),
                nullable(row, "last_exchange_error_at"),
                nullable(row, "liquidation_pct_e8"));
    }

    /** The limits of an account, in the order of their keys. */
    public List<Limit> limits(final int accountId) throws SQLException {
        return rows(
                "SELECT * FROM limits WHERE account_id = ? ORDER BY key",
                row -> new Limit(
                        row.getInt("account_id"),
                        row.getString("key"),
                        row.getString("state"),
                        nullable(row, "value_e8"),
                        nullable(row, "used_e8"),
                        nullable(row, "raised_until"),
                        row.getString("origin")),
                accountId);
    }

    private static Bot bot(final ResultSet row) throws SQLException {
        return new Bot(
                row.getInt("id"),
                row.getString("name"),
                row.getInt("account_id"),
                row.getString("symbol"),
                row.getString("timeframe"),
                upper(row, "legs"),
                upper(row, "status"),
                upper(row, "desired_status"),
                row.getBoolean("kill_switch"),
                row.getLong("heartbeat_at"),
                row.getString("heartbeat_msg"),
                row.getString("next_action"),
                row.getString("health"),
                row.getString("last_error"),
                nullable(row, "last_candle_open"),
                row.getLong("bar_count"),
                row.getLong("blocked_actions"),
                row.getInt("open_orders"),
                row.getInt("open_intents"),
                nullable(row, "mark_e8"),
                nullable(row, "bid_e8"),
                nullable(row, "ask_e8"),
                nullable(row, "quote_at"),
                row.getLong("realized_e8"),
                nullable(row, "unrealized_e8"),
                row.getLong("fees_e8"),
                row.getLong("funding_e8"),
                row.getLong("updated_at"),
                row.getString("desired_action"),
                row.getString("hold"),
                row.getString("exchange_state"),
                nullable(row, "last_exchange_error_at"),
                nullable(row, "venue_leverage"),
                row.getString("price_source"));
    }

    private static Leg leg(final ResultSet row) throws SQLException {
        return new Leg(
                row.getInt("bot_id"),
                upper(row, "leg"),
                row.getLong("quantity_e8"),
                nullable(row, "average_entry_e8"),
                nullable(row, "venue_quantity_e8"),
                row.getInt("entry_count"),
                row.getInt("max_entries"),
                nullable(row, "next_dca_e8"),
                nullable(row, "take_profit_e8"),
                row.getLong("realized_e8"),
                nullable(row, "unrealized_e8"),
                row.getLong("fees_e8"),
                row.getLong("updated_at"),
                nullable(row, "liquidation_e8"),
                nullable(row, "adl_quantile"));
    }

    private static Order order(final ResultSet row) throws SQLException {
        return new Order(
                row.getLong("client_order_id"),
                row.getInt("bot_id"),
                row.getInt("account_id"),
                row.getString("symbol"),
                nullable(row, "venue_order_id"),
                upper(row, "side"),
                upper(row, "leg"),
                upper(row, "role"),
                upper(row, "order_type"),
                upper(row, "status"),
                nullable(row, "price_e8"),
                row.getLong("quantity_e8"),
                row.getLong("filled_e8"),
                nullable(row, "average_e8"),
                row.getBoolean("reduce_only"),
                row.getLong("created_at"),
                row.getLong("updated_at"),
                row.getString("detail"),
                row.getLong("intent_id"),
                row.getInt("attempt"));
    }

    private static Event event(final ResultSet row) throws SQLException {
        return new Event(
                row.getLong("sequence"),
                row.getLong("at_ns"),
                upper(row, "level"),
                row.getString("code"),
                row.getInt("account_id"),
                row.getInt("bot_id"),
                row.getString("symbol"),
                row.getLong("client_order_id"),
                upper(row, "leg"),
                upper(row, "side"),
                upper(row, "role"),
                nullable(row, "price_e8"),
                nullable(row, "quantity_e8"),
                nullable(row, "amount_e8"),
                row.getLong("reference_id"),
                row.getInt("count"),
                row.getString("detail"));
    }
}
