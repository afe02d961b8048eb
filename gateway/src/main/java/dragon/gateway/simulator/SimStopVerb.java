package dragon.gateway.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/** {@code dragon sim stop}: ends the simulator of a ready file in order. */
@Command(name = "stop", mixinStandardHelpOptions = true, description = "Stops a simulator that runs in the background.")
final class SimStopVerb extends SimVerb {
    private static final long STOP_S_MAX = 15;

    @Override
    int run(final SimClient client) throws SimUnreachable {
        final SimAddress.Found found = address().found();
        // A pid may be somebody else's by now: only what answers as a simulator at that address is stopped.
        if (!new SimClient(found.restUrl()).get("/sim/audit").isOk()) {
            return failed(FAILED, "what answers at " + found.restUrl() + " is no simulator", "dragon sim audit");
        }
        final ProcessHandle process = ProcessHandle.of(found.pid()).orElse(null);
        if (process == null) {
            return failed(VENUE, "the simulator has ended", "dragon sim start");
        }
        process.destroy();
        try {
            process.onExit().get(STOP_S_MAX, TimeUnit.SECONDS);
            Files.deleteIfExists(found.readyFile());
        } catch (final TimeoutException e) {
            return failed(FAILED, "the simulator (pid " + found.pid() + ") does not end", "kill " + found.pid());
        } catch (final ExecutionException | CompletionException | IOException e) {
            return failed(FAILED, e.toString(), "dragon sim stop");
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
        out().println("stopped the simulator at " + found.restUrl() + " (pid " + found.pid() + ")");
        return OK;
    }
}
