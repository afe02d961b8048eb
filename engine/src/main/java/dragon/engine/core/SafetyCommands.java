package dragon.engine.core;

import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.Jobs;
import dragon.engine.core.gate.Hold;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.ControlScope;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.EventLevel;
import dragon.engine.protocol.FlattenDecoder;
import dragon.engine.protocol.KillScope;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.PanicDecoder;
import dragon.engine.protocol.PositionMode;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.ReleaseDecoder;
import dragon.engine.protocol.RiskLimit;
import dragon.engine.protocol.SetHaltDecoder;
import dragon.engine.protocol.SetKillSwitchDecoder;
import dragon.engine.protocol.SetLimitsDecoder;
import dragon.engine.protocol.SetLiveTradingDecoder;

/** The red buttons and what lifts them: live-trading gate, kill switch, halt, panic, flatten, release. */
final class SafetyCommands {
    private static final int REASON_CHARACTERS_MAX = 160;

    /** On the wire: the default of a live lane. */
    private static final long DEFAULT = Long.MIN_VALUE + 1;

    private final CoreState state;
    private final Commands commands;
    private final Jobs jobs;
    private final Audit audit;

    SafetyCommands(final CoreState state, final Commands commands, final Jobs jobs, final Audit audit) {
        this.state = state;
        this.commands = commands;
        this.jobs = jobs;
        this.audit = audit;
    }

    /** What one command is about; exactly one of the objects is set, none for the engine. */
    private record Target(
            ControlScope scope, Account account, Instrument instrument, Bot bot, Leg leg, RefusalReason fault) {
        boolean holds(final Bot candidate) {
            return switch (scope) {
                case ENGINE -> true;
                case ACCOUNT -> candidate.accountId() == account.id();
                case SYMBOL -> candidate.instrumentId() == instrument.id();
                case BOT, LEG -> candidate == bot;
                case NULL_VAL -> false;
            };
        }
    }

    private Target target(final ControlScope scope, final int id, final Leg leg, final String symbol) {
        final Account account = scope == ControlScope.ACCOUNT ? state.accounts().get(id) : null;
        final Instrument instrument =
                scope == ControlScope.SYMBOL ? state.instruments().find(symbol) : null;
        final boolean isOfBot = scope == ControlScope.BOT || scope == ControlScope.LEG;
        final Bot bot = isOfBot ? state.bots().get(id) : null;
        final RefusalReason fault =
                switch (scope) {
                    case ENGINE -> RefusalReason.NONE;
                    case ACCOUNT -> account == null ? RefusalReason.UNKNOWN_ACCOUNT : RefusalReason.NONE;
                    case SYMBOL -> instrument == null ? RefusalReason.UNKNOWN_INSTRUMENT : RefusalReason.NONE;
                    case BOT -> bot == null ? RefusalReason.UNKNOWN_BOT : RefusalReason.NONE;
                    case LEG -> bot == null
                            ? RefusalReason.UNKNOWN_BOT
                            : leg == Leg.NULL_VAL ? RefusalReason.MISSING_VALUE : RefusalReason.NONE;
                    case NULL_VAL -> RefusalReason.MISSING_VALUE;
                };
        return new Target(scope, account, instrument, bot, leg, fault);
    }

    private boolean isUnusable(final Target target, final long commandId) {
        if (target.fault() == RefusalReason.NONE) {
            return false;
        }
        commands.refuse(
                commandId,
                target.fault(),
                target.fault() == RefusalReason.MISSING_VALUE
                        ? "scope and, for a leg, LONG or SHORT"
                        : "no such target");
        return true;
    }

    void onSetLiveTrading(final SetLiveTradingDecoder command) {
        final long id = command.commandId();
        final boolean enabled = command.enabled() == Bool.YES;
        final String operator = printable(command.operatorName());
        final String missing =
                enabled && state.mode() == LaneMode.LIVE ? state.accounts().unsetLimits(state.nowNs()) : "";
        if (!missing.isEmpty()) {
            commands.refuse(id, RefusalReason.LIMITS_UNSET, missing);
            return;
        }
        state.liveTrading(enabled);
        describe(enabled ? "live trading ON" : "live trading OFF", operator, printable(command.reason()));
        audit.lane(EventCode.SETTING_CHANGED, EventLevel.WARN, id);
        for (int botId = 1; botId <= state.bots().count(); botId++) {
            jobs.takeUp(state.bots().get(botId)); // Those that waited for it since another leader began.
        }
        commands.done(id, 0);
    }

    /** Sets limits of an account: all of them, or none when one of them cannot be. */
    void onSetLimits(final SetLimitsDecoder command) {
        final long id = command.commandId();
        final Account account = state.accounts().get(command.accountId());
        final boolean isConfirmed = command.confirmed() == Bool.YES;
        final String operator = printable(command.operatorName());
        final long[] wantedE8 = new long[Limit.all().length];
        final int[] lines = new int[wantedE8.length];
        java.util.Arrays.fill(wantedE8, Limits.UNSET);
        for (final SetLimitsDecoder.LimitsDecoder given : command.limits()) {
            if (given.limit() != RiskLimit.NULL_VAL) {
                wantedE8[Limit.of(given.limit()).ordinal()] = given.valueE8();
                lines[Limit.of(given.limit()).ordinal()] = given.line();
            }
        }
        final String reason = printable(command.reason());
        final String file = printable(command.file());
        if (account == null) {
            commands.refuse(id, RefusalReason.UNKNOWN_ACCOUNT, "no such account");
            return;
        }
        for (final Limit limit : Limit.all()) {
            final int at = limit.ordinal();
            if (wantedE8[at] == Limits.UNSET) {
                continue;
            }
            if (wantedE8[at] == DEFAULT) {
                wantedE8[at] = limit.defaultE8(account.equityE8());
            }
            if (wantedE8[at] == Limits.UNSET) {
                commands.refuse(
                        id, RefusalReason.MISSING_VALUE, limit.key() + " is a part of equity, which is not known");
                return;
            }
            if (wantedE8[at] < 0) {
                commands.refuse(id, RefusalReason.VALUE_OUT_OF_RANGE, limit.key() + " is not negative");
                return;
            }
            if (!limit.takes(wantedE8[at])) {
                commands.refuse(
                        id,
                        RefusalReason.VALUE_OUT_OF_RANGE,
                        limit.key() + " is from 1 to " + Limit.RATE_MAX + ": exits and cancels need it too");
                return;
            }
            if (!isConfirmed && account.limits().isRaise(limit, wantedE8[at], state.nowNs())) {
                commands.refuse(id, RefusalReason.UNCONFIRMED, limit.key() + " would let more through than before");
                return;
            }
        }
        final Detail detail = audit.detail();
        for (final Limit limit : Limit.all()) {
            final int at = limit.ordinal();
            if (wantedE8[at] == Limits.UNSET) {
                continue;
            }
            detail.add(limit.key()).add(" ");
            add(detail, account.limits().valueE8(limit, state.nowNs()));
            detail.add(" -> ");
            add(detail, wantedE8[at]);
            detail.add("; ");
            final String origin = origin(file, lines[at], operator);
            detail.add(file.isEmpty() ? "" : " " + origin);
            account.limits().set(limit, wantedE8[at], origin, state.nowNs());
        }
        detail.add("(E8) by ").add(operator).add(": ").add(reason);
        audit.account(EventCode.RISK_LIMITS_CHANGED, EventLevel.WARN, account.id(), Account.NULL_USD, id);
        commands.done(id, 0);
    }

    /** Where a value was written: a line of a file, or else who typed it. */
    static String origin(final String file, final int line, final String operator) {
        return file.isEmpty() || line == 0
                ? "typed by " + (operator.isEmpty() ? "nobody" : operator)
                : file + ":" + line;
    }

    private static void add(final Detail detail, final long valueE8) {
        if (valueE8 == Limits.UNSET) {
            detail.add("unset");
        } else if (valueE8 == Limits.OFF) {
            detail.add("off");
        } else {
            detail.add(valueE8);
        }
    }

    void onSetKillSwitch(final SetKillSwitchDecoder command) {
        final long id = command.commandId();
        final KillScope scope = command.scope();
        final Target target = target(controlScope(scope), command.targetId(), Leg.NULL_VAL, "");
        final boolean enabled = command.enabled() == Bool.YES;
        final String operator = printable(command.operatorName());
        final String reason = printable(command.reason());
        if (isUnusable(target, id)) {
            return;
        }
        final Hold kill = kill(target);
        if (enabled) {
            kill.set(operator, reason, state.nowNs());
            panic(target).clear();
            stopFlattensThroughKill(target);
        } else {
            kill.clear();
        }
        describe(enabled ? "kill switch ON" : "kill switch OFF", operator, reason);
        tell(target, killCode(target, enabled), enabled ? EventLevel.WARN : EventLevel.INFO, id);
        commands.done(id, 0);
    }

    /** The newest wish of an operator is the one that holds. */
    private void stopFlattensThroughKill(final Target target) {
        for (int botId = 1; botId <= state.bots().count(); botId++) {
            final Bot bot = state.bots().get(botId);
            if (target.holds(bot)) {
                bot.flatten().yieldToKillSwitch();
            }
        }
    }

    private static ControlScope controlScope(final KillScope scope) {
        return switch (scope) {
            case GLOBAL -> ControlScope.ENGINE;
            case ACCOUNT -> ControlScope.ACCOUNT;
            case BOT -> ControlScope.BOT;
            case NULL_VAL -> ControlScope.NULL_VAL;
        };
    }

    private static EventCode killCode(final Target target, final boolean enabled) {
        if (target.scope() == ControlScope.BOT) {
            return EventCode.BOT_KILL_SWITCH;
        }
        return enabled ? EventCode.KILL_SWITCH_ON : EventCode.KILL_SWITCH_RELEASED;
    }

    private Hold kill(final Target target) {
        return switch (target.scope()) {
            case ENGINE -> state.kill();
            case ACCOUNT -> target.account().kill();
            case BOT -> target.bot().kill();
            case SYMBOL, LEG, NULL_VAL -> null;
        };
    }

    private Hold panic(final Target target) {
        return switch (target.scope()) {
            case ENGINE -> state.panic();
            case ACCOUNT -> target.account().panic();
            case BOT -> target.bot().panic();
            case SYMBOL, LEG, NULL_VAL -> null;
        };
    }

    private Hold halt(final Target target) {
        return switch (target.scope()) {
            case ENGINE -> state.halt();
            case ACCOUNT -> target.account().halt();
            case SYMBOL -> target.instrument().halt();
            case BOT -> target.bot().halt();
            case LEG -> target.bot().leg(target.leg()).halt();
            case NULL_VAL -> throw new AssertionError();
        };
    }

    void onSetHalt(final SetHaltDecoder command) {
        final long id = command.commandId();
        final Target target = target(command.scope(), command.targetId(), command.leg(), command.symbol());
        final String operator = printable(command.operatorName());
        final String reason = printable(command.reason());
        if (isUnusable(target, id)) {
            return;
        }
        halt(target).set(operator, reason, state.nowNs());
        describe("halt: entries off, exits and cancels on", operator, reason);
        tell(target, EventCode.HALT_ON, EventLevel.WARN, id);
        int held = 0;
        for (int botId = 1; botId <= state.bots().count(); botId++) {
            final Bot bot = state.bots().get(botId);
            if (target.holds(bot)) {
                held++;
                jobs.onHalted(bot);
            }
        }
        commands.done(id, held);
    }

    void onRelease(final ReleaseDecoder command) {
        final long id = command.commandId();
        final Target target = target(command.scope(), command.targetId(), command.leg(), command.symbol());
        final String operator = printable(command.operatorName());
        final String reason = printable(command.reason());
        if (isUnusable(target, id)) {
            return;
        }
        final Hold kill = kill(target);
        if (kill != null && kill.clear()) {
            describe("kill switch OFF", operator, reason);
            tell(target, killCode(target, false), EventLevel.WARN, id);
        }
        final Hold panic = panic(target);
        if (panic != null && panic.isOn()) {
            panic.clear();
            describe("panic ended before the freeze", operator, reason);
            tell(target, EventCode.KILL_SWITCH_RELEASED, EventLevel.WARN, id);
        }
        releaseLatches(target, operator, reason, id);
        if (halt(target).clear()) {
            describe("halt lifted", operator, reason);
            tell(target, EventCode.HALT_RELEASED, EventLevel.WARN, id);
        }
        commands.done(id, 0);
    }

    private void releaseLatches(final Target target, final String operator, final String reason, final long id) {
        final boolean wasLatched =
                switch (target.scope()) {
                    case ACCOUNT -> target.account().latch().clear();
                    case BOT -> target.bot().latch().clear();
                    default -> false;
                };
        if (target.scope() == ControlScope.BOT) {
            target.bot().forgetBlocks();
            target.bot().acceptLeverage();
        } else if (target.scope() == ControlScope.ACCOUNT) {
            target.account().forgetMarginBlock();
        }
        if (wasLatched) {
            if (target.scope() == ControlScope.ACCOUNT) {
                target.account().forgetPeakEquity();
            }
            describe("latch released", operator, reason);
            tell(target, EventCode.LATCH_RELEASED, EventLevel.WARN, id);
        }
    }

    void onPanic(final PanicDecoder command) {
        final long id = command.commandId();
        final Target target = target(command.scope(), command.targetId(), Leg.NULL_VAL, "");
        final String operator = printable(command.operatorName());
        final String reason = printable(command.reason());
        if (target.scope() == ControlScope.SYMBOL || target.scope() == ControlScope.LEG) {
            commands.refuse(id, RefusalReason.UNKNOWN_SCOPE, "panic is for the engine, an account or a bot");
            return;
        }
        if (isUnusable(target, id)) {
            return;
        }
        final int frozen = frozenOrders(target);
        if (frozen > 0 && frozen == workingOrders(target) && !isFlattenedThroughKill(target)) {
            final RefusalReason refusal =
                    state.isLiveTrading() ? RefusalReason.KILL_SWITCH_IS_ON : RefusalReason.LIVE_TRADING_OFF;
            commands.refuse(id, refusal, text(refusal) + ", no cancel either");
            return;
        }
        panic(target).set(operator, reason, state.nowNs());
        stopFlattensThroughKill(target);
        describe("cancel all ours, then freeze", operator, reason);
        tell(target, EventCode.PANIC_REQUESTED, EventLevel.CRITICAL, id);
        final int taken = jobs.beginPanic();
        commands.done(id, taken, frozen == 0 ? "" : "orders left alone behind a kill switch: " + frozen);
    }

    private boolean isFlattenedThroughKill(final Target target) {
        boolean isSome = false;
        for (int botId = 1; botId <= state.bots().count(); botId++) {
            final Bot bot = state.bots().get(botId);
            isSome |= target.holds(bot) && bot.flatten().passesKillSwitch();
        }
        return isSome;
    }

    private int workingOrders(final Target target) {
        int working = 0;
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            working += order.status().isWorking() && target.holds(state.bots().get(order.botId())) ? 1 : 0;
        }
        return working;
    }

    /** Working orders that a panic cannot take back: a wish that waits for a gate would fire when nobody looks. */
    private int frozenOrders(final Target target) {
        int frozen = 0;
        for (int i = 0; i < state.orders().size(); i++) {
            final Order order = state.orders().at(i);
            final Bot bot = state.bots().get(order.botId());
            frozen += order.status().isWorking() && target.holds(bot) && state.isFrozen(bot) ? 1 : 0;
        }
        return frozen;
    }

    void onFlatten(final FlattenDecoder command) {
        final long id = command.commandId();
        final Target target = target(command.scope(), command.targetId(), Leg.NULL_VAL, "");
        final String operator = printable(command.operatorName());
        final boolean isThroughKill = command.throughKill() == Bool.YES;
        final String reason = printable(command.reason());
        if (target.scope() == ControlScope.SYMBOL || target.scope() == ControlScope.LEG) {
            commands.refuse(id, RefusalReason.UNKNOWN_SCOPE, "flatten is for the engine, an account or a bot");
            return;
        }
        if (isUnusable(target, id)) {
            return;
        }
        if (target.scope() == ControlScope.BOT) {
            final RefusalReason refusal = refusal(target.bot(), isThroughKill);
            if (refusal != RefusalReason.NONE) {
                if (refusal == RefusalReason.BOT_IS_STOPPED) {
                    tellStopped(target.bot(), id);
                }
                commands.refuse(id, refusal, text(refusal));
                return;
            }
        }
        int begun = 0;
        int left = 0;
        RefusalReason worst = RefusalReason.NONE;
        final StringBuilder leftAlone = new StringBuilder();
        for (int botId = 1; botId <= state.bots().count(); botId++) {
            final Bot bot = state.bots().get(botId);
            if (!target.holds(bot)) {
                continue;
            }
            final RefusalReason refusal = refusal(bot, isThroughKill);
            if (refusal == RefusalReason.BOT_IS_STOPPED) {
                tellStopped(bot, id);
            }
            if (refusal == RefusalReason.NONE) {
                describe("flatten", operator, reason);
                audit.bot(EventCode.FLATTEN_REQUESTED, EventLevel.WARN, bot, Order.NULL_PRICE, id);
                jobs.flatten(bot, id, isThroughKill);
                begun++;
            } else {
                left++;
                worst = refusal;
                if (refusal != RefusalReason.BEING_FLATTENED) {
                    leftAlone
                            .append(leftAlone.isEmpty() ? "left alone: " : ", ")
                            .append(bot.name())
                            .append(" (")
                            .append(text(refusal))
                            .append(')');
                }
            }
        }
        if (begun == 0 && left > 0) {
            commands.refuse(id, worst, text(worst));
        } else {
            commands.done(id, begun, leftAlone.toString());
        }
    }

    /** Why a bot cannot be flattened now: a wish that waits for a gate would fire when nobody looks. */
    private RefusalReason refusal(final Bot bot, final boolean isThroughKill) {
        final Account account = state.accounts().get(bot.accountId());
        if (bot.desiredStatus() == DesiredStatus.STOPPED) {
            return RefusalReason.BOT_IS_STOPPED;
        }
        if (!state.isLiveTrading()) {
            return RefusalReason.LIVE_TRADING_OFF;
        }
        if (!isThroughKill && state.isKilled(bot)) {
            return RefusalReason.KILL_SWITCH_IS_ON;
        }
        if (account.positionMode() == PositionMode.ONE_WAY) {
            return RefusalReason.ONE_WAY_ACCOUNT;
        }
        return bot.flatten().isActive() ? RefusalReason.BEING_FLATTENED : RefusalReason.NONE;
    }

    private static String text(final RefusalReason refusal) {
        return switch (refusal) {
            case BOT_IS_STOPPED -> "the bot is stopped; resume or pause it first, it holds what it held";
            case LIVE_TRADING_OFF -> "live trading is off: nothing may be sent";
            case KILL_SWITCH_IS_ON -> "kill switch is on: nothing may be sent";
            case ONE_WAY_ACCOUNT -> "the account is in one-way mode: its two legs are one";
            case BEING_FLATTENED -> "it is being flattened already";
            default -> "refused";
        };
    }

    private void tellStopped(final Bot bot, final long commandId) {
        audit.detail().add("desired status is stopped");
        audit.bot(EventCode.FLATTEN_BLOCKED_STOPPED, EventLevel.WARN, bot, Order.NULL_PRICE, commandId);
    }

    private void describe(final String what, final String operator, final String reason) {
        final Detail detail = audit.detail().add(what);
        if (!operator.isEmpty()) {
            detail.add(" by ").add(operator);
        }
        if (!reason.isEmpty()) {
            detail.add(": ").add(reason);
        }
    }

    private void tell(final Target target, final EventCode code, final EventLevel level, final long commandId) {
        switch (target.scope()) {
            case ACCOUNT -> audit.account(code, level, target.account().id(), Account.NULL_USD, commandId);
            case SYMBOL -> audit.instrument(code, level, target.instrument().id(), commandId);
            case BOT -> audit.bot(code, level, target.bot(), Order.NULL_PRICE, commandId);
            case LEG -> audit.legOf(code, level, target.bot(), target.leg(), commandId);
            case ENGINE -> audit.lane(code, level, commandId);
            case NULL_VAL -> throw new AssertionError();
        }
    }

    /** A text that an image and a terminal can hold: printable ASCII, not too long. */
    static String printable(final String text) {
        final StringBuilder clean = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), REASON_CHARACTERS_MAX); i++) {
            final char character = text.charAt(i);
            clean.append(character >= ' ' && character <= '~' ? character : '?');
        }
        return clean.toString();
    }
}
