package dragon.monitor.screen;

import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Event;
import dragon.monitor.snapshot.LaneSnapshot.Lane;
import java.util.Locale;

/** The first lines: which engine, is what I see fresh, is anything stopped, is anything unknown? They never scroll. */
final class Header {
    private static final String ACTIVE = "ACTIVE";

    private Header() {}

    static void draw(final Frame frame, final MonitorState state, final Picture picture) {
        final Lane lane = picture.snapshot().lane();
        final String held =
                state.heldSinceMs() == 0 ? "" : " | HELD " + Figures.age(picture.nowMs() - state.heldSinceMs());
        if (!picture.engine().isRunning()) {
            drawOffline(frame, picture, lane, held);
        } else if (frame.isWide()) {
            drawWide(frame, picture, lane, held);
        } else {
            drawSmall(frame, picture, lane, held);
        }
        frame.border("");
    }

    private static void drawWide(final Frame frame, final Picture picture, final Lane lane, final String held) {
        final String age = "snap " + Figures.age(picture.ageMs());
        final String latency =
                picture.latencyP99Ns() == 0 ? "" : " | p99 " + Figures.count(picture.latencyP99Ns() / 1_000) + "us";
        final String life = life(picture, "NO HEARTBEAT FOR ");
        final long ahead = picture.engine().recordsAheadOf(lane);
        final String behind = ahead == 0 ? "" : ", " + Figures.count(ahead) + " behind";
        final String first = "dragon  " + lane.name() + "  term " + lane.term() + "  " + life + " | " + lane.badge()
                + " " + age + " | jrn " + Figures.count(lane.sequence()) + behind + latency + " | "
                + Figures.clockMillis(picture.nowMs())
                + "Z" + held;
        frame.line(first, Ink.PLAIN);
        frame.mark(first, life, life.equals(ACTIVE) ? Ink.GOOD : Ink.ALARM);
        frame.mark(first, lane.badge(), badge(lane.badge()));
        frame.mark(first, age, picture.isOld() ? Ink.WARN : Ink.PLAIN);
        frame.mark(first, "HELD", Ink.WARN);

        final long working = workingOrders(picture.snapshot());
        final String live = "live-trading " + onOff(lane.liveTrading());
        final String kill = "kill " + onOff(lane.killSwitch());
        final String gateway = "gateway " + (lane.gatewayUp() ? "UP" : "DOWN");
        final String feeds = "feeds " + lane.feedsFresh() + "/" + lane.feedsTotal();
        final String unknown = "unknown orders " + lane.ordersInDoubt();
        final String second =
                "GATES " + live + " | " + kill + " | " + gateway + " | " + feeds + " | " + unknown + " | orders "
                        + working + " working, " + (picture.snapshot().orders().size() - working) + " parked";
        frame.line(second, Ink.PLAIN);
        frame.mark(second, live, lane.liveTrading() ? Ink.PLAIN : Ink.WARN);
        frame.mark(second, kill, lane.killSwitch() ? Ink.ALARM : Ink.PLAIN);
        frame.mark(second, gateway, lane.gatewayUp() ? Ink.PLAIN : Ink.BAD);
        frame.mark(second, feeds, lane.feedsFresh() < lane.feedsTotal() ? Ink.WARN : Ink.PLAIN);
        frame.mark(second, unknown, lane.ordersInDoubt() > 0 ? Ink.ALARM : Ink.PLAIN);
    }

    private static void drawSmall(final Frame frame, final Picture picture, final Lane lane, final String held) {
        final String kill = lane.killSwitch() ? "KILL" : "kill-";
        final String live = lane.liveTrading() ? "live+" : "live OFF";
        final String unknown = "unk " + lane.ordersInDoubt();
        final String life = life(picture, "NO BEAT ");
        final String age = Figures.age(picture.ageMs()) + (picture.isOld() ? " OLD" : "");
        final String line = lane.name() + " t" + lane.term() + " " + life + " " + lane.badge() + " " + age + " " + live
                + " " + kill + " gw" + (lane.gatewayUp() ? "+" : " DOWN")
                + " feeds " + lane.feedsFresh() + "/" + lane.feedsTotal() + " " + unknown + " "
                + Figures.clock(picture.nowMs()) + "Z" + held;
        frame.line(line, Ink.PLAIN);
        frame.mark(line, life, life.equals(ACTIVE) ? Ink.GOOD : Ink.ALARM);
        frame.mark(line, lane.badge(), badge(lane.badge()));
        frame.mark(line, age, picture.isOld() ? Ink.WARN : Ink.PLAIN);
        frame.mark(line, live, lane.liveTrading() ? Ink.PLAIN : Ink.WARN);
        frame.mark(line, kill, lane.killSwitch() ? Ink.ALARM : Ink.PLAIN);
        frame.mark(line, "gw DOWN", Ink.BAD);
        frame.mark(line, unknown, lane.ordersInDoubt() > 0 ? Ink.ALARM : Ink.PLAIN);
        frame.mark(line, "HELD", Ink.WARN);
    }

    /** The engine leads: it moves, or its process is there and does not come round. */
    private static String life(final Picture picture, final String silent) {
        final long silentMs = picture.engine().silentMs(picture.nowMs());
        return silentMs == 0 ? ACTIVE : silent + Figures.age(silentMs);
    }

    private static void drawOffline(final Frame frame, final Picture picture, final Lane lane, final String held) {
        final String alarm = "** ENGINE NOT RUNNING **";
        final String age = Figures.age(picture.ageMs()) + " old";
        final String first = frame.isWide()
                ? "dragon  " + lane.name() + "  term " + lane.term() + "  " + alarm + "  showing SNAPSHOT of "
                        + Figures.clock(lane.snapshotAt()) + "Z, " + age + " | "
                        + (lane.isDryRun() ? "orders are on paper (DRY)" : "orders may be live on venue") + held
                : lane.name() + " " + alarm + " SNAPSHOT " + Figures.clock(lane.snapshotAt()) + "Z, " + age + held;
        frame.line(first, Ink.PLAIN);
        frame.mark(first, alarm, Ink.ALARM);
        final long working = workingOrders(picture.snapshot());
        if (frame.isWide()) {
            frame.line(
                    Figures.left("last words: " + lastWords(picture.snapshot()), frame.width() - 58)
                            + Figures.right(working + " working orders at that time     next: dragon doctor", 58),
                    Ink.PLAIN);
        } else {
            frame.line(
                    working
                            + (lane.isDryRun()
                                    ? " working orders are on paper (DRY)"
                                    : " working orders may be live at the venue")
                            + "   next: dragon doctor",
                    Ink.PLAIN);
        }
    }

    private static String lastWords(final LaneSnapshot snapshot) {
        if (snapshot.events().isEmpty()) {
            return "none";
        }
        final Event last = snapshot.events().get(snapshot.events().size() - 1);
        return last.code().toLowerCase(Locale.ROOT) + " " + Figures.clockMillis(last.atNs() / 1_000_000);
    }

    private static long workingOrders(final LaneSnapshot snapshot) {
        return snapshot.orders().stream()
                .filter(order -> !order.status().equals("PARKED"))
                .count();
    }

    private static Ink badge(final String mode) {
        return switch (mode) {
            case "SIM" -> Ink.SIM;
            case "DRY" -> Ink.DRY;
            default -> Ink.PLAIN;
        };
    }

    private static String onOff(final boolean value) {
        return value ? "ON" : "OFF";
    }
}
