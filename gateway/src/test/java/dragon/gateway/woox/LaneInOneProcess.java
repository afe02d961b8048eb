package dragon.gateway.woox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.core.Core;
import dragon.engine.core.CoreLimits;
import dragon.engine.core.Output;
import dragon.engine.core.bot.BotStatus;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.BotEventDecoder;
import dragon.engine.protocol.CreateAccountEncoder;
import dragon.engine.protocol.CreateBotEncoder;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.PlaceOrderDecoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SetLimitsEncoder;
import dragon.engine.protocol.SetLiveTradingEncoder;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.TermStartedEncoder;
import dragon.engine.protocol.Timeframe;
import dragon.engine.protocol.TimerTickEncoder;
import dragon.engine.snapshot.StateHash;
import dragon.engine.snapshot.StateImageEncoder;
import dragon.gateway.paper.PaperAudit;
import dragon.gateway.paper.PaperRules;
import dragon.gateway.paper.PaperVenue;
import dragon.gateway.session.EngineInputs;
import dragon.gateway.session.GatewaySession;
import dragon.gateway.simulator.Simulator;
import dragon.gateway.simulator.SimulatorConfig;
import dragon.gateway.vault.Credentials;
import dragon.gateway.venue.VenueConnection;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * A whole lane on one thread against the local WOO X over sockets: the real core, session and connection, and a journal in a list.
 *
 * <p>On a dry-run lane a paper venue stands between session and connection. {@link #killEngine} throws the core away and makes another one from that journal, as a start after SIGKILL does: what the core had
 * written is there, what it had in memory is gone.
 */
final class LaneInOneProcess implements Output, EngineInputs, AutoCloseable {
    static final String SYMBOL = "PERP_BTC_USDT";

    private static final long DEADLINE_NS = 60_000_000_000L;
    private static final long QUOTE_NS = 200_000_000L;

    private record Input(long timeNs, byte[] bytes) {}

    private record Record(int term, long timeNs, byte kind, byte[] bytes) {}

    private final Simulator simulator;
    private final Path directory;
    private final LaneMode mode;
    private final TomlParseResult keys;
    private final List<Record> read = new ArrayList<>();
    private VenueConnection venue;
    private PaperVenue paper;
    private GatewaySession session;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ConcurrentLinkedQueue<VenueFact> facts = new ConcurrentLinkedQueue<>();
    private final List<Input> journal = new ArrayList<>();
    private final Deque<Record> unread = new ArrayDeque<>();
    private final Map<Long, Long> intentOfPlace = new LinkedHashMap<>();
    private final List<Long> barsDecided = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();

    private Core core = new Core(CoreLimits.DEFAULT);
    private boolean isReplaying;
    private int term;
    private long lastSessionId = 76;
    private long commandId;
    private long lastNs;
    private long nextQuoteNs;
    private String bid = "60000.0";
    private String ask = "60000.1";

    LaneInOneProcess(final Path directory) throws IOException {
        this(directory, LaneMode.SIM);
    }

    LaneInOneProcess(final Path directory, final LaneMode mode) throws IOException {
        this(directory, mode, SimulatorConfig.usual().balanceE8());
    }

    LaneInOneProcess(final Path directory, final LaneMode mode, final long balanceE8) throws IOException {
        this.directory = directory;
        this.mode = mode;
        final Path quotes = directory.resolve("handwritten_BTCUSDT_bbo.csv");
        Files.writeString(
                quotes,
                "seq,recv_us,event_ms,match_ms,update_id,bid,bid_qty,ask,ask_qty\n"
                        + "1,1,1700000000000,1,1,60000.0,2,60000.1,2\n");
        final Path credentials = directory.resolve("credentials.toml");
        simulator = Simulator.start(SimulatorConfig.builder()
                .credentialsFile(credentials)
                .data(List.of(quotes))
                .seed(7)
                .historyMinutes(600)
                .balanceE8(balanceE8)
                .build());
        keys = Toml.parse(credentials);
        startGateway();
    }

    private void startGateway() throws IOException {
        paper = mode == LaneMode.DRY_RUN
                ? PaperVenue.open(
                        PaperRules.USUAL, directory.resolve(PaperAudit.FILE), facts::add, this::connect, nowNs())
                : null;
        venue = paper == null ? connect(facts::add) : paper;
        session = new GatewaySession(++lastSessionId, 1, mode, venue, this);
    }

    private WooxConnection connect(final VenueListener listener) {
        return new WooxConnection(
                WooxConfig.of(simulator.restUrl(), simulator.streamUrl(), 1),
                listener,
                this::credentials,
                LaneInOneProcess::nowNs,
                System::nanoTime,
                mode == LaneMode.DRY_RUN ? 50 : WooxConnection.NO_BOOK);
    }

    private Credentials credentials(final String label) {
        assertEquals(LaneMode.SIM, mode, "a dry run reads no credentials");
        return new Credentials(
                label,
                keys.getString(label + ".api_key"),
                keys.getString(label + ".api_secret").getBytes(StandardCharsets.UTF_8));
    }

    /** The gateway dies at once, with all that was on its way, and another one reads the journal from its beginning. */
    void killGateway() throws IOException {
        venue.close();
        facts.clear();
        startGateway();
        read.addAll(unread);
        unread.clear();
        unread.addAll(read);
        read.clear();
    }

    Core core() {
        return core;
    }

    /** Intent of every place that was journaled, by client order id. */
    Map<Long, Long> intentOfPlace() {
        return intentOfPlace;
    }

    /** Opening time of every candle that was decided. */
    List<Long> barsDecided() {
        return barsDecided;
    }

    List<String> events() {
        return events;
    }

    /**
     * Starts the first term; returns once bot 2 runs on a lane where nothing blocks an entry. Bot 1 is paused and has the instrument
     * streamed before bot 2 is there, so that the newest candle of its history is decided with everything known.
     */
    void begin(final Legs legs, final Map<StrategyParameter, String> settings) {
        begin(legs, settings, () -> {});
    }

    /** As above, with something done on the lane that is ready, before bot 2 is there. */
    void begin(final Legs legs, final Map<StrategyParameter, String> settings, final Runnable beforeTheBot) {
        startTerm();
        final CreateAccountEncoder account = new CreateAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
        account.commandId(++commandId)
                .label("main")
                .dailyLossLimitE8(Long.MIN_VALUE)
                .totalLossLimitE8(Long.MIN_VALUE)
                .operatorName("")
                .reason("");
        input(account.encodedLength());
        createBot("watcher", Timeframe.M5, legs, DesiredStatus.PAUSED, settings);
        final SetLiveTradingEncoder live = new SetLiveTradingEncoder().wrapAndApplyHeader(buffer, 0, header);
        live.commandId(++commandId).enabled(Bool.YES).operatorName("").reason("");
        input(live.encodedLength());
        await(
                "a lane that is ready",
                () -> core.state().accounts().get(1).isReconciled()
                        && core.state().accounts().get(1).positionMode() == PositionMode.HEDGE
                        && !core.state().accounts().get(1).isDegraded()
                        && core.state().instruments().get(1).hasFilters()
                        && core.state().instruments().get(1).quotedNs() != 0);
        beforeTheBot.run();
        createBot("bot", Timeframe.M1, legs, DesiredStatus.RUNNING, settings);
        while (core.state().bots().get(2).status() != BotStatus.RUNNING) {
            tick(); // The gateway has not read of the bot yet.
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Sets a limit of the account, as an operator who has typed the word. */
    void limit(final RiskLimit limit, final String value) {
        final SetLimitsEncoder m = new SetLimitsEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.commandId(++commandId).accountId(1).confirmed(Bool.YES).operatorName("");
        m.limitsCount(1)
                .next()
                .limit(limit)
                .valueE8(new BigDecimal(value).movePointRight(8).longValueExact())
                .line(0);
        m.reason("").file("");
        input(m.encodedLength());
    }

    private void createBot(
            final String name,
            final Timeframe timeframe,
            final Legs legs,
            final DesiredStatus desired,
            final Map<StrategyParameter, String> settings) {
        final CreateBotEncoder bot = new CreateBotEncoder().wrapAndApplyHeader(buffer, 0, header);
        bot.commandId(++commandId)
                .accountId(1)
                .timeframe(timeframe)
                .legs(legs)
                .desiredStatus(desired)
                .name(name)
                .symbol(SYMBOL)
                .operatorName("");
        final CreateBotEncoder.ParametersEncoder p = bot.parametersCount(settings.size());
        settings.forEach((parameter, value) -> p.next()
                .parameter(parameter)
                .valueE8(new BigDecimal(value).movePointRight(8).longValueExact())
                .line(0));
        bot.reason("").file("");
        final int before = core.state().bots().count();
        input(bot.encodedLength());
        assertEquals(before + 1, core.state().bots().count(), "the bot's settings were refused");
    }

    private void tick() {
        if (core.nextTimerDueNs() <= nowNs()) {
            final TimerTickEncoder m =
                    new TimerTickEncoder().wrapAndApplyHeader(buffer, 0, header).dueNs(core.nextTimerDueNs());
            input(m.encodedLength());
        }
    }

    private void startTerm() {
        final TermStartedEncoder m = new TermStartedEncoder().wrapAndApplyHeader(buffer, 0, header);
        m.term(++term)
                .processId(1)
                .mode(mode)
                .fastIntervalNs(200_000_000L)
                .intentTimeToLiveNs(2_000_000_000L)
                .owner("test")
                .leaseNs(30_000_000_000L)
                .isLeaseLost(Bool.NO)
                .feeRatePctE8(0);
        input(m.encodedLength());
    }

    /** The engine dies at once and another one stands up from the journal. */
    void killEngine() {
        final long hash = hash(core);
        core = new Core(CoreLimits.DEFAULT);
        isReplaying = true;
        for (final Input input : journal) {
            core.apply(input.timeNs(), new UnsafeBuffer(input.bytes()), 0, input.bytes().length, this);
        }
        isReplaying = false;
        assertEquals(hash, hash(core), "the state is a function of the journal");
        startTerm();
    }

    private static long hash(final Core of) {
        final ExpandableArrayBuffer image = new ExpandableArrayBuffer(1 << 16);
        return new StateHash().of(image, 0, new StateImageEncoder().encode(of, image, 0));
    }

    /** Makes the venue misbehave, as {@code dragon sim fault add} does. */
    void fault(final String json) {
        post("/sim/fault", json);
    }

    /** The market stands here until it is moved again. */
    void market(final String newBid, final String newAsk) {
        bid = newBid;
        ask = newAsk;
        nextQuoteNs = 0;
    }

    /** Runs the lane until a claim holds. */
    void await(final String what, final BooleanSupplier claim) {
        await(what, claim, () -> "events " + events);
    }

    /** As above; {@code found} is told where it never does. */
    void await(final String what, final BooleanSupplier claim, final Supplier<String> found) {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!claim.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, () -> what + " has not come; " + found.get());
            turn();
        }
    }

    /** Runs the lane for so many fast ticks. */
    void run(final int fastTicks) {
        for (int i = 0; i < fastTicks; i++) {
            final long before = core.state().timers().firstDueNs();
            await("a fast tick", () -> core.state().nowNs() > before);
        }
    }

    private void turn() {
        final long nowNs = nowNs();
        if (nowNs >= nextQuoteNs) {
            nextQuoteNs = nowNs + QUOTE_NS;
            post(
                    "/sim/quote",
                    "{\"symbol\":\"" + SYMBOL + "\",\"bid\":\"" + bid + "\",\"ask\":\"" + ask
                            + "\",\"bidQuantity\":\"2\",\"askQuantity\":\"2\"}");
        }
        if (paper != null) {
            paper.turn(nowNs());
        }
        for (VenueFact fact = facts.poll(); fact != null; fact = facts.poll()) {
            session.onFact(fact, System.nanoTime());
        }
        tick();
        for (Record record = unread.poll(); record != null; record = unread.poll()) {
            read.add(record);
            session.onRecord(
                    record.term(),
                    record.kind(),
                    record.timeNs(),
                    System.nanoTime(),
                    new UnsafeBuffer(record.bytes()),
                    0,
                    record.bytes().length);
        }
        session.onJournalEnd(System.nanoTime());
        session.onTime(System.nanoTime());
        LockSupport.parkNanos(200_000);
    }

    private void input(final int bodyLength) {
        offer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyLength);
    }

    @Override
    public boolean offer(final DirectBuffer message, final int offset, final int length) {
        final byte[] bytes = new byte[length];
        message.getBytes(offset, bytes);
        lastNs = Math.max(lastNs, nowNs());
        journal.add(new Input(lastNs, bytes));
        unread.add(new Record(term, lastNs, RecordEnvelope.INPUT, bytes));
        core.apply(lastNs, new UnsafeBuffer(bytes), 0, length, this);
        return true;
    }

    @Override
    public void intent(final DirectBuffer message, final int offset, final int length) {
        if (isReplaying) {
            return;
        }
        final byte[] bytes = new byte[length];
        message.getBytes(offset, bytes);
        unread.add(new Record(term, lastNs, RecordEnvelope.INTENT, bytes));
        headerDecoder.wrap(message, offset);
        if (headerDecoder.templateId() == PlaceOrderDecoder.TEMPLATE_ID) {
            final PlaceOrderDecoder place = new PlaceOrderDecoder().wrapAndApplyHeader(message, offset, headerDecoder);
            assertEquals(
                    null,
                    intentOfPlace.put(place.clientOrderId(), place.intentId()),
                    "a client order id is intended once");
        }
    }

    @Override
    public void audit(final DirectBuffer message, final int offset, final int length) {
        headerDecoder.wrap(message, offset);
        if (isReplaying || headerDecoder.templateId() != BotEventDecoder.TEMPLATE_ID) {
            return;
        }
        final BotEventDecoder event = new BotEventDecoder().wrapAndApplyHeader(message, offset, headerDecoder);
        events.add(event.code() + " " + event.role() + " " + event.leg());
        if (event.code() == EventCode.BAR_TICK) {
            barsDecided.add(event.referenceId());
        }
    }

    /** What the venue saw. */
    String audit(final String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create(simulator.restUrl() + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void post(final String path, final String body) {
        try {
            final HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(simulator.restUrl() + path))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        } catch (final InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long nowNs() {
        return System.currentTimeMillis() * 1_000_000L;
    }

    @Override
    public void close() {
        venue.close();
        simulator.close();
    }
}
