package dragon.gateway.simulator;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dragon sim audit}: what the simulated exchange saw with its own eyes. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "What the running simulator saw: orders, duplicates, requests, and every account's money.")
final class SimAuditVerb extends SimVerb {
    private static final List<String> COUNTS = List.of(
            "ordersReceived",
            "distinctClientOrderIds",
            "duplicates",
            "acceptedTwice",
            "ordersAfterTerminal",
            "ordersAccepted",
            "ordersRejected",
            "fills",
            "cancels",
            "foreignOrders",
            "signatureFailures",
            "throttled",
            "overLimit",
            "faultsInjected");

    @Option(names = "--json", description = "One JSON document.")
    private boolean isJson;

    @Option(names = "--orders", description = "Every order with its fills, as JSON.")
    private boolean withOrders;

    @Override
    int run(final SimClient client) throws SimUnreachable {
        final SimClient.Reply reply = client.get(withOrders ? "/sim/audit/orders" : "/sim/audit");
        if (!reply.isOk()) {
            return failed(FAILED, reply.message(), "dragon sim audit --json");
        }
        if (isJson || withOrders) {
            out().println(reply.body());
            return OK;
        }
        final Map<?, ?> audit = (Map<?, ?>) reply.tree();
        for (final String name : COUNTS) {
            out().printf("%-24s %s%n", name, audit.get(name));
        }
        out().printf("%n%-38s %9s %8s %14s %10s%n", "ENDPOINT", "REQUESTS", "PEAK", "LIMIT", "OVER LIMIT");
        for (final Object each : (List<?>) audit.get("endpoints")) {
            final Map<?, ?> row = (Map<?, ?>) each;
            if (row.get("endpoint").toString().contains(" /v3/")) {
                out().printf(
                                "%-38s %9s %8s %14s %10s%n",
                                row.get("endpoint"),
                                row.get("requests"),
                                row.get("inWindowMax"),
                                row.get("limit") + " in " + (Long) row.get("windowMs") / 1_000 + " s",
                                row.get("overLimit"));
            }
        }
        out().printf("%n%-12s %7s %6s %16s %16s %16s%n", "ACCOUNT", "ORDERS", "FILLS", "REALIZED", "FEES", "FUNDING");
        for (final Object each : (List<?>) audit.get("accounts")) {
            final Map<?, ?> row = (Map<?, ?>) each;
            out().printf(
                            "%-12s %7s %6s %16s %16s %16s%n",
                            row.get("account"),
                            row.get("orders"),
                            row.get("fills"),
                            row.get("realized"),
                            row.get("fee"),
                            row.get("funding"));
        }
        return OK;
    }
}
