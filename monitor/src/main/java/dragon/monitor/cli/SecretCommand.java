package dragon.monitor.cli;

import dragon.gateway.vault.MasterKey;
import picocli.CommandLine.Command;

/** Noun {@code secret}. */
@Command(name = "secret", description = "The master key of the vault.", subcommands = SecretCommand.Init.class)
final class SecretCommand extends NounCommand {

    /** Verb {@code secret init}. */
    @Command(name = "init", description = "Print a new master key, once; Dragon keeps no copy.")
    static final class Init extends Verb {
        @Override
        ExitCode run() {
            out().println(MasterKey.generate().text());
            out().flush();
            err().println("Keep it outside this machine: without it the vault cannot be opened.");
            err().println("Next: export " + MasterKey.VARIABLE + "=<the key>, then dragon account add <label>");
            err().flush();
            return ExitCode.DONE;
        }
    }
}
