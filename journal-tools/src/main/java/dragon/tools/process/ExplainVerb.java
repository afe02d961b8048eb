package dragon.tools.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.bot.Bot;
import dragon.engine.core.bot.Bots;
import dragon.engine.core.order.Order;
import dragon.engine.journal.JournalReport;
import dragon.engine.journal.JournalVerifier;
import dragon.engine.journal.chronicle.ChronicleJournal;
import dragon.engine.lane.Nearest;
import dragon.engine.protocol.EventCode;
import dragon.tools.explain.BotReport;
import dragon.tools.explain.EventMeaning;
import dragon.tools.explain.EventReport;
import dragon.tools.explain.GateReport;
import dragon.tools.explain.Moment;
import dragon.tools.explain.OrderStory;
import dragon.tools.explain.Past;
import dragon.tools.journal.JsonOutput;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dragon explain}: why does a bot not enter, what became of an order, what does an event mean? */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description =
                "Tell why: the gate sheet of a bot, the life of an order, the meaning of an event. From the journal, by a"
                        + " replay through the same core; works while the engine runs and after it died.",
        footer = {
            "",
            "Examples:",
            "  dragon explain eth-demo                        what holds this bot back now, and where each limit was set",
            "  dragon explain eth-demo --at 2026-03-02T12:14:00Z",
            "  dragon explain 140739635838977                 the life of an order; while it waits, its gates too",
            "  dragon explain account_risk_block              what the event means, and when it was told last",
            "  dragon explain 17:48209911 --json              one record: its cause, its meaning, the gates at that moment",
            "",
            "A record is named TERM:SEQUENCE, as every verb prints it.",
            "Exit status: 0 told, 2 usage, 4 no such bot, order, event, record or lane, 10 damaged journal, or one of another build."
        })
final class ExplainVerb implements Callable<Integer> {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final Pattern RECORD = Pattern.compile("e?(\\d{1,9}):([\\d,]{1,24})");
    private static final long NS_PER_SECOND = 1_000_000_000L;

    @Parameters(
            paramLabel = "BOT|ORDER|EVENT",
            description = "Name of a bot, client order id or intent id, event code, or a record as TERM:SEQUENCE.")
    private String what;

    @Mixin
    private JournalOptions options;

    @Option(
            names = "--at",
            paramLabel = "SEQUENCE|TIME",
            description = "As it was after this record, or at this time (2026-03-02T12:14:00Z); default: now.")
    private String at;

    @Option(names = "--json", description = "One JSON document.")
    private boolean isJson;

    @Spec
    private CommandSpec spec;

    private Path directory;

    /** What was found: its words, and the same as JSON. */
    private record Told(String schema, List<String> lines, Map<String, Object> json) {}

    @Override
    public Integer call() {
        final long[] end = end();
        final EventMeaning meaning = EventMeaning.of(what);
        if (meaning != null && at == null && !options.hasJournal()) {
            return tell(new Told("dragon/explain-event/1", withHeading(meaning, null), json(meaning, null)), "");
        }
        directory = options.journalDirectory();
        final Matcher record = RECORD.matcher(what);
        if (record.matches()) {
            return explainRecord(sequence(record.group(2)));
        }
        return NUMBER.matcher(what).matches() ? explainOrder(end) : explainName(end, meaning);
    }

    /** The last sequence and the last engine time that are wanted. */
    private long[] end() {
        if (at == null) {
            return new long[] {Past.END, Past.END};
        }
        final Matcher record = RECORD.matcher(at);
        if (record.matches()) {
            return new long[] {sequence(record.group(2)), Past.END};
        }
        if (NUMBER.matcher(at).matches()) {
            return new long[] {sequence(at), Past.END};
        }
        try {
            final Instant time = Instant.parse(at);
            return new long[] {
                Past.END, Math.addExact(Math.multiplyExact(time.getEpochSecond(), NS_PER_SECOND), time.getNano())
            };
        } catch (final DateTimeException | ArithmeticException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--at is a sequence, TERM:SEQUENCE or a time as 2026-03-02T12:14:00Z, found '" + at + "'",
                    e);
        }
    }

    private long sequence(final String text) {
        try {
            return Long.parseLong(text.replace(",", ""));
        } catch (final NumberFormatException e) {
            throw new ParameterException(spec.commandLine(), "no sequence: '" + text + "'", e);
        }
    }

    private int explainRecord(final long sequence) {
        final Past past = past(new long[] {sequence, Past.END});
        if (past.sequence() != sequence) {
            throw new OperatorException(
                    past.damage().isEmpty() ? ExitStatus.NOT_FOUND : ExitStatus.VERIFICATION_FAILED,
                    "No record " + sequence + " in " + directory + ", which ends at sequence " + past.sequence() + ". "
                            + (past.damage().isEmpty()
                                    ? "Next: dragon journal dump shows what there is"
                                    : past.damage()));
        }
        return Moment.at(directory, options.imagesDirectory(), past, moment -> {
            final EventReport report = new EventReport(moment, options.homeDirectory());
            return tell(new Told("dragon/explain-event/1", report.lines(), report.json()), doubt(moment));
        });
    }

    private int explainName(final long[] end, final EventMeaning meaning) {
        final Past past = past(end);
        return Moment.at(directory, options.imagesDirectory(), past, moment -> {
            final Bots bots = moment.state().bots();
            final Bot bot = bots.find(what);
            if (bot != null) {
                final BotReport report = new BotReport(moment, bot, options.homeDirectory());
                return tell(new Told("dragon/explain-bot/1", report.lines(), report.json()), doubt(moment));
            }
            if (meaning == null) {
                throw unknown(bots);
            }
            final Past.Episode episode =
                    past.episode(EventCode.valueOf(meaning.code().toUpperCase(Locale.ROOT)), 0);
            return tell(new Told("dragon/explain-event/1", withHeading(meaning, episode), json(meaning, episode)), "");
        });
    }

    private OperatorException unknown(final Bots bots) {
        final List<String> known = new ArrayList<>(EventMeaning.codes());
        for (int id = 1; id <= bots.count(); id++) {
            known.add(bots.get(id).name());
        }
        final String nearest = Nearest.of(what, known);
        return new OperatorException(
                ExitStatus.NOT_FOUND,
                "No bot and no event '" + what + "' in " + directory
                        + (nearest.isEmpty() ? "" : "; the nearest is '" + nearest + "'")
                        + ". Next: dragon bot list, or dragon events");
    }

    private static List<String> withHeading(final EventMeaning meaning, final Past.Episode episode) {
        final List<String> lines = new ArrayList<>();
        lines.add(meaning.code());
        lines.addAll(meaning.lines());
        if (episode != null) {
            lines.add("told    " + episode.count() + " times, last at "
                    + episode.last().term() + ":"
                    + episode.last().sequence() + ": dragon explain "
                    + episode.last().term() + ":"
                    + episode.last().sequence());
        }
        return lines;
    }

    private static Map<String, Object> json(final EventMeaning meaning, final Past.Episode episode) {
        final Map<String, Object> json = new LinkedHashMap<>();
        json.put("meaning", meaning.json());
        if (episode != null) {
            json.put("count", episode.count());
            json.put("lastSequence", episode.last().sequence());
            json.put("lastTerm", episode.last().term());
        }
        return json;
    }

    private Past past(final long[] end) {
        return Moment.past(directory, options.imagesDirectory(), end[0], end[1]);
    }

    /** Why the answer is not to be believed, in a line; empty = it is. */
    private static String doubt(final Moment moment) {
        if (!moment.past().damage().isEmpty()) {
            return moment.past().damage();
        }
        return moment.divergence() == null
                ? ""
                : "This build decides otherwise than the one that wrote the journal, from sequence "
                        + moment.divergence().sequence()
                        + " on: what is told may not be what was. Next: dragon replay --verify";
    }

    private int tell(final Told told, final String doubt) {
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson) {
            final Map<String, Object> json = new LinkedHashMap<>();
            json.put("schema", told.schema());
            json.put("journal", directory == null ? null : directory.toString());
            json.putAll(told.json());
            json.put("doubt", doubt.isEmpty() ? null : doubt);
            JsonOutput.document(out, json);
        } else {
            told.lines().forEach(out::println);
            out.flush();
        }
        if (!doubt.isEmpty()) {
            spec.commandLine().getErr().println("In " + directory + ": " + doubt);
        }
        return doubt.isEmpty() ? ExitStatus.DONE : ExitStatus.VERIFICATION_FAILED;
    }

    private int explainOrder(final long[] end) {
        final long id = Long.parseLong(what);
        if (id < 1) {
            throw new ParameterException(spec.commandLine(), "ORDER " + id + " is no id: ids are positive");
        }
        final OrderStory story = OrderStory.read(() -> ChronicleJournal.reader(directory), id);
        final String damage = damage(story);
        if (!story.isFound()) {
            if (!damage.isEmpty()) {
                throw new OperatorException(
                        ExitStatus.VERIFICATION_FAILED,
                        "Order " + id + " is not among the " + story.lastSequence() + " sound records of " + directory
                                + ". " + damage);
            }
            throw new OperatorException(
                    ExitStatus.NOT_FOUND,
                    "No order " + id + " in " + directory + " up to sequence " + story.lastSequence()
                            + ". Next: dragon journal dump --message PlaceOrder shows all ids; check --lane");
        }

        final Past past = past(end);
        final List<String> lines = new ArrayList<>(story.lines());
        final Map<String, Object> json = new LinkedHashMap<>(story.json());
        json.put("lastSequence", story.lastSequence());
        json.put("damage", damage.isEmpty() ? null : damage);
        Moment.at(directory, options.imagesDirectory(), past, moment -> {
            final Order order = open(moment, story);
            json.put("gates", null);
            if (order != null) {
                final Bot bot = moment.state().bots().get(order.botId());
                final GateReport sheet = new GateReport(moment, bot, order.leg(), order, options.homeDirectory());
                json.put("gates", sheet.json());
                lines.add("");
                lines.add(sheet.heading());
                lines.addAll(sheet.lines());
            }
            return order;
        });
        return tell(new Told("dragon/explain-order/1", lines, json), damage);
    }

    /** The attempt of an intent that has not ended yet, or null. */
    private static Order open(final Moment moment, final OrderStory story) {
        for (final long clientOrderId : story.clientOrderIds()) {
            final Order order = moment.state().orders().get(clientOrderId);
            if (order != null && !order.status().isTerminal()) {
                return order;
            }
        }
        return null;
    }

    /** A reader goes silent at a hole: so the place where it stopped is looked at as the engine would before a start. */
    private String damage(final OrderStory story) {
        if (!story.damage().isEmpty()) {
            return story.damage();
        }
        final JournalReport tail = JournalVerifier.verifyFrom(directory, story.lastSequence());
        return tail.isSound() ? "" : tail.damage().words(options.laneName());
    }
}
