package dragon.bench.smoke;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.process.UsageLine;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** {@code dragon smoke}: the operator's checklist. */
@Command(
        name = "smoke",
        description = "The operator's checklist against the simulated exchange.",
        mixinStandardHelpOptions = true,
        subcommands = SmokeRunCommand.class,
        footer = {
            "",
            "Examples:",
            "  dragon smoke run                 all of it, three minutes",
            "  dragon smoke run --items 0,2,6 --json",
            "",
            "Exit status: 0 every item passed, 2 usage, 10 something did not hold: its lane is kept."
        })
public final class SmokeMain {
    private SmokeMain() {}

    /** Runs the verb and exits with its status. */
    public static void main(final String[] args) {
        System.exit(run(args, new PrintWriter(System.out), new PrintWriter(System.err, true)));
    }

    static int run(final String[] args, final PrintWriter out, final PrintWriter err) {
        final CommandLine line = new CommandLine(new SmokeMain())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(UsageLine::print)
                .setExecutionExceptionHandler(SmokeMain::onFault);
        if (args.length == 0) {
            line.usage(err);
            return ExitStatus.USAGE;
        }
        final int status = line.execute(args);
        out.flush();
        return status;
    }

    private static int onFault(final Exception fault, final CommandLine command, final ParseResult parsed) {
        command.getOut().flush();
        if (parsed.hasSubcommand() && parsed.subcommand().hasMatchedOption("--debug")) {
            fault.printStackTrace(command.getErr());
        }
        if (fault instanceof final OperatorException failure) {
            command.getErr().println(failure.getMessage());
            return failure.exitStatus();
        }
        command.getErr()
                .println("Internal fault in dragon smoke: " + fault
                        + ". No lane of yours was touched. Next: run it again with --debug.");
        return ExitStatus.FAILED;
    }
}
