package dragon.tools.backtest.report;

import dragon.engine.protocol.Leg;
import java.util.ArrayList;
import java.util.List;

/** Makes lines of levels that are told candle by candle: a line ends where its price changes. */
public final class LineRecorder {
    private static final int KINDS = Line.Kind.values().length;

    private final List<Line> lines = new ArrayList<>();
    private final long[] pricesE8 = new long[2 * KINDS];
    private final long[] sinceMs = new long[2 * KINDS];

    /** The level at this time; 0 = there is none. */
    public void at(final long timeMs, final Leg leg, final Line.Kind kind, final long priceE8) {
        final int slot = (leg == Leg.LONG ? 0 : KINDS) + kind.ordinal();
        if (pricesE8[slot] == priceE8) {
            return;
        }
        end(slot, timeMs);
        pricesE8[slot] = priceE8;
        sinceMs[slot] = timeMs;
    }

    /** All lines, those that still stand ended at this time. */
    public List<Line> endAt(final long timeMs) {
        for (int slot = 0; slot < pricesE8.length; slot++) {
            end(slot, timeMs);
            pricesE8[slot] = 0;
        }
        return List.copyOf(lines);
    }

    private void end(final int slot, final long timeMs) {
        if (pricesE8[slot] != 0 && timeMs > sinceMs[slot]) {
            lines.add(new Line(
                    Line.Kind.values()[slot % KINDS],
                    slot < KINDS ? Leg.LONG : Leg.SHORT,
                    pricesE8[slot],
                    sinceMs[slot],
                    timeMs));
        }
    }
}
