package dragon.monitor.cli;

import dragon.monitor.snapshot.Decimals;
import dragon.monitor.snapshot.EventText;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Event;
import dragon.monitor.snapshot.SnapshotReader;
import dragon.monitor.snapshot.SnapshotReader.EventFilter;
import dragon.monitor.snapshot.Times;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Verb {@code events}. */
@Command(name = "events", description = "What happened, oldest first; with --follow what happens.")
final class EventsCommand extends ReadingVerb {
    private static final long POLL_MS = 250;

    @Option(names = "--follow", description = "Go on with new ones until interrupted.")
    private boolean follow;

    @Option(names = "--bot", paramLabel = "NAME", description = "Only of this bot: its name, or #id.")
    private String bot;

    @Option(
            names = "--type",
            paramLabel = "CODE",
            defaultValue = "",
            description = "Only this code, as order_filled, or all that begin with it, as order or bar.")
    private String type;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "An age such as 15m, or a time such as 2026-03-02T09:00Z.")
    private String since;

    @Option(
            names = "--last",
            paramLabel = "N",
            defaultValue = "200",
            description = "At most the newest N (default: 200).")
    private int last;

    @Override
    void show(final SnapshotReader reader, final LaneSnapshot snapshot) throws Exception {
        final int botId = bot == null ? 0 : Names.bot(snapshot, bot).id();
        EventFilter filter = new EventFilter(botId, type, 0, sinceNs(), last);
        final List<Event> events = reader.events(filter);
        if (format() == Format.JSON) {
            layout(snapshot).print(out(), Format.JSON, head(snapshot), events);
        } else {
            print(snapshot, events);
        }
        long sequence = 0;
        LaneSnapshot newest = snapshot;
        while (follow) {
            final List<Event> shown = sequence == 0 ? events : reader.events(filter);
            if (sequence != 0) {
                final LaneSnapshot read = reader.read(0);
                newest = read == null ? newest : read; // Nothing is in a database that is just being made anew.
                print(newest, shown);
            }
            sequence = shown.isEmpty()
                    ? Math.max(sequence, 1)
                    : shown.get(shown.size() - 1).sequence();
            filter = filter.after(sequence);
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    private long sinceNs() {
        if (since == null) {
            return 0;
        }
        try {
            return TimeUnit.SECONDS.toNanos(Times.since(since, Instant.now()).getEpochSecond());
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec().commandLine(), "--since: " + e.getMessage(), e);
        }
    }

    /** One line an event, the same for people and for pipes. */
    private void print(final LaneSnapshot snapshot, final List<Event> events) {
        for (final Event event : events) {
            out().println(line(snapshot, event));
        }
        out().flush();
    }

    static String line(final LaneSnapshot snapshot, final Event event) {
        return String.join(
                "\t",
                Times.ofNs(event.atNs()),
                event.level(),
                Long.toString(event.sequence()),
                who(snapshot, event),
                event.code().toLowerCase(Locale.ROOT),
                "x" + Math.max(1, event.count()),
                EventText.of(event) + (snapshot.lane().isDryRun() ? " dry_run=true" : ""));
    }

    static String who(final LaneSnapshot snapshot, final Event event) {
        if (event.botId() != 0) {
            return snapshot.botName(event.botId());
        }
        return event.accountId() != 0
                ? snapshot.accountLabel(event.accountId())
                : snapshot.lane().name();
    }

    private static Report<Event> layout(final LaneSnapshot snapshot) {
        return new Report<Event>("events")
                .column("sequence", "SEQ", Event::sequence)
                .column("at", "TIME(UTC)", event -> Times.ofNs(event.atNs()))
                .column("atNs", null, Event::atNs)
                .column("level", "LVL", Event::level)
                .column("event", "TYPE", event -> event.code().toLowerCase(Locale.ROOT))
                .column("bot", "BOT", event -> snapshot.botName(event.botId()))
                .column(
                        "account",
                        "ACCOUNT",
                        event -> event.accountId() == 0 ? "" : snapshot.accountLabel(event.accountId()))
                .column("symbol", "SYMBOL", Event::symbol)
                .column("leg", "LEG", Event::leg)
                .column("side", "SIDE", Event::side)
                .column("role", "ROLE", Event::role)
                .column("price", "PRICE", event -> Decimals.of(event.priceE8()))
                .column("quantity", "QTY", event -> Decimals.of(event.quantityE8()))
                .column("amount", "AMOUNT", event -> Decimals.of(event.amountE8()))
                .detail(
                        "clientOrderId",
                        event -> event.clientOrderId() == 0 ? null : Long.toString(event.clientOrderId()))
                .detail("dry_run", event -> snapshot.lane().isDryRun() ? Boolean.TRUE : null)
                .detail("referenceId", event -> Long.toString(event.referenceId()))
                .column("count", "xN", Event::count)
                .column("detail", "DETAIL", Event::detail);
    }
}
