package dragon.monitor.screen;

import static dragon.monitor.screen.Figures.left;
import static dragon.monitor.screen.Figures.right;

import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Account;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import dragon.monitor.snapshot.LaneSnapshot.Leg;

/** Every account: its money, its limits, and its legs at the venue beside ours. */
final class AccountsView {
    private static final int BAR = 20;
    private static final long PERCENT = 100;

    private AccountsView() {}

    static void draw(final Frame frame, final MonitorState state, final Picture picture) {
        final LaneSnapshot snapshot = picture.snapshot();
        if (snapshot.accounts().isEmpty()) {
            frame.line("no accounts yet: dragon account add <label>", Ink.DIM);
            return;
        }
        int row = 0;
        for (final Account account : snapshot.accounts()) {
            final String text = (row == state.row() ? "> " : "  ")
                    + left(account.label(), 14)
                    + left(account.status(), 10)
                    + left(account.positionMode(), 9)
                    + right(Figures.money(account.equityE8()), 14)
                    + (account.killSwitch() ? "  KILL" : "")
                    + (account.riskBlocked() ? "  BLOCKED " + account.riskReason() : "");
            frame.line(text, row == state.row() ? Ink.SELECTED : Ink.PLAIN);
            frame.mark(text, "BLOCKED", Ink.WARN);
            frame.mark(text, "KILL", Ink.ALARM);
            row++;
        }
        drawAccount(
                frame,
                picture,
                snapshot.accounts()
                        .get(Math.min(state.row(), snapshot.accounts().size() - 1)));
    }

    private static void drawAccount(final Frame frame, final Picture picture, final Account account) {
        frame.border(account.label());
        final String reported = account.reportedAt() == null
                ? "never reported"
                : "reported " + Figures.age(picture.nowMs() - account.reportedAt()) + " ago";
        frame.line(
                "EQUITY " + Figures.money(account.equityE8()) + " | FREE " + Figures.money(account.freeCollateralE8())
                        + " | MARGIN " + Figures.percent(account.marginRatioE8()) + " | EXCHANGE "
                        + account.exchangeState()
                        + " | " + reported,
                Ink.PLAIN);
        limit(frame, "DAY (UTC)", account.dayNetE8(), account.dailyLossLimitE8());
        limit(frame, "TOTAL", account.totalNetE8(), account.totalLossLimitE8());
        frame.border("legs on venue vs ours");
        frame.line(
                frame.isWide()
                        ? "SYMBOL           LEG         VENUE        OURS        DIFF  BOT              OUR ENTRY       uPnL$"
                        : "SYMBOL         LEG        VENUE       OURS DIFF BOT",
                Ink.DIM);
        for (final Leg leg : picture.snapshot().legs()) {
            final Bot bot = picture.snapshot().bot(leg.botId());
            if (bot != null && bot.accountId() == account.id() && frame.linesLeft() > 0) {
                leg(frame, bot, leg);
            }
        }
    }

    private static void leg(final Frame frame, final Bot bot, final Leg leg) {
        final Long difference = leg.venueQuantityE8() == null ? null : leg.venueQuantityE8() - leg.quantityE8();
        final String differs = Figures.number(difference) + (difference != null && difference != 0 ? " !" : "");
        final String line = frame.isWide()
                ? left(bot.symbol(), 17) + left(leg.leg(), 6) + right(Figures.number(leg.venueQuantityE8()), 11)
                        + right(Figures.number(leg.quantityE8()), 12) + right(differs, 12) + "  " + left(bot.name(), 16)
                        + right(Figures.price(leg.averageEntryE8()), 10)
                        + right(Figures.result(leg.unrealizedE8()), 12)
                : left(bot.symbol(), 15) + left(leg.leg(), 6) + right(Figures.number(leg.venueQuantityE8()), 10)
                        + right(Figures.number(leg.quantityE8()), 11) + right(differs, 5) + " " + bot.name();
        frame.line(line, Ink.PLAIN);
        if (differs.endsWith("!")) {
            frame.mark(line, differs, Ink.BAD);
        }
    }

    private static void limit(final Frame frame, final String name, final long netE8, final Long limitE8) {
        final boolean hasLimit = limitE8 != null && limitE8 > 0;
        final long used = hasLimit ? Math.max(0, Math.min(PERCENT, -netE8 * PERCENT / limitE8)) : 0;
        final int marks = (int) (used * BAR / PERCENT);
        final String bar = hasLimit
                ? "used " + right(used + "%", 4) + "  [" + "#".repeat(marks) + ".".repeat(BAR - marks) + "]"
                : "";
        final String line = left(name, 11) + right(Figures.result(netE8), 12) + "   limit "
                + right(Figures.limit(limitE8), 9) + "   " + bar;
        frame.line(line, Ink.PLAIN);
        frame.mark(line, bar, used >= PERCENT ? Ink.BAD : used >= 80 ? Ink.WARN : Ink.PLAIN);
    }
}
