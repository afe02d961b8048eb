package dragon.gateway.simulator;

import java.util.Set;

/** Which requests a fault is about: an endpoint by name, or a group of them by one word. */
final class EndpointScope {
    static final String WORDS = "place, cancel, query, read, trade, private, public, all";

    private static final Set<String> READS = Set.of(
            "GET /v3/trade/order",
            "GET /v3/trade/orders",
            "GET /v3/trade/transactionHistory",
            "GET /v3/futures/positions");

    private EndpointScope() {}

    static boolean isKnown(final String scope) {
        return scope.matches("place|cancel|query|read|trade|private|public|all|([A-Z]+ )?/v3/.*");
    }

    /** Whether the endpoint, such as {@code POST /v3/trade/order}, belongs to the scope. What is not the exchange's never does. */
    static boolean matches(final String scope, final String endpoint) {
        if (!endpoint.contains(" /v3/")) {
            return false;
        }
        return switch (scope) {
            case "place" -> endpoint.equals("POST /v3/trade/order");
            case "cancel" -> endpoint.equals("DELETE /v3/trade/order");
            case "query" -> endpoint.equals("GET /v3/trade/order");
            case "read" -> READS.contains(endpoint);
            case "trade" -> endpoint.contains("/v3/trade/") && !endpoint.startsWith("GET ");
            case "private" -> !endpoint.contains("/v3/public/");
            case "public" -> endpoint.contains("/v3/public/");
            case "all" -> true;
            default -> endpoint.equals(scope) || endpoint.endsWith(' ' + scope);
        };
    }
}
