package dragon.tools.simulate;

import dragon.engine.OperatorException;
import dragon.engine.core.account.Account;
import dragon.engine.journal.JournalException;
import dragon.engine.journal.RecordEnvelope;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.lane.LeaseLostException;
import dragon.engine.lane.StateImageSource;
import dragon.engine.process.EngineClock;
import dragon.engine.process.EngineCounters;
import dragon.engine.process.EngineLoop;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.transport.RingConsumer;
import dragon.engine.transport.RingFile;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueFact;
import dragon.tools.journal.DecodedMessage;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * One run of one seed: a lane with its engine and gateway, an exchange, an operator and people, on one heap of events in virtual time.
 *
 * <pre>
 *   safety     set the lane up, trade, let everything fail that this seed has
 *   liveness   nothing fails any more: all must be told and settled in time, then all is flattened in time
 *   audit      ledger, whole replay, replay from the newest image
 * </pre>
 *
 * <p>Threading: one thread. The same plan gives the same trace hash, on any machine.
 */
final class Simulation implements World, SimulatedVenue.Reports {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;
    private static final long START_NS = 1_767_225_600_000L * MS;
    private static final long DAY_NS = 86_400L * SECOND;
    private static final int LAST_EVENTS = 200;
    private static final int ROUNDS_A_COMPARISON = 4;
    private static final long EVENTS_MAX_FACTOR = 60;
    private static final int RING_FLOOD = 400;
    private static final long SETTLED_WITHIN_NS = 110 * SECOND; // 60, and what was on its way when the faults stopped.
    private static final long FLAT_WITHIN_NS = 120 * SECOND;

    private final Plan plan;
    private final Faults faults;
    private final Marks marks = new Marks();
    private final Schedule schedule = new Schedule();
    private final Randomness network;
    private final Randomness scheduler;
    private final Randomness clock;
    private final Randomness people;
    private final SyncPolicy syncPolicy;
    private final SimulatedVenue venue;
    private final Auditor auditor;
    private final SimulatedJournal journal;
    private final SimulatedEngine engine;
    private final SimulatedGateway gateway;
    private final SimulatedOperator operator;
    private final List<Outcome.Strike> struck = new ArrayList<>();
    private final String[] lastEvents = new String[LAST_EVENTS];

    private long nowNs;
    private final long startNs;
    private long wallOffsetNs;
    private long events;
    private long crashes;
    private long queries;
    private long rounds;
    private long lifeOrderId;
    private long[] lifeBegan;
    private long[] lifeEnded;
    private long traceHash;
    private boolean isTold;
    private Phase phase = Phase.SAFETY;
    private long phaseNs;

    private enum Phase {
        SAFETY,
        RESTORING,
        SETTLING,
        FLATTENING,
        DONE
    }

    private Simulation(final Plan plan) {
        this.plan = plan;
        final long seed = plan.seed();
        faults = new Faults(seed, plan.classes(), plan.kept(), plan.isForced());
        faults.onStrike((fault, chance) -> struck.add(new Outcome.Strike(fault, chance)));
        network = Randomness.of(seed, 2);
        scheduler = Randomness.of(seed, 3);
        clock = Randomness.of(seed, 4);
        people = Randomness.of(seed, 5);
        final Randomness draw = Randomness.of(seed, 6);
        // Some days are about to end: the results of a day are counted anew at midnight.
        startNs =
                START_NS + (draw.oneIn(3) ? DAY_NS - draw.between(60, 900) * SECOND : draw.between(0, 80_000) * SECOND);
        nowNs = startNs;
        final boolean losesPower = faults.has(FaultClass.B1_POWER_LOSS);
        syncPolicy =
                losesPower ? (draw.oneIn(3) ? SyncPolicy.ALL : SyncPolicy.INTENTS) : SyncPolicy.values()[draw.below(3)];
        auditor = new Auditor(this);
        venue = new SimulatedVenue(seed, faults, marks, auditor);
        venue.reportTo(this);
        journal = new SimulatedJournal(faults, marks, (buffer, length) -> {
            tellRecords(buffer, length);
            auditor.onDocument(buffer, length);
            onJournalGrown();
        });
        engine = new SimulatedEngine(this, journal, syncPolicy, Randomness.of(seed, 7));
        gateway = new SimulatedGateway(this, journal, engine, Randomness.of(seed, 8));
        operator = new SimulatedOperator(this, engine, Randomness.of(seed, 9));
        auditor.onAnswer(operator::onAnswer);
        furnish(draw);
    }

    private void onJournalGrown() {
        if (lifeOrderId != 0 && lifeEnded == null && isEnded(lifeOrderId)) {
            lifeEnded = faults.chances();
        }
        gateway.journalGrown();
    }

    private boolean isEnded(final long clientOrderId) {
        final JournalView.OrderView order = auditor.journal().order(clientOrderId);
        return order != null && order.isEnded;
    }

    /** Adds what was journaled to the event that caused it, where somebody wants to read it. */
    private void tellRecords(final DirectBuffer buffer, final int length) {
        if (!isTold) {
            return;
        }
        final StringBuilder text = new StringBuilder(lastEvents[(int) (events % LAST_EVENTS)]);
        for (int at = 0; at < length; ) {
            final int messageLength = RecordEnvelope.messageLength(buffer, at);
            text.append("\n        ")
                    .append(RecordEnvelope.term(buffer, at))
                    .append(':')
                    .append(RecordEnvelope.sequence(buffer, at))
                    .append("  ")
                    .append(DecodedMessage.of(buffer, at + RecordEnvelope.MESSAGE_OFFSET, messageLength)
                            .text());
            at += RecordEnvelope.recordLength(messageLength);
        }
        lastEvents[(int) (events % LAST_EVENTS)] = text.toString();
    }

    private void furnish(final Randomness draw) {
        final int volatility = 100 + draw.below(700);
        final int marketCount = 1 + draw.below(3);
        venue.addMarket("PERP_BTC_USDT", 60_000 * Exact.UNIT, Exact.UNIT / 10, Exact.UNIT / 10_000, volatility, nowNs);
        if (marketCount > 1) {
            venue.addMarket(
                    "PERP_ETH_USDT", 3_000 * Exact.UNIT, Exact.UNIT / 100, Exact.UNIT / 1_000, volatility, nowNs);
        }
        if (marketCount > 2) {
            venue.addMarket("PERP_DOGE_USDT", Exact.UNIT / 5, 1_000, Exact.UNIT, 2 * volatility, nowNs);
        }
        venue.addAccount("main");
        if (draw.oneIn(3)) {
            venue.addAccount("second");
        }
        operator.setUp(venue, draw.oneIn(2));

        schedule.at(nowNs, Schedule.Kind.ENGINE_START);
        schedule.at(nowNs + 200 * MS, Schedule.Kind.GATEWAY_START);
        for (final SimulatedVenue.Market market : venue.markets()) {
            schedule.at(nowNs + draw.between(1, 400) * MS, Schedule.Kind.MARKET_STEP, 0, market, null);
            schedule.at(nowNs + draw.between(20, 200) * SECOND, Schedule.Kind.FUNDING, 0, market, null);
        }
        schedule.at(nowNs + 300 * MS, Schedule.Kind.OPERATOR_RETRY);
        schedule.at(nowNs + 15 * SECOND, Schedule.Kind.OPERATOR);
        schedule.at(nowNs + 10 * SECOND, Schedule.Kind.PERSON);
        schedule.at(nowNs + 2 * SECOND, Schedule.Kind.MISHAP);
        schedule.at(nowNs + 3 * SECOND, Schedule.Kind.ACCOUNT_PUSH);
    }

    /** Runs a plan to its end or to the first violation. */
    static Outcome run(final Plan plan) {
        return run(plan, false);
    }

    /** As {@link #run(Plan)}; keeps what is needed to tell of a violation, which costs time. */
    static Outcome run(final Plan plan, final boolean isTold) {
        final Simulation simulation = new Simulation(plan);
        simulation.isTold = isTold;
        Violation violation = null;
        try {
            simulation.live();
            simulation.auditWhole();
        } catch (final Violation found) {
            violation = found;
        } catch (final Throwable escaped) {
            violation = new Violation("I-40", "an exception escapes: " + escaped, escaped);
        }
        return simulation.outcome(violation);
    }

    /**
     * How often each fault could have struck before an order left and before it had ended: the first limit order of a run.
     *
     * @throws IllegalStateException where there is none that ends
     */
    static long[][] chancesOfOneLife(final Plan plan) {
        final Simulation simulation = new Simulation(plan);
        try {
            simulation.live();
        } catch (final Exception e) {
            throw new IllegalStateException("a run without faults fails: " + e, e);
        }
        if (simulation.lifeEnded == null) {
            throw new IllegalStateException("seed " + plan.seed() + " has no limit order that ends");
        }
        return new long[][] {simulation.lifeBegan, simulation.lifeEnded};
    }

    private Outcome outcome(final Violation violation) {
        final long[] strikes = new long[FaultClass.all().length];
        for (int i = 0; i < strikes.length; i++) {
            strikes[i] = faults.strikes(i);
        }
        final List<String> last = new ArrayList<>();
        if (isTold) {
            for (long i = Math.max(0, events - LAST_EVENTS + 1); i <= events; i++) {
                if (lastEvents[(int) (i % LAST_EVENTS)] != null) {
                    last.add(lastEvents[(int) (i % LAST_EVENTS)]);
                }
            }
        }
        return new Outcome(
                plan,
                events,
                auditor.journal().inputs(),
                crashes,
                (nowNs - startNs) / MS,
                Randomness.mix(traceHash ^ auditor.journal().traceHash()),
                strikes,
                faults.chances(),
                struck,
                marks,
                violation,
                events,
                last);
    }

    // The heap

    private void live() throws Exception {
        final long eventsMax = EVENTS_MAX_FACTOR * plan.events() + 100_000;
        while (phase != Phase.DONE) {
            final Schedule.Event event = schedule.next();
            nowNs = Math.max(nowNs, event.timeNs);
            traceHash = Randomness.mix(traceHash ^ event.timeNs * 31 + event.kind.ordinal());
            if (isTold) {
                lastEvents[(int) (events % LAST_EVENTS)] = describe(event);
            }
            dispatch(event);
            schedule.done(event);
            events++;
            if (phase == Phase.SAFETY && events >= plan.events() && operator.isSetUp()) {
                beginLiveness();
            }
            if (events > eventsMax) {
                throw new Violation("I-36", "no end after " + events + " events, in phase " + phase);
            }
        }
    }

    private String describe(final Schedule.Event event) {
        return String.format(
                java.util.Locale.ROOT,
                "%d  +%.6f s  %s%s%s",
                events,
                (nowNs - startNs) / 1e9,
                event.kind,
                event.detail == null || event.detail instanceof Runnable ? "" : " " + event.detail,
                "  journal " + auditor.journal().sequence());
    }

    private void dispatch(final Schedule.Event event) throws Exception {
        switch (event.kind) {
            case ENGINE_ROUND -> onEngineRound(event.number);
            case ENGINE_START -> onEngineStart();
            case GATEWAY_TURN -> onGatewayTurn(event.number);
            case GATEWAY_START -> onGatewayStart();
            case MARKET_STEP -> onMarketStep((SimulatedVenue.Market) event.subject);
            case REQUEST -> ((Runnable) event.detail).run();
            case ANSWER -> onAnswer((SimulatedConnection) event.subject, (VenueFact) event.detail, event);
            case STREAM_REPORT -> onStreamReport(
                    (SimulatedConnection.Stream) event.subject, (VenueFact) event.detail, event);
            case STREAM_UP -> {
                final SimulatedConnection.Stream stream = (SimulatedConnection.Stream) event.subject;
                stream.connection.streamUp(stream, event.number);
            }
            case STREAM_DOWN -> {
                final SimulatedConnection.Stream stream = (SimulatedConnection.Stream) event.subject;
                if (stream.generation == event.number) {
                    stream.connection.streamDown(stream, nowNs + network.between(1, 8) * SECOND);
                }
            }
            case PUBLIC_UP -> ((SimulatedConnection) event.subject).publicUp();
            case ACCOUNT_PUSH -> {
                if (gateway.isUp()) {
                    gateway.connection().pushAccounts();
                    gateway.connection().measureClock();
                }
                plan(5 * SECOND, Schedule.Kind.ACCOUNT_PUSH, 0, null, null);
            }
            case FUNDING -> {
                venue.payFunding((SimulatedVenue.Market) event.subject, nowNs);
                plan(network.between(60, 300) * SECOND, Schedule.Kind.FUNDING, 0, event.subject, null);
            }
            case OPERATOR -> {
                if (operator.isSetUp() && phase == Phase.SAFETY) {
                    operator.press(venue);
                }
                plan(people.between(1, 6) * SECOND, Schedule.Kind.OPERATOR, 0, null, null);
            }
            case OPERATOR_RETRY -> {
                operator.goOn(event.number == 1);
                if (event.number == 0) {
                    plan(2 * SECOND, Schedule.Kind.OPERATOR_RETRY, 0, null, null);
                }
            }
            case PERSON -> {
                if (operator.isSetUp() && phase == Phase.SAFETY) {
                    onPerson();
                }
                plan(people.between(1, 8) * SECOND, Schedule.Kind.PERSON, 0, null, null);
            }
            case MISHAP -> {
                if (phase == Phase.SAFETY) {
                    onMishap();
                    plan(scheduler.between(200, 1_500) * MS, Schedule.Kind.MISHAP, 0, null, null);
                }
            }
            case POWER_LOSS -> losePower();
            case PHASE -> onPhase();
            case PUBLIC_DOWN -> throw new IllegalStateException("planned by nobody");
        }
    }

    // Processes

    private void onEngineRound(final long plannedNs) throws Exception {
        try {
            engine.round(plannedNs);
        } catch (final LeaseLostException lost) {
            engineEndsItself();
        } catch (final Crash crash) {
            engineDies(crash);
        }
        operator.onEngineTurned(engine.isUp());
        if (engine.isUp() && ++rounds % ROUNDS_A_COMPARISON == 0) {
            StateAudit.compare(engine.loop().core().state(), auditor.journal());
        }
    }

    private void onEngineStart() {
        if (engine.isUp()) {
            return;
        }
        try {
            engine.start();
        } catch (final Crash crash) {
            engineDies(crash);
        }
        operator.onEngineTurned(engine.isUp());
    }

    /** Paused for longer than its lease, as {@code FatalStop} does in a process of its own. */
    private void engineEndsItself() {
        marks.reach(Mark.LEASE_LOST);
        engineDies(new Crash(FaultClass.D7_ENGINE_PAUSED));
    }

    private void engineDies(final Crash crash) {
        crashes++;
        engine.die();
        if (crash.fault()
                == FaultClass.B1_POWER_LOSS_BEFORE_SYNC) { // It waits for the disk; the others have a moment left.
            final Randomness detail = faults.detail(FaultClass.B1_POWER_LOSS_BEFORE_SYNC);
            plan(detail.between(1, 20) * MS, Schedule.Kind.POWER_LOSS, 0, null, null);
            return;
        }
        if (!gateway.isUp()) {
            marks.reach(Mark.BOTH_DOWN_AT_ONCE);
        }
        plan(scheduler.between(20, 4_000) * MS, Schedule.Kind.ENGINE_START, 0, null, null);
    }

    private void onGatewayTurn(final long plannedNs) {
        try {
            gateway.turn(plannedNs);
        } catch (final Crash crash) {
            gatewayDies();
        }
    }

    private void onGatewayStart() {
        if (!gateway.isUp()) {
            gateway.start();
        }
    }

    private void gatewayDies() {
        crashes++;
        gateway.die();
        if (!engine.isUp()) {
            marks.reach(Mark.BOTH_DOWN_AT_ONCE);
        }
        plan(scheduler.between(200, 5_000) * MS, Schedule.Kind.GATEWAY_START, 0, null, null);
    }

    private void onAnswer(final SimulatedConnection connection, final VenueFact fact, final Schedule.Event event) {
        if (connection.isClosed()) {
            return;
        }
        if (nowNs < gateway.pausedUntilNs()) {
            planAt(gateway.pausedUntilNs(), event.kind, event.number, event.subject, event.detail);
            return;
        }
        deliver(fact);
    }

    private void onStreamReport(
            final SimulatedConnection.Stream stream, final VenueFact fact, final Schedule.Event event) {
        if (stream.connection.isClosed() || !stream.isUp || stream.generation != event.number) {
            return; // A connection that broke delivers nothing more.
        }
        if (nowNs < gateway.pausedUntilNs()) {
            planAt(gateway.pausedUntilNs(), event.kind, event.number, event.subject, event.detail);
            return;
        }
        deliver(fact);
    }

    private void deliver(final VenueFact fact) {
        final boolean isMarket = fact instanceof VenueFact.Quote || fact instanceof VenueFact.Mark;
        if (!isMarket && faults.strikes(FaultClass.A8_GATEWAY_DIES_AFTER_RESPONSE)) {
            gatewayDies();
            return;
        }
        try {
            gateway.onFact(fact);
        } catch (final Crash crash) {
            gatewayDies();
        }
    }

    // The world goes on

    private void onMarketStep(final SimulatedVenue.Market market) {
        final VenueFact.ClosedCandle closed = venue.step(market, nowNs);
        if (gateway.isUp()) {
            gateway.connection().tellMarket(market, closed, network.oneIn(2));
        }
        plan(network.between(250, 900) * MS, Schedule.Kind.MARKET_STEP, 0, market, null);
    }

    private void onMishap() {
        if (faults.strikes(FaultClass.A17_ENGINE_STOPS_IN_ORDER) && engine.isUp()) {
            try {
                engine.stopInOrder();
                plan(scheduler.between(20, 4_000) * MS, Schedule.Kind.ENGINE_START, 0, null, null);
            } catch (final LeaseLostException lost) {
                engineEndsItself();
            } catch (final Crash crash) {
                engineDies(crash);
            }
        }
        if (faults.strikes(FaultClass.B1_POWER_LOSS)) {
            losePower();
        }
        if (faults.strikes(FaultClass.D7_ENGINE_PAUSED) && engine.isUp()) {
            final Randomness detail = faults.detail(FaultClass.D7_ENGINE_PAUSED);
            final long pausedMs = detail.between(100, 12_000);
            final long moreMs = detail.oneIn(8) ? 30_000 : 0; // Beyond its lease.
            engine.pauseUntil(nowNs + (pausedMs + moreMs) * MS);
        }
        if (faults.strikes(FaultClass.C11_GATEWAY_PAUSED) && gateway.isUp()) {
            gateway.pauseUntil(
                    nowNs + faults.detail(FaultClass.C11_GATEWAY_PAUSED).between(100, 12_000) * MS);
        }
        if (faults.strikes(FaultClass.D1_CLOCK_BACK)) {
            wallOffsetNs -= faults.detail(FaultClass.D1_CLOCK_BACK).between(1, 5_000) * MS;
        }
        if (faults.strikes(FaultClass.D2_CLOCK_FORWARD)) {
            wallOffsetNs += faults.detail(FaultClass.D2_CLOCK_FORWARD).between(1, 5_000) * MS;
        }
        if (faults.strikes(FaultClass.E25_MAINTENANCE)) {
            final long untilNs =
                    nowNs + faults.detail(FaultClass.E25_MAINTENANCE).between(1, 15) * SECOND;
            venue.beginMaintenance(untilNs);
            if (gateway.isUp()) {
                final SimulatedConnection connection = gateway.connection();
                connection.restHealth(false);
                planAt(untilNs, Schedule.Kind.REQUEST, 0, null, (Runnable) () -> connection.restHealth(true));
            }
        }
        if (faults.strikes(FaultClass.E25_ORDERS_UNANSWERED)) {
            venue.answerNoOrders(
                    nowNs + faults.detail(FaultClass.E25_ORDERS_UNANSWERED).between(2, 60) * SECOND);
            marks.reach(Mark.ORDERS_UNANSWERED);
        }
        if (faults.strikes(FaultClass.F12_RING_FULL) && engine.isUp() && gateway.isUp()) {
            engine.pauseUntil(nowNs + faults.detail(FaultClass.F12_RING_FULL).between(500, 8_000) * MS);
            gateway.connection().flood(RING_FLOOD).forEach(gateway::onFact);
        }
        if (faults.strikes(FaultClass.G14_INSTRUMENT_HALTED)) {
            haltInstrument();
        }
        if (faults.strikes(FaultClass.G12_HEDGE_MODE_OFF)) {
            final SimulatedVenue.Account account = someAccount();
            account.isHedge = false;
            planAt(
                    nowNs + faults.detail(FaultClass.G12_HEDGE_MODE_OFF).between(2, 20) * SECOND,
                    Schedule.Kind.REQUEST,
                    0,
                    null,
                    (Runnable) () -> account.isHedge = true);
        }
        if (faults.strikes(FaultClass.G11_LIQUIDATION)) {
            final Randomness detail = faults.detail(FaultClass.G11_LIQUIDATION);
            venue.liquidate(someAccount(), someMarket(detail), detail.oneIn(2) ? Leg.LONG : Leg.SHORT, nowNs);
        }
        if (faults.strikes(FaultClass.E18_VENUE_LOSES_ORDER)) {
            final List<SimulatedVenue.Order> open = someAccount().open;
            if (!open.isEmpty()) {
                venue.lose(open.get(0), nowNs);
            }
        }
        if (gateway.isUp()) {
            breakStreams(gateway.connection());
        }
    }

    private void breakStreams(final SimulatedConnection connection) {
        for (final SimulatedConnection.Stream stream : connection.streams()) {
            if (faults.strikes(FaultClass.F4_STREAM_RECONNECTS)) {
                final Randomness detail = faults.detail(FaultClass.F4_STREAM_RECONNECTS);
                connection.streamDown(stream, nowNs + detail.between(200, 9_000) * MS);
            }
            if (faults.strikes(FaultClass.F5_STREAM_HALF_OPEN) && stream.isUp) {
                stream.isHalfOpen = true; // Nothing comes; the ping finds it out.
                planAt(nowNs + 10 * SECOND, Schedule.Kind.STREAM_DOWN, stream.generation, stream, null);
            }
        }
        if (faults.strikes(FaultClass.F6_PUBLIC_STREAM_DOWN)) {
            connection.publicDown(
                    nowNs + faults.detail(FaultClass.F6_PUBLIC_STREAM_DOWN).between(1, 90) * SECOND);
        }
    }

    private void haltInstrument() {
        final Randomness detail = faults.detail(FaultClass.G14_INSTRUMENT_HALTED);
        final SimulatedVenue.Market market = someMarket(detail);
        market.isTrading = false;
        market.haltedUntilNs = nowNs + detail.between(2, 20) * SECOND;
        tellInstrument(market);
        planAt(market.haltedUntilNs + 2 * SECOND, Schedule.Kind.REQUEST, 0, null, (Runnable)
                () -> tellInstrument(market));
    }

    private void tellInstrument(final SimulatedVenue.Market market) {
        if (gateway.isUp()) {
            gateway.connection().tellInstrument(market);
        }
    }

    private SimulatedVenue.Account someAccount() {
        return venue.accounts().get(people.below(venue.accounts().size()));
    }

    private SimulatedVenue.Market someMarket(final Randomness detail) {
        return venue.markets().get(detail.below(venue.markets().size()));
    }

    private void onPerson() {
        final SimulatedVenue.Account account = someAccount();
        if (faults.strikes(FaultClass.G9_PERSON_TRADES)) {
            final Randomness detail = faults.detail(FaultClass.G9_PERSON_TRADES);
            final SimulatedVenue.Market market = someMarket(detail);
            final boolean isLimit = detail.oneIn(2);
            final boolean isBuy = detail.oneIn(2);
            final long distanceE8 = market.middleE8 / 200 / market.tickE8 * market.tickE8;
            venue.place(
                    account,
                    market,
                    0,
                    isBuy ? Side.BUY : Side.SELL,
                    detail.oneIn(2) ? Leg.LONG : Leg.SHORT,
                    isLimit ? OrderType.LIMIT : OrderType.MARKET,
                    false,
                    !isLimit ? 0 : isBuy ? market.middleE8 - distanceE8 : market.middleE8 + distanceE8,
                    market.stepE8 * detail.between(1, 50),
                    0,
                    true,
                    nowNs);
            marks.reach(Mark.PERSON_TRADED);
        }
        if (faults.strikes(FaultClass.G9_PERSON_CANCELS) && !account.open.isEmpty()) {
            venue.cancel(
                    account.open.get(faults.detail(FaultClass.G9_PERSON_CANCELS).below(account.open.size())), nowNs);
        }
    }

    private void losePower() {
        crashes++;
        marks.reach(Mark.POWER_LOST);
        engine.die();
        if (gateway.isUp()) {
            gateway.die();
        }
        journal.losePower(clock);
        auditor.onPowerLost(journal, syncPolicy != SyncPolicy.NONE);
        engine.losePower(auditor.journal().sequence());
        operator.onPowerLost(auditor.journal(), syncPolicy != SyncPolicy.NONE);
        plan(scheduler.between(2_000, 20_000) * MS, Schedule.Kind.ENGINE_START, 0, null, null);
        plan(scheduler.between(2_000, 20_000) * MS, Schedule.Kind.GATEWAY_START, 0, null, null);
    }

    // Liveness

    private void beginLiveness() {
        faults.end();
        wallOffsetNs = 0; // Somebody sets the clock.
        venue.answerNoOrders(0);
        if (gateway.isUp()) {
            gateway.connection().publicUp();
        }
        phase = Phase.RESTORING;
        phaseNs = nowNs;
        operator.restoreAll(venue);
        plan(30 * SECOND, Schedule.Kind.PHASE, 0, null, null);
    }

    private void onPhase() {
        switch (phase) {
            case RESTORING -> {
                if (operator.isAnswered()) {
                    phase = Phase.SETTLING;
                } else if (nowNs - phaseNs > SETTLED_WITHIN_NS) {
                    throw new Violation("I-33", "the operator gets no answers");
                }
                plan(SECOND, Schedule.Kind.PHASE, 0, null, null);
            }
            case SETTLING -> {
                final Violation unsettled = unsettled();
                if (unsettled == null && nowNs - phaseNs >= 60 * SECOND) {
                    marks.reach(Mark.LIVENESS_REACHED);
                    phase = Phase.FLATTENING;
                    phaseNs = nowNs;
                    operator.flattenAll();
                } else if (unsettled != null && nowNs - phaseNs > SETTLED_WITHIN_NS) {
                    throw unsettled;
                }
                plan(700 * MS, Schedule.Kind.PHASE, 0, null, null);
            }
            case FLATTENING -> {
                final Violation notFlat = auditor.notFlat(venue);
                if (notFlat == null && operator.isAnswered() && auditor.unsettled(venue) == null) {
                    marks.reach(Mark.FLAT_AT_THE_END);
                    phase = Phase.DONE;
                } else if (nowNs - phaseNs > FLAT_WITHIN_NS) {
                    throw notFlat == null ? auditor.unsettled(venue) : notFlat;
                }
                plan(SECOND, Schedule.Kind.PHASE, 0, null, null);
            }
            case SAFETY, DONE -> throw new IllegalStateException("phase " + phase);
        }
    }

    private Violation unsettled() {
        final Violation unsettled = auditor.unsettled(venue);
        if (unsettled != null) {
            return unsettled;
        }
        return engine.isUp() ? StateAudit.closed(engine.loop().core().state()) : null;
    }

    // Audit

    private void auditWhole() throws Exception {
        for (int id = 1; id <= engine.loop().core().state().accounts().count(); id++) {
            final Account account = engine.loop().core().state().accounts().get(id);
            auditor.compareLedger(id, account.realizedE8(), account.feesE8(), account.fundingE8());
        }
        engine.readRings(nowNs); // What was offered in the last moment is not lost, only not read yet.
        auditor.checkRings();
        StateAudit.compare(engine.loop().core().state(), auditor.journal());
        engine.loop().endTerm();
        replay(StateImageSource.NONE, "from the first record");
        marks.reach(Mark.REPLAYED_WHOLE);
        replay(engine.images(), "from the newest image");
        marks.reach(Mark.REPLAYED_FROM_IMAGE);
        StateAudit.compareRests(engine.loop().core().state());
    }

    /** Recovers another core beside: every output and every checkpoint is compared on the way, the last one against the living. */
    private void replay(final StateImageSource images, final String how) {
        final Faults none = new Faults(plan.seed(), java.util.Set.of(), null);
        final SimulatedJournal copy = journal.copy(none);
        final RingFile ring = RingFile.inMemory(4096);
        try (EngineLoop other = EngineLoop.recover(
                SimulatedEngine.settings(1, SECOND, SyncPolicy.NONE),
                new EngineLoop.Surroundings(
                        this::nowNs,
                        lastNs -> new EngineClock(nowNs, nowNs, lastNs),
                        new RingConsumer(ring, this::nowNs),
                        new RingConsumer(ring, this::nowNs),
                        SimulatedEngine.newResults(),
                        EngineCounters.inMemory(),
                        (document, length, dequeuedNs, inputs, journaledNs) -> {}),
                copy,
                images,
                last -> last + 1,
                warning -> {})) {
            if (other.replayedRecords() > 0 && other.core().state().nowNs() < 0) {
                throw new Violation("I-16", "replay " + how + " has no time");
            }
        } catch (final OperatorException | JournalException differs) {
            throw new Violation("I-16", "replay " + how + ": " + differs.getMessage(), differs);
        }
    }

    // World

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long wallOffsetNs() {
        return wallOffsetNs;
    }

    @Override
    public SimulatedVenue venue() {
        return venue;
    }

    @Override
    public Faults faults() {
        return faults;
    }

    @Override
    public Marks marks() {
        return marks;
    }

    @Override
    public Randomness networkRandom() {
        return network;
    }

    @Override
    public void plan(
            final long delayNs,
            final Schedule.Kind kind,
            final long number,
            final Object subject,
            final Object detail) {
        schedule.at(nowNs + delayNs, kind, number, subject, detail);
    }

    @Override
    public void planAt(
            final long timeNs, final Schedule.Kind kind, final long number, final Object subject, final Object detail) {
        schedule.at(Math.max(timeNs, nowNs), kind, number, subject, detail);
    }

    @Override
    public void onPlaceSent(final NewOrder order, final SimulatedConnection connection) {
        if (plan.isForced() && lifeOrderId == 0 && order.type() == OrderType.LIMIT) {
            lifeOrderId = order.clientOrderId();
            lifeBegan = faults.chances();
        }
        if (connection != gateway.connection()) {
            throw new Violation("I-04", order + " leaves from a session that is gone");
        }
        auditor.onPlaceSent(order, gateway.session().sessionId(), gateway.isJournalRead());
    }

    @Override
    public void onPlaceArrived(final NewOrder order) {
        auditor.onPlaceArrived(order);
    }

    @Override
    public void onCancelSent(final long clientOrderId) {
        auditor.onCancelSent(clientOrderId);
    }

    @Override
    public void onOffered(final DirectBuffer buffer, final int offset, final int length) {
        auditor.onOffered(buffer, offset, length);
    }

    @Override
    public void onTradeTold(final VenueFact.Trade trade) {
        auditor.onTradeTold(trade.clientOrderId(), trade.tradeId());
    }

    @Override
    public void onSessionGone() {
        auditor.onSessionGone();
    }

    @Override
    public void onQuery() {
        queries++;
    }

    // What the exchange would say on its streams

    @Override
    public void onTrade(final SimulatedVenue.Order order, final SimulatedVenue.Fill fill) {
        if (gateway.isUp()) {
            gateway.connection().report(order.account, order.trade(fill, false));
        }
    }

    @Override
    public void onOrder(final SimulatedVenue.Order order) {
        if (gateway.isUp()) {
            gateway.connection().report(order.account, order.state());
        }
    }

    @Override
    public void onPosition(final SimulatedVenue.Account account, final SimulatedVenue.Market market, final Leg leg) {
        if (gateway.isUp()) {
            gateway.connection().reportPosition(account, market, leg);
        }
    }
}
