package dragon.monitor.cli;

import dragon.engine.lane.LaneDirectory;
import dragon.gateway.process.AccountClaims;
import dragon.gateway.process.VenueAddress;
import dragon.gateway.vault.Credentials;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.woox.KeyReport;
import dragon.gateway.woox.VenueProbe;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verb {@code account rotate}. */
@Command(
        name = "rotate",
        description = "Put a new API key in the place of the one in use, while everything runs.",
        footer = {
            "",
            "The new key is asked for its account, mode and rights before anything changes, here and again by the"
                    + " gateway,",
            "which then signs with it between two requests. The old secret is wiped; revoke the old key afterwards.",
            "",
            "Examples:",
            "  dragon account rotate main                              typed, not shown",
            "  dragon account rotate main --credentials-file new.toml",
            "  dragon account rotate main --credentials-fd 3 3< <(pass show woox/main)"
        })
final class AccountRotate extends Verb {
    private static final long POLL_MS = 50;
    private static final long OUTCOME_NS_MAX = TimeUnit.SECONDS.toNanos(120);

    @Parameters(paramLabel = "LABEL", description = "Its label.")
    private String label;

    @Mixin
    private KeysOption keys;

    @Mixin
    private ExchangeOption exchange;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    ExitCode run() throws Exception {
        final long startNs = System.nanoTime();
        final LaneDirectory lane = lane();
        final MasterKey masterKey = MasterKey.fromEnvironment(System.getenv());
        if (!Vault.exists(lane.root())) {
            throw new Failure(
                    ExitCode.CREDENTIALS,
                    "Lane '" + laneName() + "' has no vault. Nothing was changed.",
                    "dragon account add " + label);
        }
        try (Vault vault = Vault.open(lane.root(), masterKey)) {
            if (!vault.has(label)) {
                throw new Failure(
                        ExitCode.NOT_FOUND,
                        "No credentials of '" + label + "' in the vault to put others in the place of.",
                        "dragon secret list, or dragon account add " + label);
            }
            final String restUrl = exchange.require(lane);
            try (AccountKeys next = keys.read(label, "dragon account rotate " + label)) {
                final String oldKey = vault.apiKey(label);
                if (oldKey.equals(next.apiKey())) {
                    throw new Failure(
                            ExitCode.REFUSED,
                            "That is the key in use for '" + label + "' already; nothing was changed.",
                            "dragon account verify " + label);
                }
                final KeyReport report = check(vault, restUrl, next);
                final String number = report.applicationId() == null ? "" : report.applicationId();
                try (AccountClaims claims = AccountClaims.of(lane, lane.open(), restUrl)) {
                    claims.store(
                            new Vault.Identity(label, next.apiKey(), number),
                            () -> vault.propose(label, next.apiKey(), next.apiSecret(), number));
                }
                final boolean isRunning = take(vault, lane, label, next.apiKey());
                tell(report, oldKey, next.apiKey(), isRunning, System.nanoTime() - startNs);
            }
        }
        return ExitCode.DONE;
    }

    private KeyReport check(final Vault vault, final String restUrl, final AccountKeys next)
            throws InterruptedException {
        try (VenueProbe probe = new VenueProbe(restUrl, lane().root());
                Credentials candidate = next.credentials(label)) {
            if (vault.applicationId(label).isEmpty()) {
                noteOwner(vault, probe);
            }
            final KeyReport report = probe.check(candidate);
            final String objection = report.objection(vault.applicationId(label));
            if (objection != null) {
                throw KeyText.refused(
                        label,
                        report,
                        objection,
                        report.isJudged()
                                ? "check key and account in the exchange's console"
                                : "repeat the command in a minute");
            }
            return report;
        }
    }

    private void noteOwner(final Vault vault, final VenueProbe probe) throws InterruptedException {
        try (Credentials current = vault.peek(label)) {
            final KeyReport report = probe.check(current);
            if (report.applicationId() != null) {
                vault.noteApplicationId(label, report.applicationId());
            } else {
                err().println("The key in use cannot say whose it is (" + report.failure()
                        + "), so the new one may be of any account.");
            }
        }
    }

    /** Lets the gateway take the key over, or does it where there is none. True where a gateway signs with it now. */
    static boolean take(final Vault vault, final LaneDirectory lane, final String label, final String apiKey)
            throws InterruptedException {
        final long startNs = System.nanoTime();
        while (!vault.apiKey(label).equals(apiKey)) {
            if (!isWaiting(vault, label, apiKey) && !vault.apiKey(label).equals(apiKey)) {
                throw new Failure(
                        ExitCode.REFUSED,
                        "Another key was proposed or stored for '" + label + "' meanwhile: this one is not in use, "
                                + Credentials.masked(vault.apiKey(label)) + " is.",
                        "dragon secret list; repeat the command if this key is the one to use");
            }
            // Asked anew each time: a gateway may have died since, or another one may have come.
            if (!VenueAddress.of(lane.root()).map(VenueAddress::hasGateway).orElse(false)) {
                if (vault.promote(label, apiKey)) {
                    return false;
                }
                continue; // Somebody was faster; who, the vault tells.
            }
            if (System.nanoTime() - startNs > OUTCOME_NS_MAX) {
                throw new Failure(
                        ExitCode.TIMED_OUT,
                        "The gateway has not said within two minutes whether it takes the key for '" + label
                                + "'; it may do so yet.",
                        "dragon secret list");
            }
            Thread.sleep(POLL_MS);
        }
        return true;
    }

    /** Whether this very key still stands beside the one in use, undecided. */
    private static boolean isWaiting(final Vault vault, final String label, final String apiKey) {
        for (final Vault.Candidate candidate : vault.candidates()) {
            if (candidate.label().equals(label) && candidate.apiKey().equals(apiKey)) {
                if (candidate.refusal() == null) {
                    return true;
                }
                throw new Failure(
                        ExitCode.CREDENTIALS,
                        "The gateway does not take the key for '" + label + "': " + candidate.refusal()
                                + ". It goes on with the old one.",
                        "dragon account verify " + label);
            }
        }
        return false;
    }

    private void tell(
            final KeyReport report,
            final String oldKey,
            final String newKey,
            final boolean isRunning,
            final long tookNs) {
        if (json) {
            final Map<String, Object> document = new LinkedHashMap<>();
            document.put("schema", "dragon/account-rotate/1");
            document.put("account", label);
            document.put("oldKey", Credentials.masked(oldKey));
            document.put("newKey", Credentials.masked(newKey));
            document.put("gatewaySigns", isRunning);
            document.put("tookMs", TimeUnit.NANOSECONDS.toMillis(tookNs));
            document.put("key", KeyText.json(report));
            Report.printJson(out(), document);
            return;
        }
        KeyText.print(out(), report);
        out().printf(
                        Locale.ROOT,
                        "account %s signs with %s, no longer with %s%s   %.2f s%n",
                        label,
                        Credentials.masked(newKey),
                        Credentials.masked(oldKey),
                        isRunning ? "" : " (no gateway runs: the next one begins with it)",
                        tookNs / 1e9);
        out().flush();
        err().println("Next: revoke the old key in the exchange's console");
        err().flush();
    }
}
