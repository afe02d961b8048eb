package dragon.gateway.simulator;

import dragon.gateway.simulator.market.PriceSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The wiring of one simulated exchange: price sources, venue, REST, streams, one venue thread, one port. */
public final class Simulator implements AutoCloseable {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long FIRST_ORDER_ID = 60_000_000_001L;

    private final SimulatorConfig config;
    private final Map<String, List<ApiKey>> keys;
    private final Audit audit = new Audit();
    private final WallClock wallClock = new WallClock();
    private final Later later = new Later();
    private final Faults faults = new Faults(audit, later);
    private final FaultStates states;
    private final ByHand byHand;
    private final Funding funding;
    private final Settlement settlement;
    private final Venue venue;
    private final MarketPlayer player;
    private final Streams streams;
    private final TradeApi tradeApi;
    private final VenueLoop loop;
    private final HttpFront front;
    private long secondNs;
    private IOException auditFailure;
    private boolean isClosed;

    private Simulator(final SimulatorConfig config) throws IOException {
        this.config = config;
        OwnerFile.prepare(config.credentialsFile());
        OwnerFile.prepare(config.readyFile());
        OwnerFile.prepare(config.auditFile());
        keys = Credentials.of(config.credentialsFile(), config.accounts());

        final long startNs = System.nanoTime();
        final long wallMs = System.currentTimeMillis();
        final List<Market> markets = PriceSources.markets(config, wallMs);
        venue = new Venue(config.seed(), FIRST_ORDER_ID, audit, faults);
        markets.forEach(venue::add);
        for (final String label : config.accounts()) {
            final UUID applicationId =
                    UUID.nameUUIDFromBytes((config.seed() + "/" + label).getBytes(StandardCharsets.UTF_8));
            final VenueAccount account =
                    new VenueAccount(label, applicationId.toString(), keys.get(label), config.balanceE8());
            account.isSetToHedgeMode = !config.oneWayAccounts().contains(label);
            venue.add(account);
        }

        final long startUs = startUs(markets);
        final double speed = speed(config, markets, startUs);
        player = new MarketPlayer(venue, new MarketClock(startUs, speed), startUs);
        funding = new Funding(venue, config.seed(), config.fundingEvery().toMillis());
        settlement = new Settlement(venue);
        states = new FaultStates(faults, venue, wallClock);
        byHand = new ByHand(faults, venue);
        streams = new Streams(venue, player, config.silenceMax().toNanos(), wallClock, faults, funding);
        venue.listener(streams);
        player.listener(streams);

        final RestApi api = new RestApi(
                venue, audit, new RateLimits(speed, config.isLimited()), new RequestFaults(faults, streams, wallClock));
        tradeApi = new TradeApi(venue, audit);
        new PublicApi(venue, player, funding, faults, streams).addTo(api);
        tradeApi.addTo(api);
        new AccountApi(venue, streams, faults).addTo(api);
        new SimApi(venue, player, streams, audit, faults, states).addTo(api);
        loop = new VenueLoop(this::work);
        front = new HttpFront(config.port(), loop, api, streams, wallClock);
        if (config.data().isEmpty()) {
            player.start(startNs); // Generated prices have no end, so none can be lost.
        }
    }

    /**
     * Starts an exchange that listens when this returns.
     *
     * @throws IllegalArgumentException if the config asks for what cannot be
     * @throws IOException if a file cannot be written or the port cannot be had
     */
    public static Simulator start(final SimulatorConfig config) throws IOException {
        final Simulator simulator = new Simulator(config);
        simulator.loop.start();
        try {
            simulator.front.start();
        } catch (final RuntimeException e) {
            simulator.loop.close();
            throw new IOException("cannot listen on 127.0.0.1:" + config.port() + ": " + rootMessage(e), e);
        }
        if (config.readyFile() != null) {
            OwnerFile.replace(
                    config.readyFile(),
                    "rest_url = \"" + simulator.restUrl() + "\"\nstream_url = \"" + simulator.streamUrl() + "\"\npid = "
                            + ProcessHandle.current().pid() + "\n");
        }
        return simulator;
    }

    public String restUrl() {
        return "http://127.0.0.1:" + front.port();
    }

    public String streamUrl() {
        return "ws://127.0.0.1:" + front.port();
    }

    /** One line for each market. */
    public List<String> description() {
        return venue.markets().stream().map(m -> m.source().description()).toList();
    }

    /** The account's first key. */
    String apiKey(final String account) {
        return keys.get(account).get(0).key();
    }

    /** The secret of the account's first key. */
    String apiSecret(final String account) {
        return keys.get(account).get(0).secret();
    }

    /** Why the venue thread died, or null while it lives. */
    public Throwable failure() {
        return loop.failure();
    }

    /** Stops listening, then writes the audit for the last time. */
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        front.close();
        loop.close();
        writeAudit();
    }

    private long work(final long nowNs) {
        states.apply(nowNs);
        final long wallMs = wallClock.getAsLong();
        final long untilPriceNs = player.play(nowNs, wallMs);
        if (player.isStarted()) {
            funding.pay(player.marketMs(), wallMs);
            settlement.settle(player.marketMs(), wallMs);
        }
        byHand.act(nowNs, wallMs);
        final long untilLaterNs = later.run(nowNs);
        final long untilTurnNs = streams.turn(nowNs);
        if (nowNs >= secondNs) {
            secondNs = nowNs + SECOND_NS;
            cancelAllWhereDue(wallMs);
            writeAudit();
        }
        return Math.min(untilLaterNs, Math.min(untilPriceNs, untilTurnNs));
    }

    private void cancelAllWhereDue(final long wallMs) {
        for (final VenueAccount account : venue.accounts()) {
            if (account.cancelAllAtMs != 0 && account.cancelAllAtMs <= wallMs) {
                account.cancelAllAtMs = 0;
                tradeApi.cancelAll(account, null, wallMs);
            }
        }
    }

    private void writeAudit() {
        if (config.auditFile() == null) {
            return;
        }
        try {
            OwnerFile.replace(config.auditFile(), audit.json(venue, player, System.currentTimeMillis()) + "\n");
            auditFailure = null;
        } catch (final IOException e) {
            // The venue goes on: its audit is still there to be asked for. Said once, not every second.
            if (auditFailure == null) {
                System.err.println("dragon sim: cannot write the audit to " + config.auditFile() + ": " + e
                        + ". Orders are not affected. Next: GET " + restUrl() + "/sim/audit");
            }
            auditFailure = e;
        }
    }

    private static long startUs(final List<Market> markets) {
        long startUs = Long.MAX_VALUE;
        for (final Market market : markets) {
            startUs = Math.min(startUs, market.source().startUs());
        }
        return startUs;
    }

    private static double speed(final SimulatorConfig config, final List<Market> markets, final long startUs) {
        if (config.endsWithin() == null) {
            return config.speed();
        }
        long endUs = startUs;
        for (final Market market : markets) {
            endUs = market.source().endUs() == PriceSource.NONE
                    ? endUs
                    : Math.max(endUs, market.source().endUs());
        }
        return Math.max(0.001, (endUs - startUs) / (config.endsWithin().toNanos() / 1_000.0));
    }

    private static String rootMessage(final Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }
}
