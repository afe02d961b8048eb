package dragon.monitor.screen;

import static dragon.monitor.screen.Figures.left;
import static dragon.monitor.screen.Figures.right;

import dragon.monitor.snapshot.BotState;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Account;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import dragon.monitor.snapshot.LaneSnapshot.Leg;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** All bots, all accounts, the last events. */
final class OverviewView {
    private static final int ACCOUNTS_MAX = 4;
    private static final int EVENTS_MIN = 3;
    private static final int TALL = 30;
    private static final long QUOTE_AGE_MS_MAX = 5_000;

    private OverviewView() {}

    static void draw(final Frame frame, final MonitorState state, final Picture picture) {
        final LaneSnapshot snapshot = picture.snapshot();
        final int accounts = Math.min(ACCOUNTS_MAX, snapshot.accounts().size());
        final boolean hasEvents = frame.linesLeft() >= TALL - 6;
        final int below = 2 + accounts + (hasEvents ? 1 + EVENTS_MIN : 0);

        frame.line(
                frame.isWide()
                        ? "  ST BOT           SYMBOL          TF LEG POSITION       ENTRY       MARK     uPnL$   DCA NEXT"
                        : "  ST BOT                  POS     uPnL$   DCA NEXT",
                Ink.DIM);
        drawBots(frame, state, picture, frame.linesLeft() - below);
        frame.border("");
        drawAccounts(frame, picture, accounts);
        if (hasEvents) {
            frame.border("last events");
            EventsView.drawRows(frame, picture, MonitorState.reversed(snapshot.events()), -1, frame.linesLeft());
        }
    }

    /** As many bots as fit, around the selected one. */
    private static void drawBots(final Frame frame, final MonitorState state, final Picture picture, final int lines) {
        final List<Bot> bots = state.bots(picture.snapshot());
        if (bots.isEmpty()) {
            frame.line(
                    picture.snapshot().bots().isEmpty() ? "  no bots yet: dragon bot create" : "  no bot matches",
                    Ink.DIM);
        }
        final int linesABot = frame.isWide() ? 2 : 1;
        final int first = Math.max(0, Math.min(state.row(), bots.size() - 1) - Math.max(1, lines / linesABot) + 1);
        final int end = frame.linesLeft() - lines;
        for (int i = first; i < bots.size() && frame.linesLeft() > end; i++) {
            if (frame.isWide()) {
                drawWide(frame, picture, bots.get(i), i == state.row(), frame.linesLeft() - end);
            } else {
                drawSmall(frame, picture, bots.get(i), i == state.row());
            }
        }
        frame.fill(frame.linesLeft() - end);
    }

    private static void drawWide(
            final Frame frame, final Picture picture, final Bot bot, final boolean isSelected, final int linesMax) {
        final List<Leg> open = openLegs(picture.snapshot(), bot);
        final String legs = bot.legs().equals("BOTH_LEGS") ? "L+S" : bot.legs().substring(0, 1);
        final String head =
                left(bot.name(), 14) + left(bot.symbol(), 15) + right(timeframe(bot), 3) + " " + left(legs, 4);
        if (open.isEmpty()) {
            botLine(frame, picture, bot, isSelected, head + figures(picture, bot, null) + " " + bot.nextAction());
        }
        for (int i = 0; i < Math.min(open.size(), linesMax); i++) {
            final String figures = figures(picture, bot, open.get(i));
            if (i == 0) {
                botLine(frame, picture, bot, isSelected, head + figures + " " + next(bot, open.get(i)));
            } else {
                frame.line(" ".repeat(5 + head.length()) + figures + " " + legNext(open.get(i)), Ink.PLAIN);
            }
        }
    }

    private static String figures(final Picture picture, final Bot bot, final Leg leg) {
        final boolean isFlat = leg == null;
        final String position = isFlat ? "flat" : leg.leg().charAt(0) + " " + Figures.number(leg.quantityE8());
        return left(position, 10)
                + right(isFlat ? "-" : Figures.price(leg.averageEntryE8()), 10)
                + right(mark(picture, bot), 11)
                + right(isFlat ? "-" : Figures.result(leg.unrealizedE8()), 10)
                + right(isFlat ? "-" : leg.entryCount() + "/" + leg.maxEntries(), 6);
    }

    /** The mark price, or its age where it is too old to be believed. */
    private static String mark(final Picture picture, final Bot bot) {
        if (bot.quoteAt() == null) {
            return "-";
        }
        final long ageMs = picture.snapshot().lane().snapshotAt() - bot.quoteAt();
        return ageMs > QUOTE_AGE_MS_MAX ? "(" + Figures.age(ageMs) + ")" : Figures.price(bot.markE8());
    }

    private static void drawSmall(final Frame frame, final Picture picture, final Bot bot, final boolean isSelected) {
        final List<Leg> open = openLegs(picture.snapshot(), bot);
        final String position = open.isEmpty()
                ? "flat"
                : open.stream()
                        .map(leg -> leg.leg().charAt(0)
                                + Figures.number(leg.quantityE8()).replaceFirst("^0", ""))
                        .collect(Collectors.joining());
        final String entries = open.isEmpty()
                ? "-"
                : open.stream().map(leg -> Integer.toString(leg.entryCount())).collect(Collectors.joining("|")) + "/"
                        + open.get(0).maxEntries();
        botLine(
                frame,
                picture,
                bot,
                isSelected,
                left(bot.name(), 14) + right(position, 11)
                        + right(open.isEmpty() ? "-" : Figures.result(bot.unrealizedE8()), 10) + right(entries, 6) + " "
                        + bot.nextAction());
    }

    private static void botLine(
            final Frame frame, final Picture picture, final Bot bot, final boolean isSelected, final String text) {
        final BotState botState = BotState.of(bot, picture.snapshot());
        frame.line((isSelected ? "> " : "  ") + botState.letters() + " " + text, isSelected ? Ink.SELECTED : Ink.PLAIN);
        frame.mark(2, botState.letters(), ink(botState));
    }

    static Ink ink(final BotState state) {
        return switch (state) {
            case ER, UN -> Ink.BAD;
            case BL, ST -> Ink.WARN;
            case PA -> Ink.DIM;
            case OK -> Ink.GOOD;
        };
    }

    private static String next(final Bot bot, final Leg leg) {
        return bot.nextAction().equals("Waiting bar") ? legNext(leg) : bot.nextAction();
    }

    /** What the leg waits for: its take profit and its next rung. */
    private static String legNext(final Leg leg) {
        final String takeProfit = leg.takeProfitE8() == null ? "" : "TP " + Figures.price(leg.takeProfitE8());
        final String rung = leg.nextDcaE8() == null ? "" : "DCA " + Figures.price(leg.nextDcaE8());
        final String both = (takeProfit + "  " + rung).strip();
        return both.isEmpty() ? "Waiting bar" : both;
    }

    private static String timeframe(final Bot bot) {
        return bot.timeframe().substring(1)
                + bot.timeframe().toLowerCase(Locale.ROOT).charAt(0);
    }

    private static List<Leg> openLegs(final LaneSnapshot snapshot, final Bot bot) {
        return snapshot.legsOf(bot.id()).stream()
                .filter(leg -> leg.quantityE8() != 0)
                .toList();
    }

    private static void drawAccounts(final Frame frame, final Picture picture, final int count) {
        frame.line(
                frame.isWide()
                        ? "ACCOUNT     MODE        EQUITY$      DAY$ / LIMIT     TOTAL$ / LIMIT  MARGIN ORDERS EXCHANGE RISK"
                        : "ACCOUNT    MODE      EQUITY$         DAY/LIM ORDERS EXCHANGE RISK",
                Ink.DIM);
        for (final Account account : picture.snapshot().accounts().subList(0, count)) {
            final String mode = account.positionMode().equals("ONE_WAY") ? "1-WAY !" : account.positionMode();
            final String risk = account.riskBlocked() ? "BLOCKED " + account.riskReason() : "OK";
            final String line = frame.isWide()
                    ? left(account.label(), 12) + left(mode, 8) + right(Figures.money(account.equityE8()), 11)
                            + right(Figures.result(account.dayNetE8()), 11) + " / "
                            + left(Figures.limit(account.dailyLossLimitE8()), 7)
                            + right(Figures.result(account.totalNetE8()), 10) + " / "
                            + left(Figures.limit(account.totalLossLimitE8()), 7)
                            + right(Figures.percent(account.marginRatioE8()), 6)
                            + right(Integer.toString(account.openOrders()), 7) + " "
                            + left(account.exchangeState(), 9)
                            + risk
                    : left(account.label(), 10) + " " + left(mode, 7) + right(Figures.money(account.equityE8()), 10)
                            + right(
                                    Figures.result(account.dayNetE8()) + "/"
                                            + Figures.limit(account.dailyLossLimitE8()),
                                    16)
                            + right(Integer.toString(account.openOrders()), 7) + " " + left(account.exchangeState(), 8)
                            + " " + risk;
            frame.line(line, Ink.PLAIN);
            frame.mark(line, "1-WAY !", Ink.BAD);
            frame.mark(line, "BLOCKED", Ink.WARN);
        }
    }
}
