package dragon.tools.explain;

import java.util.ArrayList;
import java.util.List;

/** Cells as lines whose columns stand below each other. */
final class Columns {
    private static final String GAP = "  ";

    private Columns() {}

    /** One line a row; every row has as many cells. The last column is as long as it is. */
    static List<String> aligned(final List<String[]> rows) {
        final int[] widths = new int[rows.get(0).length];
        for (final String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        final List<String> lines = new ArrayList<>(rows.size());
        for (final String[] row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(i == 0 ? "" : GAP).append(row[i]).append(" ".repeat(widths[i] - row[i].length()));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
