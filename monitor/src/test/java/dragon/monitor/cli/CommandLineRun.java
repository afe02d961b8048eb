package dragon.monitor.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
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

    /** As above, by somebody who types this when asked. */
    static CommandLineRun typing(final String typed, final Path home, final String... arguments) {
        final InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
        try {
            return of(home, arguments);
        } finally {
            System.setIn(before);
        }
    }

    String firstLine() {
        return out.lines().findFirst().orElse("");
    }
}
