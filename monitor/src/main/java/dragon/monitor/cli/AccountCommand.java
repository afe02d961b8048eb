package dragon.monitor.cli;

import dragon.engine.OperatorException;
import dragon.engine.botfile.Origin;
import dragon.engine.core.gate.Limit;
import dragon.engine.core.gate.Limits;
import dragon.engine.protocol.AccountStatus;
import dragon.engine.protocol.LaneMode;
import dragon.engine.transport.CommandAnswer;
import dragon.gateway.process.AccountClaims;
import dragon.gateway.vault.Credentials;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.woox.KeyReport;
import dragon.gateway.woox.VenueProbe;
import dragon.monitor.snapshot.Decimals;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.LaneSnapshot.Account;
import dragon.monitor.snapshot.SnapshotReader;
import dragon.monitor.snapshot.Times;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Noun {@code account}. */
@Command(
        name = "account",
        description = "Trading accounts: add, watch, set limits.",
        subcommands = {
            AccountCommand.Add.class,
            AccountVerify.class,
            AccountRotate.class,
            AccountCommand.ListVerb.class,
            AccountCommand.ShowVerb.class,
            AccountCommand.SetVerb.class
        })
final class AccountCommand extends NounCommand {

    /** Verb {@code account add}. */
    @Command(
            name = "add",
            description = {
                "Store the credentials in the vault and make the account known to the engine.",
                "On a dry-run lane there are no credentials: the account is opened on paper."
            })
    static final class Add extends ActingVerb {
        @Parameters(paramLabel = "LABEL", description = "Letters, digits, dot and dash, at most 31.")
        private String label;

        @Mixin
        private KeysOption source;

        @Mixin
        private ExchangeOption exchange;

        @Option(names = "--no-verify", description = "Do not ask the exchange about the key.")
        private boolean isUnverified;

        @Option(names = "--replace", description = "Put the credentials in the place of those in the vault.")
        private boolean replace;

        @Option(names = "--daily-loss-limit", paramLabel = "USD", description = "Blocks entries for the day; 0 = none.")
        private String dailyLossLimit;

        @Option(names = "--total-loss-limit", paramLabel = "USD", description = "Blocks entries for good; 0 = none.")
        private String totalLossLimit;

        @Override
        void act(final Commander engine) throws Exception {
            final Long dailyE8 = usdE8(this, "--daily-loss-limit", dailyLossLimit);
            final Long totalE8 = usdE8(this, "--total-loss-limit", totalLossLimit);
            if (lane().open().mode() == LaneMode.DRY_RUN) {
                createOnPaper(engine, dailyE8, totalE8);
                return;
            }
            final MasterKey masterKey = MasterKey.fromEnvironment(System.getenv());
            try (Vault vault = Vault.open(lane().root(), masterKey);
                    AccountKeys keys = source.read(label, "dragon account add " + label)) {
                final boolean isStored =
                        vault.list().stream().anyMatch(entry -> entry.label().equals(label));
                if (isStored && !replace) {
                    throw new Failure(
                            ExitCode.REFUSED,
                            "Credentials of '" + label + "' are in the vault already; nothing was changed.",
                            "dragon account list; to put others in their place add --replace");
                }
                final KeyReport report = isUnverified ? null : verify(keys);
                final String number = report == null || report.applicationId() == null ? "" : report.applicationId();
                // First the vault: the gateway opens it as soon as the engine knows the account.
                try (AccountClaims claims = AccountClaims.of(
                        lane(), lane().open(), exchange.find(lane()).orElse(""))) {
                    claims.store(new Vault.Identity(label, keys.apiKey(), number), () -> {
                        vault.put(label, keys.apiKey(), keys.apiSecret());
                        if (!number.isEmpty()) {
                            vault.noteApplicationId(label, number);
                        }
                    });
                }
                create(engine, vault, isStored, dailyE8, totalE8);
            }
        }

        private void createOnPaper(final Commander engine, final Long dailyE8, final Long totalE8) {
            if (source.isGiven() || replace) {
                throw new ParameterException(
                        spec().commandLine(), "An account of a dry-run lane has no credentials: nothing was read.");
            }
            final CommandAnswer answer = engine.createAccount(label, dailyE8, totalE8);
            done(
                    "account " + label + " is #" + answer.createdId() + ", on paper (DRY)",
                    answer,
                    "dragon bot create <name> --account " + label + " --symbol PERP_BTC_USDT ...");
        }

        private void create(
                final Commander engine,
                final Vault vault,
                final boolean isReplaced,
                final Long dailyE8,
                final Long totalE8) {
            try {
                final Optional<CommandAnswer> answer = engine.createAccountIfNew(label, dailyE8, totalE8);
                if (answer.isPresent()) {
                    done(
                            "account " + label + " is #" + answer.get().createdId() + ", credentials stored",
                            answer.get(),
                            lane().open().mode() == LaneMode.LIVE
                                    ? "dragon apply accounts.d/" + label + ".toml, or dragon account set " + label
                                            + " --default-limits: this lane does not start again without its limits"
                                    : "dragon bot create <name> --account " + label + " --symbol PERP_BTC_USDT ...");
                } else { // As in a lane that was restored: its journal knows the account, its vault does not.
                    tellStored(isReplaced ? "replaced" : "stored");
                }
            } catch (final Failure e) {
                if (!isReplaced) {
                    vault.remove(label);
                    throw e;
                }
                tellStored("replaced");
            }
        }

        private void tellStored(final String done) {
            out().println("credentials of " + label + " " + done + "; the account is as it was");
            err().println("Next: dragon account verify " + label + "; a gateway that runs takes them over by itself");
        }

        /** What the exchange says of the key; null where it is not known where the exchange is. */
        private KeyReport verify(final AccountKeys keys) throws InterruptedException {
            final Optional<String> restUrl = exchange.find(lane());
            if (restUrl.isEmpty()) {
                err().println("Not verified: no gateway of this lane has said where the exchange is.");
                return null;
            }
            try (VenueProbe probe = new VenueProbe(restUrl.get(), lane().root());
                    Credentials credentials = keys.credentials(label)) {
                final KeyReport report = probe.check(credentials);
                final String objection = report.objection("");
                if (objection != null) {
                    throw KeyText.refused(
                            label,
                            report,
                            objection,
                            report.isJudged()
                                    ? "check key and account in the exchange's console"
                                    : "repeat the command, or add --no-verify");
                }
                KeyText.print(out(), report);
                return report;
            }
        }
    }

    /** Verb {@code account set}. */
    @Command(name = "set", description = "Change status or loss limits.")
    static final class SetVerb extends ActingVerb {
        private static final String WORD = "RAISE";

        @Parameters(paramLabel = "LABEL", description = "Its label, or #id.")
        private String label;

        @Option(names = "--status", paramLabel = "active|disabled", description = "Disabled blocks entries, not exits.")
        private AccountStatus status;

        @Option(names = "--daily-loss-limit", paramLabel = "USD", description = "Blocks entries for the day; 0 = none.")
        private String dailyLossLimit;

        @Option(names = "--total-loss-limit", paramLabel = "USD", description = "Blocks entries for good; 0 = none.")
        private String totalLossLimit;

        @Option(
                names = "--limit",
                paramLabel = "KEY=VALUE",
                description = "A pre-trade limit, as order.max_notional=500; VALUE may be off or default. Repeatable.")
        private Map<String, String> limits = new LinkedHashMap<>();

        @Option(
                names = "--default-limits",
                description = "All limits at the defaults of a live lane; --limit goes before.")
        private boolean hasDefaultLimits;

        @Option(
                names = "--confirm",
                paramLabel = WORD,
                description = "The word RAISE: a limit may let more through than before; one of --limit for 24 hours.")
        private String confirm;

        @Override
        void check() {
            checkTheWord(WORD, confirm, "dragon account set " + label + " --limit KEY=VALUE --confirm RAISE");
            final boolean hasLimits = hasDefaultLimits || !limits.isEmpty();
            if (status == null && dailyLossLimit == null && totalLossLimit == null && !hasLimits) {
                throw new ParameterException(
                        spec().commandLine(),
                        "Nothing to set: --status, --daily-loss-limit, --total-loss-limit or --limit.");
            }
            limitsE8();
            if (status != null && status != AccountStatus.ACTIVE && status != AccountStatus.DISABLED) {
                throw new ParameterException(spec().commandLine(), "--status is active or disabled.");
            }
        }

        @Override
        void act(final Commander engine) throws Exception {
            final Long dailyE8 = usdE8(this, "--daily-loss-limit", dailyLossLimit);
            final Long totalE8 = usdE8(this, "--total-loss-limit", totalLossLimit);
            final int accountId = accountId(label);
            final Map<Limit, Long> wanted = limitsE8();
            final String next = "dragon account show " + label;
            final List<String> applied = new ArrayList<>();
            try {
                if (!wanted.isEmpty()) {
                    done(
                            "limits of " + label + " set: " + wanted.size(),
                            engine.setLimits(accountId, wanted, Origin.NONE, confirm != null),
                            next);
                    applied.add("limits of account " + label);
                }
                if (status != null || dailyE8 != null || totalE8 != null) {
                    done(
                            "account " + label + " changed",
                            engine.setAccount(accountId, status, dailyE8, totalE8, Origin.NONE, confirm != null),
                            next);
                }
            } catch (final Failure | OperatorException e) {
                throw partly(applied, e, next);
            }
        }

        private Map<Limit, Long> limitsE8() {
            final Map<Limit, Long> wanted = new EnumMap<>(Limit.class);
            if (hasDefaultLimits) {
                for (final Limit limit : Limit.all()) {
                    wanted.put(limit, Commander.DEFAULT_LIMIT);
                }
            }
            limits.forEach((key, value) -> wanted.put(limit(key), valueE8(key, value)));
            return wanted;
        }

        private Limit limit(final String key) {
            final List<String> keys = Arrays.stream(Limit.all()).map(Limit::key).toList();
            final int at = keys.indexOf(key);
            if (at < 0) {
                final String nearest = Names.nearest(key, keys);
                throw new ParameterException(
                        spec().commandLine(),
                        "No limit '" + key + "'" + (nearest == null ? "" : "; the nearest is '" + nearest + "'") + ".");
            }
            return Limit.all()[at];
        }

        private long valueE8(final String key, final String value) {
            return switch (value) {
                case "off" -> Limits.OFF;
                case "default" -> Commander.DEFAULT_LIMIT;
                default -> usdE8(this, "--limit " + key, value);
            };
        }
    }

    private static Long usdE8(final Verb verb, final String flag, final String text) {
        if (text == null) {
            return null;
        }
        try {
            final long valueE8 = Decimals.parseE8(text);
            if (valueE8 >= 0) {
                return valueE8;
            }
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(verb.spec().commandLine(), flag + ": " + e.getMessage() + ".", e);
        }
        throw new ParameterException(verb.spec().commandLine(), flag + " is a loss without its sign, as 150.");
    }

    /** Verb {@code account list}. */
    @Command(name = "list", description = "All accounts.")
    static final class ListVerb extends ReadingVerb {
        @Override
        void show(final SnapshotReader reader, final LaneSnapshot snapshot) throws SQLException {
            layout(LimitSummary.read(reader, snapshot)).print(out(), format(), head(snapshot), snapshot.accounts());
        }
    }

    /** Verb {@code account show}. */
    @Command(name = "show", description = "One account and its bots.")
    static final class ShowVerb extends ReadingVerb {
        @Parameters(paramLabel = "LABEL", description = "Its label, or #id.")
        private String label;

        @Override
        void show(final SnapshotReader reader, final LaneSnapshot snapshot) throws SQLException {
            final Account account = Names.account(snapshot, label);
            final List<LaneSnapshot.Bot> bots = snapshot.bots().stream()
                    .filter(bot -> bot.accountId() == account.id())
                    .toList();
            final List<LaneSnapshot.Limit> limits = reader.limits(account.id());
            final Report<Account> layout = layout(Map.of(account.id(), LimitSummary.of(limits)));
            if (format() == Format.JSON) {
                final Map<String, Object> document = new LinkedHashMap<>();
                document.put("schema", "dragon/account/1");
                document.putAll(head(snapshot));
                document.put("account", layout.json(account));
                document.put("limits", limits.stream().map(limitLayout()::json).toList());
                document.put(
                        "bots",
                        bots.stream().map(BotReports.list(snapshot)::json).toList());
                Report.printJson(out(), document);
                return;
            }
            layout.print(out(), format(), Map.of(), List.of(account));
            out().println();
            limitLayout().print(out(), format(), Map.of(), limits);
            out().println();
            BotReports.list(snapshot).print(out(), format(), Map.of(), bots);
        }
    }

    /** Every limit, with what is used of it: {@code unset} holds nothing back in a sim or dry-run lane, and everything in a live one. */
    private static Report<LaneSnapshot.Limit> limitLayout() {
        return new Report<LaneSnapshot.Limit>("limits")
                .column("key", "LIMIT", LaneSnapshot.Limit::key)
                .column("state", "STATE", LaneSnapshot.Limit::state)
                .column("value", "VALUE", limit -> Decimals.of(limit.valueE8()))
                .column("used", "NOW", limit -> Decimals.of(limit.usedE8()))
                .column("origin", "FROM", LaneSnapshot.Limit::origin)
                .column(
                        "raisedUntil",
                        "UNTIL",
                        limit -> limit.raisedUntil() == null ? null : Times.ofMs(limit.raisedUntil()));
    }

    /**
     * Accounts in rows.
     *
     * @param limits of each of them, by id
     */
    static Report<Account> layout(final Map<Integer, LimitSummary> limits) {
        return new Report<Account>("accounts")
                .column("id", "ID", Account::id)
                .column("label", "ACCOUNT", Account::label)
                .column("status", "STATUS", Account::status)
                .column("positionMode", "MODE", Account::positionMode)
                .column("equity", "EQUITY", account -> Decimals.of(account.equityE8()))
                .column("dayNet", "DAY", account -> Decimals.of(account.dayNetE8()))
                .column("dailyLossLimit", "DAY LIMIT", account -> Decimals.of(account.dailyLossLimitE8()))
                .column("totalNet", "TOTAL", account -> Decimals.of(account.totalNetE8()))
                .column("totalLossLimit", "TOTAL LIMIT", account -> Decimals.of(account.totalLossLimitE8()))
                .column("openOrders", "ORDERS", Account::openOrders)
                .column("risk", "RISK", account -> account.riskBlocked() ? "BLOCKED " + account.riskReason() : "OK")
                .column("exchangeState", "EXCHANGE", Account::exchangeState)
                .column("limits", "LIMITS", account -> limits.get(account.id()).text())
                .detail("limitsUnset", account -> limits.get(account.id()).unset())
                .detail("riskBlocked", Account::riskBlocked)
                .detail("riskReason", Account::riskReason)
                .detail("killSwitch", Account::killSwitch)
                .detail("hold", Account::hold)
                .detail("wallet", account -> Decimals.of(account.walletE8()))
                .detail("liquidationDistancePct", account -> Decimals.of(account.liquidationPctE8()))
                .detail(
                        "lastExchangeErrorAt",
                        account -> account.lastExchangeErrorAt() == null
                                ? null
                                : Times.ofMs(account.lastExchangeErrorAt()))
                .detail("freeCollateral", account -> Decimals.of(account.freeCollateralE8()))
                .detail("marginRatio", account -> Decimals.of(account.marginRatioE8()))
                .detail("reportedAt", account -> account.reportedAt() == null ? null : Times.ofMs(account.reportedAt()))
                .detail("reportedAtMs", Account::reportedAt);
    }
}
