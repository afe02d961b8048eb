package dragon.monitor.screen;

import static dragon.monitor.screen.Figures.left;
import static dragon.monitor.screen.Figures.right;

import dragon.monitor.snapshot.BotState;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Bot;
import dragon.monitor.snapshot.LaneSnapshot.Event;
import dragon.monitor.snapshot.LaneSnapshot.Leg;
import dragon.monitor.snapshot.LaneSnapshot.Order;
import java.util.List;

/** One bot: its prices, legs, orders and events. */
final class BotView {
    private static final int EVENTS_MIN = 3;

    private BotView() {}

    static void draw(final Frame frame, final MonitorState state, final Picture picture) {
        final LaneSnapshot snapshot = picture.snapshot();
        final Bot bot = state.bot(snapshot);
        if (bot == null) {
            frame.line("no bots yet: dragon bot create", Ink.DIM);
            return;
        }
        final BotState botState = BotState.of(bot, snapshot);
        final String wanted = bot.status().equals(bot.desiredStatus()) ? "" : " (wanted " + bot.desiredStatus() + ")";
        final String head = botState.letters() + " " + bot.symbol() + " " + bot.timeframe() + " | acct "
                + snapshot.accountLabel(bot.accountId()) + " | " + bot.status() + wanted + " | hb "
                + Figures.age(snapshot.lane().snapshotAt() - bot.heartbeatAt()) + " | bar "
                + Figures.count(bot.barCount()) + " | blocked " + Figures.count(bot.blockedActions());
        frame.line(head, Ink.PLAIN);
        frame.mark(0, botState.letters(), OverviewView.ink(botState));
        final String age =
                bot.quoteAt() == null ? "never" : Figures.age(snapshot.lane().snapshotAt() - bot.quoteAt());
        frame.line(
                "MARK " + Figures.price(bot.markE8()) + "  bid " + Figures.price(bot.bidE8()) + "  ask "
                        + Figures.price(bot.askE8()) + " | quote " + age + " | real "
                        + Figures.result(bot.realizedE8())
                        + "  fees " + Figures.result(-bot.feesE8()) + "  fund " + Figures.result(bot.fundingE8())
                        + "  uPnL " + Figures.result(bot.unrealizedE8()),
                Ink.PLAIN);
        frame.line(
                "NEXT " + bot.nextAction() + (bot.lastError().isEmpty() ? "" : "   ERROR " + bot.lastError()),
                Ink.BOLD);
        drawLegs(frame, snapshot.legsOf(bot.id()));
        final List<Order> orders = snapshot.orders().stream()
                .filter(order -> order.botId() == bot.id())
                .toList();
        drawOrders(frame, picture, orders);
        frame.border("events");
        final List<Event> events = MonitorState.reversed(snapshot.events()).stream()
                .filter(event -> event.botId() == bot.id())
                .toList();
        EventsView.drawRows(frame, picture, events, -1, frame.linesLeft());
    }

    private static void drawLegs(final Frame frame, final List<Leg> legs) {
        frame.border("legs");
        frame.line(
                frame.isWide()
                        ? "LEG         SIZE       VENUE       ENTRY     uPnL$     REAL$     FEES$   DCA    NEXT DCA          TP"
                        : "LEG       SIZE     ENTRY     uPnL$   DCA  NEXT DCA        TP",
                Ink.DIM);
        for (final Leg leg : legs) {
            final boolean differs = leg.venueQuantityE8() != null && leg.venueQuantityE8() != leg.quantityE8();
            final String venue = Figures.number(leg.venueQuantityE8()) + (differs ? " !" : "");
            final String line = frame.isWide()
                    ? left(leg.leg(), 5)
                            + right(Figures.number(leg.quantityE8()), 11)
                            + right(venue, 12)
                            + right(Figures.price(leg.averageEntryE8()), 12)
                            + right(Figures.result(leg.unrealizedE8()), 10)
                            + right(Figures.result(leg.realizedE8()), 10)
                            + right(Figures.result(-leg.feesE8()), 10)
                            + right(leg.entryCount() + "/" + leg.maxEntries(), 6)
                            + right(Figures.price(leg.nextDcaE8()), 12)
                            + right(Figures.price(leg.takeProfitE8()), 12)
                    : left(leg.leg(), 5)
                            + right(Figures.number(leg.quantityE8()), 9)
                            + right(Figures.price(leg.averageEntryE8()), 10)
                            + right(Figures.result(leg.unrealizedE8()), 10)
                            + right(leg.entryCount() + "/" + leg.maxEntries(), 6)
                            + right(Figures.price(leg.nextDcaE8()), 10)
                            + right(Figures.price(leg.takeProfitE8()), 10);
            frame.line(line, Ink.PLAIN);
            frame.mark(line, venue, differs ? Ink.BAD : Ink.PLAIN);
        }
    }

    private static void drawOrders(final Frame frame, final Picture picture, final List<Order> orders) {
        final long parked =
                orders.stream().filter(order -> order.status().equals("PARKED")).count();
        frame.border("orders: " + (orders.size() - parked) + " working, " + parked + " parked");
        frame.line(
                frame.isWide()
                        ? "CLIENT-ID            LEG ROLE        SIDE         QTY       PRICE TYPE      STATE              AGE WHY"
                        : "LEG ROLE        SIDE       QTY     PRICE STATE              AGE",
                Ink.DIM);
        final int room = Math.max(1, frame.linesLeft() - 1 - EVENTS_MIN);
        for (int i = 0; i < Math.min(room, orders.size()); i++) {
            final Order order = orders.get(i);
            final String id = order.status().equals("PARKED") ? "(not sent)" : Long.toString(order.clientOrderId());
            final String age = Figures.age(picture.nowMs() - order.createdAt());
            final String line = frame.isWide()
                    ? left(id, 20) + " " + left(order.leg().substring(0, 1), 4) + left(order.role(), 12)
                            + left(order.side(), 4) + right(Figures.number(order.quantityE8()), 12)
                            + right(Figures.price(order.priceE8()), 12) + " " + left(order.orderType(), 10)
                            + left(order.status(), 16) + right(age, 6) + " " + order.detail()
                    : left(order.leg().substring(0, 1), 4) + left(order.role(), 12) + left(order.side(), 4)
                            + right(Figures.number(order.quantityE8()), 10) + right(Figures.price(order.priceE8()), 10)
                            + " " + left(order.status(), 16) + right(age, 6);
            frame.line(line, order.status().equals("PARKED") ? Ink.DIM : Ink.PLAIN);
            frame.mark(line, "IN_DOUBT", Ink.BAD);
        }
        if (orders.size() > room) {
            frame.mark(frame.width() - 12, right("+" + (orders.size() - room) + " more", 12), Ink.DIM);
        }
    }
}
