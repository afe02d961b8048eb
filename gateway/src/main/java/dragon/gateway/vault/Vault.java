package dragon.gateway.vault;

import com.macasaet.fernet.Key;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The credentials of a lane, in {@code vault.db}: one row an account label, the secret as a Fernet token.
 *
 * <p>A key that is to follow another one, the <em>candidate</em>, stands beside it until the gateway has taken it over
 * ({@link #promote}) or refused it ({@link #refuse}). A check token tells a wrong master key from a damaged row. Each call
 * is one change of the file as a whole: see {@link VaultFile}. Threading: any thread, any process of the same owner.
 */
public final class Vault implements AutoCloseable {
    /** Name of the file in the lane directory. */
    public static final String FILE_NAME = "vault.db";

    private static final byte[] CHECK_TEXT = "dragon vault".getBytes(StandardCharsets.US_ASCII);
    private static final int LABEL_BYTES_MAX = 32;
    private static final int REFUSAL_CHARS_MAX = 200;

    private final VaultFile file;
    private final Key key;

    private Vault(final VaultFile file, final Key key) {
        this.file = file;
        this.key = key;
    }

    /** One account as people may see it; times in milliseconds since the epoch, 0 = never. */
    public record Entry(String label, String maskedApiKey, long createdMs, long updatedMs, long lastUsedMs) {}

    /** A key that is to follow another one; {@code refusal} null = not decided yet. */
    public record Candidate(String label, String apiKey, String applicationId, String refusal) {
        @Override
        public String toString() {
            return "Candidate[" + label + ", " + Credentials.masked(apiKey) + "]";
        }
    }

    /** Which account a label means: the exchange's number of it is empty where nobody has asked yet. */
    public record Identity(String label, String apiKey, String applicationId) {
        @Override
        public String toString() {
            return "Identity[" + label + ", " + Credentials.masked(apiKey) + "]";
        }
    }

    /** What the engine has not been told: a key that was taken over, or, with a refusal, one that was not. */
    public record Outcome(String label, String apiKeyTail, String refusal) {}

    /**
     * Opens the vault of a lane; makes it, readable by its owner alone, where there is none.
     *
     * @throws VaultException where the key is not the vault's, or others may read the file
     */
    public static Vault open(final Path laneDirectory, final MasterKey masterKey) {
        return open(laneDirectory, masterKey, FileSteps.REAL);
    }

    static Vault open(final Path laneDirectory, final MasterKey masterKey, final FileSteps steps) {
        final Vault vault = new Vault(new VaultFile(laneDirectory.resolve(FILE_NAME), steps), masterKey.fernet());
        vault.file.prepare();
        vault.checkKey();
        return vault;
    }

    /** Whether a lane has a vault. */
    public static boolean exists(final Path laneDirectory) {
        return Files.exists(laneDirectory.resolve(FILE_NAME));
    }

    /**
     * Which accounts a lane has credentials of, without opening its vault: no secret is read.
     *
     * @throws VaultException where there is a file that is no vault
     */
    public static List<Identity> identities(final Path laneDirectory) {
        return exists(laneDirectory)
                ? new VaultFile(laneDirectory.resolve(FILE_NAME), FileSteps.REAL).read(Vault::identities)
                : List.of();
    }

    private static List<Identity> identities(final Connection connection) throws SQLException {
        final List<Identity> found = new ArrayList<>();
        // A vault of the format before knows no numbers of accounts.
        final String number = VaultFile.isCurrent(connection) ? "application_id" : "''";
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT label, api_key, " + number + " FROM credential ORDER BY label");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(new Identity(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
        }
        return found;
    }

    /**
     * Stores or replaces the credentials of a label, and wipes the given secret.
     *
     * @param label of 1 to 32 printable ASCII characters, the same as the engine's account label
     */
    public void put(final String label, final String apiKey, final char[] apiSecret) {
        final String token = token(label, apiKey, apiSecret);
        file.change(connection -> {
            checkNotReencrypted(connection);
            final long nowMs = System.currentTimeMillis();
            execute(
                    connection,
                    "INSERT INTO credential (label, api_key, secret_token, created_ms, updated_ms)"
                            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (label) DO UPDATE SET api_key = excluded.api_key,"
                            + " secret_token = excluded.secret_token, updated_ms = excluded.updated_ms,"
                            + " application_id = '', last_used_ms = 0",
                    label,
                    apiKey,
                    token,
                    nowMs,
                    nowMs);
            return execute(connection, "DELETE FROM candidate WHERE label = ?", label);
        });
    }

    /** All accounts, by label, keys masked. */
    public List<Entry> list() {
        return file.read(connection -> {
            final List<Entry> entries = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT label, api_key, created_ms, updated_ms, last_used_ms FROM credential ORDER BY label");
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.add(new Entry(
                            rows.getString(1),
                            Credentials.masked(rows.getString(2)),
                            rows.getLong(3),
                            rows.getLong(4),
                            rows.getLong(5)));
                }
            }
            return Collections.unmodifiableList(entries);
        });
    }

    /** Whether there are credentials of a label. */
    public boolean has(final String label) {
        return list().stream().anyMatch(entry -> entry.label().equals(label));
    }

    /**
     * The credentials of a label, decrypted; notes the time of use.
     *
     * @throws VaultException with {@link VaultException#CREDENTIALS} where there are none, or their token was changed
     */
    public Credentials get(final String label) {
        final Credentials found = decrypted("credential", label);
        try {
            file.change(connection -> execute(
                    connection,
                    "UPDATE credential SET last_used_ms = ? WHERE label = ?",
                    System.currentTimeMillis(),
                    label));
        } catch (final VaultException e) {
            // The time of use is for people: a vault that cannot be written may still be read.
        }
        return found;
    }

    /** As {@link #get}, and leaves no trace. */
    public Credentials peek(final String label) {
        return decrypted("credential", label);
    }

    /** The API key of a label, as it is; empty = none. */
    public String apiKey(final String label) {
        return text("api_key", label);
    }

    /** The exchange's name of the account that a label's key belongs to; empty = not known yet. */
    public String applicationId(final String label) {
        return text("application_id", label);
    }

    /** Notes to which account a label's key belongs. */
    public void noteApplicationId(final String label, final String applicationId) {
        file.change(connection ->
                execute(connection, "UPDATE credential SET application_id = ? WHERE label = ?", applicationId, label));
    }

    /** Forgets the credentials of a label; returns false where there were none. */
    public boolean remove(final String label) {
        return file.change(connection -> {
            execute(connection, "DELETE FROM candidate WHERE label = ?", label);
            return execute(connection, "DELETE FROM credential WHERE label = ?", label) > 0;
        });
    }

    // Rotation

    /** Puts a key beside the one in use, in the place of an earlier candidate, and wipes the given secret. */
    public void propose(final String label, final String apiKey, final char[] apiSecret, final String applicationId) {
        final String token = token(label, apiKey, apiSecret);
        file.change(connection -> {
            checkNotReencrypted(connection);
            return execute(
                    connection,
                    "INSERT OR REPLACE INTO candidate (label, api_key, secret_token, application_id, proposed_ms)"
                            + " VALUES (?, ?, ?, ?, ?)",
                    label,
                    apiKey,
                    token,
                    applicationId,
                    System.currentTimeMillis());
        });
    }

    /** All candidates, decided or not, by label. */
    public List<Candidate> candidates() {
        return file.read(connection -> {
            final List<Candidate> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT label, api_key, application_id, refusal FROM candidate ORDER BY label");
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(
                            new Candidate(rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4)));
                }
            }
            return Collections.unmodifiableList(found);
        });
    }

    /**
     * The candidate of a label, decrypted.
     *
     * @throws VaultException with {@link VaultException#CREDENTIALS} where there is none, or its token was changed
     */
    public Credentials candidate(final String label) {
        return decrypted("candidate", label);
    }

    /** Puts a candidate in the place of the key before, of which nothing stays; false where it is not there any more. */
    public boolean promote(final String label, final String apiKey) {
        return file.change(connection -> {
            final int moved = execute(
                    connection,
                    "INSERT INTO credential (label, api_key, secret_token, application_id, created_ms, updated_ms,"
                            + " last_used_ms, is_announced)"
                            + " SELECT label, api_key, secret_token, application_id, ?1, ?1, ?1, 0 FROM candidate"
                            + " WHERE label = ?2 AND api_key = ?3 AND refusal IS NULL"
                            + " ON CONFLICT (label) DO UPDATE SET api_key = excluded.api_key,"
                            + " secret_token = excluded.secret_token, application_id = excluded.application_id,"
                            + " updated_ms = excluded.updated_ms, last_used_ms = excluded.last_used_ms,"
                            + " is_announced = 0",
                    System.currentTimeMillis(),
                    label,
                    apiKey);
            if (moved > 0) {
                execute(connection, "DELETE FROM candidate WHERE label = ?", label);
            }
            return moved > 0;
        });
    }

    /** Forgets the secret of a candidate and keeps why; the key in use stays as it is. */
    public void refuse(final String label, final String apiKey, final String reason) {
        final String kept = reason.length() <= REFUSAL_CHARS_MAX ? reason : reason.substring(0, REFUSAL_CHARS_MAX);
        file.change(connection -> execute(
                connection,
                "UPDATE candidate SET secret_token = '', refusal = ? WHERE label = ? AND api_key = ?",
                kept,
                label,
                apiKey));
    }

    /** Ends of rotations that the engine has not been told, by label. */
    public List<Outcome> unannounced() {
        return file.read(connection -> {
            final List<Outcome> found = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                            "SELECT label, api_key, NULL FROM credential WHERE is_announced = 0"
                                    + " UNION ALL SELECT label, api_key, refusal FROM candidate"
                                    + " WHERE refusal IS NOT NULL AND is_announced = 0 ORDER BY 1");
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(new Outcome(rows.getString(1), Credentials.tail(rows.getString(2)), rows.getString(3)));
                }
            }
            return Collections.unmodifiableList(found);
        });
    }

    /** Notes that the engine was told how the rotation of a label ended. */
    public void noteAnnounced(final String label) {
        file.change(connection -> {
            execute(connection, "UPDATE candidate SET is_announced = 1 WHERE label = ? AND refusal IS NOT NULL", label);
            return execute(connection, "UPDATE credential SET is_announced = 1 WHERE label = ?", label);
        });
    }

    /** Encrypts everything anew, in one change: afterwards this vault and the key before it open nothing. */
    public void reencrypt(final MasterKey next) {
        final Key fresh = next.fernet();
        file.change(connection -> {
            checkNotReencrypted(connection);
            for (final String table : List.of("credential", "candidate")) {
                reencrypt(connection, table, fresh);
            }
            return execute(connection, "UPDATE vault_check SET token = ?", FernetTokens.encrypt(fresh, CHECK_TEXT));
        });
    }

    /** Differs after every change of the file, by whomever. */
    public long stamp() {
        return file.stamp();
    }

    /** Nothing is held between two calls. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "Vault[" + file + "]";
    }

    private String text(final String column, final String label) {
        return file.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT " + column + " FROM credential WHERE label = ?")) {
                statement.setString(1, label);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? row.getString(1) : "";
                }
            }
        });
    }

    private void reencrypt(final Connection connection, final String table, final Key fresh) throws SQLException {
        final List<String[]> tokens = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT label, secret_token FROM " + table + " WHERE secret_token <> ''");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                tokens.add(new String[] {rows.getString(1), rows.getString(2)});
            }
        }
        for (final String[] each : tokens) {
            final byte[] secret = FernetTokens.decrypt(key, each[1]);
            if (secret == null) {
                throw damaged(each[0]);
            }
            final String token = FernetTokens.encrypt(fresh, secret);
            Arrays.fill(secret, (byte) 0);
            execute(connection, "UPDATE " + table + " SET secret_token = ? WHERE label = ?", token, each[0]);
        }
    }

    private Credentials decrypted(final String table, final String label) {
        final String[] found = file.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT api_key, secret_token FROM " + table + " WHERE label = ?")) {
                statement.setString(1, label);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next() ? new String[] {row.getString(1), row.getString(2)} : null;
                }
            }
        });
        if (found == null) {
            throw new VaultException(
                    VaultException.CREDENTIALS,
                    "credential_missing: the vault holds no credentials for account '" + label
                            + "', so it cannot trade. Next: `dragon account add " + label + "`.");
        }
        final byte[] secret = FernetTokens.decrypt(key, found[1]);
        if (secret == null) {
            throw damaged(label);
        }
        return new Credentials(label, found[0], secret);
    }

    private static VaultException damaged(final String label) {
        return new VaultException(
                VaultException.CREDENTIALS,
                "credential_missing: the secret of account '" + label + "' cannot be decrypted with "
                        + MasterKey.VARIABLE + ", so it cannot trade. Next: store its credentials again.");
    }

    /** Checks what is to be stored, encrypts the secret and wipes it. */
    private String token(final String label, final String apiKey, final char[] apiSecret) {
        if (label.isEmpty() || label.length() > LABEL_BYTES_MAX || !isPrintableAscii(label)) {
            throw new VaultException(
                    VaultException.MALFORMED,
                    "Account label is not usable: expected 1 to 32 printable ASCII characters. Nothing was stored.");
        }
        if (apiKey.isBlank() || !isPrintableAscii(apiKey) || apiSecret.length == 0) {
            throw new VaultException(
                    VaultException.MALFORMED,
                    "API key or API secret of account '" + label + "' is empty or has characters that no key has."
                            + " Nothing was stored. Next: copy both again from the exchange's console.");
        }
        final byte[] secret = utf8(apiSecret);
        final String token = FernetTokens.encrypt(key, secret);
        Arrays.fill(secret, (byte) 0);
        Arrays.fill(apiSecret, '\0');
        return token;
    }

    private void checkKey() {
        String found = file.read(Vault::checkToken);
        if (found == null) {
            // Two may make a vault at once: the first one's key is the vault's.
            found = file.change(connection -> {
                execute(
                        connection,
                        "INSERT OR IGNORE INTO vault_check (id, token) VALUES (1, ?)",
                        FernetTokens.encrypt(key, CHECK_TEXT));
                return checkToken(connection);
            });
        }
        if (!isKeyOf(found)) {
            throw new VaultException(
                    VaultException.CREDENTIALS,
                    MasterKey.VARIABLE + " is not the key of the vault " + file + ": it stays closed, no order can"
                            + " leave. Next: set the key with which this vault was made.");
        }
    }

    /**
     * Refuses to store a token that nobody could decrypt any more. Call it under the lock of the file: a vault may have been open
     * for as long as somebody sat at a prompt, and another process has given it another key since.
     */
    private void checkNotReencrypted(final Connection connection) throws SQLException {
        if (!isKeyOf(checkToken(connection))) {
            throw new VaultException(
                    VaultException.CREDENTIALS,
                    "The vault was re-encrypted meanwhile: " + MasterKey.VARIABLE + " is not the key of " + file
                            + " any more. Nothing was stored. Next: set the new key and repeat the command.");
        }
    }

    private boolean isKeyOf(final String token) {
        final byte[] text = token == null ? null : FernetTokens.decrypt(key, token);
        return text != null && Arrays.equals(text, CHECK_TEXT);
    }

    private static String checkToken(final Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT token FROM vault_check WHERE id = 1");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Runs one statement; returns how many rows it changed. */
    private static int execute(final Connection connection, final String sql, final Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static boolean isPrintableAscii(final String text) {
        return text.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    private static byte[] utf8(final char[] text) {
        final ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        final byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }
}
