package dragon.monitor.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine;

/** One command line, run in this process: its status and both streams. */
record CommandLineRun(int status, String out, String err) {
    static CommandLineRun of(final Path home, final String... arguments) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final CommandLine commandLine = DragonCommand.commandLine(arguments);
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        final int status = commandLine.execute(Stream.concat(Stream.of(arguments), Stream.of("--home", home.toString()))
                .toArray(String[]::new));
        return new CommandLineRun(status, out.toString(), err.toString());
    }

    String firstLine() {
        return out.lines().findFirst().orElse("");
    }
}
