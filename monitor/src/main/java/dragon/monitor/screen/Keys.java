package dragon.monitor.screen;

import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import java.util.List;

/** What a key changes. There is no key that acts: the monitor is read-only. */
final class Keys {
    private static final int PAGE = 10;

    private Keys() {}

    /** The state after a key; null to leave. */
    static MonitorState press(
            final MonitorState state,
            final LaneSnapshot snapshot,
            final Key key,
            final char character,
            final long nowMs) {
        if (state.isTyping()) {
            return typed(state, key, character);
        }
        return switch (key) {
            case UP -> move(state, snapshot, -1);
            case DOWN -> move(state, snapshot, 1);
            case PAGE_UP -> move(state, snapshot, -PAGE);
            case PAGE_DOWN -> move(state, snapshot, PAGE);
            case FIRST -> move(state, snapshot, Integer.MIN_VALUE / 2);
            case LAST -> move(state, snapshot, Integer.MAX_VALUE / 2);
            case ENTER -> open(state, snapshot);
            case ESCAPE, BACKSPACE -> back(state);
            case CHARACTER -> character(state, snapshot, character, nowMs);
        };
    }

    private static MonitorState typed(final MonitorState state, final Key key, final char character) {
        return switch (key) {
            case ENTER -> state.filter(state.filter(), false);
            case ESCAPE -> state.filter("", false);
            case BACKSPACE -> state.filter(
                    state.filter().isEmpty()
                            ? ""
                            : state.filter().substring(0, state.filter().length() - 1),
                    true);
            case CHARACTER -> state.filter(state.filter() + character, true);
            default -> state;
        };
    }

    private static MonitorState character(
            final MonitorState state, final LaneSnapshot snapshot, final char character, final long nowMs) {
        return switch (character) {
            case '1', '2', '3', '4' -> state.show(View.values()[character - '1']);
            case 'j' -> move(state, snapshot, 1);
            case 'k' -> move(state, snapshot, -1);
            case 'g' -> move(state, snapshot, Integer.MIN_VALUE / 2);
            case 'G' -> move(state, snapshot, Integer.MAX_VALUE / 2);
            case '/' -> state.filter(state.filter(), true);
            case '?' -> state.help(!state.isHelp());
            case ' ' -> state.heldSince(state.heldSinceMs() == 0 ? nowMs : 0);
            case 'q' -> null;
            default -> state;
        };
    }

    private static MonitorState move(final MonitorState state, final LaneSnapshot snapshot, final int lines) {
        final int last = snapshot == null ? 0 : Math.max(0, state.rowCount(snapshot) - 1);
        if (state.view() == View.BOT && snapshot != null && !snapshot.bots().isEmpty()) {
            final int at = snapshot.bots().indexOf(state.bot(snapshot));
            return state.showBot(
                    snapshot.bots().get(Math.max(0, Math.min(last, at + lines))).id());
        }
        return state.select(Math.max(0, Math.min(last, state.row() + lines)));
    }

    private static MonitorState open(final MonitorState state, final LaneSnapshot snapshot) {
        if (snapshot == null) {
            return state;
        }
        if (state.view() == View.OVERVIEW) {
            final List<Bot> bots = state.bots(snapshot);
            return bots.isEmpty()
                    ? state
                    : state.showBot(
                            bots.get(Math.min(state.row(), bots.size() - 1)).id());
        }
        if (state.view() == View.EVENTS && !state.events(snapshot).isEmpty()) {
            final int botId = state.events(snapshot).get(state.row()).botId();
            return botId == 0 ? state : state.showBot(botId);
        }
        return state;
    }

    private static MonitorState back(final MonitorState state) {
        if (state.isHelp()) {
            return state.help(false);
        }
        return state.filter().isEmpty() ? state.show(View.OVERVIEW) : state.filter("", false);
    }
}
