package dragon.monitor.cli;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.process.CountersReader;
import dragon.engine.process.EngineCounter;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.vault.VaultException;
import dragon.monitor.cli.Check.Verdict;
import dragon.monitor.snapshot.EngineLife;
import dragon.monitor.snapshot.LaneSnapshot;
import dragon.monitor.snapshot.SnapshotReader;
import dragon.monitor.snapshot.Times;
import dragon.tools.journal.JournalSummary;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Verb {@code doctor}: what was measured, whether it is good enough, and what to do where it is not. */
@Command(name = "doctor", description = "Check machine, disk, clock, lane, vault and journal.")
final class DoctorCommand extends Verb {
    private static final int SYNCS = 200;
    private static final int PAGE_BYTES = 4_096;
    private static final long SYNC_P99_US_MAX = 20_000;
    private static final long FREE_BYTES_WARN = 20L << 30;
    private static final long FREE_BYTES_FAIL = 2L << 30;
    private static final int CORES_OF_THEIR_OWN = 4;
    private static final long HEARTBEAT_AGE_MS_MAX = 5_000;
    private static final Instant BUILT_AFTER = Instant.parse("2026-01-01T00:00:00Z");

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Option(names = "--strict", description = "Warnings end with status 10 too.")
    private boolean strict;

    @Option(
            names = "--account",
            paramLabel = "LABEL",
            description = "Also ask the exchange: clock, round trips, key, modes, instruments, limits.")
    private String account;

    @Mixin
    private ExchangeOption exchange;

    private final List<Check> checks = new ArrayList<>();

    @Override
    ExitCode run() throws Exception {
        machine();
        disk();
        clock();
        laneAndItsFiles();
        venue();
        print();
        final boolean isBad = checks.stream()
                .anyMatch(check -> check.verdict() == Verdict.FAIL || (strict && check.verdict() == Verdict.WARN));
        return isBad ? ExitCode.VERIFICATION_FAILED : ExitCode.DONE;
    }

    private void machine() {
        add("machine", "jdk", Verdict.OK, "JDK " + Runtime.version() + " at " + System.getProperty("java.home"), "");
        final int cores = Runtime.getRuntime().availableProcessors();
        add(
                "machine",
                "cores",
                cores >= CORES_OF_THEIR_OWN ? Verdict.OK : Verdict.WARN,
                cores + " cores" + (cores >= CORES_OF_THEIR_OWN ? "" : ": the engine shares them (topology inline)"),
                "four cores or more for --topology threaded");
        final Path hugePages = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
        try {
            final String found = Files.readString(hugePages).strip();
            final boolean isAlways = found.contains("[always]");
            add(
                    "machine",
                    "hugePages",
                    isAlways ? Verdict.WARN : Verdict.OK,
                    "transparent huge pages: " + found + (isAlways ? "; may cause pauses of 1-4 ms" : ""),
                    "as root: echo madvise > " + hugePages);
        } catch (final IOException e) {
            add("machine", "hugePages", Verdict.SKIP, "this system does not tell about huge pages", "");
        }
    }

    private void disk() throws IOException {
        final Path place = existing(home().root());
        final long freeBytes = Files.getFileStore(place).getUsableSpace();
        add(
                "disk",
                "free",
                freeBytes < FREE_BYTES_FAIL ? Verdict.FAIL : freeBytes < FREE_BYTES_WARN ? Verdict.WARN : Verdict.OK,
                (freeBytes >> 30) + " GB free at " + place,
                "make room, or move the home with DRAGON_HOME");
        try {
            final long p99Us = syncP99Us(place);
            add(
                    "disk",
                    "sync",
                    p99Us > SYNC_P99_US_MAX ? Verdict.WARN : Verdict.OK,
                    String.format(Locale.ROOT, "sync p99 %.2f ms over %d writes", p99Us / 1_000.0, SYNCS),
                    "a faster disk, or engine --sync none if losing the last moments at a power cut is acceptable");
        } catch (final IOException e) {
            add("disk", "sync", Verdict.FAIL, "cannot write at " + place + ": " + e.getMessage(), "ls -ld " + place);
        }
    }

    private static long syncP99Us(final Path directory) throws IOException {
        final Path file = Files.createTempFile(directory, "dragon-doctor-", ".tmp");
        final long[] timesNs = new long[SYNCS];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            final ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES);
            for (int i = 0; i < SYNCS; i++) {
                final long startNs = System.nanoTime();
                channel.write(page.rewind());
                channel.force(false);
                timesNs[i] = System.nanoTime() - startNs;
            }
        } finally {
            Files.delete(file);
        }
        Arrays.sort(timesNs);
        return TimeUnit.NANOSECONDS.toMicros(timesNs[SYNCS * 99 / 100]);
    }

    private void clock() {
        final Instant now = Instant.now();
        final boolean isSane = now.isAfter(BUILT_AFTER);
        add(
                "clock",
                "time",
                isSane ? Verdict.OK : Verdict.FAIL,
                "it is " + Times.ofMs(now.toEpochMilli()),
                "set the clock: the venue refuses requests that are off by seconds");
        try {
            final Process process = new ProcessBuilder("timedatectl", "show", "-p", "NTPSynchronized", "--value")
                    .redirectErrorStream(true)
                    .start();
            final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            add(
                    "clock",
                    "synchronised",
                    said.strip().equals("yes") ? Verdict.OK : Verdict.WARN,
                    said.strip().equals("yes") ? "time daemon synchronised" : "time daemon not synchronised",
                    "start a time daemon such as chrony");
        } catch (final IOException e) {
            add("clock", "synchronised", Verdict.SKIP, "no timedatectl here to ask", "");
        }
    }

    private void laneAndItsFiles() throws IOException {
        final LaneDirectory lane = lane();
        if (!lane.exists()) {
            add("lane", "lane", Verdict.SKIP, "no lane '" + laneName() + "' at " + lane.root() + " yet", "");
            return;
        }
        modes(lane);
        engine(lane);
        vault(lane);
        snapshot(lane);
        journal(lane);
    }

    private void modes(final LaneDirectory lane) throws IOException {
        final List<String> open = new ArrayList<>();
        for (final Path file : List.of(lane.root(), lane.vault(), lane.journal(), lane.snapshots())) {
            final String mode =
                    Files.exists(file) ? PosixFilePermissions.toString(Files.getPosixFilePermissions(file)) : "------";
            if (!mode.endsWith("------")) {
                open.add(file.getFileName() + " " + mode);
            }
        }
        final boolean areSecretsOpen = open.stream().anyMatch(each -> each.startsWith("vault.db"));
        add(
                "lane",
                "modes",
                open.isEmpty() ? Verdict.OK : areSecretsOpen ? Verdict.FAIL : Verdict.WARN,
                open.isEmpty()
                        ? "only the owner may read the lane"
                        : "others may read " + open.size() + " files, as " + open.get(0),
                "chmod -R go-rwx " + lane.root());
    }

    private void engine(final LaneDirectory lane) {
        final EngineLife engine = EngineLife.of(lane);
        if (!engine.isRunning()) {
            add("lane", "engine", Verdict.WARN, "no engine leads the lane", "dragon engine --lane " + laneName());
            return;
        }
        try (CountersReader counters = CountersReader.open(lane.counters()).orElse(null)) {
            final long ageMs = counters == null
                    ? Long.MAX_VALUE
                    : System.currentTimeMillis() - counters.value(EngineCounter.HEARTBEAT_MS);
            add(
                    "lane",
                    "engine",
                    ageMs > HEARTBEAT_AGE_MS_MAX ? Verdict.FAIL : Verdict.OK,
                    "engine pid " + engine.pid() + " leads"
                            + (counters == null
                                    ? ", and its counters cannot be read"
                                    : ageMs > HEARTBEAT_AGE_MS_MAX
                                            ? ", no heartbeat for " + Times.age(ageMs)
                                            : ", last round " + Times.age(ageMs) + " ago"),
                    "the process lives and does not move: look at its log in " + home().logs());
        }
    }

    private void vault(final LaneDirectory lane) {
        if (!Files.exists(lane.vault())) {
            add("lane", "vault", Verdict.SKIP, "no vault yet", "");
            return;
        }
        if (System.getenv(MasterKey.VARIABLE) == null) {
            add(
                    "lane",
                    "vault",
                    Verdict.WARN,
                    MasterKey.VARIABLE + " is not set here, so the vault was not tried",
                    "export " + MasterKey.VARIABLE + " and repeat");
            return;
        }
        try (Vault vault = Vault.open(lane.root(), MasterKey.fromEnvironment(System.getenv()))) {
            add(
                    "lane",
                    "vault",
                    Verdict.OK,
                    "vault opens, accounts: " + vault.list().size(),
                    "");
        } catch (final VaultException e) {
            add(
                    "lane",
                    "vault",
                    Verdict.FAIL,
                    e.getMessage(),
                    "set " + MasterKey.VARIABLE + " to the key of this vault");
        }
    }

    private void snapshot(final LaneDirectory lane) {
        if (!Files.exists(lane.snapshots())) {
            add("lane", "snapshot", Verdict.SKIP, "no snapshot yet", "");
            return;
        }
        try (SnapshotReader reader = SnapshotReader.open(lane.snapshots())) {
            final LaneSnapshot snapshot = reader.read(0);
            final long ageMs = snapshot == null
                    ? Long.MAX_VALUE
                    : System.currentTimeMillis() - snapshot.lane().snapshotAt();
            add(
                    "lane",
                    "snapshot",
                    ageMs > EngineLife.SNAPSHOT_AGE_MS_MAX ? Verdict.WARN : Verdict.OK,
                    snapshot == null
                            ? "no snapshot yet"
                            : "snapshot is " + Times.age(ageMs) + " old" + behind(lane, snapshot),
                    "dragon snapshotter --lane " + laneName()
                            + "; one that runs is catching up, or its log says why not");
        } catch (final SQLException e) {
            add(
                    "lane",
                    "snapshot",
                    Verdict.FAIL,
                    "snapshots.db: " + e.getMessage(),
                    "move it away: it is written anew");
        }
    }

    private static String behind(final LaneDirectory lane, final LaneSnapshot snapshot) {
        final long records = EngineLife.of(lane).recordsAheadOf(snapshot.lane());
        return records == 0 ? "" : String.format(Locale.ROOT, ", %,d records behind the engine", records);
    }

    private void journal(final LaneDirectory lane) {
        if (!Files.isDirectory(lane.journal())) {
            add("lane", "journal", Verdict.SKIP, "no journal yet", "");
            return;
        }
        final JournalSummary summary = JournalSummary.of(lane.journal());
        add(
                "lane",
                "journal",
                summary.damage().isEmpty() ? Verdict.OK : Verdict.FAIL,
                summary.damage().isEmpty()
                        ? "journal: " + summary.recordCount() + " records, last sequence " + summary.lastSequence()
                        : summary.damage(),
                "dragon journal verify --lane " + laneName());
    }

    private void venue() throws InterruptedException {
        final String restUrl = exchange.find(lane()).orElse(null);
        if (account == null) {
            add("venue", "venue", Verdict.SKIP, "not asked for: name an account with --account LABEL", "");
        } else if (restUrl == null) {
            add(
                    "venue",
                    "venue",
                    Verdict.FAIL,
                    "no gateway of this lane has said where the exchange is",
                    "dragon gateway, or add --rest-url URL");
        } else {
            LaneSnapshot snapshot = null;
            try {
                snapshot = ActingVerb.snapshot(lane(), laneName());
            } catch (final SQLException | Failure e) {
                // Told above already; the exchange can be asked without it.
            }
            checks.addAll(new VenueChecks(
                            lane().root(), restUrl, account, () -> MasterKey.fromEnvironment(System.getenv()), snapshot)
                    .run());
        }
    }

    private void add(
            final String area, final String name, final Verdict verdict, final String found, final String remedy) {
        checks.add(new Check(area, name, verdict, found, remedy));
    }

    private void print() {
        if (json) {
            final Map<String, Object> document = new LinkedHashMap<>();
            document.put("schema", "dragon/doctor/1");
            document.put("checks", checks.stream().map(DoctorCommand::json).toList());
            Report.printJson(out(), document);
            return;
        }
        String area = "";
        for (final Check check : checks) {
            if (!check.area().equals(area)) {
                area = check.area();
                out().println("  " + area);
            }
            final boolean needsRemedy = check.verdict() == Verdict.WARN || check.verdict() == Verdict.FAIL;
            out().printf(
                            "    %-5s %s%s%n",
                            check.verdict(), check.found(), needsRemedy ? "      fix: " + check.remedy() : "");
        }
        out().printf(
                        "%d ok, %d warnings, %d skipped, %d failed%n",
                        count(Verdict.OK), count(Verdict.WARN), count(Verdict.SKIP), count(Verdict.FAIL));
        out().flush();
    }

    private static Map<String, Object> json(final Check check) {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("area", check.area());
        map.put("check", check.name());
        map.put("verdict", check.verdict().name());
        map.put("found", check.found());
        map.put("remedy", check.remedy());
        return map;
    }

    private long count(final Verdict verdict) {
        return checks.stream().filter(check -> check.verdict() == verdict).count();
    }

    /** The nearest directory above that exists. */
    private static Path existing(final Path path) {
        Path place = path;
        while (!Files.isDirectory(place)) {
            place = place.getParent();
        }
        return place;
    }
}
