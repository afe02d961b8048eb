package dragon.monitor.cli;

import dragon.gateway.process.VenueAddress;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.vault.Vault.Entry;
import dragon.monitor.snapshot.Times;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Noun {@code secret}. */
@Command(
        name = "secret",
        description = "The vault and its master key.",
        subcommands = {
            SecretCommand.Init.class,
            SecretCommand.ListVerb.class,
            SecretCommand.Remove.class,
            SecretCommand.Rotate.class
        })
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

    /** Verb {@code secret list}. */
    @Command(name = "list", description = "What the vault holds: labels and masked keys, no secrets.")
    static final class ListVerb extends Verb {
        @Option(names = "--json", description = "One JSON document.")
        private boolean json;

        @Override
        ExitCode run() {
            final MasterKey masterKey = MasterKey.fromEnvironment(System.getenv());
            requireVault(this);
            try (Vault vault = Vault.open(lane().root(), masterKey)) {
                new Report<Entry>("secrets")
                        .column("label", "LABEL", Entry::label)
                        .column("apiKey", "KEY", Entry::maskedApiKey)
                        .column("created", "CREATED", entry -> time(entry.createdMs()))
                        .column("updated", "UPDATED", entry -> time(entry.updatedMs()))
                        .column("lastUsed", "LAST USED", entry -> time(entry.lastUsedMs()))
                        .detail("createdMs", Entry::createdMs)
                        .detail("updatedMs", Entry::updatedMs)
                        .detail("lastUsedMs", Entry::lastUsedMs)
                        .print(
                                out(),
                                json ? Format.JSON : System.console() == null ? Format.TABS : Format.TABLE,
                                Map.of("lane", laneName()),
                                vault.list());
            }
            return ExitCode.DONE;
        }

        private static String time(final long ms) {
            return ms == 0 ? null : Times.ofMs(ms);
        }
    }

    /** Verb {@code secret remove}. */
    @Command(
            name = "remove",
            description = {
                "Forget the credentials of an account, so that another lane may have it.",
                "Orders and positions stay at the exchange as they are; this lane can touch them no more."
            })
    static final class Remove extends Verb {
        private static final String WORD = "REMOVE";

        @Parameters(paramLabel = "LABEL", description = "Its label, as secret list shows it.")
        private String label;

        @Option(names = "--confirm", paramLabel = WORD, description = "The word REMOVE.")
        private String confirm;

        @Override
        ExitCode run() {
            final MasterKey masterKey = MasterKey.fromEnvironment(System.getenv());
            requireVault(this);
            if (VenueAddress.of(lane().root()).map(VenueAddress::hasGateway).orElse(false)) {
                throw new Failure(
                        ExitCode.REFUSED,
                        "A gateway of lane '" + laneName() + "' runs and signs for its accounts; nothing was changed.",
                        "stop the lane, then repeat the command");
            }
            if (!WORD.equals(confirm)) {
                throw new Failure(
                        ExitCode.UNCONFIRMED,
                        "This lane could neither close nor cancel anything of '" + label
                                + "' afterwards; nothing was changed.",
                        "dragon secret remove " + label + " --lane " + laneName() + " --confirm REMOVE");
            }
            try (Vault vault = Vault.open(lane().root(), masterKey)) {
                if (!vault.remove(label)) {
                    throw new Failure(
                            ExitCode.NOT_FOUND,
                            "No credentials of '" + label + "' in the vault of lane '" + laneName() + "'.",
                            "dragon secret list --lane " + laneName());
                }
            }
            out().println("credentials of " + label + " are no longer in lane " + laneName());
            out().flush();
            return ExitCode.DONE;
        }
    }

    /** Verb {@code secret rotate}. */
    @Command(
            name = "rotate",
            description = "Encrypt the whole vault under another master key, at once or not at all.",
            footer = {
                "",
                "The key before is read from DRAGON_MASTER_KEY, the new one from DRAGON_NEW_MASTER_KEY or a file.",
                "Afterwards the key before opens nothing. A gateway that runs trades on; start it again with the new key.",
                "",
                "Examples:",
                "  DRAGON_NEW_MASTER_KEY=$(dragon secret init) dragon secret rotate",
                "  dragon secret rotate --new-key-file key.txt"
            })
    static final class Rotate extends Verb {
        @Option(names = "--new-key-file", paramLabel = "FILE", description = "File of the new key alone; mode 0600.")
        private Path newKeyFile;

        @Override
        ExitCode run() throws IOException {
            final MasterKey before = MasterKey.fromEnvironment(System.getenv());
            final MasterKey next = next();
            requireVault(this);
            if (before.equals(next)) {
                throw new Failure(
                        ExitCode.CREDENTIALS,
                        "The new master key is the one in use; nothing was changed.",
                        "dragon secret init");
            }
            try (Vault vault = Vault.open(lane().root(), before)) {
                vault.reencrypt(next);
                out().println("vault of lane " + laneName() + " is encrypted anew, accounts: "
                        + vault.list().size());
                out().flush();
            }
            final boolean hasGateway =
                    VenueAddress.of(lane().root()).map(VenueAddress::hasGateway).orElse(false);
            err().println("Next: set " + MasterKey.VARIABLE + " to the new key"
                    + (hasGateway
                            ? " and start the gateway again: until then it signs on, but takes no other key"
                            : ""));
            err().flush();
            return ExitCode.DONE;
        }

        private MasterKey next() throws IOException {
            if (newKeyFile != null) {
                AccountKeys.checkOwnerOnly(newKeyFile, "key file");
                return MasterKey.parse(Files.readString(newKeyFile), "The text in " + newKeyFile);
            }
            final String text = System.getenv(MasterKey.NEXT_VARIABLE);
            if (text == null || text.isBlank()) {
                throw new Failure(
                        ExitCode.CREDENTIALS,
                        MasterKey.NEXT_VARIABLE + " is not set and there is no --new-key-file; nothing was changed.",
                        MasterKey.NEXT_VARIABLE + "=$(dragon secret init) dragon secret rotate");
            }
            return MasterKey.parse(text, MasterKey.NEXT_VARIABLE);
        }
    }

    private static void requireVault(final Verb verb) {
        if (!Vault.exists(verb.lane().root())) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "Lane '" + verb.laneName() + "' has no vault at "
                            + verb.lane().root() + ".",
                    "dragon account add LABEL, or name another lane with --lane and --home");
        }
    }
}
