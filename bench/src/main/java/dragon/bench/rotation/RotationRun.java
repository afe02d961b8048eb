package dragon.bench.rotation;

import dragon.bench.kill.Operator;
import dragon.bench.kill.VenueAudit;
import dragon.bench.kill.Violations;
import dragon.bench.lane.Await;
import dragon.bench.lane.SimulatedLane;
import dragon.bench.lane.VerbProcess;
import dragon.engine.OperatorException;
import dragon.engine.protocol.Legs;
import dragon.engine.protocol.StrategyParameter;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * One run: bots trade, their account's key is replaced again and again and the old one revoked, then what was traded is
 * compared with the exchange's audit, and every byte that anybody wrote is searched for what must not be there.
 *
 * <p>Threading: one thread.
 */
final class RotationRun implements AutoCloseable {
    private static final int SPEED = 10;
    private static final BigDecimal FIRST_ENTRY_USD = BigDecimal.valueOf(250);
    private static final long LOAD_MS_MAX = 90_000;
    private static final long BASE_NS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(8);
    private static final long AFTER_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long WAIT_NS_MAX = TimeUnit.SECONDS.toNanos(2);
    private static final int CREDENTIALS = 11;

    private final SimulatedLane lane;
    private final MasterKey masterKey = MasterKey.generate();
    private final MasterKey wrongMasterKey = MasterKey.generate();
    private final Canary.Key alt = Canary.Key.generated();
    private final Canary.Key wrong = Canary.Key.generated();
    private final List<Canary.Key> keys = new ArrayList<>();
    private final List<long[]> windowsNs = new ArrayList<>();
    private final List<Long> rotationMs = new ArrayList<>();
    private final Violations violations = new Violations();
    private final Map<String, Object> result = new LinkedHashMap<>();
    private final PrintWriter progress;
    private final long seed;

    RotationRun(final Path home, final Path launcher, final int rotations, final long seed, final PrintWriter progress)
            throws IOException {
        this.lane = new SimulatedLane(home, launcher, "rotation", masterKey);
        this.seed = seed;
        this.progress = progress;
        for (int i = 0; i <= rotations; i++) {
            keys.add(Canary.Key.generated());
        }
    }

    Violations violations() {
        return violations;
    }

    /** Runs to the end, or to the first thing after which nothing can go on. */
    Map<String, Object> run() throws IOException {
        result.put("schema", "dragon/bench-rotation/1");
        try {
            begin();
            for (int i = 1; i < keys.size() && violations.isEmpty(); i++) {
                rotate(i);
            }
            refusals();
            look();
            finish();
        } catch (final OperatorException e) {
            violations.add(e.getMessage());
        }
        search();
        result.put("violations", violations.count());
        result.put("found", violations.found());
        return result;
    }

    private void begin() throws IOException {
        say("lane in " + lane.home());
        final StringBuilder credentials = new StringBuilder(table("main", null, keys.get(0)));
        for (int i = 1; i < keys.size(); i++) {
            credentials.append(table("main-" + i, "main", keys.get(i)));
        }
        credentials.append(table("alt", null, alt));
        lane.startSimulator(
                lane.operatorFile("exchange.toml", credentials.toString()),
                "--accounts",
                "main,alt",
                "--seed",
                Long.toString(seed),
                "--speed",
                Integer.toString(SPEED),
                "--quotes-per-second",
                "10");
        lane.startEngine();
        lane.startGateway();
        lane.startSnapshotter();
        final Path first = lane.operatorFile("keys.toml", table("main", null, keys.get(0)) + table("alt", null, alt));
        expect(
                0,
                "account add main",
                lane.verbWithKey("account", "add", "main", "--credentials-file", first.toString()));
        expect(0, "account add alt", lane.verbWithKey("account", "add", "alt", "--credentials-file", first.toString()));

        final Operator operator = new Operator(lane.lane(), () -> false);
        int number = 0;
        for (final Map.Entry<String, BigDecimal> market :
                VenueAudit.read(lane.restUrl()).bids().entrySet()) {
            if (number++ < 2) {
                operator.createBot("both-" + number, 1, market.getKey(), Legs.BOTH_LEGS, settings(market.getValue()));
            }
        }
        operator.setLiveTrading(true);
        final boolean isLoaded =
                Await.until(LOAD_MS_MAX, () -> VenueAudit.read(lane.restUrl()).count("ordersAccepted") >= 4);
        if (!isLoaded) {
            violations.add("no load: fewer than 4 orders within " + LOAD_MS_MAX / 1_000 + " s");
        }
        say("under load");
        Await.pass(BASE_NS);
    }

    private void rotate(final int number) throws IOException {
        final Path file = lane.operatorFile("next-" + number + ".toml", table("main", null, keys.get(number)));
        final long fromNs = wallNs();
        final SimulatedLane.Answer answer =
                lane.verbWithKey("account", "rotate", "main", "--json", "--credentials-file", file.toString());
        final long tookNs = wallNs() - fromNs;
        expect(0, "account rotate, number " + number, answer);
        // From here on whoever signs with the key before shows in the exchange's count of bad signatures.
        revoke(keys.get(number - 1).apiKey());
        windowsNs.add(new long[] {fromNs, wallNs() + AFTER_NS});
        rotationMs.add(TimeUnit.NANOSECONDS.toMillis(tookNs));
        say("rotation " + number + " of " + (keys.size() - 1) + " in " + TimeUnit.NANOSECONDS.toMillis(tookNs) + " ms");
        Await.pass(PAUSE_NS);
    }

    /** What must be refused, and must not make anybody say a secret. */
    private void refusals() throws IOException {
        final VenueAudit before = VenueAudit.read(lane.restUrl());
        final long badBefore = before.count("signatureFailures");
        if (badBefore != 0) {
            violations.add(badBefore + " requests were signed with a key that had been replaced");
        }
        final Path bad = lane.operatorFile("bad.toml", table("main", null, wrong));
        expect(
                CREDENTIALS,
                "account rotate with an unknown key",
                lane.verbWithKey("account", "rotate", "main", "--credentials-file", bad.toString()));
        final Path others = lane.operatorFile("others.toml", table("main", null, alt));
        expect(
                CREDENTIALS,
                "account rotate with another account's key",
                lane.verbWithKey("account", "rotate", "main", "--credentials-file", others.toString()));
        expect(
                CREDENTIALS,
                "secret list with a wrong master key",
                lane.verb(Map.of(MasterKey.VARIABLE, wrongMasterKey.text()), "secret", "list"));
        expect(
                3,
                "secret list with a malformed master key",
                lane.verb(Map.of(MasterKey.VARIABLE, masterKey.text() + masterKey.text()), "secret", "list"));
        expect(4, "account rotate of nobody", lane.verbWithKey("account", "rotate", "nobody"));
        final long badRequests = VenueAudit.read(lane.restUrl()).count("signatureFailures") - badBefore;
        result.put("signatureFailures", badBefore);
        result.put("signatureFailuresProvoked", badRequests);
    }

    /** Everything that an operator looks at. */
    private void look() throws IOException {
        expect(0, "account verify", lane.verbWithKey("account", "verify", "main", "--json"));
        expect(0, "doctor", lane.verbWithKey("doctor", "--account", "main", "--json"));
        expect(0, "secret list", lane.verbWithKey("secret", "list", "--json"));
        for (final String verb : List.of("status", "events", "orders", "positions")) {
            expect(0, verb, lane.verb(Map.of(), verb, "--json"));
        }
        expect(0, "account list", lane.verb(Map.of(), "account", "list", "--json"));
        for (final Map.Entry<String, VerbProcess> each : lane.processes().entrySet()) {
            final Path process = Path.of("/proc", Long.toString(each.getValue().pid()));
            keep(process.resolve("cmdline"), each.getKey());
            if (!each.getKey().equals("gateway")) { // Whose environment holds the master key, by design.
                keep(process.resolve("environ"), each.getKey());
            }
        }
    }

    private void keep(final Path source, final String verb) throws IOException {
        Files.write(lane.home().resolve("logs").resolve(verb + "." + source.getFileName()), Files.readAllBytes(source));
    }

    private void finish() {
        for (final Map.Entry<String, VerbProcess> each : lane.processes().entrySet()) {
            if (!each.getValue().isAlive()) {
                violations.add("dragon " + each.getKey() + " ended by itself: "
                        + each.getValue().lastWords());
            }
        }
        new Operator(lane.lane(), () -> false).setLiveTrading(false);
        Await.pass(AFTER_NS);
        final VenueAudit audit = VenueAudit.read(lane.restUrl());
        for (final String name : List.of("duplicates", "ordersAfterTerminal")) {
            result.put(name, audit.count(name));
            if (audit.count(name) != 0) {
                violations.add(audit.count(name) + " " + name);
            }
        }
        result.put("ordersAccepted", audit.count("ordersAccepted"));
        result.put("fills", audit.count("fills"));
        result.put("throttled", audit.count("throttled"));
        final String complaint = lane.stop();
        if (complaint != null) {
            violations.add(complaint);
        }
        try (Vault vault = Vault.open(lane.lane().root(), masterKey)) {
            if (!vault.apiKey("main").equals(keys.get(keys.size() - 1).apiKey())) {
                violations.add("the vault does not hold the last key");
            }
        }
        orders();
    }

    private void orders() {
        final Acknowledgements journal = Acknowledgements.of(lane.lane().journal());
        final List<Long> usual = new ArrayList<>();
        final List<Long> rotating = new ArrayList<>();
        int unsent = 0;
        for (final Acknowledgements.Order order : journal.orders()) {
            final boolean isRotating = isInWindow(order.intendedNs());
            if (Acknowledgements.OUR_LIMIT.equals(order.failure())) {
                unsent++;
                continue;
            }
            if (order.answeredNs() == 0 || order.failure() != null) {
                violations.add("order " + order.clientOrderId() + (isRotating ? ", during a rotation" : "") + ": "
                        + (order.failure() == null ? "never answered" : order.failure()));
                continue;
            }
            if (isRotating && order.waitedNs() > WAIT_NS_MAX) {
                violations.add("order " + order.clientOrderId() + " waited "
                        + TimeUnit.NANOSECONDS.toMillis(order.waitedNs()) + " ms during a rotation");
            }
            (isRotating ? rotating : usual).add(order.waitedNs());
        }
        final long blocks =
                journal.degradedBlocksNs().stream().filter(this::isInWindow).count();
        if (blocks > 0) {
            violations.add(blocks + " times entries were blocked during a rotation");
        }
        if (rotating.isEmpty()) {
            violations.add("no order fell into a rotation: nothing was shown");
        }
        result.put("rotations", windowsNs.size());
        result.put("rotationMs", rotationMs);
        result.put("entriesBlockedInRotations", blocks);
        result.put("unsentForOurOwnLimit", unsent);
        tell("usual", usual);
        tell("inRotations", rotating);
    }

    private boolean isInWindow(final long timeNs) {
        return windowsNs.stream().anyMatch(window -> timeNs >= window[0] && timeNs <= window[1]);
    }

    private void tell(final String name, final List<Long> waitsNs) {
        final long[] sorted =
                waitsNs.stream().mapToLong(Long::longValue).sorted().toArray();
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("orders", sorted.length);
        if (sorted.length > 0) {
            map.put("answeredP50Us", sorted[sorted.length / 2] / 1_000);
            map.put("answeredP99Us", sorted[Math.min(sorted.length - 1, sorted.length * 99 / 100)] / 1_000);
            map.put("answeredMaxUs", sorted[sorted.length - 1] / 1_000);
        }
        result.put(name, map);
    }

    private void search() throws IOException {
        final List<Canary> secrets = new ArrayList<>();
        final List<Canary> names = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            secrets.add(Canary.ofText("secret " + i, keys.get(i).secret()));
            names.add(Canary.ofText("API key " + i, keys.get(i).apiKey()));
        }
        secrets.add(Canary.ofText("secret of alt", alt.secret()));
        names.add(Canary.ofText("API key of alt", alt.apiKey()));
        secrets.add(Canary.ofText("refused secret", wrong.secret()));
        names.add(Canary.ofText("refused API key", wrong.apiKey()));
        for (final MasterKey key : List.of(masterKey, wrongMasterKey)) {
            secrets.add(Canary.ofText("master key", key.text()));
            secrets.add(Canary.ofBytes("master key", Base64.getUrlDecoder().decode(key.text())));
        }
        final Path operator = lane.home().resolve("operator");
        final CanarySearch all = new CanarySearch(secrets);
        all.tree(lane.home(), file -> file.startsWith(operator));
        // The vault shows the keys that are in use, as they are; nobody else shows any.
        final Path vault = lane.lane().root().resolve(Vault.FILE_NAME);
        final CanarySearch plain = new CanarySearch(names);
        plain.tree(lane.home(), file -> file.startsWith(operator) || file.equals(vault));
        final List<Canary> replaced = names.subList(0, keys.size() - 1);
        final CanarySearch old = new CanarySearch(replaced);
        if (Files.exists(vault)) {
            old.file(vault, Vault.FILE_NAME);
        }
        result.put("filesSearched", all.fileCount());
        result.put("bytesSearched", all.byteCount());
        result.put("secretHits", all.hits().size());
        result.put("apiKeyHits", plain.hits().size() + old.hits().size());
        result.put("notSearched", List.of("operator/: the operator's own files", "environment of the gateway"));
        for (final CanarySearch search : List.of(all, plain, old)) {
            search.hits().forEach((what, count) -> violations.add(what + ", " + count + " times"));
        }
    }

    private void expect(final int expected, final String what, final SimulatedLane.Answer answer) {
        final int status = answer.status();
        if (status != expected) {
            violations.add(what + " ended with " + status + ", expected " + expected);
        }
    }

    private void revoke(final String apiKey) throws IOException {
        final HttpURLConnection connection = (HttpURLConnection)
                URI.create(lane.restUrl() + "/sim/key?apiKey=" + URLEncoder.encode(apiKey, StandardCharsets.UTF_8))
                        .toURL()
                        .openConnection();
        connection.setRequestMethod("DELETE");
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("the exchange answers " + connection.getResponseCode());
        }
        connection.disconnect();
    }

    private static String table(final String name, final String account, final Canary.Key key) {
        return "[" + name + "]\n" + (account == null ? "" : "account = \"" + account + "\"\n") + "api_key = \""
                + key.apiKey() + "\"\napi_secret = \"" + key.secret() + "\"\n";
    }

    private static Map<StrategyParameter, Long> settings(final BigDecimal bid) {
        final Map<StrategyParameter, Long> settings = new TreeMap<>();
        settings.put(StrategyParameter.BASE_QUANTITY, e8(FIRST_ENTRY_USD.divide(bid, 3, RoundingMode.UP)));
        settings.put(StrategyParameter.MAX_ENTRIES, e8(new BigDecimal(5)));
        settings.put(StrategyParameter.BASE_DEVIATION_PCT, e8(new BigDecimal("0.03")));
        settings.put(StrategyParameter.DEVIATION_MULTIPLIER, e8(new BigDecimal("1.2")));
        settings.put(StrategyParameter.VOLUME_MULTIPLIER, e8(new BigDecimal("1.1")));
        settings.put(StrategyParameter.TAKE_PROFIT_PCT, e8(new BigDecimal("0.03")));
        settings.put(StrategyParameter.DCA_ACTIVATION_PCT, e8(new BigDecimal("0")));
        settings.put(StrategyParameter.TAKE_PROFIT_ACTIVATION_PCT, e8(new BigDecimal("0")));
        return settings;
    }

    private static long e8(final BigDecimal value) {
        return value.movePointRight(8).longValueExact();
    }

    private static long wallNs() {
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    private void say(final String line) {
        progress.println(line);
        progress.flush();
    }

    @Override
    public void close() {
        lane.close();
    }
}
