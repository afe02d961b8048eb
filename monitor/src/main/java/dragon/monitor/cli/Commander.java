package dragon.monitor.cli;

import dragon.engine.botfile.AccountFile;
import dragon.engine.botfile.BotKey;
import dragon.engine.botfile.BotSettings;
import dragon.engine.botfile.Origin;
import dragon.engine.core.gate.Limit;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.AdjustLedgerEncoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.ChangeBotEncoder;
import dragon.engine.protocol.CreateAccountEncoder;
import dragon.engine.protocol.CreateBotEncoder;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.FlattenEncoder;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.PanicEncoder;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.ReleaseEncoder;
import dragon.engine.protocol.SetAccountEncoder;
import dragon.engine.protocol.SetBotDesiredEncoder;
import dragon.engine.protocol.SetHaltEncoder;
import dragon.engine.protocol.SetKillSwitchEncoder;
import dragon.engine.protocol.SetLimitsEncoder;
import dragon.engine.protocol.SetLiveTradingEncoder;
import dragon.engine.transport.CommandAnswer;
import dragon.engine.transport.CommandClient;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.ExpandableArrayBuffer;

/**
 * An operator's words as messages to the engine that leads a lane.
 *
 * <p>Every method waits for the engine's answer and throws a {@link Failure} where the engine refused. Threading: one
 * thread.
 */
final class Commander implements AutoCloseable {
    private static final long TIMEOUT_MS = TimeUnit.SECONDS.toMillis(10);
    private static final int LABEL_BYTES = 32;

    /** Of the longest reason that a message holds. */
    static final int REASON_BYTES = 1024;

    /** In the place of a limit: the default of a live lane. */
    static final long DEFAULT_LIMIT = Long.MIN_VALUE + 1;

    private static final int SYMBOL_BYTES = 24;

    private final CommandClient client;
    private final String operatorName;
    private final String reason;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();

    /**
     * Connects to the engine of a lane.
     *
     * @param reason why the operator does it; goes into the journal as {@link #journaled} makes it
     */
    Commander(final LaneDirectory lane, final String reason) {
        this.client = new CommandClient(lane);
        this.operatorName = printable(System.getProperty("user.name", "unknown"), LABEL_BYTES);
        this.reason = journaled(reason);
    }

    /** A reason as the journal keeps it: printable ASCII, not too long. An emergency does not wait for a better spelling. */
    static String journaled(final String reason) {
        return printable(reason, REASON_BYTES);
    }

    private static String printable(final String text, final int charactersMax) {
        final StringBuilder clean = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), charactersMax); i++) {
            final char character = text.charAt(i);
            clean.append(character >= ' ' && character <= '~' ? character : '?');
        }
        return clean.toString();
    }

    CommandAnswer createAccount(final String label, final Long dailyLossLimitE8, final Long totalLossLimitE8) {
        final CommandAnswer answer = askForAccount(label, dailyLossLimitE8, totalLossLimitE8);
        if (!answer.isDone()) {
            throw refused(answer, "account '" + label + "'");
        }
        return answer;
    }

    /** Creates an account unless the engine has one of this label already: then nothing was changed and this is empty. */
    Optional<CommandAnswer> createAccountIfNew(
            final String label, final Long dailyLossLimitE8, final Long totalLossLimitE8) {
        final CommandAnswer answer = askForAccount(label, dailyLossLimitE8, totalLossLimitE8);
        if (!answer.isDone() && answer.reason() != RefusalReason.NAME_TAKEN) {
            throw refused(answer, "account '" + label + "'");
        }
        return answer.isDone() ? Optional.of(answer) : Optional.empty();
    }

    private CommandAnswer askForAccount(final String label, final Long dailyLossLimitE8, final Long totalLossLimitE8) {
        final long id = CommandClient.newCommandId();
        final CreateAccountEncoder command = new CreateAccountEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .label(ascii("label", label, LABEL_BYTES))
                .dailyLossLimitE8(orNull(dailyLossLimitE8, CreateAccountEncoder.dailyLossLimitE8NullValue()))
                .totalLossLimitE8(orNull(totalLossLimitE8, CreateAccountEncoder.totalLossLimitE8NullValue()))
                .operatorName(operatorName)
                .reason(reason);
        return ask(id, command.encodedLength());
    }

    /**
     * Changes an account; null leaves a value as it is, a limit of 0 switches it off.
     *
     * @param origin of the limits, by the keys of {@link AccountFile}
     */
    CommandAnswer setAccount(
            final int accountId,
            final AccountStatus status,
            final Long dailyLossLimitE8,
            final Long totalLossLimitE8,
            final Origin origin,
            final boolean isConfirmed) {
        final long id = CommandClient.newCommandId();
        final SetAccountEncoder command = new SetAccountEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .accountId(accountId)
                .status(status == null ? AccountStatus.NULL_VAL : status)
                .dailyLossLimitE8(orNull(dailyLossLimitE8, SetAccountEncoder.dailyLossLimitE8NullValue()))
                .totalLossLimitE8(orNull(totalLossLimitE8, SetAccountEncoder.totalLossLimitE8NullValue()))
                .operatorName(operatorName)
                .dailyLossLine(origin.line(AccountFile.DAILY_LOSS))
                .totalLossLine(origin.line(AccountFile.TOTAL_LOSS))
                .confirmed(isConfirmed ? Bool.YES : Bool.NO)
                .reason(reason)
                .file(origin.file());
        return send(id, command.encodedLength(), "account #" + accountId);
    }

    CommandAnswer createBot(final BotSettings bot, final int accountId, final DesiredStatus desired) {
        final long id = CommandClient.newCommandId();
        final CreateBotEncoder command = new CreateBotEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .accountId(accountId)
                .timeframe(bot.timeframe())
                .legs(bot.legs())
                .desiredStatus(desired)
                .name(ascii("name", bot.name(), LABEL_BYTES))
                .symbol(ascii("symbol", bot.symbol(), SYMBOL_BYTES))
                .operatorName(operatorName);
        final CreateBotEncoder.ParametersEncoder parameters =
                command.parametersCount(bot.parametersE8().size());
        bot.parametersE8().forEach((parameter, valueE8) -> parameters
                .next()
                .parameter(parameter)
                .valueE8(valueE8)
                .line(bot.origin().line(BotKey.of(parameter).name())));
        command.reason(reason).file(bot.origin().file());
        return send(id, command.encodedLength(), "bot '" + bot.name() + "'");
    }

    /**
     * Gives a bot other settings.
     *
     * @param settingsBefore fingerprint of those that were looked at: others are not replaced
     * @param isConfirmed the operator has typed the word
     */
    CommandAnswer changeBot(
            final int botId, final BotSettings bot, final long settingsBefore, final boolean isConfirmed) {
        final long id = CommandClient.newCommandId();
        final ChangeBotEncoder command = new ChangeBotEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .botId(botId)
                .settingsBefore(settingsBefore)
                .confirmed(isConfirmed ? Bool.YES : Bool.NO)
                .operatorName(operatorName);
        final ChangeBotEncoder.ParametersEncoder parameters =
                command.parametersCount(bot.parametersE8().size());
        bot.parametersE8().forEach((parameter, valueE8) -> parameters
                .next()
                .parameter(parameter)
                .valueE8(valueE8)
                .line(bot.origin().line(BotKey.of(parameter).name())));
        command.reason(reason).file(bot.origin().file());
        return send(id, command.encodedLength(), "bot '" + bot.name() + "'");
    }

    CommandAnswer setBotDesired(final int botId, final DesiredStatus desired) {
        final long id = CommandClient.newCommandId();
        final SetBotDesiredEncoder command = new SetBotDesiredEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .botId(botId)
                .desiredStatus(desired)
                .operatorName(operatorName)
                .reason(reason);
        return send(id, command.encodedLength(), "bot #" + botId);
    }

    CommandAnswer setLiveTrading(final boolean enabled) {
        final long id = CommandClient.newCommandId();
        final SetLiveTradingEncoder command = new SetLiveTradingEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .enabled(enabled ? Bool.YES : Bool.NO)
                .operatorName(operatorName)
                .reason(reason);
        return send(id, command.encodedLength(), "live trading");
    }

    CommandAnswer setKillSwitch(final KillScope scope, final int targetId, final boolean enabled) {
        final long id = CommandClient.newCommandId();
        final SetKillSwitchEncoder command = new SetKillSwitchEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .scope(scope)
                .targetId(targetId)
                .enabled(enabled ? Bool.YES : Bool.NO)
                .operatorName(operatorName)
                .reason(reason);
        return send(id, command.encodedLength(), "kill switch");
    }

    CommandAnswer flatten(final Scope scope, final long commandId, final boolean isThroughKill) {
        final FlattenEncoder command = new FlattenEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(commandId)
                .scope(scope.kind())
                .targetId(scope.id())
                .operatorName(operatorName)
                .throughKill(isThroughKill ? Bool.YES : Bool.NO)
                .reason(reason);
        return send(commandId, command.encodedLength(), scope.text());
    }

    CommandAnswer halt(final Scope scope) {
        final long id = CommandClient.newCommandId();
        final SetHaltEncoder command = new SetHaltEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .scope(scope.kind())
                .targetId(scope.id())
                .leg(scope.leg())
                .symbol(scope.symbol())
                .operatorName(operatorName)
                .reason(reason);
        return send(id, command.encodedLength(), scope.text());
    }

    CommandAnswer release(final Scope scope) {
        final long id = CommandClient.newCommandId();
        final ReleaseEncoder command = new ReleaseEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .scope(scope.kind())
                .targetId(scope.id())
                .leg(scope.leg())
                .symbol(scope.symbol())
                .operatorName(operatorName)
                .reason(reason);
        return send(id, command.encodedLength(), scope.text());
    }

    CommandAnswer panic(final Scope scope) {
        final long id = CommandClient.newCommandId();
        final PanicEncoder command = new PanicEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .scope(scope.kind())
                .targetId(scope.id())
                .operatorName(operatorName)
                .reason(reason);
        return send(id, command.encodedLength(), scope.text());
    }

    /**
     * Sets limits of an account, times 10^8; all of them or none.
     *
     * @param origin by the keys of {@link AccountFile}
     */
    CommandAnswer setLimits(
            final int accountId, final Map<Limit, Long> limitsE8, final Origin origin, final boolean isConfirmed) {
        final long id = CommandClient.newCommandId();
        final SetLimitsEncoder command = new SetLimitsEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .accountId(accountId)
                .confirmed(isConfirmed ? Bool.YES : Bool.NO)
                .operatorName(operatorName);
        final SetLimitsEncoder.LimitsEncoder group = command.limitsCount(limitsE8.size());
        limitsE8.forEach((limit, valueE8) ->
                group.next().limit(limit.wire()).valueE8(valueE8).line(origin.line(AccountFile.keyOf(limit))));
        command.reason(reason).file(origin.file());
        return send(id, command.encodedLength(), "limits of account #" + accountId);
    }

    CommandAnswer adjustLedger(final int accountId, final long amountE8) {
        final long id = CommandClient.newCommandId();
        final AdjustLedgerEncoder command = new AdjustLedgerEncoder()
                .wrapAndApplyHeader(buffer, 0, header)
                .commandId(id)
                .accountId(accountId)
                .amountE8(amountE8)
                .operatorName(operatorName)
                .reason(reason);
        return send(id, command.encodedLength(), "account #" + accountId);
    }

    @Override
    public void close() {
        client.close();
    }

    private CommandAnswer send(final long commandId, final int bodyBytes, final String what) {
        final CommandAnswer answer = ask(commandId, bodyBytes);
        if (!answer.isDone()) {
            throw refused(answer, what);
        }
        return answer;
    }

    private CommandAnswer ask(final long commandId, final int bodyBytes) {
        return client.send(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyBytes, commandId, TIMEOUT_MS);
    }

    private static Failure refused(final CommandAnswer answer, final String what) {
        final ExitCode exitCode =
                switch (answer.reason()) {
                    case UNKNOWN_ACCOUNT, UNKNOWN_BOT, UNKNOWN_INSTRUMENT, UNKNOWN_ORDER -> ExitCode.NOT_FOUND;
                    case NAME_TAKEN, VALUE_OUT_OF_RANGE, MISSING_VALUE, BAD_PRICE, FIXED_SETTING -> ExitCode
                            .CONFIGURATION;
                    case WRONG_STATE, NOT_IN_SIM_OR_DRY_RUN, CAPACITY, DUPLICATE -> ExitCode.REFUSED;
                    case LIVE_TRADING_OFF, KILL_SWITCH_IS_ON, BOT_IS_STOPPED, BEING_FLATTENED -> ExitCode.REFUSED;
                    case ONE_WAY_ACCOUNT, LIMITS_UNSET, STATE_MOVED -> ExitCode.REFUSED;
                    case UNKNOWN_SCOPE -> ExitCode.USAGE;
                    case UNCONFIRMED -> ExitCode.UNCONFIRMED;
                    default -> ExitCode.INTERNAL_FAULT;
                };
        final String detail = answer.detail() == null || answer.detail().isEmpty() ? "" : " (" + answer.detail() + ")";
        return new Failure(
                exitCode,
                "The engine refused it for " + what + ": "
                        + answer.reason().name().toLowerCase(java.util.Locale.ROOT) + detail + "; nothing was changed.",
                next(answer));
    }

    private static String next(final CommandAnswer answer) {
        return switch (answer.reason()) {
            case LIVE_TRADING_OFF -> "dragon live on --reason \"...\"";
            case KILL_SWITCH_IS_ON -> "dragon release --scope ... --reason \"...\", or a flatten with --through-kill";
            case BOT_IS_STOPPED -> "dragon bot pause <name>";
            case LIMITS_UNSET -> "dragon account set <label> --default-limits, or --limit KEY=off";
            case STATE_MOVED -> "dragon plan";
            case FIXED_SETTING -> "a bot file of another name makes another bot";
            case UNCONFIRMED -> "the same with --confirm RAISE";
            default -> "dragon status";
        };
    }

    private static long orNull(final Long value, final long nullValue) {
        return value == null ? nullValue : value;
    }

    private static String ascii(final String what, final String text, final int bytesMax) {
        final boolean isPrintable = text.chars().allMatch(c -> c >= ' ' && c < 127);
        if (!isPrintable || text.length() > bytesMax) {
            throw new Failure(
                    ExitCode.USAGE,
                    what + " must be printable ASCII of at most " + bytesMax + " characters; nothing was sent.",
                    "shorten or spell it differently");
        }
        return text;
    }
}
