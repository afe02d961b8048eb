package dragon.gateway.woox.rest;

/** The endpoints that are used, with the venue's limits. */
public enum Endpoint {
    SYSTEM_INFO("GET", "/v3/public/systemInfo", 10, 1, false),
    INSTRUMENTS("GET", "/v3/public/instruments", 10, 1, false),
    KLINE_HISTORY("GET", "/v3/public/klineHistory", 10, 1, false),
    PLACE("POST", "/v3/trade/order", 5, 1, true),
    CANCEL("DELETE", "/v3/trade/order", 10, 1, true),
    QUERY_ORDER("GET", "/v3/trade/order", 5, 1, true),
    ORDERS("GET", "/v3/trade/orders", 10, 1, true),
    TRANSACTION_HISTORY("GET", "/v3/trade/transactionHistory", 2, 1, true),
    POSITIONS("GET", "/v3/futures/positions", 30, 10, true),
    SET_LEVERAGE("PUT", "/v3/futures/leverage", 10, 60, true),
    FUNDING_HISTORY("GET", "/v3/futures/fundingFee/history", 20, 60, true),
    ACCOUNT_INFO("GET", "/v3/account/info", 10, 60, true),
    LISTEN_KEY("POST", "/v3/account/listenKey", 5, 10, true);

    private final String method;
    private final String path;
    private final int limit;
    private final int windowSeconds;
    private final boolean isPrivate;

    Endpoint(
            final String method, final String path, final int limit, final int windowSeconds, final boolean isPrivate) {
        this.method = method;
        this.path = path;
        this.limit = limit;
        this.windowSeconds = windowSeconds;
        this.isPrivate = isPrivate;
    }

    /** Method, in capitals. */
    public String method() {
        return method;
    }

    /** Path, without query. */
    public String path() {
        return path;
    }

    /** Whether it is signed. */
    public boolean isPrivate() {
        return isPrivate;
    }

    /** Whether the venue counts each symbol on its own. */
    public boolean isLimitedBySymbol() {
        return this == PLACE || this == QUERY_ORDER;
    }

    SlidingWindow newWindow() {
        return new SlidingWindow(limit, windowSeconds * 1_000_000_000L);
    }
}
