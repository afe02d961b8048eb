package dragon.gateway.simulator;

import dragon.gateway.simulator.RestApi.LimitFor;
import dragon.gateway.simulator.market.DecimalE8;
import java.util.ArrayList;
import java.util.List;

/** Account information, listen key, balances, positions, leverage and position mode. */
final class AccountApi {
    /** Recorded on an account with next to no exposure: it looks like a cap. */
    private static final long MARGIN_RATIO_MAX_E8 = 10 * DecimalE8.ONE;

    private static final int LEVERAGE_MAX = 50;
    private static final int FUNDINGS_USUAL = 25;
    private static final int FUNDINGS_MAX = 500;

    private final Venue venue;
    private final Streams streams;
    private final Faults faults;

    AccountApi(final Venue venue, final Streams streams, final Faults faults) {
        this.faults = faults;
        this.venue = venue;
        this.streams = streams;
    }

    void addTo(final RestApi api) {
        api.on("GET /v3/account/info", LimitFor.ACCOUNT, 10, 60_000, this::info)
                .on("POST /v3/account/listenKey", LimitFor.ACCOUNT, 5, 10_000, this::listenKey)
                .on("GET /v3/asset/balances", LimitFor.ACCOUNT, 10, 1_000, this::balances)
                .on("GET /v3/futures/positions", LimitFor.ACCOUNT, 30, 10_000, this::positions)
                .on("GET /v3/futures/leverage", LimitFor.ACCOUNT, 10, 60_000, this::leverage)
                .on("PUT /v3/futures/leverage", LimitFor.ACCOUNT, 10, 60_000, this::setLeverage)
                .on("GET /v3/futures/defaultMarginMode", LimitFor.ACCOUNT, 10, 60_000, this::marginMode)
                .on("GET /v3/futures/fundingFee/history", LimitFor.ACCOUNT, 20, 60_000, this::fundings)
                .on("PUT /v3/futures/positionMode", LimitFor.ACCOUNT, 5, 60_000, this::setPositionMode);
    }

    private Answer info(final Call call) {
        final VenueAccount account = call.account;
        final long valueE8 = account.valueE8();
        final long ratioE8 = marginRatioE8(account);
        return Call.end(
                Call.ok()
                        .text("applicationId", account.applicationId)
                        .text("account", account.label + "@simulator.invalid")
                        .text("alias", account.label)
                        .flag("otpauth", true)
                        .text("accountMode", "FUTURES")
                        .text("positionMode", mode(account))
                        .whole("leverage", 0)
                        .decimalText("marginRatio", ratioE8)
                        .decimalText("openMarginRatio", ratioE8)
                        .decimalText("initialMarginRatio", ratioE8)
                        .text("maintenanceMarginRatio", "0.03")
                        .decimalText("totalCollateral", valueE8)
                        .decimalText("freeCollateral", freeE8(account))
                        .decimalText("totalAccountValue", valueE8)
                        .decimalText("totalTradingValue", valueE8)
                        .text("totalVaultValue", "0")
                        .text("totalStakingValue", "0")
                        .text("totalLaunchpadValue", "0")
                        .text("totalEarnValue", "0")
                        .none("referrerID")
                        .text("accountType", "Main"),
                call.wallMs);
    }

    private Answer listenKey(final Call call) throws Refusal {
        if (!"WEBSOCKET".equals(call.required("type"))) {
            throw Refusal.badParameter("type is unknown");
        }
        return Call.end(Call.ok().text("authKey", streams.newListenKey(call.account, call.nowNs)), call.wallMs);
    }

    private Answer balances(final Call call) {
        final VenueAccount account = call.account;
        final Json json = Call.ok().array("holding");
        if (call.get("token") == null || call.get("token").equals("USDT")) {
            json.element().text("token", "USDT");
            if (!isBalanceMissing(account)) {
                json.decimal("holding", account.balanceE8);
            }
            json.whole("frozen", 0)
                    .whole("staked", 0)
                    .whole("unbonding", 0)
                    .whole("vault", 0)
                    .whole("interest", 0)
                    .whole("earn", 0)
                    .whole("pendingShortQty", 0)
                    .whole("pendingLongQty", 0)
                    .decimal("availableBalance", freeE8(account))
                    .whole("averageOpenPrice", 0)
                    .whole("markPrice", 1)
                    .whole("pnl24H", 0)
                    .decimal("fee24H", account.feeE8)
                    .whole("timestamp", call.wallMs)
                    .end();
        }
        return Call.end(json.endArray(), call.wallMs);
    }

    private boolean isBalanceMissing(final VenueAccount account) {
        final Fault fault = faults.onNumber("balance", account.label, null);
        return fault != null;
    }

    private Answer marginMode(final Call call) throws Refusal {
        return Call.end(
                Call.ok().text("symbol", market(call).symbol()).text("defaultMarginMode", "CROSS"), call.wallMs);
    }

    /** Newest first, paged; amounts are always positive, and the kind says who paid. */
    private Answer fundings(final Call call) throws Refusal {
        final Market only = call.get("symbol") == null ? null : market(call);
        final long startMs = call.whole("startTime", Long.MIN_VALUE);
        final long endMs = call.whole("endTime", Long.MAX_VALUE);
        final List<FundingPayment> found = new ArrayList<>();
        for (int i = call.account.fundings.size() - 1; i >= 0; i--) {
            final FundingPayment payment = call.account.fundings.get(i);
            if ((only == null || payment.leg().market == only)
                    && payment.wallMs() >= startMs
                    && payment.wallMs() <= endMs) {
                found.add(payment);
            }
        }
        final int size = call.count("size", FUNDINGS_USUAL, FUNDINGS_MAX);
        final int page = call.count("page", 1, Integer.MAX_VALUE / FUNDINGS_MAX);
        final Json json = Call.ok()
                .object("meta")
                .whole("total", found.size())
                .whole("recordsPerPage", size)
                .whole("currentPage", page)
                .end()
                .array("rows");
        for (int i = (page - 1) * size; i < Math.min(page * size, found.size()); i++) {
            final FundingPayment payment = found.get(i);
            json.element()
                    .whole("id", payment.id())
                    .text("symbol", payment.leg().market.symbol())
                    .decimal("fundingRate", payment.rateE8())
                    .decimalText("markPrice", payment.markPriceE8())
                    .decimalText("fundingFee", Math.abs(payment.amountE8()))
                    .whole("fundingIntervalHours", payment.hours())
                    .text("paymentType", payment.amountE8() < 0 ? "Pay" : "Receive")
                    .text("status", "COMPLETED")
                    .whole("createdTime", payment.wallMs())
                    .whole("updatedTime", payment.wallMs())
                    .end();
        }
        return Call.end(json.endArray(), call.wallMs);
    }

    private Answer positions(final Call call) throws Refusal {
        final Market only = call.get("symbol") == null ? null : market(call);
        final Json json = Call.ok().array("positions");
        for (final VenueLeg leg : new ArrayList<>(call.account.legs.values())) {
            if (only == null || leg.market == only) {
                writePosition(json, leg.asOf(call.asOfMs));
            }
        }
        return Call.end(json.endArray(), call.wallMs);
    }

    private static void writePosition(final Json json, final VenueLeg leg) {
        json.element()
                .text("symbol", leg.market.symbol())
                .decimalText("holding", leg.quantityE8)
                .decimalText("pendingLongQty", leg.account.pendingE8(leg.market, leg.positionSide, Side.BUY))
                .decimalText("pendingShortQty", leg.account.pendingE8(leg.market, leg.positionSide, Side.SELL))
                .decimalText("settlePrice", leg.settlePriceE8)
                .decimalText("averageOpenPrice", leg.averageOpenPriceE8)
                .text("pnl24H", "0")
                .decimalText("fee24H", leg.feeE8)
                .decimalText("markPrice", leg.market.markPriceE8())
                .decimalText("estLiqPrice", LiquidationPrice.estimateE8(leg))
                .whole("timestamp", leg.updatedMs)
                .whole("adlQuantile", 2)
                .text("positionSide", leg.positionSide.name())
                .text("marginMode", "CROSS")
                .text("isolatedMarginToken", "")
                .text("isolatedMarginAmount", "0")
                .text("isolatedFrozenLong", "0")
                .text("isolatedFrozenShort", "0")
                .whole("leverage", leg.account.leverage(leg.market))
                .end();
    }

    private Answer leverage(final Call call) throws Refusal {
        final Market market = market(call);
        final Json json = Call.ok()
                .text("symbol", market.symbol())
                .text("marginMode", call.get("marginMode") == null ? "CROSS" : call.get("marginMode"))
                .text("positionMode", mode(call.account))
                .array("details");
        final PositionSide[] sides = call.account.isHedgeMode()
                ? new PositionSide[] {PositionSide.LONG, PositionSide.SHORT}
                : new PositionSide[] {PositionSide.BOTH};
        for (final PositionSide side : sides) {
            json.element()
                    .text("positionSide", side.name())
                    .whole("leverage", call.account.leverage(market))
                    .end();
        }
        return Call.end(json.endArray(), call.wallMs);
    }

    private Answer setLeverage(final Call call) throws Refusal {
        final Market market = market(call);
        call.required("leverage");
        final long leverage = call.whole("leverage", 0);
        if (leverage < 1 || leverage > LEVERAGE_MAX) {
            throw Refusal.order(302306, "leverage is out of range");
        }
        call.account.leverages.put(market, (int) leverage);
        // An acknowledgement without data, as a few of the exchange's are.
        return Answer.ok(Json.object()
                .flag("success", true)
                .whole("timestamp", call.wallMs)
                .end());
    }

    private Answer setPositionMode(final Call call) throws Refusal {
        final String mode = call.required("positionMode");
        if (!mode.equals("HEDGE_MODE") && !mode.equals("ONE_WAY")) {
            throw Refusal.badParameter("positionMode is unknown");
        }
        final VenueAccount account = call.account;
        if (!account.open.isEmpty()) {
            throw Refusal.order(302308, "the account has open orders");
        }
        for (final VenueLeg leg : account.legs.values()) {
            if (leg.quantityE8 != 0) {
                throw Refusal.order(302126, "the account has positions");
            }
        }
        account.isSetToHedgeMode = mode.equals("HEDGE_MODE");
        account.legs.clear();
        return Answer.ok(Json.object()
                .flag("success", true)
                .whole("timestamp", call.wallMs)
                .end());
    }

    static String mode(final VenueAccount account) {
        return account.isHedgeMode() ? "HEDGE_MODE" : "ONE_WAY";
    }

    static long freeE8(final VenueAccount account) {
        return Math.max(0, account.valueE8() - account.boundE8());
    }

    static long marginRatioE8(final VenueAccount account) {
        long notionalE8 = 0;
        for (final VenueLeg leg : account.legs.values()) {
            notionalE8 += leg.notionalE8();
        }
        final long valueE8 = account.valueE8();
        return notionalE8 <= valueE8 / 10 ? MARGIN_RATIO_MAX_E8 : DecimalE8.scale(valueE8, DecimalE8.ONE, notionalE8);
    }

    private Market market(final Call call) throws Refusal {
        final String symbol = call.required("symbol");
        final Market market = venue.market(symbol);
        if (market == null) {
            throw new Refusal(400, Refusal.NO_CODE, "invalid symbol " + symbol);
        }
        return market;
    }
}
