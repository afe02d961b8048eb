package dragon.tools.snapshotter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which rows are due: changed ones once a second at most, unchanged ones once in ten seconds at most.
 *
 * <p>Its times are of a clock that never goes back. Threading: one thread. Limit: one remembered row for each thing that is in the state; rows of what has left it are
 * named by {@link #gone} and forgotten by {@link #forget}.
 */
final class Cadence {
    private record Written(Row row, long atMs) {}

    private final long changedEveryMs;
    private final long unchangedEveryMs;
    private final Map<List<Object>, Written> writtenByKey = new HashMap<>();

    Cadence(final long changedEveryMs, final long unchangedEveryMs) {
        this.changedEveryMs = changedEveryMs;
        this.unchangedEveryMs = unchangedEveryMs;
    }

    /** Those of the rows that are due now. */
    List<Row> due(final List<Row> rows, final long nowMs, final boolean isLast) {
        final List<Row> due = new ArrayList<>();
        for (final Row row : rows) {
            if (isDue(row, nowMs, isLast)) {
                due.add(row);
            }
        }
        return due;
    }

    private boolean isDue(final Row row, final long nowMs, final boolean isLast) {
        final Written written = writtenByKey.get(row.key());
        if (written == null) {
            return true;
        }
        final long ageMs = nowMs - written.atMs();
        if (row.table().isSameContent(row.values(), written.row().values())) {
            // An order that stays as it is has nothing to refresh.
            return row.table() != Table.ORDERS && row.table() != Table.BOT_PARAMETERS && ageMs >= unchangedEveryMs;
        }
        return isLast || ageMs >= changedEveryMs;
    }

    /** These rows are in the database now. */
    void written(final List<Row> rows, final long nowMs) {
        for (final Row row : rows) {
            writtenByKey.put(row.key(), new Written(row, nowMs));
        }
    }

    /** Rows that were written and are not among these, which are all that there is now. */
    List<Row> gone(final List<Row> rows) {
        final Set<List<Object>> present = new HashSet<>();
        for (final Row row : rows) {
            present.add(row.key());
        }
        final List<Row> gone = new ArrayList<>();
        for (final Map.Entry<List<Object>, Written> written : writtenByKey.entrySet()) {
            if (!present.contains(written.getKey())) {
                gone.add(written.getValue().row());
            }
        }
        return gone;
    }

    /** These rows will not come again. */
    void forget(final List<Row> rows) {
        for (final Row row : rows) {
            writtenByKey.remove(row.key());
        }
    }

    /** Whether nothing has been written yet: what the database holds is of an earlier follower. */
    boolean isEmpty() {
        return writtenByKey.isEmpty();
    }

    /** How many rows are remembered. */
    int size() {
        return writtenByKey.size();
    }

    /** Everything is due again: the database is a new one. */
    void clear() {
        writtenByKey.clear();
    }
}
