package dragon.gateway.woox.parse;

import dragon.gateway.woox.parse.Rows.BalanceRow;
import dragon.gateway.woox.parse.Rows.Page;
import java.util.ArrayList;
import java.util.List;

/**
 * The data of successful answers about what an account has and how it is set up, one method an endpoint.
 *
 * <p>As {@link Answers}: unknown fields are ignored, a required field that is missing is a {@link DecodeException}.
 */
public final class AccountAnswers {
    private static final long NONE = JsonReader.NONE;

    private AccountAnswers() {}

    /** Leverage of one side; {@code BOTH} and {@code LONG}, {@code SHORT} say nothing about the mode of the account. */
    public record SideLeverage(String positionSide, int leverage) {}

    /** Leverage of a symbol and the position mode of its account. */
    public record LeverageRow(String symbol, String marginMode, String positionMode, List<SideLeverage> sides) {
        /** Leverage of a side, or that of both; 0 = the answer names neither. */
        public int leverageOf(final String positionSide) {
            int found = 0;
            for (final SideLeverage side : sides) {
                if (side.positionSide().equals(positionSide)) {
                    return side.leverage();
                }
                found = side.positionSide().equals("BOTH") ? side.leverage() : found;
            }
            return found;
        }
    }

    /** Fees of a symbol in basis points, times 10^8: 5 bps are 0.05 %. For estimates only: a fill says its own fee. */
    public record FeeRow(String symbol, long takerBpsE8, long makerBpsE8) {}

    /** An order with a trigger, which is never ours; it can close a position all the same. Only its id and symbol are always there. */
    public record AlgoOrderRow(
            long algoOrderId,
            long rootAlgoOrderId,
            String symbol,
            String algoType,
            String side,
            String positionSide,
            String algoStatus,
            long quantityE8,
            long triggerPriceE8,
            boolean isReduceOnly) {}

    /** Money by currency: {@code GET /v3/asset/balances}. */
    public static List<BalanceRow> balances(final byte[] body) throws DecodeException {
        return Answers.page(body, "GET /v3/asset/balances", "holding", AccountAnswers::balanceRow)
                .rows();
    }

    /** Leverage: {@code GET /v3/futures/leverage}. */
    public static LeverageRow leverage(final byte[] body) throws DecodeException {
        try (JsonReader json = Answers.data(body, "GET /v3/futures/leverage")) {
            String symbol = null;
            String marginMode = null;
            String positionMode = null;
            List<SideLeverage> sides = null;
            while (json.nextField()) {
                switch (json.field()) {
                    case "symbol" -> symbol = json.text();
                    case "marginMode" -> marginMode = json.text();
                    case "positionMode" -> positionMode = json.text();
                    case "details" -> sides = sides(json);
                    default -> json.skip();
                }
            }
            return new LeverageRow(
                    json.require(symbol, "symbol"),
                    marginMode,
                    json.require(positionMode, "positionMode"),
                    json.require(sides, "details"));
        }
    }

    /** Fees: {@code GET /v3/trade/tradingFee}. */
    public static FeeRow tradingFee(final byte[] body) throws DecodeException {
        try (JsonReader json = Answers.data(body, "GET /v3/trade/tradingFee")) {
            String symbol = null;
            long takerE8 = NONE;
            long makerE8 = NONE;
            while (json.nextField()) {
                switch (json.field()) {
                    case "symbol" -> symbol = json.text();
                    case "takerFee" -> takerE8 = json.e8();
                    case "makerFee" -> makerE8 = json.e8();
                    default -> json.skip();
                }
            }
            return new FeeRow(
                    json.require(symbol, "symbol"),
                    json.require(takerE8, "takerFee"),
                    json.require(makerE8, "makerFee"));
        }
    }

    /** When the dead man's switch fires, on the venue's clock: {@code POST /v3/trade/cancelAllAfter}. */
    public static long expectedTriggerMs(final byte[] body) throws DecodeException {
        try (JsonReader json = Answers.data(body, "POST /v3/trade/cancelAllAfter")) {
            long triggerMs = NONE;
            while (json.nextField()) {
                switch (json.field()) {
                    case "expectedTriggerTime" -> triggerMs = json.timeMs();
                    default -> json.skip();
                }
            }
            return json.require(triggerMs, "expectedTriggerTime");
        }
    }

    /**
     * What became of a cancel or an edit: {@code CANCEL_SENT}, {@code CANCEL_ALL_SENT}, {@code EDIT_SENT}, perhaps
     * {@code CANCEL_FAILED}; never that it is done.
     */
    public static String sentStatus(final byte[] body) throws DecodeException {
        try (JsonReader json = Answers.data(body, "/v3/trade/order")) {
            String status = null;
            while (json.nextField()) {
                switch (json.field()) {
                    case "status" -> status = json.text();
                    default -> json.skip();
                }
            }
            return json.require(status, "status");
        }
    }

    /** A page of orders with a trigger: {@code GET /v3/trade/algoOrders}. */
    public static Page<AlgoOrderRow> algoOrders(final byte[] body) throws DecodeException {
        return Answers.page(body, "GET /v3/trade/algoOrders", "rows", AccountAnswers::algoOrderRow);
    }

    private static BalanceRow balanceRow(final JsonReader json) throws DecodeException {
        json.enterObject();
        String token = null;
        long holdingE8 = NONE;
        long frozenE8 = NONE;
        long timeMs = NONE;
        while (json.nextField()) {
            switch (json.field()) {
                case "token" -> token = json.text();
                case "holding" -> holdingE8 = json.roundedE8();
                case "frozen" -> frozenE8 = json.roundedE8();
                case "timestamp", "updatedTime" -> timeMs = json.timeMs();
                default -> json.skip();
            }
        }
        return new BalanceRow(json.require(token, "token"), json.require(holdingE8, "holding"), frozenE8, timeMs, 0);
    }

    private static List<SideLeverage> sides(final JsonReader json) throws DecodeException {
        final List<SideLeverage> sides = new ArrayList<>();
        json.enterArray();
        while (json.nextElement()) {
            json.enterObject();
            String positionSide = null;
            int leverage = 0;
            while (json.nextField()) {
                switch (json.field()) {
                    case "positionSide" -> positionSide = json.text();
                    case "leverage" -> leverage = json.integerOr(0);
                    default -> json.skip();
                }
            }
            if (leverage <= 0) {
                throw json.bad("is without a leverage above 0");
            }
            sides.add(new SideLeverage(json.require(positionSide, "positionSide"), leverage));
        }
        return List.copyOf(sides);
    }

    private static AlgoOrderRow algoOrderRow(final JsonReader json) throws DecodeException {
        json.enterObject();
        long algoOrderId = NONE;
        long rootId = NONE;
        String symbol = null;
        String algoType = null;
        String side = null;
        String positionSide = null;
        String algoStatus = null;
        long quantityE8 = NONE;
        long triggerE8 = NONE;
        boolean isReduceOnly = false;
        while (json.nextField()) {
            switch (json.field()) {
                case "algoOrderId" -> algoOrderId = json.integer();
                case "rootAlgoOrderId" -> rootId = json.integer();
                case "symbol" -> symbol = json.text();
                case "algoType" -> algoType = json.text();
                case "side" -> side = json.text();
                case "positionSide" -> positionSide = json.text();
                case "algoStatus" -> algoStatus = json.text();
                case "quantity" -> quantityE8 = json.e8();
                case "triggerPrice" -> triggerE8 = json.e8();
                case "reduceOnly" -> isReduceOnly = json.isTrue();
                default -> json.skip();
            }
        }
        return new AlgoOrderRow(
                json.require(algoOrderId, "algoOrderId"),
                rootId,
                json.require(symbol, "symbol"),
                algoType,
                side,
                positionSide,
                algoStatus,
                quantityE8,
                triggerE8,
                isReduceOnly);
    }
}
