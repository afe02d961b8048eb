package dragon.gateway.simulator;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code dragon sim start}: a simulator that goes on running when the verb has ended. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Starts a simulator in the background; every option of dragon sim may follow.",
        footer = {"", "Examples:", "  dragon sim start --accounts main,alt --seed 42", "  dragon sim stop"})
final class SimStartVerb implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int CONFIG = 3;
    private static final long START_MS_MAX = 30_000;
    private static final String LAUNCHER_VARIABLE = "DRAGON_LAUNCHER";

    @Option(names = "--home", paramLabel = "DIR", description = "Home folder; default $DRAGON_HOME, else ~/.dragon.")
    private Path home;

    @Option(names = "--ready-file", paramLabel = "FILE", description = "Default: sim/ready.toml in the home.")
    private Path readyFile;

    @Option(
            names = "--credentials-file",
            paramLabel = "FILE",
            description = "Default: sim/credentials.toml in the home.")
    private Path credentialsFile;

    @Unmatched
    private List<String> others = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final String launcher = System.getenv(LAUNCHER_VARIABLE);
        if (launcher == null) {
            return failed(CONFIG, LAUNCHER_VARIABLE + " is not set", "./dragon sim start");
        }
        final Path folder = SimAddress.folder(home);
        final Path ready = readyFile == null ? folder.resolve("ready.toml") : readyFile;
        final Path credentials = credentialsFile == null ? folder.resolve("credentials.toml") : credentialsFile;
        try {
            OwnerFile.prepare(ready);
            OwnerFile.prepare(folder.resolve("sim.log"));
            Files.deleteIfExists(ready);
            final Path log = folder.resolve("sim.log");
            OwnerFile.replace(log, "");
            final List<String> command = new ArrayList<>(List.of("nohup", launcher, "sim"));
            command.addAll(others);
            command.addAll(List.of("--ready-file", ready.toString(), "--credentials-file", credentials.toString()));
            final ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().put("DRAGON_SUPERVISED", "1"); // Built already, and deaf to the interrupt key.
            final Process process = builder.start();
            final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MS_MAX);
            while (!Files.exists(ready)) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    return failed(process.exitValue(), lastLine(log), "dragon sim --help");
                }
                if (System.nanoTime() - deadlineNs > 0) {
                    process.destroy();
                    return failed(
                            FAILED, "the simulator does not listen after " + START_MS_MAX / 1_000 + " s", "see " + log);
                }
            }
            Files.readAllLines(log).forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().println("  ready file " + ready + "   credentials " + credentials);
            spec.commandLine()
                    .getOut()
                    .println("  faults  dragon sim fault list   audit  dragon sim audit   end  dragon sim stop");
            return OK;
        } catch (final IOException e) {
            return failed(FAILED, e.toString(), "ls -ld " + folder);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static String lastLine(final Path log) throws IOException {
        final List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "the simulator ended without a word" : lines.get(lines.size() - 1);
    }

    private int failed(final int status, final String what, final String next) {
        final String words = what.replaceAll("^dragon sim: |\\.? ?(Nothing was|Nothing can).*$", "");
        spec.commandLine().getErr().println("dragon sim start: " + words + ". Nothing was started. Next: " + next);
        spec.commandLine().getErr().flush();
        return status;
    }
}
