package dragon.gateway.process;

import dragon.gateway.paper.PaperRules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The paper venue's settings as they stand on the command line. */
public final class PaperOptions {
    private static final int DECIMALS = 8;
    private static final int LATENCY_MS_MAX = 10_000;

    @Option(
            names = "--paper-balance",
            paramLabel = "USD",
            description = "Dry-run lanes: balance of an account when it is first opened; default 10000.")
    private String balance;

    @Option(
            names = "--paper-fees",
            paramLabel = "MAKER,TAKER",
            description = "Dry-run lanes: fees in percent of the notional; default 0.02,0.05.")
    private String fees;

    @Option(names = "--paper-leverage", paramLabel = "N", description = "Dry-run lanes: default 10.")
    private Integer leverage;

    @Option(
            names = "--paper-latency",
            paramLabel = "MS",
            description = "Dry-run lanes: how long an order, and then its report, is on its way; default 3.")
    private Integer latencyMs;

    @Option(names = "--paper-seed", paramLabel = "N", description = "Dry-run lanes: seed of the latency; default 42.")
    private Long seed;

    /** Whether anything was set. */
    boolean isGiven() {
        return !arguments().isEmpty();
    }

    /** What was set, as arguments of a gateway. */
    public List<String> arguments() {
        final List<String> arguments = new ArrayList<>();
        add(arguments, "--paper-balance", balance);
        add(arguments, "--paper-fees", fees);
        add(arguments, "--paper-leverage", leverage);
        add(arguments, "--paper-latency", latencyMs);
        add(arguments, "--paper-seed", seed);
        return arguments;
    }

    private static void add(final List<String> arguments, final String option, final Object value) {
        if (value != null) {
            arguments.add(option);
            arguments.add(value.toString());
        }
    }

    /** The rules; what is wrong with them is added to the problems. */
    PaperRules rules(final List<String> problems) {
        final PaperRules usual = PaperRules.USUAL;
        final String[] parts = fees == null ? new String[0] : fees.split(",", -1);
        if (fees != null && parts.length != 2) {
            problems.add("--paper-fees is '" + fees + "', expected MAKER,TAKER in percent, as 0.02,0.05");
        }
        final boolean hasFees = parts.length == 2;
        final int delayMs = within("--paper-latency", latencyMs, usual.orderMs(), 0, LATENCY_MS_MAX, problems);
        return new PaperRules(
                balance == null ? usual.balanceE8() : e8("--paper-balance", balance, "1000000000", problems),
                hasFees ? e8("--paper-fees", parts[0], "10", problems) : usual.makerPctE8(),
                hasFees ? e8("--paper-fees", parts[1], "10", problems) : usual.takerPctE8(),
                within("--paper-leverage", leverage, usual.leverage(), 1, PaperRules.LEVERAGE_MAX, problems),
                delayMs,
                latencyMs == null ? usual.reportMs() : delayMs,
                latencyMs == null ? usual.jitterMs() : delayMs,
                seed == null ? usual.seed() : seed);
    }

    private static int within(
            final String option,
            final Integer value,
            final int usual,
            final int least,
            final int most,
            final List<String> problems) {
        if (value != null && (value < least || value > most)) {
            problems.add(option + " is " + value + ", expected " + least + " to " + most);
        }
        return value == null ? usual : value;
    }

    private static long e8(final String option, final String text, final String most, final List<String> problems) {
        try {
            final BigDecimal value = new BigDecimal(text.strip());
            if (value.signum() >= 0 && value.compareTo(new BigDecimal(most)) <= 0) {
                return value.movePointRight(DECIMALS).longValueExact();
            }
        } catch (final ArithmeticException | NumberFormatException notANumber) {
            // Said below.
        }
        problems.add(option + " is '" + text + "', expected a number from 0 to " + most + " with at most " + DECIMALS
                + " decimals");
        return 0;
    }
}
