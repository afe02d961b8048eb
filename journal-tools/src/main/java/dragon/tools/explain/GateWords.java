package dragon.tools.explain;

import dragon.engine.core.CoreState;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.gate.Gate;
import dragon.engine.core.gate.GateSheet;
import dragon.engine.core.gate.Gates;
import dragon.engine.core.gate.Hold;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import dragon.engine.core.market.CandleFeed;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.core.order.OrderStatus;
import dragon.engine.protocol.OrderRole;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.protocol.Surface;
import dragon.engine.protocol.SurfaceState;
import dragon.tools.journal.DecodedMessage;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a gate looked at, in words: the input with its age, the limit and where it was set, and when the gate clears. Judges nothing.
 *
 * <p>Ownership: the words are good until the next {@link #of}. Threading: one thread.
 */
final class GateWords {
    private static final long NS_PER_MS = 1_000_000L;
    private static final long NS_PER_DAY = 86_400_000_000_000L;
    private static final int E8_SCALE = 8;
    private static final String BUILT_IN = "built in";
    private static final long BYTES_PER_MIB = 1024 * 1024;
    private static final String NOBODY = "nobody has set it";

    private final CoreState state;
    private final Past past;
    private final Bot bot;
    private final LegState leg;
    private final Order order;
    private final Path home;
    private final Account account;
    private final Instrument instrument;
    private final GateSheet sheet;
    private final long nowNs;

    private Gate gate = Gate.OPEN;
    private String input = "-";
    private long ageNs;
    private String limit;
    private String from;
    private Setter setter;
    private String clears;

    GateWords(
            final Moment moment,
            final Bot bot,
            final LegState leg,
            final Order order,
            final GateSheet sheet,
            final Path home) {
        state = moment.state();
        past = moment.past();
        this.bot = bot;
        this.leg = leg;
        this.order = order;
        this.home = home;
        account = state.accounts().get(bot.accountId());
        instrument = state.instruments().get(bot.instrumentId());
        this.sheet = sheet;
        nowNs = state.nowNs();
    }

    String input() {
        return input;
    }

    long ageNs() {
        return ageNs;
    }

    String limit() {
        return limit;
    }

    String from() {
        return from;
    }

    Setter setter() {
        return setter;
    }

    String clears() {
        return clears;
    }

    /** Composes the words of a gate. */
    void of(final Gate newGate, final boolean isClosed) {
        gate = newGate;
        input = "-";
        ageNs = GateRow.NO_AGE;
        limit = "";
        from = "";
        setter = null;
        clears = "";
        switch (gate) {
            case LIVE_TRADING, KILL_SWITCH, PANIC, HALT, LATCHED -> ofSwitches(isClosed);
            case JOURNAL_FAULT, JOURNAL_SPACE, JOURNAL_SLOW -> ofStorage();
            case HEDGE_MODE, HEDGE_MODE_UNKNOWN, SESSION, RECONCILING, DEGRADED, IN_DOUBT -> ofVenue();
            case INSTRUMENT, FORM, STALE_QUOTE, STALE_MARK, STALE_CANDLE, SUSPECT_PRICE, CLOCK_SKEW -> ofMarket();
            case POSITION_DRIFT, ACCOUNT_STATUS, LIMITS_UNSET, STALE_PRIVATE, LIQUIDATION, LEVERAGE -> ofAccount();
            case DAILY_LOSS, TOTAL_LOSS, DAY_LOSS, BOT_LOSS, DRAWDOWN, MARGIN, VENUE_MARGIN -> ofMoney();
            case ORDER_SIZE,
                    COLLAR,
                    LEG_EXPOSURE,
                    SYMBOL_EXPOSURE,
                    ACCOUNT_EXPOSURE,
                    OPEN_ORDERS,
                    RATE,
                    DUPLICATE,
                    REJECTS,
                    SELF_TRADE,
                    CAPACITY -> ofOrders();
            case OPEN -> throw new AssertionError("no gate");
        }
    }

    private void ofSwitches(final boolean isClosed) {
        switch (gate) {
            case LIVE_TRADING -> {
                input = state.isLiveTrading() ? "on" : "off";
                setBy(Past.live());
                if (setter == null) {
                    from = "off until somebody switches it on";
                }
                clears = "dragon live on --reason \"...\"";
            }
            case KILL_SWITCH -> {
                hold(state.kill(), "engine", Past.kill("ENGINE", 0), "dragon release --scope engine");
                hold(account.kill(), accountScope(), Past.kill("ACCOUNT", account.id()), release(accountScope()));
                hold(bot.kill(), botScope(), Past.kill("BOT", bot.id()), release(botScope()));
                input = isClosed ? input : "off";
            }
            case PANIC -> {
                hold(state.panic(), "engine", Past.kill("ENGINE", 0), "dragon release --scope engine");
                hold(account.panic(), accountScope(), Past.kill("ACCOUNT", account.id()), release(accountScope()));
                hold(bot.panic(), botScope(), Past.kill("BOT", bot.id()), release(botScope()));
                input = isClosed ? input : "off";
            }
            case HALT -> {
                final String symbol = instrument.symbol();
                final String legScope = "leg:" + bot.name() + "/" + leg.leg();
                hold(state.halt(), "engine", Past.halt("ENGINE", 0, ""), release("engine"));
                hold(account.halt(), accountScope(), Past.halt("ACCOUNT", account.id(), ""), release(accountScope()));
                hold(
                        instrument.halt(),
                        "symbol:" + symbol,
                        Past.halt("SYMBOL", 0, symbol),
                        release("symbol:" + symbol));
                hold(bot.halt(), botScope(), Past.halt("BOT", bot.id(), ""), release(botScope()));
                hold(leg.halt(), legScope, Past.halt("LEG", bot.id(), leg.leg().name()), release(legScope));
                input = isClosed ? input : "off, 5 scopes";
            }
            case LATCHED -> {
                hold(account.latch(), accountScope(), "", release(accountScope()));
                hold(bot.latch(), botScope(), "", release(botScope()));
                input = isClosed ? input : "none";
            }
            default -> throw new AssertionError(gate);
        }
    }

    /** A button that is pressed: the first one met is the one that is told; all of them have to be let go. */
    private void hold(final Hold hold, final String scope, final String key, final String release) {
        if (!hold.isOn()) {
            return;
        }
        final boolean isFirst = "-".equals(input);
        input = isFirst ? "on for " + scope : input + " and " + scope;
        clears = isFirst ? release : clears + ", " + release;
        if (isFirst) {
            ageNs = nowNs - hold.sinceNs();
            setter = past.setter(key);
            from = setter == null
                    ? "by " + hold.by() + (hold.why().isEmpty() ? "" : " \"" + hold.why() + "\"")
                    : setter.commandText();
        }
    }

    private String accountScope() {
        return "account:" + account.label();
    }

    private String botScope() {
        return "bot:" + bot.name();
    }

    private static String release(final String scope) {
        return "dragon release --scope " + scope + " --reason \"...\"";
    }

    private void setBy(final String key) {
        setter = past.setter(key);
        from = setter == null ? "" : setter.text(home);
    }

    private void ofStorage() {
        input = state.storage().name();
        ageNs = age(state.storageSinceNs());
        if (gate == Gate.JOURNAL_SPACE) {
            input += ", " + state.storageFreeBytes() / BYTES_PER_MIB + " MiB free of "
                    + state.storageTotalBytes() / BYTES_PER_MIB;
            limit = "5% of the disk, at most 1 GiB";
            from = BUILT_IN;
        }
        clears = switch (gate) {
            case JOURNAL_SPACE -> "when a tenth more than that is free";
            case JOURNAL_SLOW -> "when no append has been slow for 10 s";
            default -> "with a restart of the engine once the cause is gone: dragon journal verify";
        };
    }

    private void ofVenue() {
        switch (gate) {
            case HEDGE_MODE, HEDGE_MODE_UNKNOWN -> {
                input = account.positionMode().name();
                ageNs = account.reportedNs() == 0 ? GateRow.NO_AGE : nowNs - account.reportedNs();
                limit = "HEDGE";
                from = BUILT_IN;
                clears = gate == Gate.HEDGE_MODE
                        ? "change it at the venue (we never do), then dragon bot resume " + bot.name()
                        : "when the venue tells the account's mode";
            }
            case SESSION -> {
                input = state.isGatewayUp() ? "up" : "down";
                ageNs = state.gatewayHeardNs() == 0 ? GateRow.NO_AGE : nowNs - state.gatewayHeardNs();
                clears = "when a gateway of this lane runs: dragon gateway --lane ...";
            }
            case RECONCILING -> {
                input = account.isReconciled() ? "done" : "going on";
                clears = "when orders, trades and positions are compared with the venue";
            }
            case DEGRADED -> {
                input = surfaces();
                clears = "when the venue answers again";
                if (account.cooldownEndsNs() > nowNs) {
                    clears += "; the breaker tries again in " + GateRow.ageText(account.cooldownEndsNs() - nowNs);
                }
            }
            case IN_DOUBT -> {
                ofLimit(Limit.IN_DOUBT_ACCOUNT_MAX, "", " of the account");
                input = inDoubt() + (input.isEmpty() ? "" : ", " + input);
                clears = "when the venue has said what became of it";
            }
            default -> throw new AssertionError(gate);
        }
    }

    private String surfaces() {
        final StringBuilder down = new StringBuilder();
        for (final Surface surface : Surface.values()) {
            if (surface != Surface.NULL_VAL && account.surface(surface) != SurfaceState.UP) {
                down.append(down.length() == 0 ? "" : ", ")
                        .append(surface)
                        .append(' ')
                        .append(account.surface(surface));
            }
        }
        return down.length() == 0 ? "all up" : down.toString();
    }

    private String inDoubt() {
        final StringBuilder ids = new StringBuilder();
        for (final OrderRole role : OrderRole.values()) {
            final Order each = role == OrderRole.NULL_VAL || leg.orderId(role) == 0
                    ? null
                    : state.orders().get(leg.orderId(role));
            if (each != null && each.status() == OrderStatus.IN_DOUBT) {
                ids.append(ids.length() == 0 ? "" : ", ").append(each.clientOrderId());
            }
        }
        return ids.length() == 0 ? "none of the leg" : ids.toString();
    }

    private void ofMarket() {
        switch (gate) {
            case INSTRUMENT -> {
                input = !instrument.hasFilters() ? "no filters" : instrument.isTrading() ? "trading" : "not trading";
                clears = "when the venue tells its filters and that it trades";
            }
            case FORM -> {
                input = order == null ? "-" : plain(order.leavesQuantityE8()) + " at " + plain(order.targetPriceE8());
                limit = instrument.hasFilters()
                        ? "tick " + plain(instrument.tickSizeE8()) + ", step " + plain(instrument.quantityStepE8())
                                + ", at least " + plain(instrument.minNotionalE8()) + " USD"
                        : "";
                from = "the venue";
                clears = "with a size that the venue takes";
            }
            case STALE_QUOTE -> {
                input = price(instrument.bidPriceE8()) + " / " + price(instrument.askPriceE8());
                ageNs = age(instrument.quotedNs());
                limit = GateRow.ageText(Gates.QUOTE_AGE_NS_MAX);
                from = BUILT_IN;
                clears = "with the next quote of both sides";
            }
            case STALE_MARK -> {
                ofLimit(Limit.STALE_MARK_MS, "mark " + price(instrument.markPriceE8()), " ms");
                ageNs = age(instrument.markedNs());
                clears = "with the next mark price";
            }
            case STALE_CANDLE -> {
                final CandleFeed feed = instrument.feed(bot.timeframe());
                final long openMs = feed == null ? 0 : feed.lastOpenMs();
                ofLimit(
                        Limit.STALE_CANDLE_MS,
                        openMs == 0
                                ? "no candle"
                                : "candle of "
                                        + DecodedMessage.timeText(openMs * NS_PER_MS)
                                                .substring(11, 16) + "Z",
                        " ms after it is due");
                ageNs = openMs == 0
                        ? GateRow.NO_AGE
                        : nowNs - (openMs + CandleFeed.lengthMs(bot.timeframe())) * NS_PER_MS;
                clears = "with the next closed candle";
            }
            case SUSPECT_PRICE -> {
                ofLimit(Limit.SPREAD_PCT, spread(), "%");
                input = spread() + (instrument.isPriceSuspect() ? ", jumped" : "");
                ageNs = age(instrument.quotedNs());
                clears = "when three quotes in a row are plausible";
            }
            case CLOCK_SKEW -> {
                final boolean isMeasured = state.measuredOffsetMs() != CoreState.NOT_MEASURED;
                ofLimit(
                        Limit.CLOCK_SKEW_MS,
                        isMeasured ? signed(state.measuredOffsetMs()) + " ms" : "not measured yet in this session",
                        " ms");
                if (account.limits().valueE8(Limit.CLOCK_SKEW_MS, nowNs) == Limits.UNSET) {
                    limit = "1000 ms";
                    from = BUILT_IN;
                }
                clears = isMeasured
                        ? "when this machine's clock is right: dragon doctor"
                        : "with the first measurement of the gateway's session";
            }
            default -> throw new AssertionError(gate);
        }
    }

    private long age(final long sinceNs) {
        return sinceNs == 0 ? GateRow.NO_AGE : nowNs - sinceNs;
    }

    private String spread() {
        final long bidE8 = instrument.bidPriceE8();
        final long askE8 = instrument.askPriceE8();
        return bidE8 == Instrument.NULL_PRICE || askE8 == Instrument.NULL_PRICE
                ? "no book"
                : "spread " + plain(askE8 - bidE8) + ", mark " + price(instrument.markPriceE8());
    }

    private void ofAccount() {
        switch (gate) {
            case POSITION_DRIFT -> {
                input = "ours " + plain(leg.quantityE8()) + ", the venue's " + price(leg.venueQuantityE8());
                ageNs = leg.isDriftReported() ? nowNs - leg.driftSinceNs() : GateRow.NO_AGE;
                clears = "when both are equal again: look for manual trades, dragon positions";
            }
            case ACCOUNT_STATUS -> {
                input = account.status().name();
                setBy(Past.status(account.id()));
                limit = "ACTIVE";
                clears = "dragon account set " + account.label() + " --status active --reason \"...\"";
            }
            case STALE_PRIVATE -> {
                ofLimit(Limit.STALE_PRIVATE_MS, "-", " ms");
                clears = "when the venue tells mode and money of the account again";
            }
            case LIQUIDATION -> {
                ofLimit(Limit.LIQUIDATION_DISTANCE_MIN_PCT, "-", "%");
                clears =
                        "when the leg is smaller or the margin larger, or " + raise(Limit.LIQUIDATION_DISTANCE_MIN_PCT);
            }
            case LEVERAGE -> {
                ofLimit(Limit.LEVERAGE_EXPECTED, "-", "");
                clears = "when the venue's leverage is the expected one: change it there";
            }
            case LIMITS_UNSET -> {
                final Limit first = account.limits().firstUnset(nowNs);
                input = first == null ? "all set" : first.key() + " is not set";
                limit = "all, on a live lane";
                from = BUILT_IN;
                clears = "dragon account set " + account.label() + " --default-limits";
            }
            default -> throw new AssertionError(gate);
        }
    }

    private void ofMoney() {
        final String later = "00:00Z in " + GateRow.ageText(NS_PER_DAY - nowNs % NS_PER_DAY) + ", or ";
        switch (gate) {
            case DAILY_LOSS -> {
                input = usd(account.dayNetE8(nowNs)) + " today";
                lossLimit(account.dailyLossLimitE8(), Past.dailyLoss(account.id()));
                clears = later + raise("--daily-loss-limit ...");
            }
            case TOTAL_LOSS -> {
                input = usd(account.totalNetE8()) + " ever";
                lossLimit(account.totalLossLimitE8(), Past.totalLoss(account.id()));
                clears = raise("--total-loss-limit ...");
            }
            case DAY_LOSS -> {
                ofLimit(Limit.DAY_LOSS_MAX, "-", " USD today, open legs included");
                clears = later + raise(Limit.DAY_LOSS_MAX);
            }
            case BOT_LOSS -> {
                ofLimit(Limit.BOT_LOSS_MAX, StrategyParameter.LIMIT_BOT_LOSS_USD, "-", " USD of the bot");
                clears = raise(Limit.BOT_LOSS_MAX) + ", then " + release(botScope());
            }
            case DRAWDOWN -> {
                ofLimit(
                        Limit.DRAWDOWN_PCT,
                        "equity " + usd(account.equityE8()) + ", highest " + usd(account.peakEquityE8()),
                        "%");
                ageNs = age(account.reportedNs());
                clears = release(accountScope());
            }
            case MARGIN -> {
                ofLimit(
                        Limit.MARGIN_FREE_MIN_PCT,
                        usd(account.freeCollateralE8()) + " free of " + usd(account.equityE8()),
                        "% free");
                ageNs = age(account.reportedNs());
                clears = "when legs are smaller or the balance larger, or " + raise(Limit.MARGIN_FREE_MIN_PCT);
            }
            case VENUE_MARGIN -> {
                final long leftNs = account.marginBlockUntilNs() - nowNs;
                input = leftNs > 0 ? "an order was refused for margin" : "none refused";
                from = BUILT_IN;
                clears = leftNs > 0 ? "in " + GateRow.ageText(leftNs) : "";
            }
            default -> throw new AssertionError(gate);
        }
    }

    private void lossLimit(final long limitE8, final String key) {
        final boolean isSet = limitE8 > 0;
        limit = isSet ? "-" + usd(limitE8) : "none";
        setBy(key);
        if (!isSet && setter == null) {
            from = NOBODY;
        }
    }

    private void ofOrders() {
        switch (gate) {
            case ORDER_SIZE -> {
                ofLimit(Limit.ORDER_NOTIONAL_MAX, StrategyParameter.LIMIT_ORDER_NOTIONAL_USD, "-", " USD");
                clears = "with a smaller order, or " + raise(Limit.ORDER_NOTIONAL_MAX);
            }
            case COLLAR -> {
                ofLimit(Limit.COLLAR_AGGRESSIVE_PCT, "-", "%");
                clears = "when the market comes to the price";
            }
            case LEG_EXPOSURE -> {
                ofLimit(Limit.LEG_NOTIONAL_MAX, StrategyParameter.LIMIT_LEG_NOTIONAL_USD, "-", " USD");
                clears = "when the leg is smaller, or " + raise(Limit.LEG_NOTIONAL_MAX);
            }
            case SYMBOL_EXPOSURE -> {
                ofLimit(Limit.SYMBOL_NOTIONAL_MAX, "-", " USD");
                clears = "when the symbol's legs are smaller, or " + raise(Limit.SYMBOL_NOTIONAL_MAX);
            }
            case ACCOUNT_EXPOSURE -> {
                ofLimit(Limit.ACCOUNT_GROSS_MAX, "-", " USD");
                clears = "when the account's legs are smaller, or " + raise(Limit.ACCOUNT_GROSS_MAX);
            }
            case OPEN_ORDERS -> {
                ofLimit(Limit.OPEN_ORDERS_BOT_MAX, StrategyParameter.LIMIT_OPEN_ORDERS, "-", " orders");
                clears = "when one of them has ended";
            }
            case RATE -> {
                ofLimit(Limit.ORDER_RATE_SYMBOL, "-", " orders");
                clears = "within a second, or a minute";
            }
            case DUPLICATE -> {
                ofLimit(Limit.DUPLICATE_WINDOW_MS, "-", " ms");
                clears = "when the window has passed";
            }
            case REJECTS -> {
                ofLimit(
                        Limit.REJECTS_MAX,
                        bot.rejectBlockUntilNs() > nowNs
                                ? "blocked for " + GateRow.ageText(bot.rejectBlockUntilNs() - nowNs) + " more"
                                : "not blocked",
                        " rejects");
                clears = "in " + GateRow.ageText(Math.max(0, bot.rejectBlockUntilNs() - nowNs)) + ", or "
                        + release(botScope());
            }
            case SELF_TRADE -> clears = "when our order on the other side has gone";
            case CAPACITY -> {
                input = state.orders().size() + " orders known";
                limit = Integer.toString(state.orders().capacity());
                from = BUILT_IN;
                clears = "when ended orders are forgotten";
            }
            default -> throw new AssertionError(gate);
        }
    }

    private String raise(final Limit of) {
        return raise("--limit " + of.key() + "=...");
    }

    /** Where it was written is where it is changed; what was typed is typed again. */
    private String raise(final String flag) {
        return setter == null || !setter.isOfFile()
                ? "dragon account set " + account.label() + " " + flag + " --confirm RAISE"
                : "change " + setter.text(home) + ", then dragon apply";
    }

    private void ofLimit(final Limit usual, final String found, final String unit) {
        ofLimit(usual, null, found, unit);
    }

    /**
     * The numbers that the core compared; where it compared none, what stands beside.
     *
     * @param usual the limit of this gate where the core has looked at none
     * @param ofBot the same in a bot's file, which holds where it is tighter; null = there is none
     */
    private void ofLimit(final Limit usual, final StrategyParameter ofBot, final String found, final String unit) {
        final Limit of = sheet.limit(gate) == null ? usual : sheet.limit(gate);
        final long accountE8 = account.limits().valueE8(of, nowNs);
        final long botE8 = ofBot == null ? 0 : bot.settings().valueOrZeroE8(ofBot);
        final long judgedE8 = sheet.limitE8(gate);
        final boolean isTighter = !Limits.isSet(accountE8) || botE8 < accountE8;
        final boolean isOfBot = botE8 > 0 && (judgedE8 == GateSheet.UNKNOWN ? isTighter : judgedE8 == botE8);
        final long heldE8 = judgedE8 != GateSheet.UNKNOWN ? judgedE8 : isOfBot ? botE8 : accountE8;
        input = sheet.valueE8(gate) == GateSheet.UNKNOWN ? found : plain(sheet.valueE8(gate)) + unit;
        limit = valueText(heldE8, unit.startsWith(" USD") ? " USD" : unit);
        setBy(isOfBot ? Past.setting(bot.id(), ofBot) : Past.limit(account.id(), of));
        if (setter == null) {
            from = NOBODY;
        }
        final long untilNs = account.limits().raisedUntilNs(of, nowNs);
        if (untilNs != 0 && !isOfBot) {
            limit += ", raised for " + GateRow.ageText(untilNs - nowNs) + " more";
        }
    }

    private static String valueText(final long valueE8, final String unit) {
        if (valueE8 == Limits.UNSET) {
            return "none";
        }
        return valueE8 == Limits.OFF ? "off" : plain(valueE8) + unit;
    }

    private static String signed(final long number) {
        return number > 0 ? "+" + number : Long.toString(number);
    }

    private static String price(final long valueE8) {
        return valueE8 == Instrument.NULL_PRICE ? "none" : plain(valueE8);
    }

    private static String usd(final long valueE8) {
        return valueE8 == Account.NULL_USD
                ? "not known"
                : String.format(Locale.ROOT, "%.2f USD", BigDecimal.valueOf(valueE8, E8_SCALE));
    }

    static String plain(final long valueE8) {
        return valueE8 == 0
                ? "0"
                : BigDecimal.valueOf(valueE8, E8_SCALE).stripTrailingZeros().toPlainString();
    }
}
