package dragon.gateway.woox.parse;

import java.util.List;

/** Rows of REST answers and stream messages, in the venue's words; decimals times 10^8, times in milliseconds. */
public final class Rows {
    /** A number or a time that was not given. */
    public static final long NONE = JsonReader.NONE;

    private Rows() {}

    /** A page of a list; counts are {@link #NONE} where the answer has no {@code meta}. */
    public record Page<T>(List<T> rows, long total, long recordsPerPage, long currentPage) {
        /** Whether the list goes on after this page. */
        public boolean hasMore() {
            return total != NONE
                    && recordsPerPage != NONE
                    && currentPage != NONE
                    && !rows.isEmpty()
                    && recordsPerPage > 0
                    && currentPage <= (total - 1) / recordsPerPage;
        }
    }

    /** An order; {@code clientOrderId} 0 = it has none. */
    public record OrderRow(
            long orderId,
            long clientOrderId,
            String symbol,
            String side,
            String positionSide,
            String type,
            String status,
            long quantityE8,
            long executedE8,
            long priceE8,
            long createdMs) {}

    /** One own trade. */
    public record TradeRow(
            long id,
            long orderId,
            String symbol,
            long priceE8,
            long quantityE8,
            long feeE8,
            String feeAsset,
            boolean isMaker,
            long timeMs) {}

    /** One leg; {@code version}, quantile and leverage 0 = none, prices {@link #NONE} or 0 = none. */
    public record PositionRow(
            String symbol,
            String positionSide,
            String marginMode,
            long holdingE8,
            long averageOpenPriceE8,
            long markPriceE8,
            long liquidationPriceE8,
            int adlQuantile,
            int leverage,
            long timeMs,
            long version) {}

    /** Filters of an instrument; {@link #NONE} where the row lacks one. */
    public record InstrumentRow(
            String symbol,
            String status,
            long quoteMinE8,
            long quoteMaxE8,
            long quoteTickE8,
            long baseMinE8,
            long baseMaxE8,
            long baseTickE8,
            long minNotionalE8) {
        /** Whether every filter that an order needs is there and makes sense. */
        public boolean isUsable() {
            return quoteMinE8 >= 0
                    && quoteMaxE8 > quoteMinE8
                    && quoteTickE8 > 0
                    && baseMinE8 >= 0
                    && baseMaxE8 > baseMinE8
                    && baseTickE8 > 0;
        }
    }

    /** A candle; the end is exclusive. */
    public record KlineRow(
            long startMs, long endMs, long openE8, long highE8, long lowE8, long closeE8, long volumeE8) {}

    /** What the account of a key says of itself; null or 0 = not told. */
    public record KeyRow(String applicationId, String accountMode, String positionMode, long equityE8) {}

    /** Mode and money of an account; what was not given is {@link #NONE}. */
    public record AccountRow(
            String accountMode,
            String positionMode,
            long equityE8,
            long freeCollateralE8,
            long marginRatioE8,
            long totalCollateralE8,
            long maintenanceMarginRatioE8) {}

    /** Money in one currency; {@code version} 0 = none. */
    public record BalanceRow(String token, long holdingE8, long frozenE8, long timeMs, long version) {}

    /** One funding payment; the fee is always positive, {@code isPaid} = we paid it. */
    public record FundingRow(long id, String symbol, long feeE8, boolean isPaid, long createdMs) {}
}
