package dragon.gateway.woox;

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
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.Positions;
import dragon.gateway.venue.VenueFact.PrivateStreamUp;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.DecodeException;
import dragon.gateway.woox.parse.Rows;
import dragon.gateway.woox.parse.Rows.AccountRow;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One account: who signs for it, its private stream, and the questions about its orders, positions and money.
 *
 * <p>Threading: any thread.
 */
final class AccountSurface {
    private static final Logger LOG = LoggerFactory.getLogger(AccountSurface.class);

    private static final long LEVERAGE_WAIT_MS_MAX = 5_000;

    private final int accountId;
    private final String label;
    private final Wiring wiring;
    private final OrderReader orderReader;
    private final Function<String, Credentials> credentialsOf;
    private final SingleFlight accountQuery;
    private final SingleFlight positionsQuery;
    private final Map<String, Long> positionVersions = new HashMap<>();
    private volatile ApiIdentity identity;
    private volatile PrivateStream stream;

    AccountSurface(
            final int accountId,
            final String label,
            final Wiring wiring,
            final OrderReader orderReader,
            final Function<String, Credentials> credentialsOf) {
        this.accountId = accountId;
        this.label = label;
        this.wiring = wiring;
        this.orderReader = orderReader;
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
                wiring.health().set(accountId, Surface.REST_TRADE, SurfaceState.DOWN, "credential_missing");
                return;
            }
        }
        if (stream == null) {
            wiring.health().set(accountId, Surface.PRIVATE_STREAM, SurfaceState.DOWN, "connecting");
            stream = new PrivateStream(
                    label,
                    wiring.config(),
                    wiring.http(),
                    wiring.clock(),
                    wiring.rest(),
                    identity,
                    this::onMessage,
                    this::onStreamState);
        }
        accountQuery.ask();
        positionsQuery.ask();
    }

    /** Signs every later request with these, and moves the private stream to a listen key of theirs. */
    void become(final Credentials next) {
        if (identity != null) {
            identity.become(next);
            stream.renewListenKey();
        }
    }

    void letTimePass(final long nowNs) {
        if (stream != null) {
            stream.letTimePass(nowNs);
        }
    }

    /**
     * Brings a trading surface up again that nothing would use while it is down, and finds late credentials.
     *
     * @param isVenueNormal under maintenance a read may work where an order does not
     */
    void probe(final boolean isVenueNormal) {
        if (identity == null) {
            open();
        } else if (isVenueNormal && !wiring.health().isUp(accountId, Surface.REST_TRADE)) {
            wiring.rest()
                    .send(
                            RestRequest.query(Endpoint.ORDERS, identity, "", "status=INCOMPLETE&page=1&size=1"),
                            outcome -> wiring.health().noteTrade(accountId, outcome));
        }
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

    void askOpenOrders() {
        orderReader.readOpenOrders(accountId, identity);
    }

    void askTrades(final int instrumentId, final String symbol, final long afterTimeMs) {
        new TradeHistoryReading(wiring, accountId, identity, instrumentId, symbol).read(afterTimeMs);
    }

    void askFunding(final long afterTimeMs) {
        new FundingReading(wiring, accountId, identity).read(afterTimeMs);
    }

    /** Sets the leverage of a symbol; in cross margin one serves both legs. */
    void setLeverage(final int instrumentId, final String symbol, final int leverage) {
        final String body = "{\"symbol\":\"" + symbol + "\",\"leverage\":" + leverage + ",\"marginMode\":\"CROSS\"}";
        wiring.rest()
                .send(
                        new RestRequest(Endpoint.SET_LEVERAGE, identity, symbol, "", body, LEVERAGE_WAIT_MS_MAX, false),
                        outcome -> {
                            wiring.health().noteTrade(accountId, outcome);
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
        wiring.rest().send(RestRequest.query(Endpoint.ACCOUNT_INFO, identity, "", ""), outcome -> {
            wiring.health().noteTrade(accountId, outcome);
            if (outcome instanceof Success success) {
                try {
                    tellAccount(
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

    private void requestPositions() {
        wiring.rest().send(RestRequest.query(Endpoint.POSITIONS, identity, "", ""), outcome -> {
            wiring.health().noteRead(outcome);
            if (outcome instanceof Success success) {
                try {
                    final List<PositionRow> rows = Answers.positions(success.body());
                    final long timeMs = success.envelope().timestampMs() == Rows.NONE
                            ? wiring.clock().nowMs()
                            : success.envelope().timestampMs();
                    wiring.listener()
                            .onFact(new Positions(
                                    accountId, true, timeMs, legs(rows, timeMs), foreignLegs(rows, timeMs)));
                    positionsQuery.succeeded();
                    return;
                } catch (final IOException e) {
                    LOG.warn("positions of {} refused: {}", label, e.getMessage());
                    wiring.health()
                            .set(HealthBoard.ALL_ACCOUNTS, Surface.REST_READ, SurfaceState.DEGRADED, e.getMessage());
                }
            }
            positionsQuery.failed();
        });
    }

    private void tellAccount(final AccountRow row, final long timeMs) {
        wiring.listener()
                .onFact(new AccountState(
                        accountId,
                        OrderTranslation.positionMode(row.positionMode()),
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
                wiring.health().set(accountId, Surface.PRIVATE_STREAM, SurfaceState.DEGRADED, "reconciling");
            }
            wiring.listener().onFact(new PrivateStreamUp(accountId));
        } else {
            wiring.health().set(accountId, Surface.PRIVATE_STREAM, SurfaceState.DOWN, text);
        }
    }

    private void onMessage(final StreamMessage message) {
        if (message instanceof ExecutionReport report) {
            onReport(report);
        } else if (message instanceof StreamMessage.Positions positions) {
            onPositions(positions);
        } else if (message instanceof StreamMessage.Account account && account.row() != null) {
            tellAccount(account.row(), account.sentMs());
        }
    }

    private void onReport(final ExecutionReport report) {
        if (report.kind() == ExecutionReport.CANCEL_REJECTED) {
            wiring.listener()
                    .onFact(new CancelRejected(
                            report.clientOrderId(), 0, report.reason() == null ? "" : report.reason()));
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

    private void onPositions(final StreamMessage.Positions positions) {
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
