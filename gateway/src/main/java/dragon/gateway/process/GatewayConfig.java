package dragon.gateway.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.protocol.LaneMode;
import dragon.gateway.paper.PaperRules;
import dragon.gateway.woox.WooxConfig;
import dragon.gateway.woox.rest.RestPolicy;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a gateway process is told, read once.
 *
 * @param ringWaitMs how long the gateway ring may be missing at start
 * @param factsMax facts of the venue that may wait for the session's thread
 * @param paper what the paper venue of a dry-run lane is like; of no meaning on another
 */
public record GatewayConfig(
        LaneDirectory directory,
        LaneIdentity identity,
        WooxConfig woox,
        long ringWaitMs,
        int factsMax,
        PaperRules paper) {
    private static final long RING_WAIT_MS = 60_000;
    private static final int FACTS_MAX = 1 << 16;

    /**
     * Checks everything before it complains, so that one run shows every problem.
     *
     * @param home null = {@code DRAGON_HOME}, or {@code ~/.dragon}
     * @param restUrl null = {@code WOOX_BASE_URL}, or the exchange's own on a live lane and on a dry-run lane
     * @param paper settings of the paper venue, as on the command line
     * @throws OperatorException with {@link ExitStatus#CONFIG} and all problems
     */
    public static GatewayConfig read(
            final String home,
            final String lane,
            final String restUrl,
            final String streamUrl,
            final Map<String, String> environment,
            final PaperOptions paper,
            final long seed) {
        final List<String> problems = new ArrayList<>();
        final LaneDirectory directory = directory(home, lane, environment, problems);
        LaneIdentity identity = null;
        if (directory != null) {
            try {
                identity = directory.open();
            } catch (final OperatorException e) {
                problems.add(e.getMessage());
            }
        }
        final boolean isReal = identity != null && identity.mode() != LaneMode.SIM;
        final String usualRest = environment.getOrDefault("WOOX_BASE_URL", isReal ? WooxConfig.PRODUCTION_REST : "");
        final String rest = restUrl == null ? usualRest : restUrl;
        final String stream = streamUrl == null ? (isReal ? WooxConfig.PRODUCTION_STREAM : "") : streamUrl;
        final RestPolicy policy = RestPolicy.read(environment, problems);
        final PaperRules rules = paper.rules(problems);
        if (identity != null && identity.mode() != LaneMode.DRY_RUN && paper.isGiven()) {
            problems.add("lane '" + identity.name() + "' is a " + LaneIdentity.nameOf(identity.mode())
                    + " lane: only a dry-run lane takes --paper options");
        }
        if (identity != null) {
            checkMode(identity, rest, stream, problems);
        }
        if (!rest.isEmpty() && !stream.isEmpty()) {
            problems.addAll(WooxConfig.problems(rest, stream));
        } else if (identity != null) {
            problems.add("--rest-url and --stream-url are needed on a " + LaneIdentity.nameOf(identity.mode())
                    + " lane: take them from the ready file of `dragon sim`");
        }
        if (!problems.isEmpty()) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot start the gateway, nothing was sent: " + String.join("; ", problems)
                            + ". Next: correct this and start it again.");
        }
        return new GatewayConfig(
                directory, identity, WooxConfig.of(rest, stream, seed).with(policy), RING_WAIT_MS, FACTS_MAX, rules);
    }

    /** Whether orders stay in this process: nothing is signed, and no credentials are read. */
    public boolean isDryRun() {
        return identity.mode() == LaneMode.DRY_RUN;
    }

    /** One line for people; nothing here is secret. */
    public String describe() {
        return "gateway of lane '" + identity.name() + "' (" + LaneIdentity.nameOf(identity.mode()) + "), rest "
                + woox.restUrl() + ", stream " + woox.streamUrl() + ", directory " + directory.root()
                + (isDryRun() ? ", orders on paper: " + paper.describe() : "");
    }

    private static void checkMode(
            final LaneIdentity identity, final String rest, final String stream, final List<String> problems) {
        final boolean isExchange = isExchange(rest) || isExchange(stream);
        if (identity.mode() == LaneMode.SIM && isExchange) {
            problems.add("lane '" + identity.name() + "' is a sim lane: it must not reach the exchange");
        }
    }

    private static boolean isExchange(final String url) {
        try {
            return !url.isEmpty() && WooxConfig.isExchange(url);
        } catch (final IllegalArgumentException notAUrl) {
            return false; // Reported with the other problems of URLs.
        }
    }

    private static LaneDirectory directory(
            final String home, final String lane, final Map<String, String> environment, final List<String> problems) {
        final String fromEnvironment = environment.get("DRAGON_HOME");
        final String chosen = home != null
                ? home
                : fromEnvironment != null && !fromEnvironment.isBlank()
                        ? fromEnvironment
                        : System.getProperty("user.home") + "/.dragon";
        if (!LaneIdentity.isName(lane)) {
            problems.add("--lane is '" + lane + "', which cannot name a lane");
            return null;
        }
        try {
            return LaneDirectory.of(Path.of(chosen), lane);
        } catch (final InvalidPathException e) {
            problems.add("--home is no path");
            return null;
        }
    }
}
