package dragon.monitor.screen;

import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import java.util.List;
import java.util.Locale;

/** What a key changes. There is no key that acts: the monitor is read-only. */
final class Keys {
    private static final int PAGE = 10;

    private Keys() {}

    /** The state after a key; null to leave. */
    static MonitorState press(
            final MonitorState state, final Picture picture, final Key key, final char character, final long nowMs) {
        final LaneSnapshot snapshot = picture.snapshot();
        if (state.command() != null) {
            return commanded(state, picture, key, character);
        }
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
            case CHARACTER -> character(state, picture, character, nowMs);
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

    private static MonitorState commanded(
            final MonitorState state, final Picture picture, final Key key, final char character) {
        final String text = state.command();
        return switch (key) {
            case ENTER -> obey(state, picture, text.strip());
            case ESCAPE -> state.command(null);
            case BACKSPACE -> state.command(text.isEmpty() ? null : text.substring(0, text.length() - 1));
            case CHARACTER -> state.command(text + character);
            default -> state;
        };
    }

    /** Goes to a lane, a view or a bot; the first letters are enough where they mean one. */
    private static MonitorState obey(final MonitorState state, final Picture picture, final String text) {
        if (text.isEmpty()) {
            return state.command(null);
        }
        if (text.equals("lane") || text.startsWith("lane ")) {
            final String lane =
                    onlyOne(picture.lanes(), text.substring("lane".length()).strip());
            return lane == null
                    ? state.refused("no lane for '" + text + "'; there are: " + String.join(" ", picture.lanes()))
                    : state.watch(lane);
        }
        for (final View view : View.values()) {
            if (view.name().toLowerCase(Locale.ROOT).startsWith(text.toLowerCase(Locale.ROOT))) {
                return state.show(view);
            }
        }
        final List<Bot> bots =
                picture.snapshot() == null ? List.of() : picture.snapshot().bots();
        final String name = onlyOne(bots.stream().map(Bot::name).toList(), text);
        return bots.stream()
                .filter(bot -> bot.name().equals(name))
                .findFirst()
                .map(bot -> state.showBot(bot.id()))
                .orElseGet(() -> state.refused("no view or bot '" + text + "'; a lane is :lane NAME"));
    }

    /** The name that this is, or the only one that begins so; null where that is none or many. */
    private static String onlyOne(final List<String> names, final String text) {
        if (names.contains(text)) {
            return text;
        }
        final List<String> found =
                names.stream().filter(name -> name.startsWith(text)).toList();
        return !text.isEmpty() && found.size() == 1 ? found.get(0) : null;
    }

    /** The lane after or before the one that is watched; beyond the last comes the first. */
    private static MonitorState otherLane(final MonitorState state, final Picture picture, final int step) {
        final List<String> lanes = picture.lanes();
        if (lanes.size() < 2) {
            return state.refused("no other lane in this home");
        }
        final int at = lanes.indexOf(picture.laneName());
        return state.watch(lanes.get(Math.floorMod((at < 0 && step < 0 ? 0 : at) + step, lanes.size())));
    }

    private static MonitorState character(
            final MonitorState state, final Picture picture, final char character, final long nowMs) {
        final LaneSnapshot snapshot = picture.snapshot();
        return switch (character) {
            case '1', '2', '3', '4' -> state.show(View.values()[character - '1']);
            case 'j' -> move(state, snapshot, 1);
            case 'k' -> move(state, snapshot, -1);
            case 'g' -> move(state, snapshot, Integer.MIN_VALUE / 2);
            case 'G' -> move(state, snapshot, Integer.MAX_VALUE / 2);
            case '/' -> state.filter(state.filter(), true);
            case ':' -> state.command("");
            case '[' -> otherLane(state, picture, -1);
            case ']' -> otherLane(state, picture, 1);
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
