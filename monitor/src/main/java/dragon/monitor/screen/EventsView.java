package dragon.monitor.screen;

import static dragon.monitor.screen.Figures.left;
import static dragon.monitor.screen.Figures.right;

import dragon.monitor.snapshot.EventText;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Event;
import java.util.List;
import java.util.Locale;

/** What happened, newest first. */
final class EventsView {
    private static final long NS_PER_MS = 1_000_000;

    private EventsView() {}

    static void draw(final Frame frame, final MonitorState state, final Picture picture) {
        final List<Event> events = state.events(picture.snapshot());
        frame.line(
                "filter " + (state.filter().isEmpty() ? "*" : state.filter()) + " | " + events.size() + " shown | "
                        + (state.heldSinceMs() == 0 ? "FOLLOWING (space holds)" : "HELD (space follows)"),
                Ink.PLAIN);
        frame.border("");
        frame.line(
                frame.isWide()
                        ? "TIME(UTC)     LVL  SEQ          WHO             TYPE                        xN   DETAIL"
                        : "TIME(UTC)     LVL  WHO          TYPE / DETAIL",
                Ink.DIM);
        final int detail = frame.linesLeft() > 12 ? 4 : 0;
        final int room = Math.max(1, frame.linesLeft() - detail);
        final int row = Math.min(state.row(), Math.max(0, events.size() - 1));
        final int first = Math.max(0, row - room + 1);
        drawRows(frame, picture, events.subList(Math.min(first, events.size()), events.size()), row - first, room);
        if (detail > 0 && !events.isEmpty()) {
            frame.fill(frame.linesLeft() - detail);
            drawSelected(frame, picture.snapshot(), events.get(row));
        }
    }

    /** As many events as there is room for; none of them is selected where the row is negative. */
    static void drawRows(
            final Frame frame,
            final Picture picture,
            final List<Event> events,
            final int selectedRow,
            final int linesMax) {
        if (events.isEmpty() && linesMax > 0) {
            frame.line("no events", Ink.DIM);
        }
        for (int i = 0; i < Math.min(linesMax, events.size()); i++) {
            final Event event = events.get(i);
            final String level = left(shortLevel(event.level()), 4);
            final String who = who(picture.snapshot(), event);
            final String code = event.code().toLowerCase(Locale.ROOT);
            final String line = Figures.clockMillis(event.atNs() / NS_PER_MS) + "  " + level + " "
                    + (frame.isWide()
                            ? left(Figures.count(event.sequence()), 12) + " " + left(who, 15) + " " + left(code, 27)
                                    + " " + left("x" + Math.max(1, event.count()), 4) + " " + EventText.of(event)
                            : left(who, 12) + " " + code + " " + EventText.of(event));
            frame.line(line, i == selectedRow ? Ink.SELECTED : Ink.PLAIN);
            frame.mark(14, level, ink(event.level()));
        }
    }

    private static void drawSelected(final Frame frame, final LaneSnapshot snapshot, final Event event) {
        frame.border(
                "selected: " + event.code().toLowerCase(Locale.ROOT) + "  (" + Figures.count(event.sequence()) + ")");
        frame.line(EventText.of(event), Ink.PLAIN);
        frame.line(
                "account " + (event.accountId() == 0 ? "-" : snapshot.accountLabel(event.accountId())) + "   bot "
                        + (event.botId() == 0 ? "-" : snapshot.botName(event.botId())) + "   symbol "
                        + (event.symbol().isEmpty() ? "-" : event.symbol()),
                Ink.PLAIN);
        frame.line(
                "order " + (event.clientOrderId() == 0 ? "-" : Long.toString(event.clientOrderId())) + "   reference "
                        + (event.referenceId() == 0 ? "-" : Long.toString(event.referenceId())) + "   repeated "
                        + right("x" + Math.max(1, event.count()), 2),
                Ink.PLAIN);
    }

    private static String who(final LaneSnapshot snapshot, final Event event) {
        if (event.botId() != 0) {
            return snapshot.botName(event.botId());
        }
        return event.accountId() != 0
                ? snapshot.accountLabel(event.accountId())
                : snapshot.lane().name();
    }

    private static String shortLevel(final String level) {
        return switch (level) {
            case "CRITICAL" -> "CRIT";
            case "ERROR" -> "ERR";
            default -> level;
        };
    }

    private static Ink ink(final String level) {
        return switch (level) {
            case "WARN" -> Ink.WARN;
            case "ERROR", "CRITICAL" -> Ink.BAD;
            default -> Ink.PLAIN;
        };
    }
}
