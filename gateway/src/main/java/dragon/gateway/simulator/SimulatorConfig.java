package dragon.gateway.simulator;

import dragon.gateway.simulator.market.DecimalE8;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a simulator is told at its start.
 *
 * @param port on 127.0.0.1; 0 lets the system choose
 * @param speed of the market against the wall clock; 0 where {@code endsWithin} decides
 * @param endsWithin wall time in which recorded data is to end; null where {@code speed} decides
 * @param data recorded files; empty for generated prices
 * @param dataFromMs first recorded minute to play, as market time; {@link Long#MIN_VALUE} for the usual place
 * @param dataToMs recorded candles end before that market time; {@link Long#MAX_VALUE} for all
 * @param fundingEvery interval of funding in market time; zero for each instrument's own
 */
public record SimulatorConfig(
        int port,
        Path readyFile,
        Path credentialsFile,
        Path auditFile,
        List<String> accounts,
        List<String> oneWayAccounts,
        List<String> symbols,
        List<Path> data,
        long dataFromMs,
        long dataToMs,
        long seed,
        double speed,
        Duration endsWithin,
        int quotesPerSecond,
        int historyMinutes,
        boolean isLimited,
        long balanceE8,
        Duration silenceMax,
        Duration fundingEvery) {

    /** Funding at each instrument's own interval. */
    public SimulatorConfig(
            final int port,
            final Path readyFile,
            final Path credentialsFile,
            final Path auditFile,
            final List<String> accounts,
            final List<String> oneWayAccounts,
            final List<String> symbols,
            final List<Path> data,
            final long dataFromMs,
            final long dataToMs,
            final long seed,
            final double speed,
            final Duration endsWithin,
            final int quotesPerSecond,
            final int historyMinutes,
            final boolean isLimited,
            final long balanceE8,
            final Duration silenceMax) {
        this(
                port,
                readyFile,
                credentialsFile,
                auditFile,
                accounts,
                oneWayAccounts,
                symbols,
                data,
                dataFromMs,
                dataToMs,
                seed,
                speed,
                endsWithin,
                quotesPerSecond,
                historyMinutes,
                isLimited,
                balanceE8,
                silenceMax,
                Duration.ZERO);
    }

    /** The usual market: generated prices of two perpetuals at the speed of the wall clock. */
    public static SimulatorConfig usual() {
        return new SimulatorConfig(
                0,
                null,
                null,
                null,
                List.of("main"),
                List.of(),
                List.of(),
                List.of(),
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                42,
                1.0,
                null,
                20,
                43_200,
                true,
                100_000 * DecimalE8.ONE,
                Duration.ofSeconds(60),
                Duration.ZERO);
    }

    /** Everything that is wrong, one line each. */
    public List<String> problems() {
        final List<String> problems = new ArrayList<>();
        check(problems, port >= 0 && port <= 65_535, "--port must be from 0 to 65535, found " + port);
        check(
                problems,
                endsWithin != null || speed > 0 && speed <= 100_000,
                "--speed must be above 0 and at most 100000, found " + speed);
        check(
                problems,
                endsWithin == null || !data.isEmpty() && !endsWithin.isNegative() && !endsWithin.isZero(),
                "--speed auto needs --data and a duration above zero");
        check(
                problems,
                quotesPerSecond >= 1 && quotesPerSecond <= 10_000,
                "--quotes-per-second must be from 1 to 10000, found " + quotesPerSecond);
        check(
                problems,
                historyMinutes >= 1 && historyMinutes <= 1_000_000,
                "--history-minutes must be from 1 to 1000000, found " + historyMinutes);
        check(
                problems,
                fundingEvery.isZero() || fundingEvery.compareTo(Duration.ofSeconds(1)) >= 0,
                "--funding-every must be 1s or longer, found " + fundingEvery.toMillis() + " ms");
        check(problems, !accounts.isEmpty(), "--accounts must name at least one account");
        for (final String account : accounts) {
            check(
                    problems,
                    account.matches("[a-z0-9][a-z0-9_-]{0,31}"),
                    "--accounts: '" + account + "' is not a label (lower-case letters, digits, - and _)");
        }
        check(problems, accounts.containsAll(oneWayAccounts), "--one-way must name accounts of --accounts");
        return problems;
    }

    private static void check(final List<String> problems, final boolean holds, final String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
