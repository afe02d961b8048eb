package dragon.monitor.screen;

import java.util.List;

/** Draws the monitor: a pure function of the state and the picture. */
public final class Screen {
    private static final String KEYS =
            "<1-4> view  <up/dn> select  <enter> open  </> filter  <[ ]> lane  <space> hold  <?> help   READ-ONLY   <q> quit";

    private static final String KEYS_SMALL = "<1-4> view <enter> open </> filter <[ ]> lane <?> help    READ-ONLY <q>";

    private static final List<String> HELP = List.of(
            "1 2 3 4           overview, bot, accounts, events",
            "up down  j k      one line           PgUp PgDn  ten lines           g G  first, last",
            "enter             open the selected bot                  esc  back, or clear the filter",
            "/                 filter by name, symbol, account, event; enter keeps it, esc clears it",
            "[ ]               previous, next lane of this home        :lane NAME  :BOT  :VIEW  go there",
            "space             hold the screen; the lane goes on, the header says for how long",
            "q                 quit; never touches the engine",
            "",
            "OK working   BL something blocks entries   ST an input is stale   PA paused by a person",
            "UN an order or position is not explained   ER needs a person",
            "",
            "Nothing here acts. To act: dragon kill, dragon live off, dragon bot pause <name>");

    private Screen() {}

    /** Draws all cells. */
    public static void draw(final MonitorState state, final Picture picture, final Canvas canvas) {
        final Frame frame = new Frame(canvas);
        final String keys = keys(state, picture, canvas.width() >= Frame.WIDE);
        if (picture.snapshot() == null) {
            frame.border(state.view().title());
            frame.line("lane " + picture.laneName() + ": no snapshot yet", Ink.WARN);
            frame.line("next: dragon run --venue sim, or dragon snapshotter --lane " + picture.laneName(), Ink.PLAIN);
            frame.end(keys);
            return;
        }
        frame.border(
                title(state, picture) + (frame.isWide() ? "" : " (" + canvas.width() + "x" + canvas.height() + ")"));
        Header.draw(frame, state, picture);
        if (state.isHelp()) {
            HELP.forEach(line -> frame.line(line, Ink.PLAIN));
        } else {
            switch (state.view()) {
                case OVERVIEW -> OverviewView.draw(frame, state, picture);
                case BOT -> BotView.draw(frame, state, picture);
                case ACCOUNTS -> AccountsView.draw(frame, state, picture);
                case EVENTS -> EventsView.draw(frame, state, picture);
            }
        }
        frame.end(keys);
    }

    private static String keys(final MonitorState state, final Picture picture, final boolean isWide) {
        if (state.command() != null) {
            return ":" + state.command() + "_      <enter> go  <esc> leave     lane NAME, a view or a bot; lanes: "
                    + String.join(" ", picture.lanes());
        }
        if (state.isTyping()) {
            return "filter: " + state.filter() + "_      <enter> keep  <esc> clear";
        }
        if (!state.notice().isEmpty()) {
            return state.notice();
        }
        return isWide ? KEYS : KEYS_SMALL;
    }

    private static String title(final MonitorState state, final Picture picture) {
        final String filter = state.filter().isEmpty() ? "" : "  /" + state.filter();
        return switch (state.view()) {
            case BOT -> state.view().title()
                    + (state.bot(picture.snapshot()) == null
                            ? ""
                            : "  " + state.bot(picture.snapshot()).name());
            case OVERVIEW, ACCOUNTS, EVENTS -> state.view().title() + filter;
        };
    }
}
