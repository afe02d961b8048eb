package dragon.tools.planted;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Plants all bugs and writes the page; runs for minutes, so only where somebody names the page. */
class PlantedBugsTableTest {
    @Test
    @EnabledIfSystemProperty(named = "dragon.planted", matches = ".+")
    void theSimulatorFindsEachBug() throws IOException, InterruptedException {
        final Path root = PlantedBugs.root();

        final List<PlantedBugs.Found> all = new PlantedBugs(root)
                .huntAll(
                        PlantedBugs.all(root),
                        Runtime.getRuntime().availableProcessors(),
                        PlantedBugs.SEEDS_MAX,
                        System.out);

        Files.write(root.resolve(System.getProperty("dragon.planted")), PlantedBugs.page(all));
        assertEquals(
                List.of(),
                all.stream()
                        .filter(found -> found.invariant() == null)
                        .map(found -> found.bug().name())
                        .toList());
    }
}
