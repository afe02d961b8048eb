package dragon.gateway.simulator;

import dragon.engine.process.UsageLine;
import dragon.gateway.simulator.market.DecimalE8;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The process of {@code dragon sim}. */
@Command(
        name = "sim",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs a local WOO X: REST and websockets on 127.0.0.1, with its own audit.",
        subcommands = {SimStartVerb.class, SimStopVerb.class, SimFaultVerb.class, SimAuditVerb.class},
        footer = {
            "",
            "Examples:",
            "  dragon sim --port 18080 --accounts main",
            "  dragon sim start --seed 42               in the background",
            "  dragon sim fault add lost-ack --next 1   the nastiest one",
            "  dragon sim audit"
        })
public final class SimulatorMain implements Callable<Integer> {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int CONFIG = 3;
    private static final long WATCH_MS = 500;
    private static final String AUTO = "auto:";
    /** Kept, because the logging library forgets a logger's level with the logger. */
    private static final List<Logger> QUIET =
            List.of(Logger.getLogger("org.xnio"), Logger.getLogger("io.undertow"), Logger.getLogger("org.jboss"));

    @Option(names = "--port", defaultValue = "0", description = "Port on 127.0.0.1; 0 lets the system choose.")
    private int port;

    @Option(names = "--ready-file", description = "TOML with rest_url, stream_url and pid, written when it listens.")
    private Path readyFile;

    @Option(
            names = "--credentials-file",
            description = "TOML with each account's api_key and api_secret (0600); keys in it are kept.")
    private Path credentialsFile;

    @Option(names = "--audit-file", description = "JSON audit, written every second and at the end.")
    private Path auditFile;

    @Option(names = "--accounts", split = ",", defaultValue = "main", description = "Labels of the accounts.")
    private List<String> accounts;

    @Option(names = "--one-way", split = ",", description = "Accounts in one-way mode; the others are in hedge mode.")
    private List<String> oneWayAccounts = List.of();

    @Option(names = "--balance", defaultValue = "100000", description = "USDT of each account at the start.")
    private String balance;

    @Option(names = "--symbols", split = ",", description = "Perpetuals, such as PERP_BTC_USDT.")
    private List<String> symbols = List.of();

    @Option(
            names = "--data",
            description = "Recorded CSV, plain or gzip: minute candles, or best bid/offer and trades. Repeatable.")
    private List<Path> data = List.of();

    @Option(names = "--data-from", description = "First moment to play, such as 2025-05-04T00:00:00Z.")
    private String dataFrom;

    @Option(names = "--data-to", description = "Moment before which recorded candles end.")
    private String dataTo;

    @Option(names = "--seed", defaultValue = "42", description = "Of everything that is generated.")
    private long seed;

    @Option(
            names = "--speed",
            defaultValue = "1",
            description = "Market seconds in a second, or auto:120s to end recorded data in that time.")
    private String speed;

    @Option(
            names = "--quotes-per-second",
            defaultValue = "20",
            description = "Generated quotes in a market second, for each symbol.")
    private int quotesPerSecond;

    @Option(names = "--history-minutes", defaultValue = "43200", description = "Minutes that have passed at the start.")
    private int historyMinutes;

    @Option(
            names = "--funding-every",
            description = "Funding interval in market time, such as 10m; each instrument's own where not given.")
    private String fundingEvery;

    @Option(names = "--no-rate-limits", description = "Never answers 429.")
    private boolean isUnlimited;

    @Option(names = "--for", description = "Ends by itself after that time, such as 60s.")
    private String endsAfter;

    @Option(names = "--debug", description = "Stack traces with errors.")
    private boolean isDebug;

    // Accepted everywhere; the simulator keeps nothing in a home or a lane.
    @Option(names = "--home", hidden = true)
    private Path home;

    @Option(names = "--lane", hidden = true)
    private String lane;

    /** Set once the process ends by its own decision: then its own exit status counts. */
    private static volatile boolean endsByItself;

    public static void main(final String[] args) {
        System.setProperty("org.jboss.logging.provider", "jdk"); // Read once, when the server's classes load.
        final int status = run(args);
        endsByItself = true;
        System.exit(status);
    }

    /** Runs the verb and returns its exit status. */
    static int run(final String... args) {
        return run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), args);
    }

    static int run(final PrintWriter out, final PrintWriter err, final String... args) {
        final int status = new CommandLine(new SimulatorMain())
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(UsageLine::print)
                .execute(args);
        out.flush();
        return status;
    }

    @Override
    public Integer call() {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        final SimulatorConfig config;
        final Duration life;
        try {
            config = config();
            life = endsAfter == null ? null : duration("--for", endsAfter);
        } catch (final IllegalArgumentException e) {
            return failed(USAGE, e);
        }
        final List<String> problems = config.problems();
        if (!problems.isEmpty()) {
            problems.forEach(problem -> System.err.println("dragon sim: " + problem));
            System.err.println("Nothing was started. Next: dragon sim --help");
            return USAGE;
        }
        try {
            return serve(config, life);
        } catch (final IllegalArgumentException e) {
            return failed(CONFIG, e);
        } catch (final IOException e) {
            return failed(FAILED, e);
        }
    }

    private int serve(final SimulatorConfig config, final Duration life) throws IOException {
        try (Simulator simulator = Simulator.start(config)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> endOnSignal(simulator), "sim-shutdown"));
            System.out.println("simulated WOO X ready   REST " + simulator.restUrl() + "   streams "
                    + simulator.streamUrl() + "   accounts " + String.join(",", config.accounts()));
            simulator.description().forEach(System.out::println);
            final long startNs = System.nanoTime();
            while (life == null || System.nanoTime() - startNs < life.toNanos()) {
                final Throwable failure = simulator.failure();
                if (failure != null) {
                    return failed(FAILED, new IllegalStateException("the venue stopped: " + failure, failure));
                }
                final long leftMs =
                        life == null ? Long.MAX_VALUE : life.toMillis() - (System.nanoTime() - startNs) / 1_000_000 + 1;
                Thread.sleep(Math.max(1, Math.min(WATCH_MS, leftMs)));
            }
            return OK;
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return OK;
        }
    }

    /** A signal is the usual way to end a simulator, so it is no failure: without halt the JVM would say 143. */
    private static void endOnSignal(final Simulator simulator) {
        simulator.close();
        if (!endsByItself) {
            Runtime.getRuntime().halt(OK);
        }
    }

    private SimulatorConfig config() {
        final boolean isAuto = speed.startsWith(AUTO);
        return SimulatorConfig.builder()
                .port(port)
                .readyFile(readyFile)
                .credentialsFile(credentialsFile)
                .auditFile(auditFile)
                .accounts(List.copyOf(accounts))
                .oneWayAccounts(List.copyOf(oneWayAccounts))
                .symbols(List.copyOf(symbols))
                .data(List.copyOf(data))
                .dataFromMs(dataFrom == null ? Long.MIN_VALUE : instant("--data-from", dataFrom))
                .dataToMs(dataTo == null ? Long.MAX_VALUE : instant("--data-to", dataTo))
                .seed(seed)
                .speed(isAuto ? 0 : number("--speed", speed))
                .endsWithin(isAuto ? duration("--speed", speed.substring(AUTO.length())) : null)
                .quotesPerSecond(quotesPerSecond)
                .historyMinutes(historyMinutes)
                .isLimited(!isUnlimited)
                .balanceE8(decimal("--balance", balance))
                .fundingEvery(fundingEvery == null ? Duration.ZERO : duration("--funding-every", fundingEvery))
                .build();
    }

    private int failed(final int status, final Throwable e) {
        System.err.println("dragon sim: " + e.getMessage() + ". Nothing can trade on it. Next: dragon sim --help");
        if (isDebug) {
            e.printStackTrace();
        }
        return status;
    }

    private static double number(final String option, final String text) {
        try {
            return Double.parseDouble(text);
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException(option + ": '" + text + "' is neither a number nor auto:DURATION", e);
        }
    }

    private static long decimal(final String option, final String text) {
        try {
            return DecimalE8.parse(text);
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
        }
    }

    private static long instant(final String option, final String text) {
        try {
            return Instant.parse(text).toEpochMilli();
        } catch (final DateTimeParseException e) {
            throw new IllegalArgumentException(
                    option + ": '" + text + "' is not a moment such as 2025-05-04T00:00:00Z", e);
        }
    }

    private static Duration duration(final String option, final String text) {
        try {
            return Duration.parse("PT" + text);
        } catch (final DateTimeParseException e) {
            throw new IllegalArgumentException(option + ": '" + text + "' is not a duration such as 60s or 2m", e);
        }
    }
}
