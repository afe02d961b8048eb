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

    /** The usual market: generated prices of two perpetuals at the speed of the wall clock. */
    public static SimulatorConfig usual() {
        return builder().build();
    }

    /** Begins with {@link #usual}; what is set departs from it. */
    public static Builder builder() {
        return new Builder();
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

    /** Of a config; each value as the component of the same name. */
    public static final class Builder {
        private int port;
        private Path readyFile;
        private Path credentialsFile;
        private Path auditFile;
        private List<String> accounts = List.of("main");
        private List<String> oneWayAccounts = List.of();
        private List<String> symbols = List.of();
        private List<Path> data = List.of();
        private long dataFromMs = Long.MIN_VALUE;
        private long dataToMs = Long.MAX_VALUE;
        private long seed = 42;
        private double speed = 1.0;
        private Duration endsWithin;
        private int quotesPerSecond = 20;
        private int historyMinutes = 43_200;
        private boolean isLimited = true;
        private long balanceE8 = 100_000 * DecimalE8.ONE;
        private Duration silenceMax = Duration.ofSeconds(60);
        private Duration fundingEvery = Duration.ZERO;

        private Builder() {}

        public Builder port(final int value) {
            port = value;
            return this;
        }

        public Builder readyFile(final Path value) {
            readyFile = value;
            return this;
        }

        public Builder credentialsFile(final Path value) {
            credentialsFile = value;
            return this;
        }

        public Builder auditFile(final Path value) {
            auditFile = value;
            return this;
        }

        public Builder accounts(final List<String> value) {
            accounts = value;
            return this;
        }

        public Builder oneWayAccounts(final List<String> value) {
            oneWayAccounts = value;
            return this;
        }

        public Builder symbols(final List<String> value) {
            symbols = value;
            return this;
        }

        public Builder data(final List<Path> value) {
            data = value;
            return this;
        }

        public Builder dataFromMs(final long value) {
            dataFromMs = value;
            return this;
        }

        public Builder dataToMs(final long value) {
            dataToMs = value;
            return this;
        }

        public Builder seed(final long value) {
            seed = value;
            return this;
        }

        public Builder speed(final double value) {
            speed = value;
            return this;
        }

        public Builder endsWithin(final Duration value) {
            endsWithin = value;
            return this;
        }

        public Builder quotesPerSecond(final int value) {
            quotesPerSecond = value;
            return this;
        }

        public Builder historyMinutes(final int value) {
            historyMinutes = value;
            return this;
        }

        public Builder isLimited(final boolean value) {
            isLimited = value;
            return this;
        }

        public Builder balanceE8(final long value) {
            balanceE8 = value;
            return this;
        }

        public Builder silenceMax(final Duration value) {
            silenceMax = value;
            return this;
        }

        public Builder fundingEvery(final Duration value) {
            fundingEvery = value;
            return this;
        }

        public SimulatorConfig build() {
            return new SimulatorConfig(
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
                    fundingEvery);
        }
    }
}
