package dragon.monitor.cli;

import dragon.engine.botfile.AccountFile;
import dragon.engine.botfile.AccountLimits;
import dragon.engine.botfile.BotFile;
import dragon.engine.botfile.BotKey;
import dragon.engine.botfile.BotSettings;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.tools.explain.Moment;
import dragon.tools.explain.Past;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which files {@code plan} and {@code apply} are about, and what they come to on the lane as its journal has it now. */
final class PlanFiles {
    /** A limit of every bot or account by the environment, as {@code DRAGON_LIMITS__MAX_ORDER_USD}: it may only tighten. */
    private static final String LIMIT_VARIABLE = "DRAGON_LIMITS__";

    private static final String ACCOUNTS = "accounts.d";
    private static final String BOTS = "bots.d";

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Files of bots, and of accounts where their folder is accounts.d; default: bots.d/*.toml and"
                    + " accounts.d/*.toml of the home.")
    private List<Path> files = List.of();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "A limit of all these bots or accounts, as limits.max_order_usd=500 or limits.loss.day=100: tighter than"
                            + " the file, never looser.")
    private Map<String, String> set = Map.of();

    /** Compares the files with the lane. */
    LanePlan read(final Path home, final LaneDirectory lane) throws IOException {
        final Map<String, String> tightened = tightened(System.getenv());
        if (!lane.exists()) {
            throw ReadingVerb.noLane(lane, lane.root().getFileName().toString());
        }
        final Path accountFolder = home.resolve(ACCOUNTS);
        final Path botFolder = home.resolve(BOTS);
        final List<Path> accountFiles = new ArrayList<>();
        final List<Path> botFiles = new ArrayList<>();
        if (files.isEmpty()) {
            checkOneIsThere(accountFolder, botFolder);
            accountFiles.addAll(all(accountFolder));
            botFiles.addAll(all(botFolder));
        } else {
            files.forEach(file -> (isOfAccount(file) ? accountFiles : botFiles).add(file));
        }
        tightened.keySet().forEach(PlanFiles::checkKnown);
        checkUsed(accountFiles, botFiles);
        final List<AccountLimits> accounts = accounts(accountFiles, tightened);
        final List<BotSettings> bots = bots(botFiles, tightened);
        final LaneIdentity identity = lane.open();
        final Past past = Moment.past(lane.journal(), lane.images(), Past.END, Past.END);
        if (!past.damage().isEmpty()) {
            throw new Failure(
                    ExitCode.VERIFICATION_FAILED,
                    "The journal of lane '" + identity.name() + "' cannot be read to its end: " + past.damage()
                            + ". Nothing was changed.",
                    "dragon journal verify");
        }
        final boolean areAll = files.isEmpty();
        return Moment.at(
                lane.journal(),
                lane.images(),
                past,
                moment -> LanePlan.of(
                        moment,
                        accounts,
                        bots,
                        areAll ? accountFolder : null,
                        // A folder that is not there at all is a mistake sooner than a wish to stop every bot.
                        areAll && Files.isDirectory(botFolder) ? botFolder : null));
    }

    private static boolean isOfAccount(final Path file) {
        final Path folder = file.toAbsolutePath().normalize().getParent();
        return folder != null && folder.endsWith(ACCOUNTS);
    }

    private static void checkOneIsThere(final Path accountFolder, final Path botFolder) {
        if (!Files.isDirectory(botFolder) && !Files.isDirectory(accountFolder)) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "No file is named, and there is no folder " + botFolder + ", and no " + accountFolder
                            + ". Nothing was changed.",
                    "dragon plan FILE");
        }
    }

    private static void checkKnown(final String key) {
        final List<String> known = new ArrayList<>(AccountFile.keys());
        BotKey.ALL.forEach(each -> known.add(each.name()));
        if (!known.contains(key)) {
            final String nearest = BotKey.nearest(key, known);
            throw new Failure(
                    ExitCode.USAGE,
                    "--set, or " + LIMIT_VARIABLE + "... of the environment: nobody knows a limit '" + key + "'"
                            + (nearest.isEmpty() ? "" : "; the nearest is '" + nearest + "'")
                            + ". Nothing was changed.",
                    "the keys of the manual, sections Limits and Bot files");
        }
    }

    /** A limit that was typed and meets no file would hold nothing back, without a word. */
    private void checkUsed(final List<Path> accountFiles, final List<Path> botFiles) {
        for (final String key : set.keySet()) {
            final boolean isOfAccount = AccountFile.keys().contains(key);
            if (isOfAccount ? accountFiles.isEmpty() : botFiles.isEmpty()) {
                throw new Failure(
                        ExitCode.USAGE,
                        "--set " + key + ": there is no file of " + (isOfAccount ? "an account" : "a bot")
                                + " that it could tighten. Nothing was changed.",
                        isOfAccount ? "dragon account set <label> --limit KEY=VALUE" : "dragon plan FILE");
            }
        }
    }

    private static List<AccountLimits> accounts(final List<Path> from, final Map<String, String> tightened) {
        final Map<String, String> ofAccounts = new LinkedHashMap<>(tightened);
        ofAccounts.keySet().retainAll(AccountFile.keys());
        final List<AccountLimits> accounts = new ArrayList<>();
        final Set<String> labels = new HashSet<>();
        for (final Path file : from) {
            final AccountLimits account = AccountFile.read(file, ofAccounts);
            checkAlone(labels.add(account.account()), "account '" + account.account() + "'");
            accounts.add(account);
        }
        return accounts;
    }

    private static List<BotSettings> bots(final List<Path> from, final Map<String, String> tightened) {
        final Map<String, String> ofBots = new LinkedHashMap<>(tightened);
        ofBots.keySet().removeAll(AccountFile.keys());
        final List<BotSettings> bots = new ArrayList<>();
        final Set<String> names = new HashSet<>();
        for (final Path file : from) {
            final BotSettings bot = BotFile.read(file, ofBots, BotFile.Purpose.TRADE);
            checkAlone(names.add(bot.name()), "bot '" + bot.name() + "'");
            bots.add(bot);
        }
        return bots;
    }

    private static void checkAlone(final boolean isAlone, final String what) {
        if (!isAlone) {
            throw new Failure(
                    ExitCode.CONFIGURATION,
                    "Two files are of " + what + "; nothing was changed.",
                    "give one of them another name");
        }
    }

    /** As they were typed, each with a blank behind it. */
    String words() {
        final StringBuilder words = new StringBuilder();
        files.forEach(file -> words.append(file).append(' '));
        set.forEach((key, value) ->
                words.append("--set ").append(key).append('=').append(value).append(' '));
        return words.toString();
    }

    /** What environment and flags say of limits, the flags last. */
    Map<String, String> tightened(final Map<String, String> environment) {
        final Map<String, String> limits = new LinkedHashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(LIMIT_VARIABLE)) {
                final String key = name.substring(LIMIT_VARIABLE.length()).toLowerCase(Locale.ROOT);
                limits.put("limits." + key.replace("__", "."), value);
            }
        });
        set.forEach((key, value) -> {
            final BotKey known = BotKey.of(key);
            if (known != null && !known.section().equals("limits")) {
                throw new Failure(
                        ExitCode.USAGE,
                        "--set " + key + ": only a limit may be tightened by a flag. Nothing was changed.",
                        "change the file: it is what the bot is compared with");
            }
            limits.put(key, value);
        });
        return limits;
    }

    /** The files of a folder; none where there is no such folder. */
    private static List<Path> all(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(file -> file.toString().endsWith(".toml"))
                    .sorted()
                    .toList();
        }
    }
}
