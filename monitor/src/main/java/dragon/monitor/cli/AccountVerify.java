package dragon.monitor.cli;

import dragon.gateway.vault.Credentials;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.woox.KeyReport;
import dragon.gateway.woox.VenueProbe;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Account;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verb {@code account verify}. */
@Command(
        name = "verify",
        description = "Ask the exchange what the key in the vault may do; changes nothing.",
        footer = {
            "",
            "Exit status: 0 good, 11 refused or of the wrong account or mode, 12 the exchange does not answer.",
        })
final class AccountVerify extends Verb {
    private static final int TRIPS = 5;

    @Parameters(paramLabel = "LABEL", description = "Its label.")
    private String label;

    @Mixin
    private ExchangeOption exchange;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    ExitCode run() throws Exception {
        final MasterKey masterKey = MasterKey.fromEnvironment(System.getenv());
        if (!Vault.exists(lane().root())) {
            throw new Failure(
                    ExitCode.CREDENTIALS, "Lane '" + laneName() + "' has no vault.", "dragon account add " + label);
        }
        try (Vault vault = Vault.open(lane().root(), masterKey);
                Credentials credentials = vault.peek(label);
                VenueProbe probe = new VenueProbe(exchange.require(lane()), lane().root())) {
            final VenueProbe.Trips trips = probe.measure(TRIPS);
            final KeyReport report = probe.check(credentials);
            final String objection = report.objection(vault.applicationId(label));
            final Account account = account();
            if (json) {
                final Map<String, Object> document = new LinkedHashMap<>();
                document.put("schema", "dragon/account-verify/1");
                document.put("account", label);
                document.put("apiKey", Credentials.masked(credentials.apiKey()));
                document.putAll(KeyText.json(report));
                document.put("roundTripUs", trips == null ? null : trips.quantileNs(0.5) / 1_000);
                document.put("clockOffsetMs", trips == null ? null : trips.offsetMs());
                document.put("limits", KeyText.limits(account));
                document.put("objection", objection);
                Report.printJson(out(), document);
            } else if (report.failure() == null) {
                KeyText.print(out(), report);
                out().println("  limits     " + KeyText.limits(account));
                if (trips != null) {
                    out().printf(
                                    Locale.ROOT,
                                    "  round trip %.1f ms, clock %+d ms%n",
                                    trips.quantileNs(0.5) / 1e6,
                                    trips.offsetMs());
                }
                out().flush();
            }
            if (objection != null) {
                throw new Failure(
                        report.isJudged() ? ExitCode.CREDENTIALS : ExitCode.VENUE,
                        "Account '" + label + "' cannot trade with the key in the vault: " + objection + ".",
                        report.isJudged() ? "dragon account rotate " + label : "dragon doctor --account " + label);
            }
            if (!json) {
                out().println("account " + label + " is good to trade with "
                        + Credentials.masked(credentials.apiKey()));
                out().flush();
            }
        }
        return ExitCode.DONE;
    }

    /** As the last snapshot knows it, or null. */
    private Account account() {
        try {
            final LaneSnapshot snapshot = ActingVerb.snapshot(lane(), laneName());
            return snapshot.accounts().stream()
                    .filter(each -> each.label().equals(label))
                    .findFirst()
                    .orElse(null);
        } catch (final SQLException | Failure e) {
            return null; // A key can be checked without a book-keeper.
        }
    }
}
