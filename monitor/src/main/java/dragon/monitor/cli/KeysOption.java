package dragon.monitor.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the key and the secret of an account come from: a prompt, a file, standard input or another descriptor. */
final class KeysOption {
    @Option(
            names = "--credentials-file",
            paramLabel = "FILE",
            description = "TOML with a table [LABEL] of api_key and api_secret; mode 0600; - for standard input.")
    private Path file;

    @Option(
            names = "--credentials-fd",
            paramLabel = "N",
            description = "The same text from an open file descriptor, as of 3< <(pass show woox).")
    private Integer descriptor;

    /** Whether the command line says where they are. */
    boolean isGiven() {
        return file != null || descriptor != null;
    }

    /** Reads them, or asks at the console. */
    AccountKeys read(final String label, final String command) throws IOException {
        if (file != null) {
            return file.toString().equals("-")
                    ? AccountKeys.fromStream(System.in, label, "standard input")
                    : AccountKeys.fromFile(file, label);
        }
        if (descriptor != null) {
            try (InputStream stream = new FileInputStream("/proc/self/fd/" + descriptor)) {
                return AccountKeys.fromStream(stream, label, "descriptor " + descriptor);
            } catch (final IOException e) {
                throw new Failure(
                        ExitCode.CREDENTIALS,
                        "Cannot read file descriptor " + descriptor + ". Nothing was stored or sent.",
                        command + " --credentials-fd 3 3< FILE");
            }
        }
        if (System.console() == null) {
            throw new Failure(
                    ExitCode.CREDENTIALS,
                    "No terminal to type the credentials of '" + label + "' at. Nothing was stored or sent.",
                    command + " --credentials-file FILE");
        }
        return AccountKeys.fromConsole(System.console());
    }
}
