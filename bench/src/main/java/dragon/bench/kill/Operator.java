package dragon.bench.kill;

import dragon.bench.lane.Await;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
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
import dragon.engine.protocol.ReleaseEncoder;
import dragon.engine.protocol.SetBotDesiredEncoder;
import dragon.engine.protocol.SetKillSwitchEncoder;
import dragon.engine.protocol.SetLiveTradingEncoder;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import dragon.engine.transport.CommandAnswer;
import dragon.engine.transport.CommandClient;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.agrona.ExpandableArrayBuffer;

/**
 * Sends commands as an operator would who does not give up: with the same command id again, until there is an answer.
 *
 * <p>Threading: one thread.
 */
public final class Operator {
    private static final long ANSWER_MS_MAX = 2_000;
    private static final long PATIENCE_MS = 60_000;
    private static final String NAME = "bench";

    private final LaneDirectory lane;
    private final BooleanSupplier isTired;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private long repetitions;
    private long appendedNs;

    /** Gives up when tired, or after a minute. */
    public Operator(final LaneDirectory lane, final BooleanSupplier isTired) {
        this.lane = lane;
        this.isTired = isTired;
    }

    /** Makes an account; returns its id. */
    public int createAccount(final String label) {
        final long id = CommandClient.newCommandId();
        final CreateAccountEncoder command = new CreateAccountEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .label(label)
                .dailyLossLimitE8(CreateAccountEncoder.dailyLossLimitE8NullValue())
                .totalLossLimitE8(CreateAccountEncoder.totalLossLimitE8NullValue())
                .operatorName(NAME)
                .reason("");
        return done(id, command.encodedLength(), "account " + label).createdId();
    }

    /** Makes a bot on one-minute candles; returns its id. */
    public int createBot(
            final String name,
            final int accountId,
            final String symbol,
            final Legs legs,
            final Map<StrategyParameter, Long> parametersE8) {
        return createBot(name, accountId, symbol, legs, Timeframe.M1, parametersE8);
    }

    /** Makes a bot; returns its id. */
    public int createBot(
            final String name,
            final int accountId,
            final String symbol,
            final Legs legs,
            final Timeframe timeframe,
            final Map<StrategyParameter, Long> parametersE8) {
        final long id = CommandClient.newCommandId();
        final CreateBotEncoder command = new CreateBotEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .accountId(accountId)
                .timeframe(timeframe)
                .legs(legs)
                .desiredStatus(DesiredStatus.RUNNING)
                .name(name)
                .symbol(symbol)
                .operatorName(NAME);
        final CreateBotEncoder.ParametersEncoder parameters = command.parametersCount(parametersE8.size());
        parametersE8.forEach((parameter, valueE8) ->
                parameters.next().parameter(parameter).valueE8(valueE8).line(0));
        command.reason("").file("");
        return done(id, command.encodedLength(), "bot " + name).createdId();
    }

    /** Says what a bot shall be. */
    public void setBotDesired(final int botId, final DesiredStatus desired) {
        final long id = CommandClient.newCommandId();
        final SetBotDesiredEncoder command = new SetBotDesiredEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .botId(botId)
                .desiredStatus(desired)
                .operatorName(NAME)
                .reason("");
        done(id, command.encodedLength(), "bot #" + botId);
    }

    /** Opens or closes the live gate. */
    public void setLiveTrading(final boolean enabled) {
        final long id = CommandClient.newCommandId();
        final SetLiveTradingEncoder command = new SetLiveTradingEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .enabled(enabled ? Bool.YES : Bool.NO)
                .operatorName(NAME)
                .reason("");
        done(id, command.encodedLength(), "live trading");
    }

    /** Presses the kill switch of the whole engine; the id of the command is the caller's. */
    public void kill(final long commandId) {
        final SetKillSwitchEncoder command = new SetKillSwitchEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(commandId)
                .scope(KillScope.GLOBAL)
                .targetId(0)
                .enabled(Bool.YES)
                .operatorName(NAME)
                .reason("drill");
        done(commandId, command.encodedLength(), "kill");
    }

    /** Releases what holds the whole engine. */
    public void release(final long commandId) {
        final ReleaseEncoder command = new ReleaseEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(commandId)
                .scope(ControlScope.ENGINE)
                .targetId(0)
                .leg(Leg.NULL_VAL)
                .symbol("")
                .operatorName(NAME)
                .reason("drill");
        done(commandId, command.encodedLength(), "release");
    }

    /** Asks for a flatten of a bot; false if the engine has refused it. */
    public boolean flatten(final long commandId, final int botId) {
        final FlattenEncoder command = new FlattenEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(commandId)
                .scope(ControlScope.BOT)
                .targetId(botId)
                .operatorName(NAME)
                .throughKill(Bool.NO)
                .reason("drill");
        final CommandAnswer answer = send(commandId, command.encodedLength());
        return answer != null && answer.isDone();
    }

    /** Books a correction; returns false if it was given up without an answer. */
    public boolean adjustLedger(final long commandId, final int accountId, final long amountE8) {
        final AdjustLedgerEncoder command = new AdjustLedgerEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(commandId)
                .accountId(accountId)
                .amountE8(amountE8)
                .operatorName(NAME)
                .reason("");
        final CommandAnswer answer = send(commandId, command.encodedLength());
        if (answer != null && !answer.isDone()) {
            throw new IllegalStateException("a correction was refused: " + answer);
        }
        return answer != null;
    }

    private CommandAnswer done(final long commandId, final int bodyBytes, final String what) {
        final CommandAnswer answer = send(commandId, bodyBytes);
        if (answer == null || !answer.isDone()) {
            throw new IllegalStateException(what + ": " + (answer == null ? "no answer" : answer.toString()));
        }
        return answer;
    }

    private CommandAnswer send(final long commandId, final int bodyBytes) {
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < PATIENCE_MS * 1_000_000 && !isTired.getAsBoolean()) {
            try (CommandClient client = new CommandClient(lane)) {
                final CommandAnswer answer = client.send(
                        buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyBytes, commandId, ANSWER_MS_MAX);
                appendedNs = client.appendedNs();
                return answer;
            } catch (final OperatorException e) {
                repetitions++; // No engine, or it died on the way: the next one knows whether it was done.
                Await.pass(5_000_000);
            }
        }
        return null;
    }

    /** When the last answered command was appended to the command ring, by the monotonic clock. */
    public long appendedNs() {
        return appendedNs;
    }

    /** How often a command had to be sent again because its engine was gone. */
    public long repetitions() {
        return repetitions;
    }
}
