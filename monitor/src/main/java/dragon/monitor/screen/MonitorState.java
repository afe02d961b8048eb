package dragon.monitor.screen;

import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import dragon.monitor.snapshot.LaneSnapshot.Event;
import java.util.List;
import java.util.Locale;

/**
 * Where the watcher looks: all that keys change.
 *
 * @param botId of the bot that the detail view shows; 0 = the first
 * @param row selected line of the view
 * @param isTyping while the filter is being typed
 * @param heldSinceMs when the screen was held; 0 = it follows
 * @param lane that is watched; empty = the one that the monitor was opened on
 * @param command what is being typed after the colon; null = nothing
 * @param notice why the last command was not obeyed; empty = it was, or another key came after it
 */
public record MonitorState(
        View view,
        int botId,
        int row,
        String filter,
        boolean isTyping,
        boolean isHelp,
        long heldSinceMs,
        String lane,
        String command,
        String notice) {

    /** The overview, following, nothing filtered. */
    public static MonitorState start() {
        return new MonitorState(View.OVERVIEW, 0, 0, "", false, false, 0, "", null, "");
    }

    MonitorState show(final View next) {
        return new MonitorState(next, botId, 0, filter, false, false, heldSinceMs, lane, null, "");
    }

    MonitorState showBot(final int id) {
        return new MonitorState(View.BOT, id, 0, filter, false, false, heldSinceMs, lane, null, "");
    }

    MonitorState select(final int nextRow) {
        return new MonitorState(view, botId, nextRow, filter, isTyping, isHelp, heldSinceMs, lane, command, "");
    }

    MonitorState filter(final String text, final boolean typing) {
        return new MonitorState(view, botId, 0, text, typing, isHelp, heldSinceMs, lane, null, "");
    }

    MonitorState help(final boolean shown) {
        return new MonitorState(view, botId, row, filter, isTyping, shown, heldSinceMs, lane, command, "");
    }

    MonitorState heldSince(final long sinceMs) {
        return new MonitorState(view, botId, row, filter, isTyping, isHelp, sinceMs, lane, command, "");
    }

    /** Another lane in the same view; what was selected, filtered or held belongs to the lane before. */
    MonitorState watch(final String name) {
        return new MonitorState(view == View.BOT ? View.OVERVIEW : view, 0, 0, "", false, false, 0, name, null, "");
    }

    /** A command being typed, or null; with it goes what was wrong with the last one. */
    MonitorState command(final String text) {
        return new MonitorState(view, botId, row, filter, isTyping, isHelp, heldSinceMs, lane, text, "");
    }

    /** A command that cannot be obeyed. */
    MonitorState refused(final String reason) {
        return new MonitorState(view, botId, row, filter, isTyping, isHelp, heldSinceMs, lane, null, reason);
    }

    /** Bots that the filter lets through, by id. */
    List<Bot> bots(final LaneSnapshot snapshot) {
        return snapshot.bots().stream()
                .filter(bot ->
                        matches(bot.name(), bot.symbol(), snapshot.accountLabel(bot.accountId()), bot.nextAction()))
                .toList();
    }

    /** Events that the filter lets through, newest first. */
    List<Event> events(final LaneSnapshot snapshot) {
        final List<Event> events = snapshot.events().stream()
                .filter(event -> matches(snapshot.botName(event.botId()), event.code(), event.level(), event.detail()))
                .toList();
        return reversed(events);
    }

    /** The bot of the detail view; null where there is none. */
    Bot bot(final LaneSnapshot snapshot) {
        final Bot chosen = snapshot.bot(botId);
        return chosen == null && !snapshot.bots().isEmpty() ? snapshot.bots().get(0) : chosen;
    }

    /** How many lines of this view can be selected. */
    int rowCount(final LaneSnapshot snapshot) {
        return switch (view) {
            case OVERVIEW -> bots(snapshot).size();
            case BOT -> snapshot.bots().size();
            case ACCOUNTS -> snapshot.accounts().size();
            case EVENTS -> events(snapshot).size();
        };
    }

    private boolean matches(final String... texts) {
        if (filter.isEmpty()) {
            return true;
        }
        for (final String text : texts) {
            if (text.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    static <T> List<T> reversed(final List<T> list) {
        final java.util.ArrayList<T> copy = new java.util.ArrayList<>(list);
        java.util.Collections.reverse(copy);
        return copy;
    }
}
