package dragon.tools.backtest.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All combinations of values of some keys, in the order in which they were given: the last key changes first. */
public final class SweepGrid {
    private SweepGrid() {}

    /** The combinations; one without any key if there is none. */
    public static List<Map<String, String>> of(final Map<String, List<String>> values) {
        List<Map<String, String>> points = List.of(Map.of());
        for (final Map.Entry<String, List<String>> entry : values.entrySet()) {
            final List<Map<String, String>> longer = new ArrayList<>();
            for (final Map<String, String> point : points) {
                for (final String value : entry.getValue()) {
                    final Map<String, String> next = new LinkedHashMap<>(point);
                    next.put(entry.getKey(), value);
                    longer.add(next);
                }
            }
            points = longer;
        }
        return points;
    }
}
