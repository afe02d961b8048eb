package dragon.monitor.process;

import dragon.monitor.cli.DragonCommand;

/** Runs one verb of the command line, or the monitor. */
public final class DragonMain {
    private DragonMain() {}

    /** Ends with the documented exit status of the verb. */
    public static void main(final String[] arguments) {
        System.exit(DragonCommand.execute(arguments));
    }
}
