package dragon.gateway.woox.rest;

import dragon.engine.protocol.Surface;

/** The endpoints that are used, with the venue's limits: requests per seconds, per account or per address. */
public enum Endpoint {
    SYSTEM_INFO("GET", "/v3/public/systemInfo", 10, 1, Surface.REST_READ),
    INSTRUMENTS("GET", "/v3/public/instruments", 10, 1, Surface.REST_READ),
    KLINE_HISTORY("GET", "/v3/public/klineHistory", 10, 1, Surface.REST_READ),
    ORDER_BOOK("GET", "/v3/public/orderbook", 10, 1, Surface.REST_READ),
    PLACE("POST", "/v3/trade/order", 5, 1, Surface.REST_TRADE),
    CANCEL("DELETE", "/v3/trade/order", 10, 1, Surface.REST_TRADE),
    CANCEL_ALL_AFTER("POST", "/v3/trade/cancelAllAfter", 10, 1, Surface.REST_TRADE),
    QUERY_ORDER("GET", "/v3/trade/order", 5, 1, Surface.REST_READ),
    ORDERS("GET", "/v3/trade/orders", 10, 1, Surface.REST_READ),
    CANCEL_ALGO("DELETE", "/v3/trade/algoOrder", 10, 1, Surface.REST_TRADE),
    ALGO_ORDERS("GET", "/v3/trade/algoOrders", 10, 1, Surface.REST_READ),
    TRANSACTION_HISTORY("GET", "/v3/trade/transactionHistory", 2, 1, Surface.REST_READ),
    POSITIONS("GET", "/v3/futures/positions", 30, 10, Surface.REST_READ),
    BALANCES("GET", "/v3/asset/balances", 10, 1, Surface.REST_READ),
    ACCOUNT_INFO("GET", "/v3/account/info", 10, 60, Surface.REST_READ),
    LEVERAGE("GET", "/v3/futures/leverage", 10, 60, Surface.REST_READ),
    SET_LEVERAGE("PUT", "/v3/futures/leverage", 10, 60, Surface.REST_TRADE),
    FUNDING_HISTORY("GET", "/v3/futures/fundingFee/history", 20, 60, Surface.REST_READ),
    LISTEN_KEY("POST", "/v3/account/listenKey", 5, 10, Surface.REST_READ);

    private final String method;
    private final String path;
    private final int limit;
    private final int windowSeconds;
    private final Surface surface;

    Endpoint(final String method, final String path, final int limit, final int windowSeconds, final Surface surface) {
        this.method = method;
        this.path = path;
        this.limit = limit;
        this.windowSeconds = windowSeconds;
        this.surface = surface;
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
        return !path.startsWith("/v3/public/");
    }

    /** What of the venue fails when this endpoint does. */
    public Surface surface() {
        return surface;
    }

    /** Whether each symbol is counted on its own. A query does not say its symbol, so the venue may count them together. */
    public boolean isLimitedBySymbol() {
        return this == PLACE;
    }

    /** Whether it is asked again when it failed. */
    boolean isQuery() {
        return method.equals("GET");
    }

    /** Under which name it is counted: the venue counts by method and path, and some by symbol. */
    String limitKey(final String symbol) {
        return isLimitedBySymbol() ? method + path + " " + symbol : method + path;
    }

    SlidingWindow newWindow() {
        return new SlidingWindow(limit, windowSeconds * 1_000_000_000L, this == PLACE);
    }
}
