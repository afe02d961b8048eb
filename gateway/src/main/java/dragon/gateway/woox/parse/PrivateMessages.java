package dragon.gateway.woox.parse;

import static dragon.gateway.woox.parse.StreamMessage.NONE;

import dragon.gateway.woox.parse.Rows.AccountRow;
import dragon.gateway.woox.parse.Rows.BalanceRow;
import dragon.gateway.woox.parse.Rows.PositionRow;
import dragon.gateway.woox.parse.StreamMessage.Account;
import dragon.gateway.woox.parse.StreamMessage.AlgoReport;
import dragon.gateway.woox.parse.StreamMessage.AlgoReports;
import dragon.gateway.woox.parse.StreamMessage.Balances;
import dragon.gateway.woox.parse.StreamMessage.ExecutionReport;
import dragon.gateway.woox.parse.StreamMessage.Positions;
import java.util.ArrayList;
import java.util.List;

/** The data of private topics; the reader stands inside it, before its first field. */
final class PrivateMessages {
    private PrivateMessages() {}

    static ExecutionReport executionReport(final JsonReader json) throws DecodeException {
        long kind = NONE;
        String symbol = null;
        long clientOrderId = NONE;
        long orderId = NONE;
        String type = null;
        String positionSide = null;
        long quantityE8 = NONE;
        long priceE8 = NONE;
        long tradeId = NONE;
        long lastQuantityE8 = NONE;
        long lastPriceE8 = NONE;
        long feeE8 = NONE;
        String feeAsset = null;
        long cumulativeE8 = NONE;
        String status = null;
        String reason = null;
        boolean isMaker = false;
        long timeMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "mt" -> kind = json.integer();
                case "s" -> symbol = json.text();
                case "cid" -> clientOrderId = json.integer();
                case "oid" -> orderId = json.integer();
                case "t" -> type = json.text();
                case "ps" -> positionSide = json.text();
                case "sx" -> quantityE8 = json.e8();
                case "px" -> priceE8 = json.e8();
                case "tid" -> tradeId = json.integer();
                case "esx" -> lastQuantityE8 = json.e8();
                case "epx" -> lastPriceE8 = json.e8();
                case "f" -> feeE8 = json.roundedE8();
                case "fa" -> feeAsset = json.text();
                case "tesx" -> cumulativeE8 = json.e8();
                case "ss" -> status = json.text();
                case "rs" -> reason = json.text();
                case "mk" -> isMaker = json.isTrue();
                case "ts" -> timeMs = json.timeMs();
                default -> json.skip();
            }
        }
        final boolean isReport = json.require(kind, "mt") == ExecutionReport.REPORT;
        if (isReport) {
            json.require(orderId, "oid");
            json.require(symbol, "s");
            json.require(timeMs, "ts");
            json.require(cumulativeE8, "tesx"); // A missing sum must not read as "nothing executed".
        }
        if (tradeId != NONE && tradeId != 0) {
            json.require(lastQuantityE8, "esx");
            json.require(lastPriceE8, "epx");
        }
        return new ExecutionReport(
                kind,
                symbol,
                clientOrderId == NONE ? 0 : clientOrderId,
                orderId,
                type,
                positionSide,
                quantityE8,
                priceE8,
                tradeId == NONE ? 0 : tradeId,
                lastQuantityE8,
                lastPriceE8,
                feeE8,
                feeAsset,
                cumulativeE8,
                status,
                reason,
                isMaker,
                timeMs);
    }

    static Positions positions(final JsonReader json, final long sentMs) throws DecodeException {
        List<PositionRow> rows = null;
        while (json.nextField()) {
            if (!json.field().equals("positions")) {
                json.skip();
                continue;
            }
            rows = new ArrayList<>();
            json.enterArray();
            while (json.nextElement()) {
                rows.add(position(json));
            }
        }
        return new Positions(List.copyOf(json.require(rows, "positions")), sentMs);
    }

    private static PositionRow position(final JsonReader json) throws DecodeException {
        json.enterObject();
        String symbol = null;
        String positionSide = null;
        String marginMode = null;
        long holdingE8 = NONE;
        long averageE8 = NONE;
        long markE8 = NONE;
        int adlQuantile = 0;
        int leverage = 0;
        long timeMs = NONE;
        long version = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "mp" -> markE8 = json.roundedE8();
                case "aq" -> adlQuantile = json.integerOr(0);
                case "lv" -> leverage = json.integerOr(0);
                case "s" -> symbol = json.text();
                case "ps" -> positionSide = json.text();
                case "m" -> marginMode = json.text();
                case "h" -> holdingE8 = json.e8();
                case "aop" -> averageE8 = json.roundedE8();
                case "ts" -> timeMs = json.timeMs();
                case "ver" -> version = json.integer();
                default -> json.skip();
            }
        }
        return new PositionRow(
                json.require(symbol, "s"),
                json.require(positionSide, "ps"),
                marginMode,
                json.require(holdingE8, "h"),
                averageE8 == NONE ? 0 : averageE8,
                markE8,
                NONE,
                adlQuantile,
                leverage,
                timeMs,
                version == NONE ? 0 : version);
    }

    static Account account(final JsonReader json, final long sentMs) throws DecodeException {
        String accountMode = null;
        String positionMode = null;
        long equityE8 = NONE;
        long freeE8 = NONE;
        long ratioE8 = NONE;
        long collateralE8 = NONE;
        long maintenanceE8 = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "tc" -> collateralE8 = json.roundedE8();
                case "mmr" -> maintenanceE8 = json.roundedE8();
                case "m" -> accountMode = json.text();
                case "P" -> positionMode = json.text();
                case "v" -> equityE8 = json.roundedE8();
                case "fc" -> freeE8 = json.roundedE8();
                case "mr" -> ratioE8 = json.roundedE8();
                default -> json.skip();
            }
        }
        if (positionMode == null || equityE8 == NONE || freeE8 == NONE) {
            return new Account(null, sentMs); // It still shows that the stream is alive.
        }
        return new Account(
                new AccountRow(
                        accountMode,
                        positionMode,
                        equityE8,
                        freeE8,
                        ratioE8 == NONE ? 0 : ratioE8,
                        collateralE8,
                        maintenanceE8),
                sentMs);
    }

    static Balances balances(final JsonReader json, final long sentMs) throws DecodeException {
        List<BalanceRow> rows = null;
        while (json.nextField()) {
            if (!json.field().equals("balances")) {
                json.skip();
                continue;
            }
            rows = new ArrayList<>();
            json.enterArray();
            while (json.nextElement()) {
                rows.add(balance(json));
            }
        }
        return new Balances(List.copyOf(json.require(rows, "balances")), sentMs);
    }

    private static BalanceRow balance(final JsonReader json) throws DecodeException {
        json.enterObject();
        String token = null;
        long holdingE8 = NONE;
        long frozenE8 = NONE;
        long timeMs = NONE;
        long version = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "t" -> token = json.text();
                case "h" -> holdingE8 = json.roundedE8();
                case "f" -> frozenE8 = json.roundedE8();
                case "ts" -> timeMs = json.timeMs();
                case "ver" -> version = json.integer();
                default -> json.skip();
            }
        }
        return new BalanceRow(
                json.require(token, "t"),
                json.require(holdingE8, "h"),
                frozenE8,
                timeMs,
                version == NONE ? 0 : version);
    }

    /** The reports of one message; the reader stands on its array. */
    static AlgoReports algoReports(final JsonReader json, final long sentMs) throws DecodeException {
        final List<AlgoReport> reports = new ArrayList<>();
        json.enterArray();
        while (json.nextElement()) {
            json.enterObject();
            String symbol = null;
            long algoOrderId = NONE;
            long rootId = NONE;
            String algoType = null;
            String side = null;
            String positionSide = null;
            long quantityE8 = NONE;
            long triggerE8 = NONE;
            long timeMs = NONE;
            while (json.nextField()) {
                switch (json.field()) {
                    case "s" -> symbol = json.text();
                    case "aid" -> algoOrderId = json.integer();
                    case "raid" -> rootId = json.integer();
                    case "at" -> algoType = json.text();
                    case "sd" -> side = json.text();
                    case "ps" -> positionSide = json.text();
                    case "sx" -> quantityE8 = json.e8();
                    case "trp" -> triggerE8 = json.e8();
                    case "ts" -> timeMs = json.timeMs();
                    default -> json.skip();
                }
            }
            reports.add(new AlgoReport(
                    json.require(symbol, "s"),
                    json.require(algoOrderId, "aid"),
                    rootId,
                    algoType,
                    side,
                    positionSide,
                    quantityE8,
                    triggerE8,
                    timeMs));
        }
        return new AlgoReports(List.copyOf(reports), sentMs);
    }
}
