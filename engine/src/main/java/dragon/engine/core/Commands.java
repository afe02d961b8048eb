package dragon.engine.core;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.Jobs;
import dragon.engine.core.ledger.Ledger;
import dragon.engine.core.market.CandleFeed;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.AdjustLedgerDecoder;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.ChangeBotDecoder;
import dragon.engine.protocol.CreateAccountDecoder;
import dragon.engine.protocol.CreateBotDecoder;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.SetAccountDecoder;
import dragon.engine.protocol.SetBotDesiredDecoder;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Timeframe;
import dragon.engine.strategy.StrategySettings;
import java.util.regex.Pattern;

/** Commands of the operator: each is answered once; one that comes again gets its first answer again. */
final class Commands {
    private static final long MINUTE_MS = 60_000L;
    private static final Pattern SYMBOL = Pattern.compile("PERP_[A-Z0-9]{1,12}_[A-Z]{3,5}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,30}");

    private final CoreState state;
    private final Jobs jobs;
    private final Ledger ledger;
    private final VenueInputs venue;
    private final MarketInputs market;
    private final Intents intents;
    private final Audit audit;

    Commands(
            final CoreState state,
            final Jobs jobs,
            final Ledger ledger,
            final VenueInputs venue,
            final MarketInputs market,
            final Intents intents,
            final Audit audit) {
        this.state = state;
        this.jobs = jobs;
        this.ledger = ledger;
        this.venue = venue;
        this.market = market;
        this.intents = intents;
        this.audit = audit;
    }

    /** True when this command was answered before; the answer is then given again and nothing else happens. */
    boolean isRepeated(final long commandId) {
        final int known = state.commandResults().find(commandId);
        if (known < 0) {
            return false;
        }
        audit.detail().add("repeated");
        audit.commandResult(
                commandId,
                state.commandResults().reason(known),
                state.commandResults().createdId(known));
        return true;
    }

    void done(final long commandId, final int createdId) {
        done(commandId, createdId, "");
    }

    /** Done, with what whoever asked has to know beside; empty where all was done. */
    void done(final long commandId, final int createdId, final String detail) {
        state.commandResults().add(commandId, RefusalReason.NONE, createdId);
        audit.detail().add(detail);
        audit.commandResult(commandId, RefusalReason.NONE, createdId);
    }

    void refuse(final long commandId, final RefusalReason reason, final String detail) {
        state.commandResults().add(commandId, reason, 0);
        audit.detail().add(detail);
        audit.commandResult(commandId, reason, 0);
    }

    void onCreateAccount(final CreateAccountDecoder command) {
        final long id = command.commandId();
        final String label = command.label();
        if (!NAME.matcher(label).matches()) {
            refuse(id, RefusalReason.VALUE_OUT_OF_RANGE, "label: letters, digits, dot, dash, at most 31");
        } else if (state.accounts().find(label) != null) {
            refuse(id, RefusalReason.NAME_TAKEN, "an account has this label");
        } else if (state.accounts().isFull()) {
            refuse(id, RefusalReason.CAPACITY, "no room for another account");
        } else {
            final Account account = state.accounts().add(label);
            final String origin = SafetyCommands.origin("", 0, command.operatorName());
            account.dailyLossLimitE8(command.dailyLossLimitE8(), origin);
            account.totalLossLimitE8(command.totalLossLimitE8(), origin);
            by(audit.detail().add(label), command.operatorName());
            audit.account(EventCode.ACCOUNT_CREATED, EventLevel.INFO, account.id(), Account.NULL_USD, id);
            if (state.isGatewayUp()) {
                intents.subscribe(account);
                venue.reconcile(account);
            }
            done(id, account.id());
        }
    }

    void onSetAccount(final SetAccountDecoder command) {
        final long id = command.commandId();
        final Account account = state.accounts().get(command.accountId());
        if (account == null) {
            refuse(id, RefusalReason.UNKNOWN_ACCOUNT, "no such account");
            return;
        }
        final String raised = command.confirmed() == Bool.NO
                ? raised(account, command.dailyLossLimitE8(), command.totalLossLimitE8())
                : "";
        if (!raised.isEmpty()) {
            refuse(id, RefusalReason.UNCONFIRMED, raised + " would let more through than before");
            return;
        }
        final String operator = command.operatorName();
        command.skipReason();
        final String file = SafetyCommands.printable(command.file());
        final Detail detail = audit.detail();
        final AccountStatus status = command.status();
        if (status != AccountStatus.NULL_VAL && status != account.status()) {
            detail.add("status ")
                    .add(account.status().name())
                    .add(" -> ")
                    .add(status.name())
                    .add(" ");
            account.status(status);
        }
        if (command.dailyLossLimitE8() != Account.NULL_USD) {
            detail.add("daily_loss_limit_e8 ")
                    .add(account.dailyLossLimitE8())
                    .add(" -> ")
                    .add(command.dailyLossLimitE8())
                    .add(" ");
            account.dailyLossLimitE8(
                    command.dailyLossLimitE8(), SafetyCommands.origin(file, command.dailyLossLine(), operator));
        }
        if (command.totalLossLimitE8() != Account.NULL_USD) {
            detail.add("total_loss_limit_e8 ")
                    .add(account.totalLossLimitE8())
                    .add(" -> ")
                    .add(command.totalLossLimitE8())
                    .add(" ");
            account.totalLossLimitE8(
                    command.totalLossLimitE8(), SafetyCommands.origin(file, command.totalLossLine(), operator));
        }
        by(detail, command.operatorName());
        audit.account(EventCode.ACCOUNT_CHANGED, EventLevel.INFO, account.id(), Account.NULL_USD, id);
        done(id, 0);
    }

    /** The loss limit that would be looser than the one that holds; empty = none. */
    private static String raised(final Account account, final long dailyE8, final long totalE8) {
        if (isLooser(dailyE8, account.dailyLossLimitE8())) {
            return "daily_loss_limit";
        }
        return isLooser(totalE8, account.totalLossLimitE8()) ? "total_loss_limit" : "";
    }

    /** A loss limit of 0 is none at all. */
    private static boolean isLooser(final long newE8, final long heldE8) {
        return newE8 != Account.NULL_USD && heldE8 != Account.NULL_USD && (newE8 <= 0 || newE8 > heldE8);
    }

    void onCreateBot(final CreateBotDecoder command) {
        final long id = command.commandId();
        final Account account = state.accounts().get(command.accountId());
        final Timeframe timeframe = command.timeframe();
        final Legs legs = command.legs();
        final DesiredStatus desired = command.desiredStatus();
        final String name = command.name();
        final String symbol = command.symbol();
        final String operator = command.operatorName();
        final StrategySettings settings = new StrategySettings();
        for (final CreateBotDecoder.ParametersDecoder given : command.parameters()) {
            set(settings, given.parameter(), given.valueE8());
        }
        final StrategyParameter missing = settings.firstMissing();
        final StrategyParameter wrong = settings.firstOutOfRange();
        if (account == null || account.status() == AccountStatus.DELETED) {
            refuse(id, RefusalReason.UNKNOWN_ACCOUNT, "no such account");
        } else if (timeframe == Timeframe.NULL_VAL || legs == Legs.NULL_VAL || desired == DesiredStatus.NULL_VAL) {
            refuse(id, RefusalReason.MISSING_VALUE, "timeframe, legs and desired status are needed");
        } else if (!NAME.matcher(name).matches()) {
            refuse(id, RefusalReason.VALUE_OUT_OF_RANGE, "name: letters, digits, dot, dash, at most 31");
        } else if (!SYMBOL.matcher(symbol).matches()) {
            refuse(id, RefusalReason.VALUE_OUT_OF_RANGE, "symbol: as PERP_BTC_USDT");
        } else if (missing != null) {
            refuse(id, RefusalReason.MISSING_VALUE, missing.name());
        } else if (wrong != null) {
            refuse(id, RefusalReason.VALUE_OUT_OF_RANGE, wrong.name());
        } else if (settings.firstInconsistency(minutes(timeframe)) != null) {
            refuse(id, RefusalReason.VALUE_OUT_OF_RANGE, settings.firstInconsistency(minutes(timeframe)));
        } else if (state.bots().find(name) != null) {
            refuse(id, RefusalReason.NAME_TAKEN, "a bot has this name");
        } else if (state.bots().isFull()
                || state.instruments().find(symbol) == null
                        && state.instruments().isFull()) {
            refuse(id, RefusalReason.CAPACITY, "no room for another bot or instrument");
        } else {
            final Bot bot = create(account, name, symbol, timeframe, legs, desired, settings);
            by(audit.detail().add(name).add(" ").add(symbol), operator);
            audit.bot(EventCode.BOT_CREATED, EventLevel.INFO, bot, Order.NULL_PRICE, id);
            venue.onBotCreated(account, bot);
            done(id, bot.id());
        }
    }

    private static void set(final StrategySettings settings, final StrategyParameter parameter, final long valueE8) {
        if (parameter != StrategyParameter.NULL_VAL) {
            settings.set(parameter, valueE8);
        }
    }

    void onChangeBot(final ChangeBotDecoder command) {
        final long id = command.commandId();
        final Bot bot = state.bots().get(command.botId());
        final long before = command.settingsBefore();
        final boolean isConfirmed = command.confirmed() == Bool.YES;
        final String operator = command.operatorName();
        final StrategySettings settings = new StrategySettings();
        for (final ChangeBotDecoder.ParametersDecoder given : command.parameters()) {
            set(settings, given.parameter(), given.valueE8());
        }
        final StrategyParameter missing = settings.firstMissing();
        final StrategyParameter wrong = settings.firstOutOfRange();
        if (bot == null) {
            refuse(id, RefusalReason.UNKNOWN_BOT, "no such bot");
        } else if (bot.settings().fingerprint() != before) {
            refuse(id, RefusalReason.STATE_MOVED, "the bot has other settings than those that were looked at");
        } else if (missing != null) {
            refuse(id, RefusalReason.MISSING_VALUE, missing.name());
        } else if (wrong != null) {
            refuse(id, RefusalReason.VALUE_OUT_OF_RANGE, wrong.name());
        } else if (settings.firstInconsistency(minutes(bot.timeframe())) != null) {
            refuse(id, RefusalReason.VALUE_OUT_OF_RANGE, settings.firstInconsistency(minutes(bot.timeframe())));
        } else if (bot.settings().firstFixedDifference(settings) != null) {
            refuse(
                    id,
                    RefusalReason.FIXED_SETTING,
                    bot.settings().firstFixedDifference(settings).name());
        } else if (bot.flatten().isActive()) {
            refuse(id, RefusalReason.BEING_FLATTENED, "it is being flattened, and ends paused");
        } else if (!isConfirmed && bot.settings().firstLoosened(settings) != null) {
            final String loosened = bot.settings().firstLoosened(settings).name();
            refuse(id, RefusalReason.UNCONFIRMED, loosened + " would let more through than before");
        } else {
            by(describe(bot.settings(), settings), operator);
            state.bots().change(bot, settings);
            audit.bot(EventCode.BOT_CHANGED, EventLevel.WARN, bot, Order.NULL_PRICE, id);
            jobs.onSettingsChanged(bot);
            done(id, 0);
        }
    }

    /** Composes what a change does: each setting before and after, times 10^8. */
    private Detail describe(final StrategySettings before, final StrategySettings after) {
        final Detail detail = audit.detail();
        for (int code = 1; code < StrategySettings.CODES; code++) {
            final StrategyParameter parameter = StrategyParameter.get(code);
            final long beforeE8 = before.valueOrZeroE8(parameter);
            final long afterE8 = after.valueOrZeroE8(parameter);
            if (beforeE8 != afterE8) {
                detail.add(parameter.name())
                        .add(" ")
                        .add(beforeE8)
                        .add(" -> ")
                        .add(afterE8)
                        .add("; ");
            }
        }
        return detail.add("(E8)");
    }

    private static int minutes(final Timeframe timeframe) {
        return (int) (CandleFeed.lengthMs(timeframe) / MINUTE_MS);
    }

    private Bot create(
            final Account account,
            final String name,
            final String symbol,
            final Timeframe timeframe,
            final Legs legs,
            final DesiredStatus desired,
            final StrategySettings settings) {
        Instrument instrument = state.instruments().find(symbol);
        if (instrument == null) {
            instrument = state.instruments().add(symbol);
        }
        final Bot bot = state.bots().add(name, account.id(), instrument.id(), timeframe, legs, desired, settings);
        CandleFeed feed = instrument.feed(timeframe);
        if (feed == null) {
            feed = instrument.addFeed(timeframe);
            if (state.isGatewayUp()) {
                intents.subscribe(instrument, timeframe);
            }
        }
        market.askHistoryFor(instrument, feed);
        return bot;
    }

    void onSetBotDesired(final SetBotDesiredDecoder command) {
        final long id = command.commandId();
        final Bot bot = state.bots().get(command.botId());
        if (bot == null) {
            refuse(id, RefusalReason.UNKNOWN_BOT, "no such bot");
        } else if (command.desiredStatus() == DesiredStatus.NULL_VAL) {
            refuse(id, RefusalReason.MISSING_VALUE, "desired status");
        } else if (bot.flatten().isActive() && command.desiredStatus() != DesiredStatus.PAUSED) {
            refuse(id, RefusalReason.BEING_FLATTENED, "it is being flattened, and ends paused");
        } else {
            by(audit.detail(), command.operatorName());
            jobs.desire(bot, command.desiredStatus());
            done(id, 0);
        }
    }

    void onAdjustLedger(final AdjustLedgerDecoder command) {
        final long id = command.commandId();
        final Account account = state.accounts().get(command.accountId());
        if (account == null) {
            refuse(id, RefusalReason.UNKNOWN_ACCOUNT, "no such account");
        } else if (state.mode() == LaneMode.LIVE) {
            refuse(id, RefusalReason.NOT_IN_SIM_OR_DRY_RUN, "a live ledger follows the venue");
        } else if (command.amountE8() == Account.NULL_USD) {
            refuse(id, RefusalReason.MISSING_VALUE, "amount");
        } else {
            by(audit.detail(), command.operatorName());
            audit.account(EventCode.LEDGER_ADJUSTED, EventLevel.WARN, account.id(), command.amountE8(), id);
            ledger.adjust(account, command.amountE8(), id);
            done(id, 0);
        }
    }

    private static void by(final Detail detail, final String operator) {
        if (!operator.isEmpty()) {
            detail.add(" by ").add(operator);
        }
    }
}
