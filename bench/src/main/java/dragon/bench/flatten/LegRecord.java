package dragon.bench.flatten;

import dragon.bench.kill.VenueAudit;
import dragon.bench.kill.VenueAudit.Step;
import dragon.bench.kill.Violations;
import dragon.engine.protocol.OrderRole;
import java.util.Map;
import java.util.TreeMap;

/** Folds the exchange's trades leg by leg: no close of a flatten may have made one larger or turned it. */
final class LegRecord {
    private static final int ROLE_SHIFT = 28;
    private static final int ROLE_MASK = 7;

    private long closes;

    /** Judges every trade of the exchange so far. */
    void judge(final VenueAudit audit, final Violations violations) {
        final Map<String, Long> legsE8 = new TreeMap<>();
        closes = 0;
        for (final Step step : audit.steps()) {
            final long beforeE8 = legsE8.getOrDefault(step.leg(), 0L);
            final long afterE8 = step.opens() ? beforeE8 + step.quantityE8() : beforeE8 - step.quantityE8();
            legsE8.put(step.leg(), afterE8);
            if (isFlatten(step.clientOrderId())) {
                closes++;
                if (step.opens()) {
                    violations.add("trade " + step.tradeId() + " of a flatten has made " + step.leg() + " larger: "
                            + beforeE8 + " -> " + afterE8 + " (E8)");
                }
            }
            if (afterE8 < 0) {
                violations.add("trade " + step.tradeId() + " of order " + step.clientOrderId() + " has turned "
                        + step.leg() + ": " + beforeE8 + " -> " + afterE8 + " (E8)");
            }
        }
    }

    private static boolean isFlatten(final long clientOrderId) {
        return clientOrderId != 0 && (clientOrderId >>> ROLE_SHIFT & ROLE_MASK) == OrderRole.FLATTEN.value();
    }

    /** Trades of flattens that were judged. */
    long closes() {
        return closes;
    }
}
