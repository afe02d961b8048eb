package dragon.monitor.cli;

import dragon.engine.botfile.BotKey;
import dragon.engine.botfile.BotSettings;
import dragon.engine.core.CoreState;
import dragon.engine.core.Output;
import dragon.engine.core.account.Account;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.LegState;
import dragon.engine.core.market.Instrument;
import dragon.engine.core.order.Order;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.Bool;
import dragon.engine.protocol.ChangeBotEncoder;
import dragon.engine.protocol.CommandResultDecoder;
import dragon.engine.protocol.DesiredStatus;
import dragon.engine.protocol.LaneMode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.MessageHeaderDecoder;
import dragon.engine.protocol.MessageHeaderEncoder;
import dragon.engine.protocol.RefusalReason;
import dragon.engine.protocol.SetBotDesiredEncoder;
import dragon.engine.protocol.StrategyParameter;
import dragon.engine.strategy.StrategySettings;
import dragon.monitor.snapshot.Decimals;
import dragon.tools.explain.Moment;
import dragon.tools.journal.DecodedMessage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * What bot files would change on a lane: for each file nothing, a new bot, or other settings; in orders, by a trial in the core
 * itself, and in money at the bottom of the ladder.
 */
final class BotPlan {
    private static final String LIMITS = "limits";
    private static final String HELD_BACK = "hold back: ";
    private static final String SUCCESSOR = "; its successor follows when that is confirmed";

    /** Where a higher number lets more through, beside the limits: what the venue may be told to lend. */
    private static final Set<StrategyParameter> CAPS =
            EnumSet.of(StrategyParameter.FUTURES_LEVERAGE, StrategyParameter.MAX_LEVERAGE);

    /** What a file would do. */
    enum Kind {
        NOTHING,
        CREATE,
        CHANGE
    }

    /** One setting that would be another one; {@code null} = none. */
    record Difference(String key, String before, String after, String takesEffect) {}

    /**
     * One bot of the plan. Amounts are USD times 10^8.
     *
     * @param botId 0 = it is to be made
     * @param settingsBefore fingerprint of what it has
     * @param orders what the core would do with orders at once, a line each
     * @param firstEntries what a new bot would begin with at the price of now, a line each
     * @param notionalBeforeE8 of all ladders filled; null = not known
     * @param lossBeforeE8 at the stops of all ladders filled; null = not known, or unlimited
     * @param loosens keys that let more through than before, as text; empty = none
     */
    record Change(
            Kind kind,
            BotSettings bot,
            int accountId,
            int botId,
            long settingsBefore,
            List<Difference> differences,
            List<String> orders,
            List<String> firstEntries,
            Long notionalBeforeE8,
            Long notionalAfterE8,
            Long lossBeforeE8,
            Long lossAfterE8,
            String loosens) {

        /** True where more can be lost afterwards, or that cannot be told. */
        boolean raisesRisk() {
            if (kind == Kind.NOTHING) {
                return false;
            }
            return kind == Kind.CREATE
                    || !loosens.isEmpty()
                    || notionalAfterE8 == null
                    || notionalBeforeE8 == null
                    || notionalAfterE8 > notionalBeforeE8
                    || raisesLoss();
        }

        private boolean raisesLoss() {
            if (lossAfterE8 == null) { // No stop, or one that cannot be computed: nobody may call another one tighter.
                return lossBeforeE8 != null
                        || differences.stream()
                                .anyMatch(each -> each.key().startsWith("stop_loss.")
                                        || each.key().startsWith("trailing."));
            }
            return lossBeforeE8 != null && lossAfterE8 > lossBeforeE8;
        }
    }

    /**
     * A bot that has lost its file.
     *
     * @param file that its settings came from
     * @param orders what the core would do with orders at once, a line each
     * @param holds the legs that nobody would close any more, a line each
     */
    record Stop(String name, int botId, String file, List<String> orders, List<String> holds) {
        /** True where a position stays without its exits. */
        boolean raisesRisk() {
            return !holds.isEmpty();
        }
    }

    private final Moment moment;
    private final CoreState state;
    private final List<Change> changes = new ArrayList<>();
    private final List<Stop> stops = new ArrayList<>();
    private final List<String> withoutFile = new ArrayList<>();

    private BotPlan(final Moment moment) {
        this.moment = moment;
        state = moment.state();
    }

    /**
     * Compares bots with a lane.
     *
     * @param moment of the lane; its core is used up by the trial
     * @param folder where the files of all bots are: one that has lost its file there is stopped, one that never had one is told;
     *     null = only these were asked for
     * @throws Failure where a file asks for what cannot be
     */
    static BotPlan of(final Moment moment, final List<BotSettings> bots, final Path folder) {
        final BotPlan plan = new BotPlan(moment);
        if (folder != null) {
            plan.findWithoutFile(bots, folder);
        }
        bots.forEach(bot -> plan.changes.add(plan.change(bot)));
        return plan;
    }

    List<Change> changes() {
        return changes;
    }

    List<Stop> stops() {
        return stops;
    }

    long pending() {
        return stops.size()
                + changes.stream()
                        .filter(change -> change.kind() != Kind.NOTHING)
                        .count();
    }

    boolean raisesRisk() {
        return changes.stream().anyMatch(Change::raisesRisk) || stops.stream().anyMatch(Stop::raisesRisk);
    }

    private void findWithoutFile(final List<BotSettings> bots, final Path folder) {
        final Set<String> names = bots.stream().map(BotSettings::name).collect(Collectors.toSet());
        for (int id = 1; id <= state.bots().count(); id++) {
            final Bot bot = state.bots().get(id);
            if (bot.desiredStatus() != DesiredStatus.STOPPED && !names.contains(bot.name())) {
                final String file = moment.past().settingsFile(id);
                if (isGoneFrom(folder, file)) {
                    stops.add(stop(bot, file));
                } else {
                    withoutFile.add(bot.name());
                }
            }
        }
    }

    /** A bot that was typed, or made from a preset, never had a file here: nobody has taken it away. */
    private static boolean isGoneFrom(final Path folder, final String file) {
        if (file.isEmpty()) {
            return false;
        }
        final Path path = Path.of(file);
        return folder.toAbsolutePath().normalize().equals(path.getParent()) && !Files.exists(path);
    }

    private Stop stop(final Bot bot, final String file) {
        final List<String> holds = new ArrayList<>();
        for (final Leg leg : List.of(Leg.LONG, Leg.SHORT)) {
            final LegState held = bot.leg(leg);
            if (bot.trades(leg) && !held.isFlat()) {
                holds.add(leg + " " + plain(held.quantityE8()) + " from " + plain(held.averageEntryE8())
                        + ", which nobody closes any more");
            }
        }
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final SetBotDesiredEncoder command = new SetBotDesiredEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .commandId(Long.MAX_VALUE - bot.id())
                .botId(bot.id())
                .desiredStatus(DesiredStatus.STOPPED)
                .operatorName("")
                .reason("");
        final List<String> orders = trial(buffer, command.encodedLength(), bot.name(), file).stream()
                .map(order -> order.replace(SUCCESSOR, ""))
                .toList();
        return new Stop(bot.name(), bot.id(), file, orders, holds);
    }

    private Account account(final String label) {
        return label.matches("#\\d{1,9}")
                ? state.accounts().get(Integer.parseInt(label.substring(1)))
                : state.accounts().find(label);
    }

    private Change change(final BotSettings bot) {
        final Account account = account(bot.account());
        if (account == null || account.status() == AccountStatus.DELETED) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "No account '" + bot.account() + "' on this lane, for bot '" + bot.name()
                            + "'; nothing was changed.",
                    "dragon account list");
        }
        final Instrument instrument = state.instruments().find(bot.symbol());
        final Bot there = state.bots().find(bot.name());
        if (there == null) {
            return new Change(
                    Kind.CREATE,
                    bot,
                    account.id(),
                    0,
                    0,
                    List.of(),
                    List.of(),
                    firstEntries(bot, instrument, account),
                    0L,
                    notionalE8(bot, instrument, account),
                    0L,
                    lossE8(bot, instrument, account),
                    "");
        }
        checkFixed(bot, account, there);
        final StrategySettings after = bot.strategy();
        final long before = there.settings().fingerprint();
        final List<Difference> differences = differences(there.settings(), after);
        if (differences.isEmpty()) {
            return new Change(
                    Kind.NOTHING,
                    bot,
                    account.id(),
                    there.id(),
                    before,
                    differences,
                    List.of(),
                    List.of(),
                    0L,
                    0L,
                    0L,
                    0L,
                    "");
        }
        final BotSettings asItIs = asItIs(bot, there);
        final String loosens = loosens(there.settings(), after);
        final Long notionalBeforeE8 = notionalE8(asItIs, instrument, account);
        final Long lossBeforeE8 = lossE8(asItIs, instrument, account);
        return new Change(
                Kind.CHANGE,
                bot,
                account.id(),
                there.id(),
                before,
                differences,
                trial(bot, there.id(), before),
                List.of(),
                notionalBeforeE8,
                notionalE8(bot, instrument, account),
                lossBeforeE8,
                lossE8(bot, instrument, account),
                loosens);
    }

    /** Keys of limits and caps that let more through afterwards. */
    private static String loosens(final StrategySettings before, final StrategySettings after) {
        return BotKey.ALL.stream()
                .filter(key -> isLoosened(key, before, after))
                .map(BotKey::name)
                .collect(Collectors.joining(", "));
    }

    private static boolean isLoosened(final BotKey key, final StrategySettings before, final StrategySettings after) {
        final long beforeE8 = before.valueOrZeroE8(key.parameter());
        final long afterE8 = after.valueOrZeroE8(key.parameter());
        if (CAPS.contains(key.parameter())) {
            return afterE8 > beforeE8;
        }
        return key.section().equals(LIMITS) && beforeE8 > 0 && (afterE8 == 0 || afterE8 > beforeE8);
    }

    /** What holds for the life of a bot. */
    private void checkFixed(final BotSettings bot, final Account account, final Bot there) {
        final String symbol = state.instruments().get(there.instrumentId()).symbol();
        final StrategyParameter fixed = there.settings().firstFixedDifference(bot.strategy());
        final String what = there.accountId() != account.id()
                ? "account"
                : !symbol.equals(bot.symbol())
                        ? "symbol"
                        : there.timeframe() != bot.timeframe()
                                ? "timeframe"
                                : there.legs() != bot.legs()
                                        ? "legs"
                                        : fixed == null ? "" : BotKey.of(fixed).name();
        if (!what.isEmpty()) {
            final int line = bot.origin().line(what);
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    bot.origin().file() + (line == 0 ? "" : ":" + line) + ": '" + what + "' of bot '" + bot.name()
                            + "' is another one on this lane, and holds for the life of a bot; nothing was changed.",
                    "give the file another name: that makes another bot; stop this one by dragon bot stop "
                            + bot.name());
        }
    }

    private static BotSettings asItIs(final BotSettings bot, final Bot there) {
        final SortedMap<StrategyParameter, Long> valuesE8 = new TreeMap<>();
        for (final BotKey key : BotKey.ALL) {
            final long valueE8 = there.settings().valueE8(key.parameter());
            if (valueE8 != StrategySettings.NULL_NUMBER) {
                valuesE8.put(key.parameter(), valueE8);
            }
        }
        return new BotSettings(bot.name(), bot.symbol(), bot.account(), there.timeframe(), there.legs(), valuesE8);
    }

    private static List<Difference> differences(final StrategySettings before, final StrategySettings after) {
        final List<Difference> differences = new ArrayList<>();
        for (final BotKey key : BotKey.ALL) {
            final long beforeE8 = before.valueOrZeroE8(key.parameter());
            final long afterE8 = after.valueOrZeroE8(key.parameter());
            if (beforeE8 != afterE8) {
                differences.add(
                        new Difference(key.name(), text(key, before), text(key, after), takesEffect(key.section())));
            }
        }
        return differences;
    }

    private static String text(final BotKey key, final StrategySettings settings) {
        final boolean isNone = settings.valueE8(key.parameter()) == StrategySettings.NULL_NUMBER
                && StrategySettings.defaultE8(key.parameter()) == StrategySettings.NULL_NUMBER;
        return isNone ? null : key.text(settings.valueOrZeroE8(key.parameter()));
    }

    private static String takesEffect(final String section) {
        return switch (section) {
            case "entry", "sizing" -> "next candle";
            case "futures", "risk" -> "next session";
            default -> "at once";
        };
    }

    /** Gives the settings to the core that stands at the end of the journal, and listens to what it does with orders. */
    private List<String> trial(final BotSettings bot, final int botId, final long before) {
        final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
        final ChangeBotEncoder command = new ChangeBotEncoder()
                .wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
                .commandId(Long.MAX_VALUE - botId)
                .botId(botId)
                .settingsBefore(before)
                .confirmed(Bool.YES)
                .operatorName("");
        final ChangeBotEncoder.ParametersEncoder parameters =
                command.parametersCount(bot.parametersE8().size());
        bot.parametersE8()
                .forEach((parameter, valueE8) ->
                        parameters.next().parameter(parameter).valueE8(valueE8).line(0));
        command.reason("").file("");
        return trial(buffer, command.encodedLength(), bot.name(), bot.origin().file());
    }

    private List<String> trial(
            final DirectBuffer command, final int bodyBytes, final String botName, final String file) {
        final List<String> orders = new ArrayList<>();
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        final CommandResultDecoder result = new CommandResultDecoder();
        moment.core().apply(state.nowNs(), command, 0, MessageHeaderEncoder.ENCODED_LENGTH + bodyBytes, new Output() {
            @Override
            public void intent(final DirectBuffer message, final int offset, final int length) {
                note(DecodedMessage.of(message, offset, length));
            }

            @Override
            public void audit(final DirectBuffer message, final int offset, final int length) {
                header.wrap(message, offset);
                if (header.templateId() == CommandResultDecoder.TEMPLATE_ID) {
                    result.wrapAndApplyHeader(message, offset, header);
                    checkAccepted(botName, file, result);
                }
                note(DecodedMessage.of(message, offset, length));
            }

            private void note(final DecodedMessage message) {
                final String line = orderText(message);
                if (!line.isEmpty()) {
                    orders.add(line);
                }
            }
        });
        return orders;
    }

    private static void checkAccepted(final String botName, final String file, final CommandResultDecoder result) {
        final RefusalReason reason = result.reason();
        if (reason != RefusalReason.NONE) {
            throw new Failure(
                    reason == RefusalReason.BEING_FLATTENED ? ExitCode.REFUSED : ExitCode.CONFIGURATION,
                    "The engine would refuse what is planned for bot '" + botName + "' by "
                            + file + ": " + reason.name().toLowerCase(Locale.ROOT) + " ("
                            + result.detail() + "). Nothing was changed.",
                    reason == RefusalReason.BEING_FLATTENED
                            ? "wait for the end of the flatten: dragon status"
                            : "correct the file and repeat the command");
        }
    }

    /** What a message says of an order; empty = nothing. */
    private String orderText(final DecodedMessage message) {
        final Map<String, Object> fields = message.fields();
        final Order order = fields.get("clientOrderId") instanceof final Long id && id != 0
                ? state.orders().get(id)
                : null;
        if (order == null) {
            return heldBack(fields);
        }
        final String what = order.role() + " " + order.leg() + " " + order.side() + " "
                + plain(order.leavesQuantityE8()) + " at " + plain(order.targetPriceE8());
        return switch (message.name()) {
            case "CancelOrder" -> (state.mode() == LaneMode.DRY_RUN ? "cancel on paper: " : "cancel at the venue: ")
                    + what
                    + SUCCESSOR;
            case "PlaceOrder" -> "place: " + what;
            case "BotEvent" -> switch (String.valueOf(fields.get("code"))) {
                case "ORDER_CANCELLED" -> "drop, it was parked: " + what;
                case "ORDER_PARKED" -> "park: " + what;
                default -> "";
            };
            default -> "";
        };
    }

    /** An order that a gate would not let through; empty = the message is of something else. */
    private static String heldBack(final Map<String, Object> fields) {
        if (!(fields.get("gate") instanceof final Number gate) || gate.longValue() == 0 || fields.get("role") == null) {
            return "";
        }
        return HELD_BACK + fields.get("role") + " " + fields.get("leg") + " " + fields.get("side") + " "
                + fields.get("quantity") + " at " + fields.get("price") + " by "
                + String.valueOf(fields.get("code")).toLowerCase(Locale.ROOT);
    }

    private static String plain(final long valueE8) {
        return Decimals.of(valueE8).toPlainString();
    }

    private static List<LadderPreview> ladders(
            final BotSettings bot, final Instrument instrument, final Account account) {
        if (instrument == null) {
            return List.of();
        }
        final long priceE8 = PreviewCommand.lastPriceE8(instrument);
        if (priceE8 == Instrument.NULL_PRICE) {
            return List.of();
        }
        final Long balanceE8 = account.freeCollateralE8() == Account.NULL_USD ? null : account.freeCollateralE8();
        final LadderPreview.Market market =
                new LadderPreview.Market(priceE8, balanceE8, null, PreviewCommand.steps(instrument));
        final List<LadderPreview> ladders = new ArrayList<>();
        if (bot.legs() != Legs.SHORT_ONLY) {
            ladders.add(LadderPreview.of(bot, Leg.LONG, market));
        }
        if (bot.legs() != Legs.LONG_ONLY) {
            ladders.add(LadderPreview.of(bot, Leg.SHORT, market));
        }
        return ladders.stream().anyMatch(ladder -> ladder.rungs().isEmpty()) ? List.of() : ladders;
    }

    /** Nothing is certain but the size: price and time are those of a candle that has not closed yet. */
    private static List<String> firstEntries(
            final BotSettings bot, final Instrument instrument, final Account account) {
        return ladders(bot, instrument, account).stream()
                .map(ladder -> ladder.leg() + " " + (ladder.leg() == Leg.LONG ? "BUY " : "SELL ")
                        + plain(ladder.rungs().get(0).quantityE8()) + " at about "
                        + plain(ladder.rungs().get(0).priceE8()) + ", when a candle closes and the signal says so")
                .toList();
    }

    private static Long notionalE8(final BotSettings bot, final Instrument instrument, final Account account) {
        final List<LadderPreview> ladders = ladders(bot, instrument, account);
        return ladders.isEmpty()
                ? null
                : ladders.stream().mapToLong(LadderPreview::notionalE8).sum();
    }

    private static Long lossE8(final BotSettings bot, final Instrument instrument, final Account account) {
        final List<LadderPreview> ladders = ladders(bot, instrument, account);
        return ladders.isEmpty() || ladders.stream().anyMatch(ladder -> ladder.lossAtStopE8() == null)
                ? null
                : ladders.stream().mapToLong(LadderPreview::lossAtStopE8).sum();
    }

    /** The same for the same files on a lane with the same settings and orders. */
    String fingerprint() {
        final StringBuilder all = new StringBuilder();
        for (final Stop stop : stops) {
            all.append("stop/")
                    .append(stop.name())
                    .append('/')
                    .append(stop.orders())
                    .append('/')
                    .append(stop.holds())
                    .append('\n');
        }
        for (final Change change : changes) {
            all.append(change.kind())
                    .append('/')
                    .append(change.bot().name())
                    .append('/')
                    .append(change.accountId())
                    .append('/')
                    .append(change.bot().symbol())
                    .append('/')
                    .append(change.bot().timeframe())
                    .append('/')
                    .append(change.bot().legs())
                    .append('/')
                    .append(change.settingsBefore())
                    .append('/')
                    .append(change.bot().strategy().fingerprint())
                    .append('/')
                    .append(change.orders().stream()
                            .filter(order ->
                                    !order.startsWith(HELD_BACK)) // Gates open and close while an operator reads.
                            .toList())
                    .append('\n');
        }
        return all.toString();
    }

    /** For people. */
    List<String> lines() {
        final List<String> lines = new ArrayList<>();
        for (final Change change : changes) {
            final BotSettings bot = change.bot();
            switch (change.kind()) {
                case NOTHING -> lines.add("= bot " + bot.name() + "   as its file says");
                case CREATE -> lines.add("+ bot " + bot.name() + "   " + bot.symbol() + " "
                        + BotSettings.text(bot.timeframe()) + "   " + bot.legs() + "   account " + bot.account());
                case CHANGE -> lines.add("~ bot " + bot.name());
            }
            change.differences()
                    .forEach(difference -> lines.add("    " + difference.key() + "  " + none(difference.before())
                            + " -> " + none(difference.after()) + "   " + difference.takesEffect()));
            change.orders().forEach(order -> lines.add("    order  " + order));
            change.firstEntries().forEach(entry -> lines.add("    first  " + entry));
            if (change.kind() == Kind.CHANGE && change.orders().isEmpty()) {
                lines.add("    no order moves now");
            }
            if (change.kind() != Kind.NOTHING) {
                lines.add("    worst case  notional " + usd(change.notionalBeforeE8()) + " -> "
                        + usd(change.notionalAfterE8()) + "   loss at the stop " + loss(change.lossBeforeE8()) + " -> "
                        + loss(change.lossAfterE8()) + (change.raisesRisk() ? "   RAISES RISK" : ""));
            }
            if (!change.loosens().isEmpty()) {
                lines.add("    loosens " + change.loosens());
            }
        }
        for (final Stop stop : stops) {
            lines.add("- bot " + stop.name() + "   its file is gone, is stopped: " + stop.file());
            stop.orders().forEach(order -> lines.add("    order  " + order));
            stop.holds().forEach(leg -> lines.add("    holds  " + leg + "   RAISES RISK"));
        }
        withoutFile.forEach(name -> lines.add("  bot " + name + "   has no file, is left alone"));
        return lines;
    }

    private static String none(final String text) {
        return text == null ? "none" : text;
    }

    private static String usd(final Long valueE8) {
        return valueE8 == null ? "not known" : String.format(Locale.ROOT, "$ %,.2f", money(valueE8));
    }

    private static String loss(final Long valueE8) {
        return valueE8 == null ? "unlimited, or not known" : usd(valueE8);
    }

    private static BigDecimal money(final long valueE8) {
        return Decimals.of(valueE8).setScale(2, RoundingMode.HALF_UP);
    }

    /** The same as JSON. */
    Map<String, Object> json() {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("bots", changes.stream().map(BotPlan::json).toList());
        json.put("stops", stops.stream().map(BotPlan::json).toList());
        json.put("withoutFile", withoutFile);
        return json;
    }

    private static Map<String, Object> json(final Change change) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("bot", change.bot().name());
        json.put("change", change.kind().name().toLowerCase(Locale.ROOT));
        json.put("file", change.bot().origin().file());
        final List<Map<String, Object>> settings = new ArrayList<>();
        for (final Difference difference : change.differences()) {
            final Map<String, Object> one = new LinkedHashMap<>();
            one.put("key", difference.key());
            one.put("line", change.bot().origin().line(difference.key()));
            one.put("before", difference.before());
            one.put("after", difference.after());
            one.put("takesEffect", difference.takesEffect());
            settings.add(one);
        }
        json.put("settings", settings);
        json.put("orders", change.orders());
        json.put("firstEntries", change.firstEntries());
        json.put("worstCaseNotionalBeforeUsd", moneyOrNull(change.notionalBeforeE8()));
        json.put("worstCaseNotionalAfterUsd", moneyOrNull(change.notionalAfterE8()));
        json.put("lossAtStopBeforeUsd", moneyOrNull(change.lossBeforeE8()));
        json.put("lossAtStopAfterUsd", moneyOrNull(change.lossAfterE8()));
        json.put("loosens", change.loosens().isEmpty() ? null : change.loosens());
        json.put("raisesRisk", change.raisesRisk());
        return json;
    }

    private static Map<String, Object> json(final Stop stop) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("bot", stop.name());
        json.put("file", stop.file());
        json.put("orders", stop.orders());
        json.put("holds", stop.holds());
        json.put("raisesRisk", stop.raisesRisk());
        return json;
    }

    private static BigDecimal moneyOrNull(final Long valueE8) {
        return valueE8 == null ? null : money(valueE8);
    }
}
