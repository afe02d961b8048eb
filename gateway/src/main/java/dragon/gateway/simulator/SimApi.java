package dragon.gateway.simulator;

import dragon.gateway.simulator.RestApi.LimitFor;

/** What is not the exchange's: the audit and the faults. */
final class SimApi {
    private final Venue venue;
    private final MarketPlayer player;
    private final Streams streams;
    private final Audit audit;
    private final Faults faults;

    SimApi(
            final Venue venue,
            final MarketPlayer player,
            final Streams streams,
            final Audit audit,
            final Faults faults) {
        this.venue = venue;
        this.player = player;
        this.streams = streams;
        this.audit = audit;
        this.faults = faults;
    }

    void addTo(final RestApi api) {
        api.on("GET /sim/audit", LimitFor.NOBODY, 0, 0, call -> new Answer(200, audit.json(venue, player, call.wallMs)))
                .on("GET /sim/audit/orders", LimitFor.NOBODY, 0, 0, call -> new Answer(200, Audit.ordersJson(venue)))
                .on("GET /sim/fault", LimitFor.NOBODY, 0, 0, call -> new Answer(200, faults.json()))
                .on("POST /sim/fault", LimitFor.NOBODY, 0, 0, this::arm)
                .on("DELETE /sim/fault", LimitFor.NOBODY, 0, 0, this::clear);
    }

    private Answer arm(final Call call) throws Refusal {
        final String name = call.required("name");
        if (name.equals("drop-stream")) {
            final boolean isPrivate = !"public".equals(call.get("socket"));
            audit.onFault();
            return Call.end(Call.ok().whole("dropped", streams.dropAll(isPrivate)), call.wallMs);
        }
        if (!faults.arm(name, call.parameters, call.whole("next", 1))) {
            throw Refusal.badParameter("unknown fault " + name + "; known: lost-ack, throttle, drop-stream");
        }
        return Call.end(Call.ok().text("armed", name), call.wallMs);
    }

    private Answer clear(final Call call) {
        faults.clear();
        return new Answer(200, faults.json());
    }
}
