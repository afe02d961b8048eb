package dragon.bench.fuzz;

import dragon.gateway.woox.parse.AccountAnswers;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.MarketAnswers;
import java.util.List;

/** Every parser of the gateway, each time anew: they keep buffers and belong to one thread. */
final class Targets {
    private Targets() {}

    static List<Target> all() {
        return List.of(
                new FrameTarget(
                        "public-frames",
                        List.of(
                                "bbo@",
                                "markprice@",
                                "indexprice@",
                                "orderbookupdate@",
                                "trade@",
                                "estfundingrate@",
                                "kline@",
                                "\"cmd\"")),
                new FrameTarget(
                        "private-frames",
                        List.of(
                                "\"executionreport\"",
                                "\"algoexecutionreport\"",
                                "\"position\"",
                                "\"balance\"",
                                "\"account\"",
                                "\"cmd\"")),
                new EnvelopeTarget(),
                new AnswerTarget<Long>(
                        "order-placed",
                        Answers::placedOrderId,
                        (actual, data) -> Reading.require(Reading.of(data).integer("orderId"), "orderId")),
                new AnswerTarget<>(
                        "order", Answers::order, (actual, data) -> AnswerOracles.order(actual, Reading.of(data))),
                new AnswerTarget<>("orders", Answers::orders, AnswerOracles.page(AnswerOracles::order)),
                new AnswerTarget<>(
                        "transaction-history", Answers::transactionHistory, AnswerOracles.page(AnswerOracles::trade)),
                new AnswerTarget<>(
                        "funding-history", Answers::fundingHistory, AnswerOracles.page(AnswerOracles::funding)),
                new AnswerTarget<>(
                        "positions", Answers::positions, AnswerOracles.list("positions", AnswerOracles::position)),
                new AnswerTarget<>(
                        "instruments", Answers::instruments, AnswerOracles.list("rows", AnswerOracles::instrument)),
                new AnswerTarget<>(
                        "kline-history", Answers::klineHistory, AnswerOracles.list("rows", AnswerOracles::kline)),
                new AnswerTarget<>("account", Answers::account, AnswerOracles::account),
                new AnswerTarget<Integer>("system-info", Answers::systemStatus, (actual, data) -> Reading.of(data)
                        .intOr("status", -1)),
                new AnswerTarget<String>("listen-key", Answers::listenKey, AnswerOracles::listenKey),
                new AnswerTarget<>("orderbook", MarketAnswers::orderBook, AnswerOracles::book),
                new AnswerTarget<>(
                        "market-trades",
                        MarketAnswers::marketTrades,
                        AnswerOracles.list("rows", AnswerOracles::marketTrade)),
                new AnswerTarget<>(
                        "futures", MarketAnswers::futures, AnswerOracles.list("rows", AnswerOracles::futures)),
                new AnswerTarget<>(
                        "funding-rate",
                        MarketAnswers::fundingRates,
                        AnswerOracles.list("rows", AnswerOracles::fundingRate)),
                new AnswerTarget<>(
                        "balances", AccountAnswers::balances, AnswerOracles.list("holding", AnswerOracles::balance)),
                new AnswerTarget<>("leverage", AccountAnswers::leverage, AnswerOracles::leverage),
                new AnswerTarget<>("trading-fee", AccountAnswers::tradingFee, AnswerOracles::fee),
                new AnswerTarget<Long>(
                        "cancel-all-after",
                        AccountAnswers::expectedTriggerMs,
                        (actual, data) ->
                                Reading.require(Reading.of(data).timeMs("expectedTriggerTime"), "expectedTriggerTime")),
                new AnswerTarget<String>(
                        "cancel-sent",
                        AccountAnswers::sentStatus,
                        (actual, data) -> Reading.require(Reading.of(data).text("status", actual), "status")),
                new AnswerTarget<>(
                        "algo-orders", AccountAnswers::algoOrders, AnswerOracles.page(AnswerOracles::algoOrder)));
    }
}
