package dragon.gateway.woox;

import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.gateway.vault.Credentials;
import dragon.gateway.vault.VaultException;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.AccountState;
import dragon.gateway.venue.VenueFact.CancelRejected;
import dragon.gateway.venue.VenueFact.ForeignLeg;
import dragon.gateway.venue.VenueFact.LegHeld;
import dragon.gateway.venue.VenueFact.LeverageAnswer;
import dragon.gateway.venue.VenueFact.LeverageTold;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.Positions;
import dragon.gateway.venue.VenueFact.PrivateStreamUp;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.venue.VenueFact.WalletTold;
import dragon.gateway.woox.HealthBoard.Cause;
import dragon.gateway.woox.parse.AccountAnswers;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.Rows;
import dragon.gateway.woox.parse.Rows.AccountRow;
import dragon.gateway.woox.parse.Rows.BalanceRow;
import dragon.gateway.woox.parse.Rows.PositionRow;
import dragon.gateway.woox.parse.StreamMessage;
import dragon.gateway.woox.parse.StreamMessage.ExecutionReport;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome.Failure;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import dragon.gateway.woox.stream.PrivateStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One account: who signs for it, its private stream, and the questions about its orders, positions and money.
 *
 * <p>A refused key stops the account: it is asked once more after the clock was measured again, and from then on only
 * slowly, until the venue takes the key. A refused mode or a suspension stops entries.
 *
 * <p>Threading: any thread.
 */
final class AccountSurface {
    private static final Logger LOG = LoggerFactory.getLogger(AccountSurface.class);
    private static final long KEY_CHECK_NS = TimeUnit.SECONDS.toNanos(1);
    private static final String SETTLEMENT_TOKEN = "USDT";
    private static final String PROBE_SYMBOL = "PERP_BTC_USDT";
    private static final long PROBE_WAIT_MS_MAX = 5_000;
    private static final int HELD_MAX = 1_000;
    private static final long SUSPENDED_NS = TimeUnit.MINUTES.toNanos(1);

    private static final long LEVERAGE_WAIT_MS_MAX = 5_000;

    private final int accountId;
    private final String label;
    private final Wiring wiring;
    private final OrderReader orderReader;
    private final Function<String, Credentials> credentialsOf;
    private final SingleFlight accountQuery;
    private final SingleFlight positionsQuery;
    private final Map<String, Long> positionVersions = new HashMap<>();
    private final List<StreamMessage.Positions> heldPositions = new ArrayList<>();
    private final StatusWatch statusWatch;
    private final DeadManSwitch deadManSwitch;
    private final KeptFunding keptFunding;
    private boolean isReadingPositions;
    private volatile ApiIdentity identity;
    private volatile PrivateStream stream;
    private boolean isKeyRefused;
    private long keyRefusedSinceNs;
    private volatile boolean isStopped;
    private volatile long suspendedSinceNs;
    private volatile boolean isSuspended;

    AccountSurface(
            final int accountId,
            final String label,
            final Wiring wiring,
            final OrderReader orderReader,
            final StatusWatch statusWatch,
            final Function<String, Credentials> credentialsOf) {
        this.accountId = accountId;
        this.label = label;
        this.wiring = wiring;
        this.orderReader = orderReader;
        this.statusWatch = statusWatch;
        this.deadManSwitch = new DeadManSwitch(wiring, this);
        this.keptFunding = new KeptFunding(wiring, accountId);
        this.credentialsOf = credentialsOf;
        this.accountQuery = new SingleFlight(wiring.timer(), this::requestAccount);
        this.positionsQuery = new SingleFlight(wiring.timer(), this::requestPositions);
    }

    int accountId() {
        return accountId;
    }

    String label() {
        return label;
    }

    /** Null until the vault gave credentials. */
    ApiIdentity identity() {
        return identity;
    }

    /** Finds the credentials, opens the private stream, asks for mode and positions; again where that failed. */
    void open() {
        if (identity == null) {
            try (Credentials credentials = credentialsOf.apply(label)) {
                identity = new ApiIdentity(credentials);
            } catch (final VaultException e) {
                LOG.error("account {}: {}", label, e.getMessage());
                final String cause =
                        e.exitCode() == VaultException.TAKEN ? "account_in_two_lanes" : "credential_missing";
                wiring.health().set(accountId, Surface.REST_TRADE, Cause.CREDENTIAL, SurfaceState.DOWN, cause);
                return;
            }
            wiring.health().clear(accountId, Surface.REST_TRADE, Cause.CREDENTIAL);
        }
        if (stream == null) {
            wiring.health().set(accountId, Surface.PRIVATE_STREAM, Cause.STREAM, SurfaceState.DOWN, "connecting");
            stream = new PrivateStream(
                    label,
                    wiring.config(),
                    wiring.http(),
                    wiring.clock(),
                    wiring.rest(),
                    identity,
                    wiring.attempts(),
                    this::onMessage,
                    this::onStreamState);
        }
        accountQuery.ask();
        positionsQuery.ask();
        new AlgoOrders(wiring, accountId, label, identity).read();
    }

    /** Signs every later request with these, and moves the private stream to a listen key of theirs. */
    void become(final Credentials next) {
        if (identity != null) {
            identity.become(next);
            stream.renewListenKey();
            accountQuery.ask(); // An account that was stopped for its key goes on when the venue takes this one.
        }
    }

    void letTimePass(final long nowNs) {
        if (stream != null) {
            stream.letTimePass(nowNs);
        }
        deadManSwitch.letTimePass(nowNs);
        if (isSuspended && nowNs - suspendedSinceNs >= SUSPENDED_NS) {
            // The venue tells nobody that a suspension is over: the next entry finds out.
            isSuspended = false;
            wiring.health().clear(accountId, Surface.REST_TRADE, Cause.SUSPENDED);
        }
    }

    /** Finds credentials that came late, and asks a trading surface that nothing else would use whether it works. */
    void probe() {
        if (identity == null) {
            open();
        } else if (wiring.rest().breakerState(label, Surface.REST_TRADE) == BreakerState.HALF_OPEN) {
            // 62 random bits: neither ours nor anybody else's. That it is not found proves that orders are looked for.
            final String query = "clientOrderId=" + (new SecureRandom().nextLong() >>> 2) + "&symbol=" + PROBE_SYMBOL;
            wiring.rest()
                    .send(
                            new RestRequest(
                                    Endpoint.CANCEL, identity, PROBE_SYMBOL, query, null, PROBE_WAIT_MS_MAX, false),
                            outcome -> LOG.info(
                                    "account {}: the trading surface was probed: {}",
                                    label,
                                    outcome.getClass().getSimpleName()));
        }
    }

    /** Whether the venue refused the key again after the clock was measured: nothing that is sent will help. */
    boolean isStopped() {
        return isStopped;
    }

    /** Takes what a refusal says of the account, whatever was asked. */
    void onRefused(final Refusal refusal) {
        final String text = refusal.errorClass() + " " + refusal.venueCode() + " " + refusal.text();
        switch (refusal.errorClass()) {
            case AUTH -> onKeyRefused(text);
            case MODE -> {
                wiring.health().set(accountId, Surface.REST_TRADE, Cause.MODE, SurfaceState.DEGRADED, text);
                accountQuery.ask();
            }
            case SUSPENDED -> {
                suspendedSinceNs = wiring.nanoClock().getAsLong();
                isSuspended = true;
                wiring.health().set(accountId, Surface.REST_TRADE, Cause.SUSPENDED, SurfaceState.DEGRADED, text);
            }
            case REDUCE_ONLY -> {
                positionsQuery.ask();
                askOpenOrders();
            }
            case MAINTENANCE -> statusWatch.askNow();
            default -> {
                // Concerns its request only.
            }
        }
    }

    private void onKeyRefused(final String text) {
        final long nowNs = wiring.nanoClock().getAsLong();
        wiring.health().set(accountId, Surface.REST_TRADE, Cause.AUTH, SurfaceState.DOWN, text);
        synchronized (this) {
            if (isKeyRefused && (isStopped || nowNs - keyRefusedSinceNs < KEY_CHECK_NS)) {
                return;
            }
            if (isKeyRefused) {
                isStopped = true;
            } else {
                isKeyRefused = true;
                keyRefusedSinceNs = nowNs;
            }
        }
        if (isStopped) {
            LOG.error(
                    "account {} is stopped: the venue refuses its key: {}. Orders that are there stay there."
                            + " Next: check the key, its permissions and its list of addresses",
                    label,
                    text);
        } else {
            statusWatch.askNow(); // A clock that is far off looks like a wrong key.
            accountQuery.ask();
        }
    }

    private synchronized void onKeyTaken() {
        if (isKeyRefused) {
            LOG.info("account {}: the venue takes its key", label);
        }
        isKeyRefused = false;
        isStopped = false;
        wiring.health().clear(accountId, Surface.REST_TRADE, Cause.AUTH);
    }

    /** The engine wrote its journal: the venue need not cancel for us. */
    void noteEngineLives() {
        deadManSwitch.engineLives();
    }

    /** Asks for mode and money until the venue tells them. */
    void askAccount() {
        accountQuery.ask();
    }

    /** Asks for all legs until the venue tells them. */
    void askPositions() {
        positionsQuery.ask();
    }

    void askOrder(final int instrumentId, final String symbol, final long clientOrderId) {
        orderReader.readOrder(accountId, identity, instrumentId, symbol, clientOrderId);
    }

    void askOrderOfVenue(final int instrumentId, final String symbol, final long venueOrderId) {
        orderReader.readOrderOfVenue(accountId, identity, instrumentId, symbol, venueOrderId);
    }

    void askOpenOrders() {
        orderReader.readOpenOrders(accountId, identity);
    }

    void askTrades(final int instrumentId, final String symbol, final long afterTimeMs) {
        new TradeHistoryReading(wiring, accountId, identity, instrumentId, symbol).read(afterTimeMs);
    }

    void askFunding(final long afterTimeMs) {
        new FundingReading(wiring, accountId, identity, keptFunding).read(afterTimeMs);
    }

    void onInstrumentFollowed(final int instrumentId, final String symbol) {
        keptFunding.onFollowed(instrumentId, symbol);
    }

    /** Asks once for the leverage of a symbol; whoever wants it asks again where no answer comes. */
    void askLeverage(final int instrumentId, final String symbol) {
        final String query = "symbol=" + symbol + "&marginMode=CROSS";
        wiring.rest().send(RestRequest.query(Endpoint.LEVERAGE, identity, symbol, query), outcome -> {
            if (!(outcome instanceof Success success)) {
                return;
            }
            try {
                final AccountAnswers.LeverageRow row = AccountAnswers.leverage(success.body());
                final long timeMs = success.envelope().timestampMs();
                wiring.listener()
                        .onFact(new LeverageTold(
                                accountId,
                                instrumentId,
                                row.leverageOf("LONG"),
                                row.leverageOf("SHORT"),
                                timeMs == Rows.NONE ? wiring.clock().nowMs() : timeMs));
            } catch (final IOException e) {
                LOG.warn("leverage of {} on {} refused: {}", label, symbol, e.getMessage());
            }
        });
    }

    private void requestBalances() {
        wiring.rest().send(RestRequest.query(Endpoint.BALANCES, identity, "", ""), outcome -> {
            if (outcome instanceof Success success) {
                try {
                    tellWallet(
                            AccountAnswers.balances(success.body()),
                            success.envelope().timestampMs());
                } catch (final IOException e) {
                    LOG.warn("balances of {} refused: {}", label, e.getMessage());
                }
            }
        });
    }

    private void tellWallet(final List<BalanceRow> rows, final long timeMs) {
        for (final BalanceRow row : rows) {
            if (row.token().equals(SETTLEMENT_TOKEN)) {
                wiring.listener()
                        .onFact(new WalletTold(
                                accountId,
                                row.holdingE8(),
                                timeMs == Rows.NONE ? wiring.clock().nowMs() : timeMs));
            }
        }
    }

    /** Sets the leverage of a symbol; in cross margin one serves both legs. */
    void setLeverage(final int instrumentId, final String symbol, final int leverage) {
        final String body = "{\"symbol\":\"" + symbol + "\",\"leverage\":" + leverage + ",\"marginMode\":\"CROSS\"}";
        wiring.rest()
                .send(
                        new RestRequest(Endpoint.SET_LEVERAGE, identity, symbol, "", body, LEVERAGE_WAIT_MS_MAX, false),
                        outcome -> {
                            final int venueCode = outcome instanceof Refusal refusal ? refusal.venueCode() : 0;
                            final String text = outcome instanceof Refusal refusal
                                    ? refusal.errorClass() + " " + refusal.text()
                                    : outcome instanceof Failure failure ? failure.text() : "";
                            wiring.listener()
                                    .onFact(new LeverageAnswer(
                                            accountId,
                                            instrumentId,
                                            leverage,
                                            outcome instanceof Success,
                                            venueCode,
                                            text));
                        });
    }

    void shut() {
        if (stream != null) {
            stream.shut();
        }
    }

    // Questions

    private void requestAccount() {
        requestBalances();
        wiring.rest().send(RestRequest.query(Endpoint.ACCOUNT_INFO, identity, "", ""), outcome -> {
            if (outcome instanceof Success success) {
                try {
                    onAccount(
                            Answers.account(success.body()), success.envelope().timestampMs());
                    accountQuery.succeeded();
                    return;
                } catch (final IOException e) {
                    LOG.warn("account {} refused: {}", label, e.getMessage());
                }
            }
            accountQuery.failed();
        });
    }

    private void onAccount(final AccountRow row, final long timeMs) {
        onKeyTaken();
        final boolean isFutures = row.accountMode() == null || row.accountMode().startsWith("FUTURE");
        wiring.health()
                .set(
                        accountId,
                        Surface.REST_TRADE,
                        Cause.ACCOUNT_MODE,
                        isFutures ? SurfaceState.UP : SurfaceState.DOWN,
                        isFutures ? "" : "account mode is " + row.accountMode() + ", expected FUTURES");
        tellAccount(row, timeMs);
    }

    private void requestPositions() {
        synchronized (heldPositions) {
            isReadingPositions = true;
        }
        wiring.rest().send(RestRequest.query(Endpoint.POSITIONS, identity, "", ""), outcome -> {
            if (outcome instanceof Success success) {
                try {
                    final List<PositionRow> rows = Answers.positions(success.body());
                    final long timeMs = success.envelope().timestampMs() == Rows.NONE
                            ? wiring.clock().nowMs()
                            : success.envelope().timestampMs();
                    wiring.listener()
                            .onFact(new Positions(
                                    accountId, true, timeMs, legs(rows, timeMs), foreignLegs(rows, timeMs)));
                    wiring.health().clear(accountId, Surface.REST_READ, Cause.DECODE);
                    releasePositions();
                    positionsQuery.succeeded();
                    return;
                } catch (final IOException e) {
                    LOG.warn("positions of {} refused: {}", label, e.getMessage());
                    wiring.health()
                            .set(accountId, Surface.REST_READ, Cause.DECODE, SurfaceState.DEGRADED, e.getMessage());
                }
            }
            releasePositions();
            positionsQuery.failed();
        });
    }

    private void tellAccount(final AccountRow row, final long timeMs) {
        final PositionMode mode = OrderTranslation.positionMode(row.positionMode());
        if (mode == PositionMode.HEDGE) {
            wiring.health().clear(accountId, Surface.REST_TRADE, Cause.MODE);
        }
        wiring.listener()
                .onFact(new AccountState(
                        accountId,
                        mode,
                        row.equityE8(),
                        row.freeCollateralE8(),
                        row.marginRatioE8(),
                        VenueFact.NOT_TOLD,
                        told(row.totalCollateralE8()),
                        told(row.maintenanceMarginRatioE8()),
                        timeMs == Rows.NONE ? wiring.clock().nowMs() : timeMs));
    }

    private List<LegHeld> legs(final List<PositionRow> rows, final long timeMs) throws DecodeException {
        final List<LegHeld> legs = new ArrayList<>();
        for (final PositionRow row : rows) {
            final int instrumentId = wiring.instruments().id(row.symbol());
            final LegHeld leg = OrderTranslation.leg(row, instrumentId, timeMs);
            if (leg == null) {
                // A row without a side belongs to one-way mode: read the mode again before anything is believed.
                accountQuery.ask();
            } else if (instrumentId != 0) {
                addOrMerge(legs, leg);
            }
        }
        return List.copyOf(legs);
    }

    private static long told(final long valueE8) {
        return valueE8 == Rows.NONE ? VenueFact.NOT_TOLD : valueE8;
    }

    private List<ForeignLeg> foreignLegs(final List<PositionRow> rows, final long timeMs) throws DecodeException {
        final List<ForeignLeg> legs = new ArrayList<>();
        for (final PositionRow row : rows) {
            final LegHeld leg = OrderTranslation.leg(row, 0, timeMs);
            if (leg != null && leg.quantityE8() != 0 && wiring.instruments().id(row.symbol()) == 0) {
                legs.add(new ForeignLeg(
                        row.symbol(), leg.leg(), leg.quantityE8(), leg.averageEntryE8(), leg.venueTimeMs()));
            }
        }
        return List.copyOf(legs);
    }

    /** One leg may be held in two margin modes: their sum counts, and the average of the larger part. */
    private static void addOrMerge(final List<LegHeld> legs, final LegHeld leg) {
        for (int i = 0; i < legs.size(); i++) {
            final LegHeld other = legs.get(i);
            if (other.instrumentId() == leg.instrumentId() && other.leg() == leg.leg()) {
                final LegHeld larger = other.quantityE8() >= leg.quantityE8() ? other : leg;
                legs.set(
                        i,
                        new LegHeld(
                                leg.instrumentId(),
                                leg.leg(),
                                Math.addExact(leg.quantityE8(), other.quantityE8()),
                                larger.averageEntryE8(),
                                larger.markPriceE8(),
                                larger.liquidationPriceE8(),
                                larger.adlQuantile(),
                                larger.leverage(),
                                Math.max(leg.venueTimeMs(), other.venueTimeMs())));
                return;
            }
        }
        legs.add(leg);
    }

    // The private stream

    private void onStreamState(final boolean isUp, final String text) {
        if (isUp) {
            if (!stream.isRenewing()) {
                wiring.health()
                        .set(accountId, Surface.PRIVATE_STREAM, Cause.STREAM, SurfaceState.DEGRADED, "reconciling");
            }
            wiring.listener().onFact(new PrivateStreamUp(accountId));
        } else {
            wiring.health().set(accountId, Surface.PRIVATE_STREAM, Cause.STREAM, SurfaceState.DOWN, text);
        }
    }

    private void onMessage(final StreamMessage message) {
        if (message instanceof ExecutionReport report) {
            onReport(report);
        } else if (message instanceof StreamMessage.Positions positions) {
            onPositions(positions);
        } else if (message instanceof StreamMessage.Account account && account.row() != null) {
            tellAccount(account.row(), account.sentMs());
        } else if (message instanceof StreamMessage.Balances balances) {
            tellWallet(balances.rows(), balances.sentMs());
        }
    }

    private void onReport(final ExecutionReport report) {
        if (report.kind() == ExecutionReport.CANCEL_REJECTED) {
            onCancelRejected(report);
            return;
        }
        if (report.kind() != ExecutionReport.REPORT) {
            LOG.warn("account {}: report of kind {} is not ours: {}", label, report.kind(), report.reason());
            return;
        }
        final int instrumentId = wiring.instruments().id(report.symbol());
        final Trade trade = OrderTranslation.trade(report, accountId, instrumentId);
        if (trade != null) {
            wiring.listener().onFact(trade);
        }
        final OrderState state = OrderTranslation.state(report, accountId, instrumentId);
        if (state != null) {
            wiring.listener().onFact(state);
        } else if (report.clientOrderId() != 0 && instrumentId != 0) {
            LOG.warn("account {}: status {} is unknown, the order is queried", label, report.status());
            askOrder(instrumentId, report.symbol(), report.clientOrderId());
        }
    }

    /** Such a report carries only a part of the fields: the client order id may be missing, and then the venue's names the order. */
    private void onCancelRejected(final ExecutionReport report) {
        final long venueOrderId = Math.max(0, report.orderId()); // Not given reads as 0.
        if (report.clientOrderId() == 0 && venueOrderId == 0) {
            LOG.warn("account {}: a rejected cancel names no order: {}", label, report.reason());
            return;
        }
        wiring.listener()
                .onFact(new CancelRejected(
                        report.clientOrderId(), venueOrderId, 0, report.reason() == null ? "" : report.reason()));
    }

    /** What the stream says while the list is read is younger than the list, or repeats it: it is told after it. */
    private void onPositions(final StreamMessage.Positions positions) {
        synchronized (heldPositions) {
            if (isReadingPositions) {
                if (heldPositions.size() == HELD_MAX) {
                    heldPositions.clear();
                    positionsQuery.ask(); // Too much to hold: read again afterwards.
                }
                heldPositions.add(positions);
                return;
            }
        }
        tellPositions(positions);
    }

    private void releasePositions() {
        final List<StreamMessage.Positions> held;
        synchronized (heldPositions) {
            isReadingPositions = false;
            held = List.copyOf(heldPositions);
            heldPositions.clear();
        }
        held.forEach(this::tellPositions);
    }

    private void tellPositions(final StreamMessage.Positions positions) {
        final List<PositionRow> fresh =
                positions.rows().stream().filter(this::isNewer).toList();
        try {
            final List<LegHeld> legs = legs(fresh, positions.sentMs());
            if (!legs.isEmpty()) {
                wiring.listener().onFact(new Positions(accountId, false, positions.sentMs(), legs));
            }
        } catch (final DecodeException e) {
            LOG.warn("account {}: {}", label, e.getMessage());
            positionsQuery.ask();
        }
    }

    /** Whether an update of a leg is newer than the last one; version 0 = unknown, always taken. */
    private synchronized boolean isNewer(final PositionRow row) {
        if (row.version() == 0) {
            return true;
        }
        final String leg = row.symbol() + " " + row.positionSide() + " " + row.marginMode();
        final Long known = positionVersions.get(leg);
        if (known != null && known > row.version()) {
            return false;
        }
        positionVersions.put(leg, row.version());
        return true;
    }
}
