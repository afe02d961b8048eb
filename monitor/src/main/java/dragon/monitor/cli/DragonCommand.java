package dragon.monitor.cli;

import dragon.engine.OperatorException;
import dragon.gateway.vault.VaultException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command line: the flags that are the same everywhere, and how errors are told. */
@Command(
        name = "dragon",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = VersionCommand.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Deterministic live trading engine for WOO X perpetuals.")
public final class DragonCommand implements Runnable {
    /** Not among the annotation's: reading what all of them take would be most of the start of one. */
    private static final List<Class<?>> VERBS = List.of(
            DemoCommand.class,
            RunCommand.class,
            MonitorCommand.class,
            StatusCommand.class,
            EventsCommand.class,
            OrdersCommand.class,
            PositionsCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            BotCommand.class,
            AccountCommand.class,
            LiveCommand.class,
            LanesCommand.class,
            LeaseCommand.class,
            LedgerCommand.class,
            HaltCommand.class,
            KillCommand.class,
            PanicCommand.class,
            FlattenCommand.class,
            ReleaseCommand.class,
            DoctorCommand.class,
            SecretCommand.class,
            SystemdCommand.class,
            VersionCommand.class,
            HelpCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Folder of lanes and logs (default: $DRAGON_HOME, else ~/.dragon).")
    private Path home;

    @Option(
            names = "--lane",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            defaultValue = "main",
            description = "Lane to work on (default: main).")
    private String lane;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print stack traces of failures.")
    private boolean debug;

    /** Runs one command line and returns the exit status. */
    public static int execute(final String... arguments) {
        // What a newcomer types first gets the verbs by occasion, not by alphabet.
        final boolean asksForHelp =
                arguments.length == 1 && List.of("--help", "-h").contains(arguments[0]);
        return asksForHelp
                ? commandLine("help").execute("help")
                : commandLine(arguments).execute(arguments);
    }

    /** The parser with our way of telling errors; it knows the verbs that these arguments name, or else all. */
    static CommandLine commandLine(final String... arguments) {
        final CommandLine commandLine = new CommandLine(new DragonCommand());
        for (final Class<?> verb : verbs(List.of(arguments))) {
            commandLine.addSubcommand(verb);
        }
        commandLine.setParameterExceptionHandler(DragonCommand::onUsageError);
        commandLine.setExecutionExceptionHandler(DragonCommand::onFailure);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setAbbreviatedOptionsAllowed(false);
        return commandLine;
    }

    private static List<Class<?>> verbs(final List<String> words) {
        final List<Class<?>> named = new ArrayList<>();
        for (final Class<?> verb : VERBS) {
            if (words.contains(verb.getAnnotation(Command.class).name())) {
                named.add(verb);
            }
        }
        return named.isEmpty() || named.contains(HelpCommand.class) ? VERBS : named;
    }

    Home home() {
        return Home.of(home);
    }

    /** Whether somebody named a home, by flag or by environment. */
    boolean hasHome() {
        final String variable = System.getenv(Home.VARIABLE);
        return home != null || (variable != null && !variable.isBlank());
    }

    String laneName() {
        return lane;
    }

    boolean debug() {
        return debug;
    }

    /** Without a verb: the verbs by occasion. */
    @Override
    public void run() {
        spec.commandLine().getOut().print(HelpCommand.topic("overview"));
        spec.commandLine().getOut().flush();
    }

    private static int onUsageError(final ParameterException error, final String[] arguments) {
        final CommandLine command = error.getCommandLine();
        String message = error.getMessage();
        if (error instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            message = "Unknown " + suggestion(command, unmatched.getUnmatched().get(0));
        }
        command.getErr()
                .println("dragon: " + message.replace('\n', ' ').strip() + " Next: "
                        + command.getCommandSpec().qualifiedName() + " --help");
        command.getErr().flush();
        return ExitCode.USAGE.status();
    }

    private static String suggestion(final CommandLine command, final String typed) {
        final boolean isFlag = typed.startsWith("-");
        final List<String> known = new ArrayList<>(
                isFlag
                        ? command.getCommandSpec().optionsMap().keySet()
                        : command.getSubcommands().keySet());
        if (!isFlag && command.getParent() == null) {
            known.addAll(HelpCommand.PROCESS_VERBS);
        }
        final String nearest = Names.nearest(typed, known);
        return (isFlag ? "flag '" : "verb or argument '") + typed + "'"
                + (nearest == null ? "." : ": did you mean " + nearest + "?");
    }

    private static int onFailure(final Exception error, final CommandLine command, final ParseResult result) {
        final boolean debug = ((DragonCommand) command.getCommandSpec().root().userObject()).debug();
        if (debug) {
            error.printStackTrace(command.getErr());
        }
        final ExitCode exitCode;
        final String line;
        if (error instanceof Failure failure) {
            exitCode = failure.exitCode();
            line = failure.line();
        } else if (error instanceof OperatorException fault) {
            exitCode = ExitCode.of(fault.exitStatus());
            line = fault.getMessage();
        } else if (error instanceof VaultException fault) {
            exitCode = ExitCode.of(fault.exitCode());
            line = fault.getMessage();
        } else if (error instanceof InterruptedException) {
            exitCode = ExitCode.INTERRUPTED;
            line = "interrupted.";
        } else {
            exitCode = ExitCode.INTERNAL_FAULT;
            line = "internal fault in '" + command.getCommandName() + "': " + error
                    + ". Next: run it again with --debug.";
        }
        command.getErr().println("dragon: " + line);
        command.getErr().flush();
        return exitCode.status();
    }
}
