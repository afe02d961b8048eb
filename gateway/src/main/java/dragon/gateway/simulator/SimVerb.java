package dragon.gateway.simulator;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A verb that speaks with a running simulator, and says in one line why it cannot. */
abstract class SimVerb implements Callable<Integer> {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    /** The venue cannot be reached. */
    static final int VENUE = 12;

    @Mixin
    private SimAddress address;

    @Spec
    private CommandSpec spec;

    /** Does it; the answer is the exit status. */
    abstract int run(SimClient client) throws SimUnreachable;

    @Override
    public Integer call() {
        try {
            return run(new SimClient(address.restUrl()));
        } catch (final SimUnreachable e) {
            return failed(VENUE, e.getMessage(), "dragon sim start, or name it with --ready-file or --rest-url");
        }
    }

    SimAddress address() {
        return address;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    int failed(final int status, final String what, final String next) {
        final String line = "dragon " + spec.qualifiedName() + ": " + what + ". Nothing was done. Next: " + next;
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
        return status;
    }
}
