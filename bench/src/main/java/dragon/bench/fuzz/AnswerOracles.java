package dragon.bench.fuzz;

import static dragon.bench.fuzz.Reading.require;

import dragon.gateway.woox.parse.AccountAnswers.AlgoOrderRow;
import dragon.gateway.woox.parse.AccountAnswers.FeeRow;
import dragon.gateway.woox.parse.AccountAnswers.LeverageRow;
import dragon.gateway.woox.parse.AccountAnswers.SideLeverage;
import dragon.gateway.woox.parse.MarketAnswers.BookSnapshot;
import dragon.gateway.woox.parse.MarketAnswers.FundingRateRow;
import dragon.gateway.woox.parse.MarketAnswers.FuturesRow;
import dragon.gateway.woox.parse.MarketAnswers.MarketTradeRow;
import dragon.gateway.woox.parse.Rows.AccountRow;
import dragon.gateway.woox.parse.Rows.BalanceRow;
import dragon.gateway.woox.parse.Rows.FundingRow;
import dragon.gateway.woox.parse.Rows.InstrumentRow;
import dragon.gateway.woox.parse.Rows.KlineRow;
import dragon.gateway.woox.parse.Rows.OrderRow;
import dragon.gateway.woox.parse.Rows.Page;
import dragon.gateway.woox.parse.Rows.PositionRow;
import dragon.gateway.woox.parse.Rows.TradeRow;
import java.util.ArrayList;
import java.util.List;

/** Data of REST answers, read plainly. */
final class AnswerOracles {
    private AnswerOracles() {}

    /** Reads one row of a list. */
    @FunctionalInterface
    interface RowOracle<T> {
        T read(T actual, Reading row);
    }

    static <T> List<T> rows(final List<T> actual, final List<?> elements, final RowOracle<T> oracle) {
        final List<T> rows = new ArrayList<>();
        for (final Object element : elements) {
            rows.add(oracle.read(actual.get(rows.size()), Reading.of(element)));
        }
        return rows;
    }

    static <T> AnswerTarget.Oracle<List<T>> list(final String name, final RowOracle<T> oracle) {
        return (actual, data) -> rows(actual, Reading.of(data).list(name), oracle);
    }

    static <T> AnswerTarget.Oracle<Page<T>> page(final RowOracle<T> oracle) {
        return (actual, data) -> {
            final Reading in = Reading.of(data);
            return new Page<>(
                    rows(actual.rows(), in.list("rows"), oracle),
                    in.inAll("meta", "total"),
                    in.inAll("meta", "recordsPerPage"),
                    in.inAll("meta", "currentPage"));
        };
    }

    static OrderRow order(final OrderRow actual, final Reading in) {
        return new OrderRow(
                require(in.integer("orderId"), "orderId"),
                in.integerOr0("clientOrderId"),
                require(in.text("symbol", actual.symbol()), "symbol"),
                in.text("side", actual.side()),
                in.text("positionSide", actual.positionSide()),
                in.text("type", actual.type()),
                require(in.text("status", actual.status()), "status"),
                in.exact("quantity"),
                require(in.exact("executed"), "executed"),
                in.exact("price"),
                require(in.timeMs("createdTime"), "createdTime"));
    }

    static TradeRow trade(final TradeRow actual, final Reading in) {
        return new TradeRow(
                require(in.integer("id"), "id"),
                require(in.integer("orderId"), "orderId"),
                require(in.text("symbol", actual.symbol()), "symbol"),
                require(in.exact("executedPrice"), "executedPrice"),
                require(in.exact("executedQuantity"), "executedQuantity"),
                in.rounded("fee"),
                in.text("feeAsset", actual.feeAsset()),
                in.isTrue("isMaker"),
                require(in.timeMs("executedTimestamp"), "executedTimestamp"));
    }

    static FundingRow funding(final FundingRow actual, final Reading in) {
        final String type = in.text("paymentType", "");
        require("Pay".equals(type) || "Receive".equals(type), "paymentType");
        return new FundingRow(
                require(in.integer("id"), "id"),
                require(in.text("symbol", actual.symbol()), "symbol"),
                require(in.rounded("fundingFee"), "fundingFee"),
                type.equals("Pay"),
                require(in.timeMs("createdTime"), "createdTime"));
    }

    static PositionRow position(final PositionRow actual, final Reading in) {
        return new PositionRow(
                require(in.text("symbol", actual.symbol()), "symbol"),
                require(in.text("positionSide", actual.positionSide()), "positionSide"),
                in.text("marginMode", actual.marginMode()),
                require(in.exact("holding"), "holding"),
                in.roundedOr0("averageOpenPrice"),
                in.rounded("markPrice"),
                in.rounded("estLiqPrice"),
                in.intOr("adlQuantile", 0),
                in.intOr("leverage", 0),
                in.timeMs("timestamp"),
                0);
    }

    static InstrumentRow instrument(final InstrumentRow actual, final Reading in) {
        final long minNotionalE8 = in.exactIfItFits("minNotional");
        return new InstrumentRow(
                require(in.text("symbol", actual.symbol()), "symbol"),
                in.text("status", actual.status()),
                in.exactIfItFits("quoteMin"),
                in.exactIfItFits("quoteMax"),
                in.exactIfItFits("quoteTick"),
                in.exactIfItFits("baseMin"),
                in.exactIfItFits("baseMax"),
                in.exactIfItFits("baseTick"),
                minNotionalE8 == Reading.NONE ? 0 : minNotionalE8);
    }

    static KlineRow kline(final KlineRow actual, final Reading in) {
        return new KlineRow(
                require(in.timeMs("startTimestamp"), "startTimestamp"),
                require(in.timeMs("endTimestamp"), "endTimestamp"),
                require(in.exact("open"), "open"),
                require(in.exact("high"), "high"),
                require(in.exact("low"), "low"),
                require(in.exact("close"), "close"),
                require(in.rounded("volume"), "volume"));
    }

    static AccountRow account(final AccountRow actual, final Object data) {
        final Reading in = Reading.of(data);
        return new AccountRow(
                in.text("accountMode", actual.accountMode()),
                require(in.text("positionMode", actual.positionMode()), "positionMode"),
                require(in.rounded("totalAccountValue"), "totalAccountValue"),
                require(in.rounded("freeCollateral"), "freeCollateral"),
                in.roundedOr0("marginRatio"),
                in.rounded("totalCollateral"),
                in.rounded("maintenanceMarginRatio"));
    }

    static BalanceRow balance(final BalanceRow actual, final Reading in) {
        final long timeMs = in.lastTimeMs("timestamp", "updatedTime");
        return new BalanceRow(
                require(in.text("token", actual.token()), "token"),
                require(in.rounded("holding"), "holding"),
                in.rounded("frozen"),
                timeMs,
                0);
    }

    static LeverageRow leverage(final LeverageRow actual, final Object data) {
        final Reading in = Reading.of(data);
        final List<SideLeverage> sides = rows(actual.sides(), in.list("details"), (known, side) -> {
            final int leverage = side.intOr("leverage", 0);
            require(leverage > 0, "leverage");
            return new SideLeverage(require(side.text("positionSide", known.positionSide()), "positionSide"), leverage);
        });
        return new LeverageRow(
                require(in.text("symbol", actual.symbol()), "symbol"),
                in.text("marginMode", actual.marginMode()),
                require(in.text("positionMode", actual.positionMode()), "positionMode"),
                sides);
    }

    static FeeRow fee(final FeeRow actual, final Object data) {
        final Reading in = Reading.of(data);
        return new FeeRow(
                require(in.text("symbol", actual.symbol()), "symbol"),
                require(in.exact("takerFee"), "takerFee"),
                require(in.exact("makerFee"), "makerFee"));
    }

    static AlgoOrderRow algoOrder(final AlgoOrderRow actual, final Reading in) {
        return new AlgoOrderRow(
                require(in.integer("algoOrderId"), "algoOrderId"),
                in.integer("rootAlgoOrderId"),
                require(in.text("symbol", actual.symbol()), "symbol"),
                in.text("algoType", actual.algoType()),
                in.text("side", actual.side()),
                in.text("positionSide", actual.positionSide()),
                in.text("algoStatus", actual.algoStatus()),
                in.exact("quantity"),
                in.exact("triggerPrice"),
                in.isTrue("reduceOnly"));
    }

    static String listenKey(final String actual, final Object data) {
        final Reading in = Reading.of(data);
        for (final String name : List.of("authKey", "listenKey", "key")) {
            final String key = in.text(name, actual);
            if (key != null) {
                return key;
            }
        }
        throw new PlainJson.Unreadable("a key was found where none is");
    }

    static BookSnapshot book(final BookSnapshot actual, final Object data) {
        final Reading in = Reading.of(data);
        StreamOracles.compare(actual.bids(), in.list("bids"));
        StreamOracles.compare(actual.asks(), in.list("asks"));
        return actual;
    }

    static MarketTradeRow marketTrade(final MarketTradeRow actual, final Reading in) {
        return new MarketTradeRow(
                require(in.text("symbol", actual.symbol()), "symbol"),
                require(in.text("side", actual.side()), "side"),
                in.intOr("source", -1) == 1,
                require(in.exact("executedPrice"), "executedPrice"),
                require(in.exact("executedQuantity"), "executedQuantity"),
                require(in.timeMs("executedTimestamp"), "executedTimestamp"));
    }

    static FuturesRow futures(final FuturesRow actual, final Reading in) {
        return new FuturesRow(
                require(in.text("symbol", actual.symbol()), "symbol"),
                in.rounded("indexPrice"),
                in.rounded("markPrice"),
                in.rounded("estFundingRate"),
                in.rounded("lastFundingRate"),
                in.timeMs("nextFundingTime"));
    }

    static FundingRateRow fundingRate(final FundingRateRow actual, final Reading in) {
        return new FundingRateRow(
                require(in.text("symbol", actual.symbol()), "symbol"),
                require(in.rounded("estFundingRate"), "estFundingRate"),
                in.rounded("lastFundingRate"),
                require(in.timeMs("nextFundingTime"), "nextFundingTime"),
                in.intOr("estFundingIntervalHours", 0));
    }
}
