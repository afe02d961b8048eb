package dragon.tools.planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bugs that are planted: each still has its place in the sources, and the simulator notices. All of them: {@link PlantedBugsTableTest}. */
class PlantedBugsTest {
    private final Path root = PlantedBugs.root();

    @Test
    void eachBugStillHasItsPlaceInTheSources() throws IOException {
        final List<PlantedBug> bugs = PlantedBugs.all(root);
        final Set<String> names = new HashSet<>();
        for (final PlantedBug bug : bugs) {
            assertFalse(bug.sources(root).isEmpty());
            assertTrue(names.add(bug.name()), () -> bug.where() + ": " + bug.name() + " is there twice");
        }
        assertTrue(bugs.size() >= 36, () -> "only " + bugs.size() + " bugs");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I08_the_leg_of_an_order_follows_its_side",
                "I10_own_orders_are_compared_within_one_bot_only",
                "I17_the_checksum_leaves_the_term_out",
                "I25_the_result_of_a_short_leg_has_the_wrong_sign",
            })
    void theSimulatorFindsABug(final String name) throws IOException, InterruptedException {
        final PlantedBug bug = PlantedBugs.all(root).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();

        final PlantedBugs.Found found = new PlantedBugs(root).hunt(bug, 20);

        assertTrue(found.isAsMeant(), () -> name + ": " + found.invariant() + ", " + found.text());
    }

    @Test
    void saysWhereATextIsNotFound(@TempDir final Path directory) throws IOException {
        Files.createDirectories(directory.resolve("a"));
        Files.writeString(directory.resolve("a/A.java"), "one two two");
        Files.write(
                directory.resolve("x.planted"),
                List.of("bug X", "breaks I-01", "why so", "in a/A.java", "find", "two", "put", "three", "end"));

        final PlantedBug bug = PlantedBug.readAll(directory).get(0);

        final String text = assertThrows(IllegalStateException.class, () -> bug.sources(directory))
                .getMessage();
        assertEquals("x.planted:1: X: expected this text once in a/A.java, found it more than once:\ntwo", text);
    }
}
