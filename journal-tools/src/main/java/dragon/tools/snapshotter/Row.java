package dragon.tools.snapshotter;

import java.util.List;

/**
 * One row on its way to a table.
 *
 * @param values in the order of the table's columns: Long, Integer, String or null; not changed any more
 */
record Row(Table table, Object... values) {
    Row {
        assert values.length == table.columns().size()
                : table + " has " + table.columns().size() + " columns";
    }

    /** What it replaces: equal for two rows of the same thing. */
    List<Object> key() {
        return table.keyColumnCount() == 1 ? List.of(table, values[0]) : List.of(table, values[0], values[1]);
    }
}
