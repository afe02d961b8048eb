-- Tables for people, and state images for recovery. Written by the snapshotter only. All money, prices and quantities are
-- integers times 10^8; all times are milliseconds since the epoch unless the name says _ns.

-- STATEMENT
CREATE TABLE IF NOT EXISTS lane (            -- one row
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL, mode TEXT NOT NULL, term INTEGER NOT NULL, owner TEXT NOT NULL, engine_pid INTEGER NOT NULL,
    sequence INTEGER NOT NULL, engine_time_ns INTEGER NOT NULL, snapshot_at INTEGER NOT NULL,
    live_trading INTEGER NOT NULL, kill_switch INTEGER NOT NULL,
    gateway_session INTEGER NOT NULL, gateway_up INTEGER NOT NULL, fast_interval_ms INTEGER NOT NULL,
    orders_in_doubt INTEGER NOT NULL, feeds_fresh INTEGER NOT NULL, feeds_total INTEGER NOT NULL,
    hold TEXT NOT NULL DEFAULT '');             -- panic, kill and halt of the engine: since when, by whom, why
-- STATEMENT
CREATE TABLE IF NOT EXISTS accounts (
    id INTEGER PRIMARY KEY, label TEXT NOT NULL, status TEXT NOT NULL, position_mode TEXT NOT NULL,
    kill_switch INTEGER NOT NULL, daily_loss_limit_e8 INTEGER, total_loss_limit_e8 INTEGER,
    day_net_e8 INTEGER NOT NULL, total_net_e8 INTEGER NOT NULL, equity_e8 INTEGER, free_collateral_e8 INTEGER,
    margin_ratio_e8 INTEGER, risk_blocked INTEGER NOT NULL, risk_reason TEXT NOT NULL, exchange_state TEXT NOT NULL,
    open_orders INTEGER NOT NULL, reported_at INTEGER, updated_at INTEGER NOT NULL, hold TEXT NOT NULL DEFAULT '',
    wallet_e8 INTEGER, wallet_at INTEGER, last_exchange_error_at INTEGER,
    liquidation_pct_e8 INTEGER);                -- distance of the nearest leg; null = nothing near, or not known
-- STATEMENT
CREATE TABLE IF NOT EXISTS limits (          -- every limit of every account: what holds, and how much of it is used
    account_id INTEGER NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, value_e8 INTEGER, used_e8 INTEGER,
    raised_until INTEGER, origin TEXT NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (account_id, key));
-- STATEMENT
CREATE TABLE IF NOT EXISTS bots (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, account_id INTEGER NOT NULL, symbol TEXT NOT NULL, timeframe TEXT NOT NULL,
    legs TEXT NOT NULL, status TEXT NOT NULL, desired_status TEXT NOT NULL, kill_switch INTEGER NOT NULL,
    heartbeat_at INTEGER NOT NULL, heartbeat_msg TEXT NOT NULL, next_action TEXT NOT NULL, health TEXT NOT NULL,
    last_error TEXT NOT NULL, last_candle_open INTEGER, bar_count INTEGER NOT NULL, blocked_actions INTEGER NOT NULL,
    open_orders INTEGER NOT NULL, open_intents INTEGER NOT NULL, mark_e8 INTEGER, bid_e8 INTEGER, ask_e8 INTEGER,
    quote_at INTEGER, realized_e8 INTEGER NOT NULL, unrealized_e8 INTEGER, fees_e8 INTEGER NOT NULL,
    funding_e8 INTEGER NOT NULL, updated_at INTEGER NOT NULL, desired_action TEXT NOT NULL DEFAULT '',
    hold TEXT NOT NULL DEFAULT '', exchange_state TEXT NOT NULL DEFAULT '', last_exchange_error_at INTEGER,
    venue_leverage INTEGER, price_source TEXT NOT NULL DEFAULT '');
-- STATEMENT
CREATE TABLE IF NOT EXISTS jobs (            -- who runs each bot; until when is in lane.mark
    bot_id INTEGER PRIMARY KEY, status TEXT NOT NULL, lease TEXT NOT NULL, claimed_by TEXT NOT NULL,
    claimed_term INTEGER NOT NULL, claimed_at INTEGER NOT NULL, lease_version INTEGER NOT NULL,
    stale_reclaims INTEGER NOT NULL);
-- STATEMENT
CREATE TABLE IF NOT EXISTS bot_parameters (
    bot_id INTEGER NOT NULL, parameter TEXT NOT NULL, value_e8 INTEGER NOT NULL, PRIMARY KEY (bot_id, parameter));
-- STATEMENT
CREATE TABLE IF NOT EXISTS legs (
    bot_id INTEGER NOT NULL, leg TEXT NOT NULL, quantity_e8 INTEGER NOT NULL, average_entry_e8 INTEGER,
    venue_quantity_e8 INTEGER, entry_count INTEGER NOT NULL, max_entries INTEGER NOT NULL,
    next_dca_e8 INTEGER, take_profit_e8 INTEGER, realized_e8 INTEGER NOT NULL, unrealized_e8 INTEGER,
    fees_e8 INTEGER NOT NULL, updated_at INTEGER NOT NULL, liquidation_e8 INTEGER, adl_quantile INTEGER,
    PRIMARY KEY (bot_id, leg));
-- STATEMENT
CREATE TABLE IF NOT EXISTS orders (
    client_order_id INTEGER PRIMARY KEY, bot_id INTEGER NOT NULL, account_id INTEGER NOT NULL, symbol TEXT NOT NULL,
    venue_order_id INTEGER, side TEXT NOT NULL, leg TEXT NOT NULL, role TEXT NOT NULL, order_type TEXT NOT NULL,
    status TEXT NOT NULL, price_e8 INTEGER, quantity_e8 INTEGER NOT NULL, filled_e8 INTEGER NOT NULL,
    average_e8 INTEGER, reduce_only INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    detail TEXT NOT NULL, intent_id INTEGER NOT NULL, attempt INTEGER NOT NULL);
-- STATEMENT
CREATE INDEX IF NOT EXISTS orders_by_bot ON orders (bot_id, status);
-- STATEMENT
CREATE TABLE IF NOT EXISTS intents (         -- every intent that was journaled
    sequence INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, kind TEXT NOT NULL, account_id INTEGER NOT NULL,
    bot_id INTEGER NOT NULL, client_order_id INTEGER NOT NULL, detail TEXT NOT NULL);
-- STATEMENT
CREATE TABLE IF NOT EXISTS fills (
    sequence INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, account_id INTEGER NOT NULL, bot_id INTEGER NOT NULL,
    symbol TEXT NOT NULL, client_order_id INTEGER NOT NULL, trade_id INTEGER NOT NULL, side TEXT NOT NULL,
    leg TEXT NOT NULL, role TEXT NOT NULL, price_e8 INTEGER NOT NULL, quantity_e8 INTEGER NOT NULL,
    fee_e8 INTEGER NOT NULL, realized_e8 INTEGER NOT NULL, is_maker INTEGER NOT NULL);
-- STATEMENT
CREATE TABLE IF NOT EXISTS ledger (
    sequence INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, kind TEXT NOT NULL, account_id INTEGER NOT NULL,
    bot_id INTEGER NOT NULL, reference_id INTEGER NOT NULL, fee_e8 INTEGER NOT NULL, funding_e8 INTEGER NOT NULL,
    realized_e8 INTEGER NOT NULL);
-- STATEMENT
CREATE TABLE IF NOT EXISTS events (
    sequence INTEGER PRIMARY KEY, at_ns INTEGER NOT NULL, level TEXT NOT NULL, code TEXT NOT NULL,
    account_id INTEGER NOT NULL, bot_id INTEGER NOT NULL, symbol TEXT NOT NULL, client_order_id INTEGER NOT NULL,
    leg TEXT NOT NULL, side TEXT NOT NULL, role TEXT NOT NULL, price_e8 INTEGER, quantity_e8 INTEGER, amount_e8 INTEGER,
    reference_id INTEGER NOT NULL, count INTEGER NOT NULL, detail TEXT NOT NULL);
-- STATEMENT
CREATE INDEX IF NOT EXISTS events_by_bot ON events (bot_id, sequence);
-- STATEMENT
CREATE TABLE IF NOT EXISTS settings (key TEXT PRIMARY KEY, value TEXT NOT NULL, updated_at INTEGER NOT NULL);
-- STATEMENT
CREATE TABLE IF NOT EXISTS state_images (    -- newest few kept
    sequence INTEGER PRIMARY KEY, term INTEGER NOT NULL, engine_time_ns INTEGER NOT NULL, logic_version INTEGER NOT NULL,
    state_hash INTEGER NOT NULL, image BLOB NOT NULL, written_at INTEGER NOT NULL,
    record_crc INTEGER NOT NULL);            -- CRC32C of the record it is of: an image of another history is refused
