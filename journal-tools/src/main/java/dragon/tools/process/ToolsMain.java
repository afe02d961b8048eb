package dragon.tools.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.journal.JournalException;
import dragon.engine.process.UsageLine;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The process behind {@code dragon replay}, {@code explain}, {@code journal}, {@code backup}, {@code retention}, {@code backtest}, {@code sweep} and {@code simulate}. */
@Command(
        name = "dragon",
        description = "Replay, explain, journal, backup, retention and backtest tools; they need no running engine.",
        mixinStandardHelpOptions = true,
        subcommands = {
            ReplayVerb.class,
            JournalVerb.class,
            BackupVerb.class,
            RetentionVerb.class,
            BacktestVerb.class,
            SweepVerb.class,
            ExplainVerb.class,
            SimulateVerb.class
        })
public final class ToolsMain {
    private ToolsMain() {}

    /** Runs one verb and exits with its documented status. */
    public static void main(final String[] args) {
        System.exit(run(args, new PrintWriter(System.out), new PrintWriter(System.err, true)));
    }

    /** Runs one verb on these streams; the status is what the shell would get. */
    static int run(final String[] args, final PrintWriter out, final PrintWriter err) {
        final CommandLine line = new CommandLine(new ToolsMain())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(UsageLine::print)
                .setExecutionExceptionHandler((fault, command, parsed) -> onFault(fault, command));
        if (args.length == 0) {
            line.usage(err);
            return ExitStatus.USAGE;
        }
        final int status = line.execute(args);
        out.flush();
        return status;
    }

    private static int onFault(final Exception fault, final CommandLine command) {
        command.getOut().flush();
        if (isDebug(command)) {
            fault.printStackTrace(command.getErr());
        }
        if (fault instanceof final OperatorException failure) {
            command.getErr().println(failure.getMessage());
            return failure.exitStatus();
        }
        if (fault instanceof JournalException) {
            command.getErr().println(fault.getMessage());
            return ExitStatus.VERIFICATION_FAILED;
        }
        command.getErr()
                .println("Internal fault in " + command.getCommandSpec().qualifiedName() + ": " + fault
                        + ". The journal was not changed. Next: run it again with --debug and report it");
        return ExitStatus.FAILED;
    }

    private static boolean isDebug(final CommandLine command) {
        return command.getParseResult() != null && command.getParseResult().hasMatchedOption("--debug");
    }
}
