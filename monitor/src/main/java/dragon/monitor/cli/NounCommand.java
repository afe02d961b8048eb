package dragon.monitor.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A noun by itself: not a complete command. */
abstract class NounCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public final void run() {
        throw new ParameterException(
                spec.commandLine(),
                "'" + spec.name() + "' needs a verb: "
                        + String.join(", ", spec.subcommands().keySet()) + ".");
    }
}
