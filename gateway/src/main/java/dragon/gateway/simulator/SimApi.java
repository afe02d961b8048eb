package dragon.gateway.simulator;

import dragon.gateway.simulator.RestApi.LimitFor;

/** What is not the exchange's: the audit, the faults, and what a person does there by hand. */
final class SimApi {
    private final Venue venue;
    private final MarketPlayer player;
    private final Streams streams;
    private final Audit audit;
    private final Faults faults;
    private final FaultStates states;
    private long lastStopId = 10_399_000;

    SimApi(
            final Venue venue,
            final MarketPlayer player,
            final Streams streams,
            final Audit audit,
            final Faults faults,
            final FaultStates states) {
        this.states = states;
        this.venue = venue;
        this.player = player;
        this.streams = streams;
        this.audit = audit;
        this.faults = faults;
    }

    void addTo(final RestApi api) {
        api.on("GET /sim/audit", LimitFor.NOBODY, 0, 0, call -> new Answer(200, audit.json(venue, player, call.wallMs)))
                .on("GET /sim/audit/requests", LimitFor.NOBODY, 0, 0, call -> new Answer(200, audit.requestsJson()))
                .on("GET /sim/audit/orders", LimitFor.NOBODY, 0, 0, call -> new Answer(200, Audit.ordersJson(venue)))
                .on("GET /sim/fault", LimitFor.NOBODY, 0, 0, call -> new Answer(200, faults.json(call.nowNs)))
                .on("POST /sim/fault", LimitFor.NOBODY, 0, 0, this::arm)
                .on("DELETE /sim/fault", LimitFor.NOBODY, 0, 0, this::clear)
                .on("DELETE /sim/key", LimitFor.NOBODY, 0, 0, this::revokeKey)
                .on("POST /sim/stop", LimitFor.NOBODY, 0, 0, this::stop)
                .on("POST /sim/quote", LimitFor.NOBODY, 0, 0, this::quote);
    }

    private Answer arm(final Call call) throws Refusal {
        checkScope(call);
        final Fault fault = faults.arm(call.parameters, call.nowNs);
        states.apply(call.nowNs);
        streams.act(call.nowNs);
        return Call.end(Call.ok().text("armed", fault.kind.words()).text("meaning", fault.kind.meaning()), call.wallMs);
    }

    /** A fault on what does not exist would never strike, and nobody would know why. */
    private void checkScope(final Call call) throws Refusal {
        final String account = call.get("account");
        if (account != null && venue.accounts().stream().noneMatch(known -> known.label.equals(account))) {
            throw Refusal.badParameter("there is no account '" + account + "'; there is "
                    + String.join(
                            ", ",
                            venue.accounts().stream().map(known -> known.label).toList()));
        }
        final String symbol = call.get("symbol");
        if (symbol != null && venue.market(symbol) == null) {
            throw Refusal.badParameter("there is no market '" + symbol + "'; there is "
                    + String.join(
                            ", ", venue.markets().stream().map(Market::symbol).toList()));
        }
    }

    /** Forgets a key: whoever signs with it from now on is refused. */
    private Answer revokeKey(final Call call) throws Refusal {
        final String name = call.required("apiKey");
        final VenueAccount account = venue.accountOfKey(name);
        if (account != null) {
            account.keys.remove(account.key(name));
        }
        return Call.end(Call.ok().flag("revoked", account != null), call.wallMs);
    }

    /** Puts an order with a trigger beside a leg, as somebody at the console does: for scenarios. */
    private Answer stop(final Call call) throws Refusal {
        checkScope(call);
        final String label = call.required("account");
        final Market market = venue.market(call.required("symbol"));
        final PositionSide leg = call.choice("leg", PositionSide.class, PositionSide.LONG);
        for (final VenueAccount account : venue.accounts()) {
            if (account.label.equals(label)) {
                final long id = ++lastStopId;
                account.stops.add(new VenueStop(id, market, leg, call.decimal("quantity"), call.decimal("trigger")));
            }
        }
        return Call.end(Call.ok().whole("algoOrderId", lastStopId), call.wallMs);
    }

    /** Sets the best bid and offer by hand: for scenarios, on a market whose data has ended. */
    private Answer quote(final Call call) throws Refusal {
        final Market market = venue.market(call.required("symbol"));
        final long bidE8 = call.decimal("bid");
        final long askE8 = call.decimal("ask");
        final long bidQuantityE8 = call.decimal("bidQuantity");
        final long askQuantityE8 = call.decimal("askQuantity");
        if (market == null || bidE8 <= 0 || askE8 <= bidE8 || bidQuantityE8 < 0 || askQuantityE8 < 0) {
            throw Refusal.badParameter("needs a known symbol, 0 < bid < ask, bidQuantity and askQuantity");
        }
        player.quote(market, bidE8, bidQuantityE8, askE8, askQuantityE8, call.wallMs);
        return Call.end(Call.ok().whole("quotes", market.quotes), call.wallMs);
    }

    /** Ends one kind of fault, or all; whatever they held back happens at once. */
    private Answer clear(final Call call) throws Refusal {
        final String name = call.get("name");
        final FaultKind kind = name == null ? null : FaultKind.of(name);
        if (name != null && kind == null) {
            throw Refusal.badParameter("unknown fault '" + name + "'");
        }
        final int cleared = faults.clear(kind);
        states.apply(call.nowNs);
        if (kind == null || kind == FaultKind.HALF_OPEN) {
            streams.dropMuteOnes();
        }
        return Call.end(Call.ok().whole("cleared", cleared), call.wallMs);
    }
}
