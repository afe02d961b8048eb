package dragon.bench.smoke;

import dragon.bench.rotation.Canary;
import dragon.bench.rotation.CanarySearch;
import dragon.engine.protocol.EventCode;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.Legs;
import dragon.gateway.vault.Vault;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An account gets another key while its bot trades: it goes on, also after a restart, and nothing secret is anywhere. */
final class CredentialRotation implements Item {
    private static final String ACCOUNT = "rotated";
    private static final String NEXT_KEY = "rotated-next";

    @Override
    public String number() {
        return "9";
    }

    @Override
    public String title() {
        return "credential rotation";
    }

    @Override
    public List<String> accounts() {
        return List.of(ACCOUNT, NEXT_KEY);
    }

    @Override
    public void check(final Stage stage, final Checks checks) throws Exception {
        final int account = stage.account(ACCOUNT);
        final int bot = stage.holder(ACCOUNT, account, Stage.BTC, Legs.LONG_ONLY, Ladder.RESTING);
        final long refused = stage.audit().count("signatureFailures");
        final long beganNs = System.nanoTime();
        stage.run(
                0,
                true,
                "account",
                "rotate",
                ACCOUNT,
                "--credentials-file",
                stage.credentials(ACCOUNT, NEXT_KEY).toString());
        checks.figure("rotationMs", (System.nanoTime() - beganNs) / 1_000_000);
        revoke(stage, stage.keys().get(ACCOUNT).apiKey());
        checks.that(
                "account rotate", true, "the new key is taken over by the gateway that runs; the old one is revoked");
        stage.run(0, false, "flatten", "--bot", ACCOUNT, "--confirm", "FLATTEN", "--reason", "smoke", "--wait");
        checks.equal("orders go out under the new key", 0L, stage.quantityE8(bot, Leg.LONG));
        final String verified = stage.run(0, true, "account", "verify", ACCOUNT).out();
        checks.that(
                "account verify",
                !verified.isBlank(),
                verified.lines().findFirst().orElse("nothing"));
        try (Vault vault = Vault.open(stage.lane().lane().root(), stage.masterKey())) {
            checks.equal(
                    "the vault holds the new key", stage.keys().get(NEXT_KEY).apiKey(), vault.apiKey(ACCOUNT));
        }

        stage.lane().process("gateway").kill();
        final long restarted = stage.journal().sequence();
        stage.lane().startGateway();
        stage.event(restarted, EventCode.GATEWAY_UP, each -> true);
        stage.reconciled();
        checks.that("a restarted gateway still decrypts and connects", true, "all accounts compared");
        final long resumed = stage.act("bot", "resume", ACCOUNT).sequence();
        stage.entry("the bot", bot, resumed);
        stage.await("its position", () -> stage.quantityE8(bot, Leg.LONG) > 0);
        checks.that("the bot trades on", true, "entered");
        final long failures = stage.audit().count("signatureFailures") - refused;
        checks.figure("signatureFailures", failures);
        checks.equal("requests under the revoked key", 0L, failures);
        for (final String verb : List.of("status", "events", "orders", "positions")) {
            stage.json(verb);
        }
        stage.run(0, true, "secret", "list");
        search(stage, checks);
    }

    /** Everything that any process or verb wrote, but for the operator's own files and the vault's masked column. */
    private static void search(final Stage stage, final Checks checks) throws IOException {
        final List<Canary> secrets = new ArrayList<>();
        final List<Canary> names = new ArrayList<>();
        stage.keys().forEach((name, key) -> {
            secrets.add(Canary.ofText("secret of " + name, key.secret()));
            names.add(Canary.ofText("API key of " + name, key.apiKey()));
        });
        final String masterKey = stage.masterKey().text();
        secrets.add(Canary.ofText("master key", masterKey));
        secrets.add(Canary.ofBytes("master key", Base64.getUrlDecoder().decode(masterKey)));
        final Path operator = stage.lane().home().resolve("operator");
        final Path vault = stage.lane().lane().root().resolve(Vault.FILE_NAME);
        final CanarySearch all = new CanarySearch(secrets);
        all.tree(stage.lane().home(), file -> file.startsWith(operator));
        final CanarySearch plain = new CanarySearch(names);
        plain.tree(stage.lane().home(), file -> file.startsWith(operator) || file.equals(vault));
        checks.figure("filesSearched", all.fileCount());
        checks.figure("bytesSearched", all.byteCount());
        checks.figure("secretHits", all.hits().size());
        checks.that("nothing secret was written by anybody", all.hits().isEmpty(), all.hits());
        checks.that("no API key in full outside of the vault", plain.hits().isEmpty(), plain.hits());
    }

    private static void revoke(final Stage stage, final String apiKey) throws IOException {
        final HttpURLConnection connection = (HttpURLConnection) URI.create(
                        stage.lane().restUrl() + "/sim/key?apiKey=" + URLEncoder.encode(apiKey, StandardCharsets.UTF_8))
                .toURL()
                .openConnection();
        connection.setRequestMethod("DELETE");
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("the exchange answers " + connection.getResponseCode());
        }
        connection.disconnect();
    }
}
