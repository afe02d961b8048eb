package dragon.monitor.cli;

import dragon.engine.core.gate.Limit;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.SnapshotReader;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The limits of an account in a few words.
 *
 * @param raised those among the set ones that fall back
 * @param nearest key of the set one of which most is used; empty = nothing is used of any
 * @param nearestPct how much of it is used, percent
 */
record LimitSummary(int set, int off, int unset, int raised, String nearest, long nearestPct) {
    private static final double PERCENT = 100.0;

    /** Limits of which little must be left, not much. */
    private static final Set<String> MINIMA =
            Arrays.stream(Limit.all()).filter(Limit::isMinimum).map(Limit::key).collect(Collectors.toUnmodifiableSet());

    /** Of all accounts, by id. */
    static Map<Integer, LimitSummary> read(final SnapshotReader reader, final LaneSnapshot snapshot)
            throws SQLException {
        final Map<Integer, LimitSummary> summaries = new LinkedHashMap<>();
        for (final LaneSnapshot.Account account : snapshot.accounts()) {
            summaries.put(account.id(), of(reader.limits(account.id())));
        }
        return summaries;
    }

    static LimitSummary of(final List<LaneSnapshot.Limit> limits) {
        String nearest = "";
        long nearestPct = 0;
        for (final LaneSnapshot.Limit limit : limits) {
            final long usedPct = usedPct(limit);
            if (usedPct > nearestPct) {
                nearest = limit.key();
                nearestPct = usedPct;
            }
        }
        return new LimitSummary(
                count(limits, "set"),
                count(limits, "off"),
                count(limits, "unset"),
                (int) limits.stream()
                        .filter(limit -> limit.raisedUntil() != null)
                        .count(),
                nearest,
                nearestPct);
    }

    private static int count(final List<LaneSnapshot.Limit> limits, final String state) {
        return (int)
                limits.stream().filter(limit -> limit.state().equals(state)).count();
    }

    private static long usedPct(final LaneSnapshot.Limit limit) {
        if (!limit.state().equals("set") || limit.usedE8() == null || limit.valueE8() == null) {
            return 0;
        }
        final boolean isMinimum = MINIMA.contains(limit.key());
        final double part = isMinimum ? limit.valueE8() : limit.usedE8();
        final double whole = isMinimum ? limit.usedE8() : limit.valueE8();
        return whole <= 0 ? 0 : Math.round(PERCENT * part / whole);
    }

    /** {@code 12 set, 3 off, 20 unset; nearest loss.day 104 %}. */
    String text() {
        return set + " set, " + off + " off, " + unset + " unset" + (raised == 0 ? "" : ", " + raised + " raised")
                + (nearest.isEmpty() ? "" : "; nearest " + nearest + " " + nearestPct + " %");
    }
}
