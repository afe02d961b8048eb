package dragon.tools.snapshotter;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The tables of {@code snapshots.sql} that hold rows for people, with their columns in the order of that file. */
enum Table {
    LANE(
            1,
            "id name mode term owner engine_pid sequence engine_time_ns snapshot_at live_trading kill_switch"
                    + " gateway_session gateway_up fast_interval_ms orders_in_doubt feeds_fresh feeds_total hold",
            "engine_time_ns snapshot_at"),
    ACCOUNTS(
            1,
            "id label status position_mode kill_switch daily_loss_limit_e8 total_loss_limit_e8 day_net_e8"
                    + " total_net_e8 equity_e8 free_collateral_e8 margin_ratio_e8 risk_blocked risk_reason"
                    + " exchange_state open_orders reported_at updated_at hold wallet_e8 wallet_at"
                    + " last_exchange_error_at liquidation_pct_e8",
            "reported_at updated_at wallet_at liquidation_pct_e8"),
    LIMITS(2, "account_id key state value_e8 used_e8 raised_until origin updated_at", "used_e8 updated_at"),
    BOTS(
            1,
            "id name account_id symbol timeframe legs status desired_status kill_switch heartbeat_at heartbeat_msg"
                    + " next_action health last_error last_candle_open bar_count blocked_actions open_orders"
                    + " open_intents mark_e8 bid_e8 ask_e8 quote_at realized_e8 unrealized_e8 fees_e8 funding_e8"
                    + " updated_at desired_action hold exchange_state last_exchange_error_at venue_leverage price_source",
            "heartbeat_at quote_at updated_at"),
    JOBS(1, "bot_id status lease claimed_by claimed_term claimed_at lease_version stale_reclaims", ""),
    BOT_PARAMETERS(2, "bot_id parameter value_e8", ""),
    LEGS(
            2,
            "bot_id leg quantity_e8 average_entry_e8 venue_quantity_e8 entry_count max_entries next_dca_e8"
                    + " take_profit_e8 realized_e8 unrealized_e8 fees_e8 updated_at liquidation_e8 adl_quantile",
            "updated_at"),
    ORDERS(
            1,
            "client_order_id bot_id account_id symbol venue_order_id side leg role order_type status price_e8"
                    + " quantity_e8 filled_e8 average_e8 reduce_only created_at updated_at detail"
                    + " intent_id attempt",
            ""),
    SETTINGS(1, "key value updated_at", "updated_at"),
    INTENTS(0, "sequence at_ns kind account_id bot_id client_order_id detail", ""),
    FILLS(
            0,
            "sequence at_ns account_id bot_id symbol client_order_id trade_id side leg role price_e8 quantity_e8"
                    + " fee_e8 realized_e8 is_maker",
            ""),
    LEDGER(0, "sequence at_ns kind account_id bot_id reference_id fee_e8 funding_e8 realized_e8", ""),
    EVENTS(
            0,
            "sequence at_ns level code account_id bot_id symbol client_order_id leg side role price_e8 quantity_e8"
                    + " amount_e8 reference_id count detail",
            "");

    private final int keyColumnCount;
    private final List<String> columns;
    private final boolean[] isVolatile;
    private final String sql;

    /**
     * One table.
     *
     * @param keyColumnCount how many of the first columns are its key; 0 = rows are only ever appended
     * @param columns all of them
     * @param volatileColumns those that change although nothing has happened
     */
    Table(final int keyColumnCount, final String columns, final String volatileColumns) {
        this.keyColumnCount = keyColumnCount;
        this.columns = List.of(columns.split(" "));
        final Set<String> volatileNames = Set.of(volatileColumns.split(" "));
        this.isVolatile = new boolean[this.columns.size()];
        for (int i = 0; i < isVolatile.length; i++) {
            isVolatile[i] = volatileNames.contains(this.columns.get(i));
        }
        this.sql = keyColumnCount == 0 ? insertOrIgnore() : upsert();
    }

    private String insertOrIgnore() {
        return "INSERT OR IGNORE INTO " + sqlName() + placeholders();
    }

    private String upsert() {
        final StringBuilder statement =
                new StringBuilder("INSERT INTO ").append(sqlName()).append(placeholders());
        statement.append(" ON CONFLICT (").append(String.join(", ", columns.subList(0, keyColumnCount)));
        statement.append(") DO UPDATE SET ");
        for (int i = keyColumnCount; i < columns.size(); i++) {
            final String column = columns.get(i);
            statement
                    .append(i == keyColumnCount ? "" : ", ")
                    .append(column)
                    .append(" = excluded.")
                    .append(column);
        }
        return statement.toString();
    }

    private String placeholders() {
        return " (" + String.join(", ", columns) + ") VALUES (" + "?, ".repeat(columns.size() - 1) + "?)";
    }

    /** Name in the database. */
    String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether the table holds what there is now and nothing else: a setting that was taken away is no row any more. Orders
     * stay when the core has forgotten them, and what is appended stays for ever.
     */
    boolean isOfThePresent() {
        return keyColumnCount > 0 && this != ORDERS;
    }

    /** The statement that deletes the row of a key. */
    String deletion() {
        return "DELETE FROM " + sqlName() + " WHERE " + String.join(" = ? AND ", columns.subList(0, keyColumnCount))
                + " = ?";
    }

    /** The statement that writes one row. */
    String sql() {
        return sql;
    }

    List<String> columns() {
        return columns;
    }

    int keyColumnCount() {
        return keyColumnCount;
    }

    /** Whether two rows of this table say the same, apart from what changes although nothing has happened. */
    boolean isSameContent(final Object[] a, final Object[] b) {
        for (int i = 0; i < a.length; i++) {
            if (!isVolatile[i] && !java.util.Objects.equals(a[i], b[i])) {
                return false;
            }
        }
        return true;
    }
}
