package dragon.bench;

import dragon.bench.failover.FailoverCommand;
import dragon.bench.flatten.FlattenCommand;
import dragon.bench.freeze.KillLatencyCommand;
import dragon.bench.kill.KillsCommand;
import dragon.bench.rotation.RotationCommand;
import dragon.bench.soak.SoakCommand;
import dragon.bench.storage.PowerLossCommand;
import dragon.bench.storage.StorageCommand;
import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.process.UsageLine;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** {@code dragon bench}: measures on the reader's own machine, and refuses figures that are not to be believed. */
@Command(
        name = "bench",
        description = "Measure the engine on this machine, beside controls in the same run.",
        mixinStandardHelpOptions = true,
        subcommands = {
            LatencyCommand.class,
            CostCommand.class,
            RollCommand.class,
            AllocationCommand.class,
            RecoveryCommand.class,
            RestartCommand.class,
            StartCommand.class,
            MicroCommand.class,
            BacktestCommand.class,
            GatewayCommand.class,
            FuzzCommand.class,
            KillsCommand.class,
            KillLatencyCommand.class,
            FailoverCommand.class,
            FlattenCommand.class,
            SoakCommand.class,
            RotationCommand.class,
            StorageCommand.class,
            PowerLossCommand.class,
            SyncCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  dragon bench cost                                 what an event costs, in appends",
            "  dragon bench latency --rate 100000 --seconds 60   open loop, beside its control",
            "  dragon bench allocation                           bytes an event: none",
            "",
            "Exit status: 0 measured, 1 refused (the reasons are printed), 2 usage, 10 something was lost or doubled,",
            "or took longer than --within."
        })
public final class BenchMain {
    private BenchMain() {}

    /** Runs one measurement and exits with its status. */
    public static void main(final String[] args) {
        System.exit(run(args, new PrintWriter(System.out), new PrintWriter(System.err, true)));
    }

    static int run(final String[] args, final PrintWriter out, final PrintWriter err) {
        final CommandLine line = new CommandLine(new BenchMain())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(UsageLine::print)
                .setExecutionExceptionHandler(BenchMain::onFault);
        if (args.length == 0) {
            line.usage(err);
            return ExitStatus.USAGE;
        }
        final int status = line.execute(args);
        out.flush();
        return status;
    }

    /** The option belongs to the verb, so that it is found with the deepest command. */
    private static boolean isDebugged(final ParseResult parsed) {
        return parsed.hasMatchedOption("--debug") || parsed.hasSubcommand() && isDebugged(parsed.subcommand());
    }

    private static int onFault(final Exception fault, final CommandLine command, final ParseResult parsed) {
        command.getOut().flush();
        final boolean isOperators = fault instanceof OperatorException;
        if (isDebugged(parsed)) {
            fault.printStackTrace(command.getErr());
        }
        command.getErr()
                .println(
                        isOperators
                                ? fault.getMessage()
                                : "Cannot measure " + command.getCommandName() + ": " + fault
                                        + ". No lane of yours was touched. Next: run it again with --debug.");
        return isOperators ? ((OperatorException) fault).exitStatus() : ExitStatus.FAILED;
    }
}
