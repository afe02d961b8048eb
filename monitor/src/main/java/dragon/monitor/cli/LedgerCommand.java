package dragon.monitor.cli;

import dragon.monitor.snapshot.Decimals;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Noun {@code ledger}. */
@Command(
        name = "ledger",
        description = "Corrections of an account's realised result.",
        subcommands = LedgerCommand.Adjust.class)
final class LedgerCommand extends NounCommand {

    /** Verb {@code ledger adjust}. */
    @Command(name = "adjust", description = "Book a manual correction; simulator and dry-run lanes only.")
    static final class Adjust extends ActingVerb {
        @Parameters(index = "0", paramLabel = "ACCOUNT", description = "Its label, or #id.")
        private String account;

        @Parameters(index = "1", paramLabel = "AMOUNT", description = "Dollars; negative is a loss, as -30.")
        private String amount;

        private long amountE8;

        @Override
        void check() {
            requireReason();
            try {
                amountE8 = Decimals.parseE8(amount);
            } catch (final IllegalArgumentException e) {
                throw new ParameterException(spec().commandLine(), "AMOUNT: " + e.getMessage() + ".", e);
            }
        }

        @Override
        void act(final Commander engine) throws Exception {
            done(
                    "ledger of " + account + " adjusted by " + amount,
                    engine.adjustLedger(accountId(account), amountE8),
                    "dragon account show " + account);
        }
    }
}
