package dragon.engine.process;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.engine.core.CoreLimits;
import dragon.engine.journal.chronicle.ChronicleJournalConfig;
import dragon.engine.journal.chronicle.ChronicleJournalConfig.SyncPolicy;
import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.lane.LeaseTimes;
import dragon.engine.lane.Nearest;
import dragon.engine.protocol.LaneMode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * All that an engine is told from outside; read once, then nothing reads the environment any more.
 *
 * @param home directory of all lanes
 * @param lane name
 * @param mode that the operator expects; {@link LaneMode#NULL_VAL} = whatever the lane is
 * @param topology of the loop
 * @param gatewayRingBytes of a new gateway ring
 * @param commandRingBytes of a new command ring
 * @param fastIntervalNs between two fast ticks of a bot
 * @param intentTimeToLiveNs after which an unsent intent may not leave
 * @param feeRatePctE8 for estimates of fees where nobody else tells a rate, percent times 10^8; 0 = none
 * @param lease of the leader
 * @param checkpointIntervalNs between two checkpoints, if anything happened
 * @param checkpointRecords after which a checkpoint is due whatever the time
 * @param owner who leads, for people; at most 32 ASCII characters
 * @param cpu that the launcher has bound the process to, for people; may be empty
 * @param limits of the core
 * @param journal files
 * @param syncByMode whether the lane's mode decides the sync policy, because nobody has chosen one: {@link #syncPolicy}
 * @param withoutLimits whether a live lane may be led although limits of it are not set: no entry leaves it then
 * @param debug whether errors show their stack
 */
public record EngineConfig(
        Path home,
        String lane,
        LaneMode mode,
        Topology topology,
        int gatewayRingBytes,
        int commandRingBytes,
        long fastIntervalNs,
        long intentTimeToLiveNs,
        long feeRatePctE8,
        LeaseTimes lease,
        long checkpointIntervalNs,
        long checkpointRecords,
        String owner,
        String cpu,
        CoreLimits limits,
        ChronicleJournalConfig journal,
        boolean syncByMode,
        boolean withoutLimits,
        boolean debug) {
    /** Name of the variable with the fast interval, seconds. */
    public static final String FAST_INTERVAL_VARIABLE = "DRAGON_WORKER_FAST_INTERVAL_S";

    /** Name of the variable with the length of the lease, seconds. */
    public static final String LEASE_VARIABLE = "DRAGON_JOB_LEASE_S";

    /** Name of the variable with the time between two renewals of the lease, seconds. */
    public static final String RENEW_VARIABLE = "DRAGON_JOB_LEASE_RENEW_EVERY_S";

    /** Name of the variable with the fee of a trade as a fraction of its value, for estimates. */
    public static final String FEE_RATE_VARIABLE = "DRAGON_FEE_RATE";

    private static final BigDecimal FEE_RATE_MAX = new BigDecimal("0.1");

    /** A fraction as percent times 10^8. */
    private static final int FEE_RATE_SCALE = 10;

    private static final double FAST_INTERVAL_S_DEFAULT = 3.0;
    private static final double FAST_INTERVAL_S_MIN = 1.0;
    private static final double LEASE_S_DEFAULT = 30.0;
    private static final double LEASE_S_MIN = 1.0;
    private static final double RENEW_S_DEFAULT = 10.0;
    private static final double RENEW_S_MIN = 0.1;

    /** A lease shorter than usual is renewed this many times before it ends. */
    private static final double RENEWALS_A_LEASE = 3.0;

    private static final double SECONDS_MAX = 86_400.0;

    /** What the operator typed; null = not given. */
    record Options(
            String home,
            String lane,
            String mode,
            String topology,
            String sync,
            String cpu,
            boolean withoutLimits,
            boolean debug) {}

    /** The defaults for a lane, as tests and tools want them. */
    public static EngineConfig standard(final Path home, final String lane) {
        return new Draft(home, lane).build();
    }

    /**
     * Reads everything and reports every problem at once.
     *
     * @throws OperatorException with {@link ExitStatus#USAGE} if an option is wrong, else with
     *     {@link ExitStatus#CONFIG} if a variable is
     */
    static EngineConfig read(final Options options, final Map<String, String> environment) {
        final List<String> usage = new ArrayList<>();
        final List<String> problems = new ArrayList<>();

        final String lane = options.lane() == null ? "main" : options.lane();
        if (!LaneIdentity.isName(lane)) {
            usage.add("--lane '" + lane + "': 1 to 31 of a-z, 0-9, '-' and '_', a letter or digit first");
        }
        final LaneMode mode = options.mode() == null ? LaneMode.NULL_VAL : LaneIdentity.modeOf(options.mode());
        if (options.mode() != null && mode == LaneMode.NULL_VAL) {
            usage.add(notOneOf("--mode", options.mode(), List.of("live", "dry-run", "sim")));
        }
        final EngineConfig standard = standard(homeOf(options, environment), lane);
        final Topology topology =
                oneOf("--topology", options.topology(), standard.topology(), Topology.values(), usage);
        final SyncPolicy sync =
                oneOf("--sync", options.sync(), standard.journal().syncPolicy(), SyncPolicy.values(), usage);
        final double fastIntervalS =
                seconds(environment, FAST_INTERVAL_VARIABLE, FAST_INTERVAL_S_DEFAULT, FAST_INTERVAL_S_MIN, problems);
        final LeaseTimes lease = lease(environment, problems);
        final long feeRatePctE8 = feeRatePctE8(environment, problems);

        if (!usage.isEmpty() || !problems.isEmpty()) {
            final int status = usage.isEmpty() ? ExitStatus.CONFIG : ExitStatus.USAGE;
            usage.addAll(problems);
            throw new OperatorException(
                    status,
                    "Cannot start engine: " + String.join("; ", usage) + ". Nothing was sent. Next: correct it.");
        }
        final ChronicleJournalConfig journal = standard.journal();
        final Draft draft = standard.draft();
        draft.mode = mode;
        draft.topology = topology;
        draft.fastIntervalNs = secondsToNs(fastIntervalS);
        draft.feeRatePctE8 = feeRatePctE8;
        draft.lease = lease;
        draft.cpu = options.cpu() == null ? "" : options.cpu();
        draft.journal = new ChronicleJournalConfig(
                journal.roll(), journal.blockBytes(), journal.zeroedAheadBytes(), sync, journal.lockTimeoutMs());
        draft.syncByMode = options.sync() == null;
        draft.withoutLimits = options.withoutLimits();
        draft.debug = options.debug();
        return draft.build();
    }

    private static LeaseTimes lease(final Map<String, String> environment, final List<String> problems) {
        final int problemsBefore = problems.size();
        final double leaseS = seconds(environment, LEASE_VARIABLE, LEASE_S_DEFAULT, LEASE_S_MIN, problems);
        final double renewS = seconds(
                environment,
                RENEW_VARIABLE,
                Math.min(RENEW_S_DEFAULT, leaseS / RENEWALS_A_LEASE),
                RENEW_S_MIN,
                problems);
        if (problems.size() == problemsBefore && renewS >= leaseS) {
            problems.add(RENEW_VARIABLE + "=" + renewS + " is not less than the lease of " + leaseS + " s ("
                    + LEASE_VARIABLE + "): it would end before it is renewed");
        }
        return problems.size() == problemsBefore
                ? new LeaseTimes(secondsToNs(leaseS), secondsToNs(renewS))
                : LeaseTimes.STANDARD;
    }

    private static long feeRatePctE8(final Map<String, String> environment, final List<String> problems) {
        final String given = environment.get(FEE_RATE_VARIABLE);
        if (given == null || given.isEmpty()) {
            return 0;
        }
        try {
            final BigDecimal rate = new BigDecimal(given);
            if (rate.signum() >= 0 && rate.compareTo(FEE_RATE_MAX) <= 0) {
                return rate.movePointRight(FEE_RATE_SCALE).longValueExact();
            }
        } catch (final ArithmeticException | NumberFormatException e) {
            // Said below, with the range.
        }
        problems.add(FEE_RATE_VARIABLE + "='" + given + "': expected a fraction from 0 to "
                + FEE_RATE_MAX.toPlainString() + ", as 0.0005 for 0.05 percent");
        return 0;
    }

    private static Path homeOf(final Options options, final Map<String, String> environment) {
        if (options.home() != null) {
            return Path.of(options.home());
        }
        final String variable = environment.get("DRAGON_HOME");
        return variable == null || variable.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".dragon")
                : Path.of(variable);
    }

    private static <E extends Enum<E>> E oneOf(
            final String option, final String given, final E standard, final E[] values, final List<String> problems) {
        if (given == null) {
            return standard;
        }
        final List<String> names = new ArrayList<>();
        for (final E value : values) {
            final String name = value.name().toLowerCase(Locale.ROOT);
            if (name.equals(given)) {
                return value;
            }
            names.add(name);
        }
        problems.add(notOneOf(option, given, names));
        return standard;
    }

    private static String notOneOf(final String option, final String given, final List<String> names) {
        final String nearest = Nearest.of(given, names);
        return option + " '" + given + "': expected " + String.join(", ", names)
                + (nearest.isEmpty() ? "" : "; did you mean '" + nearest + "'?");
    }

    private static double seconds(
            final Map<String, String> environment,
            final String name,
            final double standard,
            final double minimum,
            final List<String> problems) {
        final String given = environment.get(name);
        if (given == null || given.isEmpty()) {
            return standard;
        }
        try {
            final double value = Double.parseDouble(given);
            if (value >= minimum && value <= SECONDS_MAX) {
                return value;
            }
        } catch (final NumberFormatException e) {
            // Said below, with the range.
        }
        problems.add(name + "='" + given + "': expected seconds from " + minimum + " to " + SECONDS_MAX);
        return standard;
    }

    private static long secondsToNs(final double seconds) {
        return Math.round(seconds * 1_000_000_000.0);
    }

    private static String ownerOf(final String user) {
        final StringBuilder ascii = new StringBuilder();
        for (int i = 0; i < Math.min(user.length(), 24); i++) {
            final char c = user.charAt(i);
            ascii.append(c > ' ' && c < 0x7F ? c : '?');
        }
        return ascii.length() == 0 ? "engine" : ascii.toString();
    }

    /** The lane's directory. */
    public LaneDirectory laneDirectory() {
        return LaneDirectory.of(home, lane);
    }

    /** What is on the disk before anybody may act on it: what was chosen, else the intents of a live lane and nothing of another. */
    SyncPolicy syncPolicy(final LaneMode ofLane) {
        if (!syncByMode) {
            return journal.syncPolicy();
        }
        return ofLane == LaneMode.LIVE ? SyncPolicy.INTENTS : SyncPolicy.NONE;
    }

    /** One line for the operator; holds no secret because the engine has none. */
    public String describe() {
        return "config lane=" + lane + " home=" + home + " topology="
                + topology.name().toLowerCase(Locale.ROOT) + " fast_interval_s=" + fastIntervalNs / 1e9
                + " intent_ttl_ms=" + intentTimeToLiveNs / 1_000_000 + " lease_s=" + lease.leaseNs() / 1e9
                + " lease_renew_every_s="
                + lease.renewEveryNs() / 1e9 + " checkpoint_s=" + checkpointIntervalNs / 1e9
                + " checkpoint_records=" + checkpointRecords + " sync="
                + (syncByMode ? "by_mode" : journal.syncPolicy().name().toLowerCase(Locale.ROOT)) + " fee_rate_pct="
                + BigDecimal.valueOf(feeRatePctE8, 8).stripTrailingZeros().toPlainString() + " gateway_ring_bytes="
                + gatewayRingBytes
                + " command_ring_bytes=" + commandRingBytes + " owner=" + owner
                + (cpu.isEmpty() ? "" : " cpu=" + cpu);
    }

    /** The same with another mode. */
    public EngineConfig withMode(final LaneMode other) {
        final Draft draft = draft();
        draft.mode = other;
        return draft.build();
    }

    /** The same with another topology. */
    public EngineConfig withTopology(final Topology other) {
        final Draft draft = draft();
        draft.topology = other;
        return draft.build();
    }

    /** The same with another lease. */
    public EngineConfig withLease(final LeaseTimes other) {
        final Draft draft = draft();
        draft.lease = other;
        return draft.build();
    }

    /** The same with checkpoints at another pace. */
    public EngineConfig withCheckpoints(final long intervalNs, final long records) {
        final Draft draft = draft();
        draft.checkpointIntervalNs = intervalNs;
        draft.checkpointRecords = records;
        return draft.build();
    }

    /** The same, leading a live lane whether its limits are set or not. */
    public EngineConfig leadingWithoutLimits() {
        final Draft draft = draft();
        draft.withoutLimits = true;
        return draft.build();
    }

    /** The same with other journal files and their sync policy. */
    public EngineConfig withJournal(final ChronicleJournalConfig other) {
        final Draft draft = draft();
        draft.journal = other;
        draft.syncByMode = false;
        return draft.build();
    }

    private Draft draft() {
        final Draft draft = new Draft(home, lane);
        draft.mode = mode;
        draft.topology = topology;
        draft.gatewayRingBytes = gatewayRingBytes;
        draft.commandRingBytes = commandRingBytes;
        draft.fastIntervalNs = fastIntervalNs;
        draft.intentTimeToLiveNs = intentTimeToLiveNs;
        draft.feeRatePctE8 = feeRatePctE8;
        draft.lease = lease;
        draft.checkpointIntervalNs = checkpointIntervalNs;
        draft.checkpointRecords = checkpointRecords;
        draft.owner = owner;
        draft.cpu = cpu;
        draft.limits = limits;
        draft.journal = journal;
        draft.syncByMode = syncByMode;
        draft.withoutLimits = withoutLimits;
        draft.debug = debug;
        return draft;
    }

    /** A config in the making, with the defaults. */
    private static final class Draft {
        private final Path home;
        private final String lane;
        private LaneMode mode = LaneMode.NULL_VAL;
        private Topology topology = Topology.suiting(Runtime.getRuntime().availableProcessors());
        private int gatewayRingBytes = 4 * 1024 * 1024;
        private int commandRingBytes = 256 * 1024;
        private long fastIntervalNs = secondsToNs(FAST_INTERVAL_S_DEFAULT);
        private long intentTimeToLiveNs = TimeUnit.SECONDS.toNanos(2);
        private long feeRatePctE8;
        private LeaseTimes lease = LeaseTimes.STANDARD;
        private long checkpointIntervalNs = TimeUnit.SECONDS.toNanos(10);
        private long checkpointRecords = 200_000;
        private String owner = ownerOf(System.getProperty("user.name", ""));
        private String cpu = "";
        private CoreLimits limits = CoreLimits.DEFAULT;
        private ChronicleJournalConfig journal = ChronicleJournalConfig.standard();
        private boolean syncByMode = true;
        private boolean withoutLimits;
        private boolean debug;

        Draft(final Path home, final String lane) {
            this.home = home;
            this.lane = lane;
        }

        EngineConfig build() {
            return new EngineConfig(
                    home,
                    lane,
                    mode,
                    topology,
                    gatewayRingBytes,
                    commandRingBytes,
                    fastIntervalNs,
                    intentTimeToLiveNs,
                    feeRatePctE8,
                    lease,
                    checkpointIntervalNs,
                    checkpointRecords,
                    owner,
                    cpu,
                    limits,
                    journal,
                    syncByMode,
                    withoutLimits,
                    debug);
        }
    }
}
