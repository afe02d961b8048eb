package dragon.monitor.cli;

import dragon.engine.lane.LaneDirectory;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One verb: does its work and says how it ended. */
abstract class Verb implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Does the work; a {@link Failure} tells the operator what is wrong. */
    abstract ExitCode run() throws Exception;

    @Override
    public final Integer call() throws Exception {
        return run().status();
    }

    final DragonCommand dragon() {
        return (DragonCommand) spec.root().userObject();
    }

    final Home home() {
        return dragon().home();
    }

    final String laneName() {
        return dragon().laneName();
    }

    final LaneDirectory lane() {
        return home().lane(laneName());
    }

    /** Data only. */
    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Everything else. */
    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    final CommandSpec spec() {
        return spec;
    }
}
