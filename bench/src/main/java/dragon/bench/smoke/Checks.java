package dragon.bench.smoke;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What one item of the checklist has looked at, and what it has measured on the way. Threading: one thread. */
final class Checks {
    /** One claim: whether it holds, and what was found. */
    record Check(String name, boolean holds, String found) {}

    private final List<Check> all = new ArrayList<>();
    private final Map<String, Object> figures = new LinkedHashMap<>();

    /** Notes whether a claim holds. */
    void that(final String name, final boolean holds, final Object found) {
        all.add(new Check(name, holds, String.valueOf(found)));
    }

    /** Notes whether what was found is what it should be. */
    void equal(final String name, final Object expected, final Object found) {
        that(
                name,
                Objects.equals(expected, found),
                found + (Objects.equals(expected, found) ? "" : ", not " + expected));
    }

    /** Notes something measured; the name carries the unit. */
    void figure(final String name, final Object value) {
        figures.put(name, value);
    }

    List<Check> all() {
        return all;
    }

    Map<String, Object> figures() {
        return figures;
    }

    /** Whether something was looked at, and all of it holds. */
    boolean hold() {
        return !all.isEmpty() && all.stream().allMatch(Check::holds);
    }
}
