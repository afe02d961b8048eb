package dragon.monitor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Stream;

/** A lane whose snapshots were written by hand: two accounts, three bots, no process. */
public final class PreparedLane {
    /** Time of the snapshot: 2026-03-02 12:14:03.412 UTC. */
    public static final long SNAPSHOT_AT = 1_772_453_643_412L;

    private static final long NS = 1_000_000L;

    private PreparedLane() {}

    /** Writes the lane {@code main} below a home and returns its directory. */
    public static Path write(final Path home) {
        final Path lane = home.resolve("lanes").resolve("main");
        try {
            Files.createDirectories(lane);
            for (final String suffix : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(lane.resolve("snapshots.db" + suffix));
            }
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + lane.resolve("snapshots.db"));
                    Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                final String[] schema = schema().split("-- STATEMENT", -1);
                for (final String sql : Arrays.asList(schema).subList(1, schema.length)) {
                    statement.execute(sql);
                }
                for (final String sql : rows()) {
                    statement.execute(sql);
                }
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        }
        return lane;
    }

    /** Moves the database away and makes it anew, as the snapshotter does with a corrupt one, with these rows changed. */
    public static void rebuild(final Path home, final String... changes) {
        final Path database = home.resolve("lanes").resolve("main").resolve("snapshots.db");
        try (Stream<Path> files = Files.list(database.getParent())) {
            final long asides =
                    files.filter(file -> file.toString().contains(".corrupt-")).count();
            Files.move(database, database.resolveSibling("snapshots.db.corrupt-" + asides));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        final Path made = write(home.resolve("made-anew")); // And appears as a whole.
        for (final String sql : changes) {
            execute(made, sql);
        }
        try {
            for (final String suffix : new String[] {"-wal", "-shm"}) {
                Files.deleteIfExists(database.resolveSibling("snapshots.db" + suffix));
            }
            Files.move(made.resolve("snapshots.db"), database);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes the prepared rows. */
    public static void execute(final Path lane, final String sql) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + lane.resolve("snapshots.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (final SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds what the snapshotter writes when an account has been compared with the venue. */
    public static void addRestartReport(final Path lane, final long sequence, final int account, final String detail) {
        execute(
                lane,
                event(sequence, SNAPSHOT_AT, "info", "restart_report", account, 0, "", "", "", "NULL", "NULL", detail));
    }

    private static String schema() throws IOException {
        try (InputStream stream = PreparedLane.class.getResourceAsStream("/dragon/tools/snapshotter/snapshots.sql")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String[] rows() {
        final long at = SNAPSHOT_AT;
        // A process id that no system gives out: the engine of this lane is dead.
        return new String[] {
            "INSERT INTO lane (id, name, mode, term, owner, engine_pid, sequence, engine_time_ns, snapshot_at,"
                    + " live_trading, kill_switch, gateway_session, gateway_up, fast_interval_ms, orders_in_doubt,"
                    + " feeds_fresh, feeds_total) VALUES (1, 'main', 'SIM', 17, 'eng-a', 2147483000, 48210774, "
                    + at * NS
                    + ", " + at + ", 1, 0, 7, 1, 3000, 0, 3, 3)",
            account(1, "woo-main", "HEDGE", "-15000000000", 3_122_000_000L, "1048215000000", 0, "", at),
            account(2, "woo-alt", "HEDGE", "-5000000000", -5_210_000_000L, "190377000000", 1, "daily_loss_limit", at),
            bot(
                    1,
                    "btc-long-15m",
                    1,
                    "PERP_BTC_USDT",
                    "M15",
                    "LONG_ONLY",
                    "Waiting bar",
                    "ok",
                    6_091_000_000_000L,
                    -496_000_000L),
            bot(
                    2,
                    "eth-hedge-1h",
                    1,
                    "PERP_ETH_USDT",
                    "H1",
                    "BOTH_LEGS",
                    "Waiting bar",
                    "ok",
                    312_040_000_000L,
                    2_298_000_000L),
            bot(
                    3,
                    "woo-dca-5m",
                    2,
                    "PERP_WOO_USDT",
                    "M5",
                    "LONG_ONLY",
                    "Risk blocked (daily_loss_limit)",
                    "warn",
                    18_412_000L,
                    0),
            leg(1, "LONG", 1_500_000L, "6124050000000", 2, 10, "6062000000000", "6185000000000", -496_000_000L),
            leg(2, "LONG", 40_000_000L, "310520000000", 1, 6, "306200000000", "315180000000", 608_000_000L),
            leg(2, "SHORT", 25_000_000L, "318800000000", 3, 6, "321400000000", "306050000000", 1_690_000_000L),
            leg(3, "LONG", 0, "NULL", 0, 5, "NULL", "NULL", 0),
            order(
                    4_785_220_632_970_258L,
                    2,
                    "PERP_ETH_USDT",
                    "BUY",
                    "LONG",
                    "DCA",
                    "NEW",
                    306_200_000_000L,
                    20_000_000L,
                    8_841_020_995L),
            order(
                    4_785_224_927_937_553L,
                    2,
                    "PERP_ETH_USDT",
                    "SELL",
                    "LONG",
                    "TAKE_PROFIT",
                    "NEW",
                    315_180_000_000L,
                    40_000_000L,
                    8_841_020_996L),
            order(
                    4_785_224_927_937_554L,
                    2,
                    "PERP_ETH_USDT",
                    "SELL",
                    "SHORT",
                    "DCA",
                    "PARKED",
                    321_400_000_000L,
                    30_000_000L,
                    0),
            order(
                    4_785_220_632_970_256L,
                    2,
                    "PERP_ETH_USDT",
                    "BUY",
                    "LONG",
                    "DCA",
                    "FILLED",
                    309_850_000_000L,
                    10_000_000L,
                    8_841_020_990L),
            "INSERT INTO limits VALUES (2, 'loss.day', 'set', 5000000000, 5210000000, NULL,"
                    + " 'accounts.d/woo-alt.toml:11', 0), (2, 'loss.drawdown', 'unset', NULL, 270000000, NULL, '', 0), (2,"
                    + " 'rate.orders_account', 'off', NULL, NULL, NULL, 'typed by rana', 0)",
            "INSERT INTO bot_parameters VALUES (2, 'BASE_QUANTITY', 10000000), (2, 'MAX_ENTRIES', 600000000)",
            event(
                    48_101_207L,
                    at - 677_409,
                    "INFO",
                    "ORDER_FILLED",
                    1,
                    2,
                    "LONG",
                    "DCA",
                    "BUY",
                    "309850000000",
                    "10000000",
                    "fee 0.062 maker"),
            event(
                    48_207_340L,
                    at - 31_541,
                    "WARN",
                    "FEED_STALE",
                    1,
                    1,
                    "",
                    "",
                    "",
                    "NULL",
                    "NULL",
                    "mark age 5.0s > 5s"),
            event(
                    48_209_911L,
                    at - 5_292,
                    "WARN",
                    "ACCOUNT_RISK_BLOCK",
                    2,
                    3,
                    "LONG",
                    "ENTRY",
                    "BUY",
                    "NULL",
                    "42000000000",
                    "day_loss -52.10 <= -50.00"),
        };
    }

    private static String account(
            final int id,
            final String label,
            final String mode,
            final String dayLimit,
            final long dayNet,
            final String equity,
            final int blocked,
            final String reason,
            final long at) {
        return "INSERT INTO accounts VALUES (" + id + ", '" + label + "', 'ACTIVE', '" + mode + "', 0, "
                + dayLimit.replace("-", "") + ", 100000000000, " + dayNet + ", -21240000000, " + equity + ", " + equity
                + ", 6100000, " + blocked + ", '" + reason + "', 'CLOSED', 2, " + (at - 1_200) + ", " + at
                + ", '', 1046413000000, " + (at - 900) + ", NULL, 4010000000)";
    }

    private static String bot(
            final int id,
            final String name,
            final int account,
            final String symbol,
            final String timeframe,
            final String legs,
            final String next,
            final String health,
            final long mark,
            final long unrealized) {
        final long at = SNAPSHOT_AT;
        return "INSERT INTO bots VALUES (" + id + ", '" + name + "', " + account + ", '" + symbol + "', '" + timeframe
                + "', '" + legs + "', 'RUNNING', 'RUNNING', 0, " + (at - 600) + ", '" + next + "', '" + next + "', '"
                + health + "', '', " + (at - 243_412) + ", 4112, 14, 2, 1, " + mark + ", " + mark + ", " + mark + ", "
                + (at - 100) + ", 4170000000, " + unrealized + ", 312000000, -88000000, " + at
                + ", '', '', 'CLOSED', NULL, 10, 'MARK')";
    }

    private static String leg(
            final int bot,
            final String leg,
            final long quantity,
            final String entry,
            final int entries,
            final int max,
            final String dca,
            final String takeProfit,
            final long unrealized) {
        return "INSERT INTO legs VALUES (" + bot + ", '" + leg + "', " + quantity + ", " + entry + ", " + quantity
                + ", "
                + entries + ", " + max + ", " + dca + ", " + takeProfit + ", 4170000000, " + unrealized
                + ", 312000000, " + SNAPSHOT_AT + ", NULL, NULL)";
    }

    private static String order(
            final long id,
            final int bot,
            final String symbol,
            final String side,
            final String leg,
            final String role,
            final String status,
            final long price,
            final long quantity,
            final long venueId) {
        return "INSERT INTO orders VALUES (" + id + ", " + bot + ", 1, '" + symbol + "', "
                + (venueId == 0 ? "NULL" : venueId) + ", '" + side + "', '" + leg + "', '" + role
                + "', 'POST_ONLY', '" + status + "', " + price + ", " + quantity + ", 0, NULL, 0, "
                + (SNAPSHOT_AT - 677_000) + ", " + (SNAPSHOT_AT - 676_000) + ", 'step 2', " + id + ", 1)";
    }

    private static String event(
            final long sequence,
            final long atMs,
            final String level,
            final String code,
            final int account,
            final int bot,
            final String leg,
            final String role,
            final String side,
            final String price,
            final String quantity,
            final String detail) {
        return "INSERT INTO events VALUES (" + sequence + ", " + atMs * NS + ", '" + level + "', '" + code + "', "
                + account + ", " + bot + ", '', 0, '" + leg + "', '" + side + "', '" + role + "', " + price + ", "
                + quantity + ", NULL, 0, 1, '" + detail + "')";
    }
}
