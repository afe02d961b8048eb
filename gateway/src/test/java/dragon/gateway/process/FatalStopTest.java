package dragon.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.ExitStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FatalStopTest {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<Integer> halts = new ArrayList<>();

    @Test
    void anErrorEndsTheProcessWithOneLine() throws InterruptedException {
        die(() -> {
            throw new NoClassDefFoundError("gone");
        });
        assertEquals(List.of(ExitStatus.FAILED), halts);
        assertEquals(
                List.of("Gateway stopped: java.lang.NoClassDefFoundError: gone on thread worker. Orders that are at the"
                        + " exchange stay there. Next: start it again; with --debug for the stack."),
                said.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void anExceptionEndsItsThreadAlone() throws InterruptedException {
        die(() -> {
            throw new IllegalStateException("a bug");
        });
        assertTrue(halts.isEmpty(), halts.toString());
    }

    private void die(final Runnable work) throws InterruptedException {
        final Thread thread = new Thread(work, "worker");
        thread.setUncaughtExceptionHandler(
                new FatalStop(new PrintStream(said, true, StandardCharsets.UTF_8), halts::add, false));
        thread.start();
        thread.join();
    }
}
