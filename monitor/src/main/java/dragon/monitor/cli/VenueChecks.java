package dragon.monitor.cli;

import dragon.gateway.vault.Credentials;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.vault.VaultException;
import dragon.gateway.woox.KeyReport;
import dragon.gateway.woox.VenueProbe;
import dragon.monitor.cli.Check.Verdict;
import dragon.monitor.snapshot.LaneSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What a doctor looks at of one account at the exchange. It sends few requests: they count for the account's limits. */
final class VenueChecks {
    private static final int TRIPS = 16;
    private static final long CLOCK_MS_WARN = 250;
    private static final long CLOCK_MS_FAIL = 5_000;
    private static final double TRIP_MS_WARN = 500;

    private final List<Check> checks = new ArrayList<>();
    private final Path laneDirectory;
    private final String restUrl;
    private final String label;
    private final Supplier<MasterKey> masterKeySource;
    private final LaneSnapshot snapshot;

    /** What is to be looked at; a null snapshot = there is none. */
    VenueChecks(
            final Path laneDirectory,
            final String restUrl,
            final String label,
            final Supplier<MasterKey> masterKeySource,
            final LaneSnapshot snapshot) {
        this.laneDirectory = laneDirectory;
        this.restUrl = restUrl;
        this.label = label;
        this.masterKeySource = masterKeySource;
        this.snapshot = snapshot;
    }

    /** Looks at everything; one line each. */
    List<Check> run() throws InterruptedException {
        try (VenueProbe probe = new VenueProbe(restUrl, laneDirectory)) {
            final VenueProbe.Trips trips = probe.measure(TRIPS);
            if (trips == null) {
                add("reach", Verdict.FAIL, restUrl + " does not answer", "check the address, the network and a proxy");
                return checks;
            }
            trips(trips);
            key(probe);
            instruments(probe);
            limits();
            budget(probe);
        }
        return checks;
    }

    private void trips(final VenueProbe.Trips trips) {
        final double p50Ms = trips.quantileNs(0.5) / 1e6;
        final double p99Ms = trips.quantileNs(0.99) / 1e6;
        add(
                "roundTrip",
                p99Ms > TRIP_MS_WARN ? Verdict.WARN : Verdict.OK,
                String.format(
                        Locale.ROOT,
                        "%s: round trip p50 %.1f ms, p99 %.1f ms of %d",
                        restUrl,
                        p50Ms,
                        p99Ms,
                        trips.roundTripsNs().length),
                "look at the way to the exchange; the engine belongs next to it");
        final long offsetMs = Math.abs(trips.offsetMs());
        add(
                "clock",
                offsetMs > CLOCK_MS_FAIL ? Verdict.FAIL : offsetMs > CLOCK_MS_WARN ? Verdict.WARN : Verdict.OK,
                String.format(
                        Locale.ROOT,
                        "the exchange's clock is %+d ms from ours (median of %d)",
                        trips.offsetMs(),
                        TRIPS),
                "synchronise this machine's clock: above 5 s no order is placed, above 300 s none is taken");
        add(
                "status",
                trips.systemStatus() == 0 ? Verdict.OK : Verdict.FAIL,
                trips.systemStatus() == 0
                        ? "the exchange works normally"
                        : trips.systemStatus() == 1
                                ? "trading is under maintenance"
                                : "the exchange is under maintenance",
                "wait: entries stay blocked until it ends");
    }

    private void key(final VenueProbe probe) throws InterruptedException {
        final MasterKey masterKey;
        try {
            masterKey = masterKeySource.get();
        } catch (final VaultException e) {
            add("key", Verdict.FAIL, e.getMessage(), "export " + MasterKey.VARIABLE);
            return;
        }
        if (!Vault.exists(laneDirectory)) {
            add("key", Verdict.FAIL, "the lane has no vault", "dragon account add " + label);
            return;
        }
        try (Vault vault = Vault.open(laneDirectory, masterKey);
                Credentials credentials = vault.peek(label)) {
            final KeyReport report = probe.check(credentials);
            rights(report, credentials);
            if (report.failure() == null) {
                modes(report, vault.applicationId(label));
            }
        } catch (final VaultException e) {
            add("key", Verdict.FAIL, e.getMessage(), "dragon account add " + label + " --replace");
        }
    }

    private void rights(final KeyReport report, final Credentials credentials) {
        final String shown = "key " + Credentials.masked(credentials.apiKey());
        if (report.failure() != null) {
            add(
                    "key",
                    Verdict.FAIL,
                    shown + ": " + report.failure(),
                    report.isJudged() ? "dragon account rotate " + label : "repeat in a minute");
            return;
        }
        final boolean mayTrade = report.trade() == KeyReport.Right.YES;
        add(
                "key",
                mayTrade ? Verdict.OK : report.trade() == KeyReport.Right.NO ? Verdict.FAIL : Verdict.WARN,
                shown + ": READ yes, TRADE "
                        + report.trade().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                "give the key the right to trade in the exchange's console, or dragon account rotate " + label);
        add("withdraw", Verdict.SKIP, "the exchange's interface does not tell whether the key may withdraw", "");
        add("addressLock", Verdict.SKIP, "nor to which addresses the key is bound: see the exchange's console", "");
    }

    private void modes(final KeyReport report, final String applicationId) {
        final boolean isFutures =
                report.accountMode() != null && report.accountMode().startsWith("FUTURE");
        add(
                "accountMode",
                isFutures ? Verdict.OK : Verdict.FAIL,
                "account mode " + report.accountMode(),
                "set the account to FUTURES in the exchange's console");
        final boolean isHedged = "HEDGE_MODE".equals(report.positionMode());
        add(
                "positionMode",
                isHedged ? Verdict.OK : Verdict.FAIL,
                "position mode " + report.positionMode(),
                "flatten the account and set HEDGE_MODE in the exchange's console; Dragon never does it by itself");
        final boolean isKnown = applicationId.isEmpty() || applicationId.equals(report.applicationId());
        add(
                "owner",
                isKnown ? Verdict.OK : Verdict.FAIL,
                isKnown
                        ? "the key belongs to the account that it belonged to before"
                        : "the key belongs to another account than before",
                "dragon account rotate " + label);
    }

    private void instruments(final VenueProbe probe) throws InterruptedException {
        final List<String> wanted = snapshot == null
                ? List.of()
                : snapshot.accounts().stream()
                        .filter(account -> account.label().equals(label))
                        .flatMap(account -> snapshot.bots().stream().filter(bot -> bot.accountId() == account.id()))
                        .map(LaneSnapshot.Bot::symbol)
                        .distinct()
                        .sorted()
                        .toList();
        if (wanted.isEmpty()) {
            add("instruments", Verdict.SKIP, "no bot of this account yet", "");
            return;
        }
        final List<String> trading = probe.tradingSymbols();
        if (trading == null) {
            add("instruments", Verdict.WARN, "the exchange does not list its instruments", "repeat in a minute");
            return;
        }
        final List<String> missing =
                wanted.stream().filter(symbol -> !trading.contains(symbol)).toList();
        add(
                "instruments",
                missing.isEmpty() ? Verdict.OK : Verdict.FAIL,
                missing.isEmpty()
                        ? wanted.size() + " of " + wanted.size() + " instruments of its bots are trading"
                        : "not trading: " + String.join(", ", missing),
                "dragon bot stop for the bots of it");
    }

    private void limits() {
        final LaneSnapshot.Account account = snapshot == null
                ? null
                : snapshot.accounts().stream()
                        .filter(each -> each.label().equals(label))
                        .findFirst()
                        .orElse(null);
        if (account == null) {
            add("limits", Verdict.SKIP, "the engine does not know the account yet", "");
            return;
        }
        final String found = KeyText.limits(account);
        final boolean areSet = found.startsWith("day");
        add(
                "limits",
                areSet ? Verdict.OK : Verdict.WARN,
                "loss limits: " + found,
                "dragon account set " + label + " --daily-loss-limit USD --total-loss-limit USD");
    }

    private void budget(final VenueProbe probe) {
        add(
                "rateBudget",
                probe.throttledCount() == 0 ? Verdict.OK : Verdict.WARN,
                probe.throttledCount() + " of " + probe.requestCount()
                        + " requests were over a limit; the gateway takes 4 of 5 places a second and symbol, 8 of 10"
                        + " cancels a second, 8 of 10 account reads a minute",
                "something else uses this account or this address: find it");
    }

    private void add(final String name, final Verdict verdict, final String found, final String remedy) {
        checks.add(new Check("venue", name, verdict, found, remedy));
    }
}
