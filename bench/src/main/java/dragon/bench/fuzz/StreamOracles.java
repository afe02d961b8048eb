package dragon.bench.fuzz;

import static dragon.bench.fuzz.Reading.NONE;
import static dragon.bench.fuzz.Reading.require;

import dragon.gateway.woox.parse.BookLevels;
import dragon.gateway.woox.parse.Rows.AccountRow;
import dragon.gateway.woox.parse.Rows.BalanceRow;
import dragon.gateway.woox.parse.Rows.KlineRow;
import dragon.gateway.woox.parse.Rows.PositionRow;
import dragon.gateway.woox.parse.StreamMessage;
import dragon.gateway.woox.parse.StreamMessage.Account;
import dragon.gateway.woox.parse.StreamMessage.AlgoReport;
import dragon.gateway.woox.parse.StreamMessage.AlgoReports;
import dragon.gateway.woox.parse.StreamMessage.Balances;
import dragon.gateway.woox.parse.StreamMessage.Bbo;
import dragon.gateway.woox.parse.StreamMessage.BookUpdate;
import dragon.gateway.woox.parse.StreamMessage.Control;
import dragon.gateway.woox.parse.StreamMessage.ExecutionReport;
import dragon.gateway.woox.parse.StreamMessage.FundingEstimate;
import dragon.gateway.woox.parse.StreamMessage.IndexPrice;
import dragon.gateway.woox.parse.StreamMessage.Kline;
import dragon.gateway.woox.parse.StreamMessage.MarkPrice;
import dragon.gateway.woox.parse.StreamMessage.MarketTrade;
import dragon.gateway.woox.parse.StreamMessage.Positions;
import java.util.ArrayList;
import java.util.List;

/** Messages of the streams, read plainly. */
final class StreamOracles {
    private StreamOracles() {}

    static StreamMessage control(final Control actual, final Reading document) {
        require(!document.isThere("topic"), "no topic");
        final List<String> accepted = new ArrayList<>();
        Object last = null; // Of several texts the last one counts; only that one can be compared with what was read.
        for (final Object data : document.all("data")) {
            if (data instanceof List<?> topics) {
                for (final Object topic : topics) {
                    accepted.add(require(Reading.text(topic, actual.accepted().get(accepted.size())), "a topic"));
                }
            } else {
                last = data;
            }
        }
        return new Control(
                require(document.text("cmd", actual.cmd()), "cmd"),
                document.text("id", actual.id()),
                document.isTrue("success"),
                accepted,
                last == null ? null : Reading.text(last, actual.text()));
    }

    static StreamMessage read(final StreamMessage actual, final Reading document) {
        require(document.isThere("topic"), "topic");
        final long sentMs = document.timeMs("ts");
        if (actual instanceof AlgoReports reports) {
            return algoReports(reports, Reading.elements(document.data()), sentMs);
        }
        final Reading in = Reading.of(document.data());
        if (actual instanceof Bbo bbo) {
            return new Bbo(
                    require(in.text("s", bbo.symbol()), "s"),
                    positive(in.exact("bp")),
                    in.exact("bq"),
                    positive(in.exact("ap")),
                    in.exact("aq"),
                    require(in.timeMs("ts"), "ts"),
                    sentMs);
        }
        if (actual instanceof MarkPrice mark) {
            return new MarkPrice(
                    require(in.text("s", mark.symbol()), "s"),
                    require(in.exact("px"), "px"),
                    require(in.timeMs("ts"), "ts"),
                    sentMs);
        }
        if (actual instanceof IndexPrice index) {
            return new IndexPrice(
                    require(in.text("s", index.symbol()), "s"),
                    require(in.exact("px"), "px"),
                    require(in.timeMs("ts"), "ts"));
        }
        if (actual instanceof BookUpdate book) {
            return book(book, in);
        }
        if (actual instanceof MarketTrade trade) {
            return new MarketTrade(
                    require(in.text("s", trade.symbol()), "s"),
                    require(in.text("sd", trade.side()), "sd"),
                    in.intOr("src", -1) == 1,
                    require(in.exact("px"), "px"),
                    require(in.exact("sx"), "sx"),
                    require(in.timeMs("ts"), "ts"));
        }
        if (actual instanceof FundingEstimate funding) {
            return new FundingEstimate(
                    require(in.text("s", funding.symbol()), "s"),
                    require(in.rounded("r"), "r"),
                    require(in.timeMs("ft"), "ft"),
                    require(in.timeMs("ts"), "ts"));
        }
        if (actual instanceof Kline kline) {
            return kline(kline, in, sentMs);
        }
        if (actual instanceof ExecutionReport report) {
            return report(report, in);
        }
        if (actual instanceof Positions positions) {
            return positions(positions, in, sentMs);
        }
        if (actual instanceof Balances balances) {
            return balances(balances, in, sentMs);
        }
        return account((Account) actual, in, sentMs);
    }

    /** Levels as prices and quantities in turn, compared in this form because they have no public maker. */
    static void compare(final BookLevels actual, final List<?> levels) {
        require(actual.count() == levels.size(), "the number of levels");
        for (int i = 0; i < levels.size(); i++) {
            final Object price;
            final Object quantity;
            if (levels.get(i) instanceof List<?> pair) {
                price = pair.get(0);
                quantity = pair.get(1);
            } else {
                final Reading level = Reading.of(levels.get(i));
                price = level.value("price");
                quantity = level.value("quantity");
            }
            require(actual.priceE8(i) == Reading.exact(price), "the price of level " + i);
            require(actual.quantityE8(i) == Reading.exact(quantity), "the quantity of level " + i);
            require(actual.priceE8(i) > 0 && actual.quantityE8(i) >= 0, "a price above 0 of level " + i);
        }
    }

    private static BookUpdate book(final BookUpdate actual, final Reading in) {
        compare(actual.bids(), in.list("bids"));
        compare(actual.asks(), in.list("asks"));
        return new BookUpdate(
                require(in.text("s", actual.symbol()), "s"),
                require(in.timeMs("prevTs"), "prevTs"),
                require(in.timeMs("ts"), "ts"),
                actual.bids(),
                actual.asks());
    }

    private static Kline kline(final Kline actual, final Reading in, final long sentMs) {
        return new Kline(
                require(in.text("s", actual.symbol()), "s"),
                require(in.text("t", actual.type()), "t"),
                new KlineRow(
                        require(in.timeMs("st"), "st"),
                        require(in.timeMs("et"), "et"),
                        require(in.exact("o"), "o"),
                        require(in.exact("h"), "h"),
                        require(in.exact("l"), "l"),
                        require(in.exact("c"), "c"),
                        require(in.rounded("v"), "v")),
                require(sentMs, "ts"));
    }

    private static ExecutionReport report(final ExecutionReport actual, final Reading in) {
        final long kind = require(in.integer("mt"), "mt");
        final long tradeId = in.integerOr0("tid");
        if (kind == ExecutionReport.REPORT) {
            require(in.isThere("oid") && in.isThere("s") && in.isThere("ts") && in.isThere("tesx"), "a field");
        }
        if (tradeId != 0) {
            require(in.isThere("esx") && in.isThere("epx"), "price and quantity of a trade");
        }
        return new ExecutionReport(
                kind,
                in.text("s", actual.symbol()),
                in.integerOr0("cid"),
                in.integer("oid"),
                in.text("t", actual.type()),
                in.text("ps", actual.positionSide()),
                in.exact("sx"),
                in.exact("px"),
                tradeId,
                in.exact("esx"),
                in.exact("epx"),
                in.rounded("f"),
                in.text("fa", actual.feeAsset()),
                in.exact("tesx"),
                in.text("ss", actual.status()),
                in.text("rs", actual.reason()),
                in.isTrue("mk"),
                in.timeMs("ts"));
    }

    private static Positions positions(final Positions actual, final Reading in, final long sentMs) {
        final List<PositionRow> rows = new ArrayList<>();
        for (final Object element : in.list("positions")) {
            final Reading row = Reading.of(element);
            final PositionRow known = actual.rows().get(rows.size());
            rows.add(new PositionRow(
                    require(row.text("s", known.symbol()), "s"),
                    require(row.text("ps", known.positionSide()), "ps"),
                    row.text("m", known.marginMode()),
                    require(row.exact("h"), "h"),
                    row.roundedOr0("aop"),
                    row.rounded("mp"),
                    NONE,
                    row.intOr("aq", 0),
                    row.intOr("lv", 0),
                    row.timeMs("ts"),
                    row.integerOr0("ver")));
        }
        return new Positions(rows, sentMs);
    }

    private static Balances balances(final Balances actual, final Reading in, final long sentMs) {
        final List<BalanceRow> rows = new ArrayList<>();
        for (final Object element : in.list("balances")) {
            final Reading row = Reading.of(element);
            rows.add(new BalanceRow(
                    require(row.text("t", actual.rows().get(rows.size()).token()), "t"),
                    require(row.rounded("h"), "h"),
                    row.rounded("f"),
                    row.timeMs("ts"),
                    row.integerOr0("ver")));
        }
        return new Balances(rows, sentMs);
    }

    private static Account account(final Account actual, final Reading in, final long sentMs) {
        if (actual.row() == null) {
            require(!in.isThere("P") || !in.isThere("v") || !in.isThere("fc"), "the row of an account");
            return new Account(null, sentMs);
        }
        return new Account(
                new AccountRow(
                        in.text("m", actual.row().accountMode()),
                        require(in.text("P", actual.row().positionMode()), "P"),
                        require(in.rounded("v"), "v"),
                        require(in.rounded("fc"), "fc"),
                        in.roundedOr0("mr"),
                        in.rounded("tc"),
                        in.rounded("mmr")),
                sentMs);
    }

    private static AlgoReports algoReports(final AlgoReports actual, final List<?> elements, final long sentMs) {
        final List<AlgoReport> reports = new ArrayList<>();
        for (final Object element : elements) {
            final Reading in = Reading.of(element);
            final AlgoReport known = actual.reports().get(reports.size());
            reports.add(new AlgoReport(
                    require(in.text("s", known.symbol()), "s"),
                    require(in.integer("aid"), "aid"),
                    in.integer("raid"),
                    in.text("at", known.algoType()),
                    in.text("sd", known.side()),
                    in.text("ps", known.positionSide()),
                    in.exact("sx"),
                    in.exact("trp"),
                    in.timeMs("ts")));
        }
        return new AlgoReports(reports, sentMs);
    }

    private static long positive(final long value) {
        return value > 0 ? value : NONE;
    }
}
