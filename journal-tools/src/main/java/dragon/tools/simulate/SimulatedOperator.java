package dragon.tools.simulate;

import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.AdjustLedgerEncoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.CreateAccountEncoder;
import dragon.engine.protocol.CreateBotEncoder;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.FlattenEncoder;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.PanicEncoder;
import dragon.engine.protocol.ReleaseEncoder;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SetAccountEncoder;
import dragon.engine.protocol.SetBotDesiredEncoder;
import dragon.engine.protocol.SetHaltEncoder;
import dragon.engine.protocol.SetKillSwitchEncoder;
import dragon.engine.protocol.SetLimitsEncoder;
import dragon.engine.protocol.SetLiveTradingEncoder;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The operator at the command line: sets a lane up, then presses every button there is. A command without an answer is sent again under
 * the same id.
 *
 * <p>Threading: one thread.
 */
final class SimulatedOperator {
    private static final long NULL_USD = Long.MIN_VALUE;
    private static final String NAME = "rana";

    private final World world;
    private final SimulatedEngine engine;
    private final Randomness random;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final Map<Long, byte[]> unanswered = new TreeMap<>();
    private final Map<Long, byte[]> sent = new TreeMap<>();
    private final Set<Long> answeredInTurn = new HashSet<>();
    private final Set<Long> heard = new HashSet<>();
    private final Deque<Runnable> script = new ArrayDeque<>();
    private long nextCommandId = 1;
    private byte[] lastCommand;
    private int accounts;
    private int bots;
    private boolean isSetUp;

    SimulatedOperator(final World world, final SimulatedEngine engine, final Randomness random) {
        this.world = world;
        this.engine = engine;
        this.random = random;
    }

    boolean isSetUp() {
        return isSetUp;
    }

    /** Whether every command has its answer. */
    boolean isAnswered() {
        return unanswered.isEmpty() && script.isEmpty();
    }

    void onAnswer(final JournalView.CommandAnswer answer) {
        answeredInTurn.add(answer.commandId());
        if (unanswered.remove(answer.commandId()) != null && unanswered.isEmpty() && !script.isEmpty()) {
            world.plan(1_000_000L, Schedule.Kind.OPERATOR_RETRY, 1, null, null);
        }
    }

    /** The engine has come to the end of its turn, so its answers are out; one that died in it has answered nobody. */
    void onEngineTurned(final boolean isAlive) {
        if (isAlive) {
            heard.addAll(answeredInTurn);
        }
        answeredInTurn.clear();
    }

    /**
     * Power was lost: commands of which the journal knows no answer any more are given again.
     *
     * @param journal what is left of it
     * @param isSyncedBeforeAnswer whether what was answered must be there
     */
    void onPowerLost(final JournalView journal, final boolean isSyncedBeforeAnswer) {
        sent.forEach((id, bytes) -> {
            if (!journal.isAnswered(id)) {
                if (isSyncedBeforeAnswer && heard.contains(id)) {
                    throw new Violation("I-19", "command " + id + " was answered, and a loss of power took it");
                }
                unanswered.put(id, bytes);
            }
        });
    }

    /** Sends the next command of the script once all before it are answered, and again what has no answer. */
    void goOn(final boolean isNext) {
        if (!isNext) {
            unanswered.values().forEach(this::offer);
        }
        if (unanswered.isEmpty() && !script.isEmpty()) {
            script.poll().run();
        }
        if (unanswered.isEmpty() && script.isEmpty()) {
            isSetUp = true;
        }
    }

    private void offer(final byte[] bytes) {
        if (!engine.isUp()) {
            return; // The command line says that there is no engine.
        }
        if (world.faults().strikes(FaultClass.A9_PRODUCER_DIES_IN_CLAIM)) {
            engine.commandRing().ring().tryClaim(bytes.length == 0 ? 1 : 200, bytes.length);
            engine.ringWritten();
            return;
        }
        if (engine.newCommandProducer().offer(new UnsafeBuffer(bytes), 0, bytes.length)) {
            world.onOffered(new UnsafeBuffer(bytes), 0, bytes.length);
            engine.ringWritten();
        }
    }

    private void send(final long commandId, final int bodyLength) {
        final byte[] bytes = new byte[MessageHeaderEncoder.ENCODED_LENGTH + bodyLength];
        ((DirectBuffer) buffer).getBytes(0, bytes);
        unanswered.put(commandId, bytes);
        sent.put(commandId, bytes);
        lastCommand = bytes;
        offer(bytes);
        if (world.faults().strikes(FaultClass.J2_COMMAND_REPEATED)) {
            offer(bytes);
        }
    }

    // A lane

    /** Plans the commands that make a lane: accounts, bots, live trading. */
    void setUp(final SimulatedVenue venue, final boolean hasLimits) {
        for (final SimulatedVenue.Account account : venue.accounts()) {
            script.add(() -> createAccount(account.label));
            accounts++;
            final int id = accounts;
            if (hasLimits) {
                script.add(() -> setLimits(id));
            }
        }
        final int wanted = 1 + random.below(4);
        for (int i = 1; i <= wanted; i++) {
            final String name = "bot" + i;
            final SimulatedVenue.Market market =
                    venue.markets().get(random.below(venue.markets().size()));
            final int accountId = 1 + random.below(accounts);
            final Legs legs = Legs.get((short) (1 + random.below(3)));
            script.add(() -> createBot(name, accountId, market, legs));
            bots++;
        }
        script.add(() -> live(true));
    }

    private void createAccount(final String label) {
        final CreateAccountEncoder m = new CreateAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id)
                .label(label)
                .dailyLossLimitE8(NULL_USD)
                .totalLossLimitE8(NULL_USD)
                .operatorName(NAME)
                .reason("");
        send(id, m.encodedLength());
    }

    private void setLimits(final int accountId) {
        final SetLimitsEncoder m = new SetLimitsEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id).accountId(accountId).confirmed(Bool.YES).operatorName(NAME);
        final SetLimitsEncoder.LimitsEncoder limits = m.limitsCount(7);
        limits.next()
                .limit(RiskLimit.ORDER_RATE_SYMBOL)
                .valueE8(random.between(2, 6) * Exact.UNIT)
                .line(0);
        limits.next()
                .limit(RiskLimit.CANCEL_RATE_SYMBOL)
                .valueE8(random.between(2, 6) * Exact.UNIT)
                .line(0);
        limits.next()
                .limit(RiskLimit.OPEN_ORDERS_ACCOUNT_MAX)
                .valueE8(random.between(4, 20) * Exact.UNIT)
                .line(0);
        limits.next()
                .limit(RiskLimit.ORDER_NOTIONAL_MAX)
                .valueE8(random.between(1_500, 5_000) * Exact.UNIT)
                .line(0);
        limits.next()
                .limit(RiskLimit.COLLAR_AGGRESSIVE_PCT)
                .valueE8(random.between(1, 3) * Exact.UNIT)
                .line(0);
        limits.next()
                .limit(RiskLimit.DUPLICATE_WINDOW_MS)
                .valueE8(1_000 * Exact.UNIT)
                .line(0);
        limits.next()
                .limit(RiskLimit.REJECTS_MAX)
                .valueE8(random.between(5, 20) * Exact.UNIT)
                .line(0);
        m.reason("").file("");
        send(id, m.encodedLength());
    }

    private void limit(final int accountId, final RiskLimit limit, final long valueE8) {
        final SetLimitsEncoder m = new SetLimitsEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id).accountId(accountId).confirmed(Bool.YES).operatorName(NAME);
        m.limitsCount(1).next().limit(limit).valueE8(valueE8).line(0);
        m.reason("").file("");
        send(id, m.encodedLength());
    }

    private void createBot(
            final String name, final int accountId, final SimulatedVenue.Market market, final Legs legs) {
        final CreateBotEncoder m = new CreateBotEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id)
                .accountId(accountId)
                .timeframe(Timeframe.M1)
                .legs(legs)
                .desiredStatus(DesiredStatus.RUNNING)
                .name(name)
                .symbol(market.symbol)
                .operatorName(NAME);
        final Map<StrategyParameter, Long> settings = settings(market);
        final CreateBotEncoder.ParametersEncoder parameters = m.parametersCount(settings.size());
        settings.forEach((parameter, valueE8) ->
                parameters.next().parameter(parameter).valueE8(valueE8).line(0));
        m.reason("").file("");
        send(id, m.encodedLength());
    }

    private Map<StrategyParameter, Long> settings(final SimulatedVenue.Market market) {
        final Map<StrategyParameter, Long> settings = new TreeMap<>();
        final long usd = random.between(50, 400);
        final long quantityE8 = Math.max(
                market.stepE8,
                Exact.share(usd * Exact.UNIT, Exact.UNIT, market.middleE8) / market.stepE8 * market.stepE8);
        settings.put(StrategyParameter.BASE_QUANTITY, quantityE8);
        settings.put(StrategyParameter.MAX_ENTRIES, random.between(1, 5) * Exact.UNIT);
        settings.put(StrategyParameter.BASE_DEVIATION_PCT, hundredths(10, 80));
        settings.put(StrategyParameter.DEVIATION_MULTIPLIER, hundredths(100, 200));
        settings.put(StrategyParameter.VOLUME_MULTIPLIER, hundredths(100, 200));
        settings.put(StrategyParameter.TAKE_PROFIT_PCT, hundredths(5, 60));
        settings.put(StrategyParameter.FEE_RATE_PCT, hundredths(5, 6));
        if (random.oneIn(2)) {
            settings.put(StrategyParameter.DCA_ACTIVATION_PCT, hundredths(0, 40));
            settings.put(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, hundredths(0, 40));
        }
        if (random.oneIn(3)) {
            settings.put(StrategyParameter.ENTRY_ACTIVATION_PCT, hundredths(0, 30));
        }
        if (random.oneIn(3)) {
            settings.put(StrategyParameter.STOP_PCT, hundredths(20, 200));
        }
        if (random.oneIn(3)) {
            settings.put(StrategyParameter.TRAIL_ACTIVATION_PCT, hundredths(0, 30));
            settings.put(StrategyParameter.TRAIL_DISTANCE_PCT, hundredths(5, 60));
        }
        if (random.oneIn(3)) {
            settings.put(StrategyParameter.PREFER_BBO_MAKER, Exact.UNIT);
            settings.put(StrategyParameter.BBO_QUEUE_LEVEL, random.between(1, 5) * Exact.UNIT);
        }
        settings.put(StrategyParameter.ENTRY_ORDER_STYLE, random.between(1, 3) * Exact.UNIT);
        settings.put(StrategyParameter.EXIT_ORDER_STYLE, random.between(1, 3) * Exact.UNIT);
        if (random.oneIn(2)) {
            settings.put(StrategyParameter.ENTRY_TIMEOUT_MINUTES, random.between(1, 3) * Exact.UNIT);
            settings.put(StrategyParameter.EXIT_TIMEOUT_MINUTES, random.between(1, 3) * Exact.UNIT);
        }
        settings.put(StrategyParameter.PARK_HYSTERESIS_PCT, hundredths(0, 10));
        settings.put(StrategyParameter.FLAPS_PER_MINUTE_MAX, random.between(0, 20) * Exact.UNIT);
        return settings;
    }

    private long hundredths(final long least, final long most) {
        return random.between(least, most) * (Exact.UNIT / 100);
    }

    // Buttons

    /** Presses what this run's operator is inclined to press now. */
    void press(final SimulatedVenue venue) {
        final Faults faults = world.faults();
        final int botId = 1 + random.below(Math.max(1, bots));
        final int accountId = 1 + random.below(Math.max(1, accounts));
        final boolean isOn = random.oneIn(2);
        final int at = random.below(5);
        if (faults.strikes(FaultClass.J5_PAUSE_AND_RESUME)) {
            desire(botId, isOn ? DesiredStatus.PAUSED : DesiredStatus.RUNNING);
        }
        if (faults.strikes(FaultClass.J5_STOP)) {
            desire(botId, isOn ? DesiredStatus.STOPPED : DesiredStatus.RUNNING);
        }
        if (faults.strikes(FaultClass.J5_HALT)) {
            final ControlScope scope = ControlScope.get((short) (1 + at));
            final int target = targetOf(scope, accountId, botId);
            final String symbol = symbolOf(scope, venue);
            if (isOn) {
                halt(scope, target, symbol);
            } else {
                release(scope, target, Leg.LONG, symbol);
            }
        }
        if (faults.strikes(FaultClass.J5_KILL_SWITCH)) {
            final KillScope scope = KillScope.get((short) (1 + at % 3));
            kill(scope, scope == KillScope.GLOBAL ? 0 : scope == KillScope.ACCOUNT ? accountId : botId, isOn);
        }
        if (faults.strikes(FaultClass.J5_PANIC)) {
            final ControlScope scope =
                    new ControlScope[] {ControlScope.ENGINE, ControlScope.ACCOUNT, ControlScope.BOT}[at % 3];
            if (isOn) {
                panic(scope, targetOf(scope, accountId, botId));
            } else {
                release(scope, targetOf(scope, accountId, botId), Leg.LONG, "");
            }
        }
        if (faults.strikes(FaultClass.J5_FLATTEN)) {
            final ControlScope scope =
                    new ControlScope[] {ControlScope.ENGINE, ControlScope.ACCOUNT, ControlScope.BOT}[at % 3];
            flatten(scope, targetOf(scope, accountId, botId));
        }
        if (faults.strikes(FaultClass.J5_LIVE_TRADING)) {
            live(!isOn);
        }
        if (faults.strikes(FaultClass.J5_LEDGER_ADJUSTED)) {
            adjust(accountId, random.between(-500, 500) * Exact.UNIT / 100);
        }
        if (faults.strikes(FaultClass.J5_ACCOUNT_STATUS)) {
            account(accountId, isOn ? AccountStatus.DISABLED : AccountStatus.ACTIVE);
        }
        if (faults.strikes(FaultClass.J8_LIMITS_CHANGED)) {
            setLimits(accountId);
        }
        if (lastCommand != null && faults.strikes(FaultClass.J2_COMMAND_REPEATED)) {
            offer(lastCommand);
        }
        if (faults.strikes(FaultClass.J8_OPEN_ORDERS_LIMITED)) {
            limit(
                    accountId,
                    RiskLimit.OPEN_ORDERS_ACCOUNT_MAX,
                    faults.detail(FaultClass.J8_OPEN_ORDERS_LIMITED).between(1, 4) * Exact.UNIT);
        }
        if (faults.strikes(FaultClass.J8_GROSS_LIMITED)) {
            limit(
                    accountId,
                    RiskLimit.ACCOUNT_GROSS_MAX,
                    faults.detail(FaultClass.J8_GROSS_LIMITED).between(200, 2_000) * Exact.UNIT);
        }
        if (faults.strikes(FaultClass.J8_LEG_LIMITED)) {
            limit(
                    accountId,
                    RiskLimit.LEG_NOTIONAL_MAX,
                    faults.detail(FaultClass.J8_LEG_LIMITED).between(100, 1_500) * Exact.UNIT);
        }
        if (faults.strikes(FaultClass.J8_DAY_LOSS_LIMITED)) {
            limitDayLoss(
                    accountId, faults.detail(FaultClass.J8_DAY_LOSS_LIMITED).between(1, 300) * Exact.UNIT / 100);
        }
    }

    private static int targetOf(final ControlScope scope, final int accountId, final int botId) {
        return switch (scope) {
            case ACCOUNT -> accountId;
            case BOT, LEG -> botId;
            default -> 0;
        };
    }

    private String symbolOf(final ControlScope scope, final SimulatedVenue venue) {
        return scope == ControlScope.SYMBOL
                ? venue.markets().get(random.below(venue.markets().size())).symbol
                : "";
    }

    /** Makes everything safe again: what was closed is opened, who was paused goes on. */
    void restoreAll(final SimulatedVenue venue) {
        script.clear();
        script.add(() -> live(true));
        script.add(() -> release(ControlScope.ENGINE, 0, Leg.LONG, ""));
        for (final SimulatedVenue.Market market : venue.markets()) {
            script.add(() -> release(ControlScope.SYMBOL, 0, Leg.LONG, market.symbol));
        }
        for (int id = 1; id <= accounts; id++) {
            final int accountId = id;
            script.add(() -> release(ControlScope.ACCOUNT, accountId, Leg.LONG, ""));
            script.add(() -> account(accountId, AccountStatus.ACTIVE));
        }
        for (int id = 1; id <= bots; id++) {
            final int botId = id;
            script.add(() -> release(ControlScope.BOT, botId, Leg.LONG, ""));
            script.add(() -> release(ControlScope.LEG, botId, Leg.LONG, ""));
            script.add(() -> release(ControlScope.LEG, botId, Leg.SHORT, ""));
            script.add(() -> desire(botId, DesiredStatus.RUNNING));
        }
    }

    /** Closes everything. */
    void flattenAll() {
        flatten(ControlScope.ENGINE, 0);
    }

    private void live(final boolean enabled) {
        final SetLiveTradingEncoder m = new SetLiveTradingEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id).enabled(enabled ? Bool.YES : Bool.NO).operatorName(NAME).reason("");
        send(id, m.encodedLength());
    }

    private void desire(final int botId, final DesiredStatus wanted) {
        final SetBotDesiredEncoder m = new SetBotDesiredEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id).botId(botId).desiredStatus(wanted).operatorName(NAME).reason("");
        send(id, m.encodedLength());
    }

    private void halt(final ControlScope scope, final int target, final String symbol) {
        final SetHaltEncoder m = new SetHaltEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id)
                .scope(scope)
                .targetId(target)
                .leg(Leg.LONG)
                .symbol(symbol)
                .operatorName(NAME)
                .reason("");
        send(id, m.encodedLength());
    }

    private void release(final ControlScope scope, final int target, final Leg leg, final String symbol) {
        final ReleaseEncoder m = new ReleaseEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id)
                .scope(scope)
                .targetId(target)
                .leg(leg)
                .symbol(symbol)
                .operatorName(NAME)
                .reason("");
        send(id, m.encodedLength());
    }

    private void kill(final KillScope scope, final int target, final boolean enabled) {
        final SetKillSwitchEncoder m = new SetKillSwitchEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id)
                .scope(scope)
                .targetId(target)
                .enabled(enabled ? Bool.YES : Bool.NO)
                .operatorName(NAME)
                .reason("");
        send(id, m.encodedLength());
    }

    private void panic(final ControlScope scope, final int target) {
        final PanicEncoder m = new PanicEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id).scope(scope).targetId(target).operatorName(NAME).reason("");
        send(id, m.encodedLength());
    }

    private void flatten(final ControlScope scope, final int target) {
        final FlattenEncoder m = new FlattenEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id)
                .scope(scope)
                .targetId(target)
                .operatorName(NAME)
                .throughKill(Bool.NO)
                .reason("");
        send(id, m.encodedLength());
    }

    private void adjust(final int accountId, final long amountE8) {
        final AdjustLedgerEncoder m = new AdjustLedgerEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id)
                .accountId(accountId)
                .amountE8(amountE8)
                .operatorName(NAME)
                .reason("");
        send(id, m.encodedLength());
    }

    private void account(final int accountId, final AccountStatus status) {
        setAccount(accountId, status, NULL_USD);
    }

    private void limitDayLoss(final int accountId, final long limitE8) {
        setAccount(accountId, AccountStatus.NULL_VAL, limitE8);
    }

    private void setAccount(final int accountId, final AccountStatus status, final long dailyLossE8) {
        final SetAccountEncoder m = new SetAccountEncoder().wrapAndApplyHeader(buffer, 0, header);
        final long id = nextCommandId++;
        m.commandId(id)
                .accountId(accountId)
                .status(status)
                .dailyLossLimitE8(dailyLossE8)
                .totalLossLimitE8(NULL_USD)
                .operatorName(NAME)
                .dailyLossLine(0)
                .totalLossLine(0)
                .confirmed(Bool.YES)
                .reason("")
                .file("");
        send(id, m.encodedLength());
    }
}
