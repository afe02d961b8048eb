package dragon.engine.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir
    private Path directory;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void leavesNothingBehind() throws IOException {
        Rehearsal.play(directory, warnings::add);

        assertEquals(List.of(), warnings);
        try (Stream<Path> left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void saysInOneLineThatItCouldNotBePlayed() {
        Rehearsal.play(directory.resolve("missing"), warnings::add);

        assertEquals(1, warnings.size(), warnings.toString());
    }
}
