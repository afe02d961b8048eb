package dragon.bench.smoke;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.bench.lane.JsonTree;
import dragon.bench.lane.VerbProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fastest item of the checklist, from nothing, by the launcher. */
class SmokeRunIT {
    private static final long SECONDS_MAX = 600;

    @TempDir
    private Path directory;

    @Test
    void theFastestItemPassesAndLeavesNothingBehind() throws Exception {
        final Path tmp = Files.createDirectory(directory.resolve("tmp"));
        final Path out = directory.resolve("out.json");
        final Path log = directory.resolve("log");
        final VerbProcess smoke = VerbProcess.start(
                Path.of("..", "dragon").toAbsolutePath(),
                "smoke",
                List.of("run", "--items", "3", "--lanes", "1", "--json"),
                Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + tmp),
                out,
                log);

        final int status = smoke.await(SECONDS_MAX);

        final String said = Files.readString(out) + Files.readString(log);
        assertEquals(0, status, said);
        final Map<?, ?> document = JsonTree.of(Files.readString(out));
        assertEquals("PASS", document.get("result"), said);
        final List<?> items = (List<?>) document.get("items");
        assertEquals(
                List.of("3"),
                items.stream().map(each -> ((Map<?, ?>) each).get("item")).toList());
        for (final Object item : items) {
            assertTrue(((List<?>) ((Map<?, ?>) item).get("checks")).size() >= 8, said);
        }
        try (Stream<Path> left = Files.list(tmp)) {
            assertEquals(
                    List.of(),
                    left.filter(each -> each.getFileName().toString().startsWith("dragon-smoke"))
                            .toList());
        }
    }
}
