package dragon.gateway.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dragon sim fault}: makes the running simulator misbehave, and well again. */
@Command(
        name = "fault",
        mixinStandardHelpOptions = true,
        description = "Makes the running simulator misbehave, by the name of a fault.",
        subcommands = {SimFaultVerb.Add.class, SimFaultVerb.ListFaults.class, SimFaultVerb.Clear.class})
final class SimFaultVerb extends SimVerb {
    @Override
    int run(final SimClient client) throws SimUnreachable {
        return print(client, false);
    }

    private int print(final SimClient client, final boolean isJson) throws SimUnreachable {
        return ListFaults.print(this, client, isJson);
    }

    /** {@code dragon sim fault add}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Adds a fault. Without a number, a probability or a time it strikes once; a fault that lasts"
                    + " stays until it is cleared.",
            footer = {
                "",
                "Examples:",
                "  dragon sim fault add lost-ack --next 1",
                "  dragon sim fault add throttle --every 30s --for 5s --endpoint read",
                "  dragon sim fault add late-accept --with unknowns=2 --with answer=500",
                "  dragon sim fault add bad-number --probability 0.1 --with on=mark --with what=tenfold --seed 7"
            })
    static final class Add extends SimVerb {
        @Parameters(index = "0", paramLabel = "NAME", description = "One of dragon sim fault list.")
        private String name;

        @Option(names = "--next", paramLabel = "N", description = "Strikes so many times.")
        private String next;

        @Option(names = "--probability", paramLabel = "P", description = "Strikes with that probability, from 0 to 1.")
        private String probability;

        @Option(names = "--every", paramLabel = "D", description = "Period, such as 30s.")
        private String every;

        @Option(names = "--for", paramLabel = "D", description = "Active part of each period, or from now on.")
        private String span;

        @Option(names = "--account", paramLabel = "A", description = "Strikes that account only.")
        private String account;

        @Option(names = "--symbol", paramLabel = "S", description = "Strikes that instrument only.")
        private String symbol;

        @Option(
                names = "--endpoint",
                paramLabel = "E",
                description =
                        "place, cancel, query, read, trade, private, public, all, or such as 'GET /v3/trade/orders'.")
        private String endpoint;

        @Option(names = "--seed", paramLabel = "N", description = "Of what is drawn by chance.")
        private String seed;

        @Option(names = "--with", paramLabel = "K=V", description = "A setting of the fault's own. Repeatable.")
        private Map<String, String> settings = Map.of();

        @Override
        int run(final SimClient client) throws SimUnreachable {
            final Map<String, String> asked = new LinkedHashMap<>();
            asked.put("name", name);
            put(asked, "next", next);
            put(asked, "probability", probability);
            put(asked, "every", every);
            put(asked, "for", span);
            put(asked, "account", account);
            put(asked, "symbol", symbol);
            put(asked, "endpoint", endpoint);
            put(asked, "seed", seed);
            asked.putAll(settings);
            final Json body = Json.object();
            asked.forEach(body::text);
            final SimClient.Reply reply = client.post("/sim/fault", body.end().toString());
            if (!reply.isOk()) {
                return failed(USAGE, reply.message(), "dragon sim fault list");
            }
            out().println("armed " + name + ": " + FaultKind.of(name).meaning());
            return OK;
        }

        private static void put(final Map<String, String> asked, final String key, final String value) {
            if (value != null) {
                asked.put(key, value);
            }
        }
    }

    /** {@code dragon sim fault list}. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Every fault, what it means, what of it is armed, and how often it struck.")
    static final class ListFaults extends SimVerb {
        @Option(names = "--json", description = "As the simulator says it.")
        private boolean isJson;

        @Override
        int run(final SimClient client) throws SimUnreachable {
            return print(this, client, isJson);
        }

        private static int print(final SimVerb verb, final SimClient client, final boolean isJson)
                throws SimUnreachable {
            final SimClient.Reply reply = client.get("/sim/fault");
            if (isJson) {
                verb.out().println(reply.body());
                return OK;
            }
            final Map<?, ?> tree = (Map<?, ?>) reply.tree();
            verb.out().printf("  %-17s %5s %7s  %s%n", "FAULT", "ARMED", "STRUCK", "MEANING");
            for (final Object each : (List<?>) tree.get("kinds")) {
                final Map<?, ?> kind = (Map<?, ?>) each;
                final String settings = kind.get("settings").toString();
                verb.out()
                        .printf(
                                "  %-17s %5s %7s  %s%s%n",
                                kind.get("name"),
                                kind.get("armed"),
                                kind.get("strikes"),
                                kind.get("meaning"),
                                settings.isEmpty() ? "" : "  (" + settings + ")");
            }
            return OK;
        }
    }

    /** {@code dragon sim fault clear}. */
    @Command(
            name = "clear",
            mixinStandardHelpOptions = true,
            description = "Ends a fault, or all of them; what they held back happens at once.")
    static final class Clear extends SimVerb {
        @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "The fault to end.")
        private String name;

        @Option(names = "--all", description = "Ends all of them.")
        private boolean isAll;

        @Override
        int run(final SimClient client) throws SimUnreachable {
            if ((name == null) != isAll) {
                return failed(USAGE, "give the name of a fault, or --all", "dragon sim fault list");
            }
            if (name != null && FaultKind.of(name) == null) {
                return failed(USAGE, "unknown fault '" + name + "'", "dragon sim fault list");
            }
            final SimClient.Reply reply = client.delete("/sim/fault" + (isAll ? "" : "?name=" + name));
            if (!reply.isOk()) {
                return failed(FAILED, reply.message(), "dragon sim fault list");
            }
            final Map<?, ?> data = (Map<?, ?>) ((Map<?, ?>) reply.tree()).get("data");
            out().println("cleared " + data.get("cleared"));
            return OK;
        }
    }
}
