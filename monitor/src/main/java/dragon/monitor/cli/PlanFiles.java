package dragon.monitor.cli;

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

/** Which bot files {@code plan} and {@code apply} are about, and what they come to on the lane as its journal has it now. */
final class PlanFiles {
    /** A limit of every bot by the environment, as {@code DRAGON_LIMITS__MAX_ORDER_USD}: it may only tighten. */
    private static final String LIMIT_VARIABLE = "DRAGON_LIMITS__";

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Bot files; default: bots.d/*.toml of the home.")
    private List<Path> files = List.of();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "A limit of all these bots, as limits.max_order_usd=500: tighter than the file, never looser.")
    private Map<String, String> set = Map.of();

    /** Compares the files with the lane. */
    BotPlan read(final Path home, final LaneDirectory lane) throws IOException {
        final Map<String, String> tightened = tightened(System.getenv());
        if (!lane.exists()) {
            throw ReadingVerb.noLane(lane, lane.root().getFileName().toString());
        }
        final List<BotSettings> bots = new ArrayList<>();
        final Set<String> names = new HashSet<>();
        for (final Path file : files.isEmpty() ? all(home.resolve("bots.d")) : files) {
            final BotSettings bot = BotFile.read(file, tightened, BotFile.Purpose.TRADE);
            if (!names.add(bot.name())) {
                throw new Failure(
                        ExitCode.CONFIGURATION,
                        "Two files are of bot '" + bot.name() + "'; nothing was changed.",
                        "give one of them another name");
            }
            bots.add(bot);
        }
        final LaneIdentity identity = lane.open();
        final Past past = Moment.past(lane.journal(), lane.images(), Past.END, Past.END);
        if (!past.damage().isEmpty()) {
            throw new Failure(
                    ExitCode.VERIFICATION_FAILED,
                    "The journal of lane '" + identity.name() + "' cannot be read to its end: " + past.damage()
                            + ". Nothing was changed.",
                    "dragon journal verify");
        }
        return Moment.at(lane.journal(), lane.images(), past, moment -> BotPlan.of(moment, bots, files.isEmpty()));
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
                limits.put("limits." + name.substring(LIMIT_VARIABLE.length()).toLowerCase(Locale.ROOT), value);
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

    private static List<Path> all(final Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    "No bot file is named, and there is no folder " + folder + ". Nothing was changed.",
                    "dragon plan FILE");
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(file -> file.toString().endsWith(".toml"))
                    .sorted()
                    .toList();
        }
    }
}
