package dragon.engine.process;

import dragon.engine.ExitStatus;
import dragon.engine.lane.Nearest;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What every process says of a command line that it cannot use: one line, and exit status 2. */
public final class UsageLine {
    private UsageLine() {}

    /** Prints the line; for {@link picocli.CommandLine#setParameterExceptionHandler}. */
    public static int print(final ParameterException fault, final String[] arguments) {
        final CommandSpec command = fault.getCommandLine().getCommandSpec();
        final String name = command.qualifiedName();
        final String verb = name.startsWith("dragon") ? name : "dragon " + name;
        fault.getCommandLine()
                .getErr()
                .println(verb + ": " + what(fault, command) + " Nothing was done. Next: " + verb + " --help");
        fault.getCommandLine().getErr().flush();
        return ExitStatus.USAGE;
    }

    private static String what(final ParameterException fault, final CommandSpec command) {
        if (fault instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            final String typed = unmatched.getUnmatched().get(0);
            final boolean isFlag = typed.startsWith("-");
            final String nearest = Nearest.of(
                    typed,
                    isFlag
                            ? command.optionsMap().keySet()
                            : command.subcommands().keySet());
            return "unknown " + (isFlag ? "flag '" : "argument '") + typed + "'"
                    + (nearest.isEmpty() ? "." : ", did you mean '" + nearest + "'?");
        }
        final String message = fault.getMessage().replace('\n', ' ').strip();
        return message.endsWith(".") ? message : message + ".";
    }
}
