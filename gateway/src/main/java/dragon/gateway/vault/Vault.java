package dragon.gateway.vault;

import com.macasaet.fernet.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The credentials of a lane, in {@code vault.db}: one row an account label, the secret as a Fernet token.
 *
 * <p>A check token tells a wrong master key from a damaged row. Several processes may use the file; each call is one
 * transaction. Threading: one thread at a time.
 */
public final class Vault implements AutoCloseable {
    /** Name of the file in the lane directory. */
    public static final String FILE_NAME = "vault.db";

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final byte[] CHECK_TEXT = "dragon vault".getBytes(StandardCharsets.US_ASCII);
    private static final int LABEL_BYTES_MAX = 32;

    private final Path file;
    private final Key key;
    private final Connection connection;

    private Vault(final Path file, final Key key, final Connection connection) {
        this.file = file;
        this.key = key;
        this.connection = connection;
    }

    /** One account as people may see it. */
    public record Entry(String label, String maskedApiKey, long createdMs, long lastUsedMs) {}

    /**
     * Opens the vault of a lane; makes it, readable by its owner alone, where there is none.
     *
     * @throws VaultException where the key is not the vault's, or others may read the file
     */
    public static Vault open(final Path laneDirectory, final MasterKey masterKey) {
        final Path file = laneDirectory.resolve(FILE_NAME);
        createOwnerOnly(file);
        final Key key = masterKey.fernet();
        Connection connection = null;
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout=5000");
                statement.execute("PRAGMA secure_delete=ON");
                statement.execute("PRAGMA synchronous=FULL");
                statement.execute("CREATE TABLE IF NOT EXISTS vault_check"
                        + " (id INTEGER PRIMARY KEY CHECK (id = 1), token TEXT NOT NULL)");
                statement.execute("CREATE TABLE IF NOT EXISTS credential (label TEXT PRIMARY KEY,"
                        + " api_key TEXT NOT NULL, secret_token TEXT NOT NULL,"
                        + " created_ms INTEGER NOT NULL, last_used_ms INTEGER NOT NULL DEFAULT 0)");
            }
            final Vault vault = new Vault(file, key, connection);
            vault.checkKey();
            return vault;
        } catch (final SQLException | VaultException e) {
            closeQuietly(connection);
            if (e instanceof VaultException) {
                throw (VaultException) e;
            }
            throw unusable(file);
        }
    }

    /**
     * Stores or replaces the credentials of a label, and wipes the given secret.
     *
     * @param label of 1 to 32 printable ASCII characters, the same as the engine's account label
     */
    public void put(final String label, final String apiKey, final char[] apiSecret) {
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
        try (PreparedStatement statement =
                connection.prepareStatement("INSERT INTO credential (label, api_key, secret_token, created_ms)"
                        + " VALUES (?, ?, ?, ?) ON CONFLICT (label) DO UPDATE SET api_key = excluded.api_key,"
                        + " secret_token = excluded.secret_token, created_ms = excluded.created_ms")) {
            statement.setString(1, label);
            statement.setString(2, apiKey);
            statement.setString(3, token);
            statement.setLong(4, System.currentTimeMillis());
            statement.executeUpdate();
        } catch (final SQLException e) {
            throw unusable(file);
        }
    }

    /** All accounts, by label, keys masked. */
    public List<Entry> list() {
        final List<Entry> entries = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT label, api_key, created_ms, last_used_ms FROM credential ORDER BY label")) {
            while (rows.next()) {
                entries.add(new Entry(
                        rows.getString(1), Credentials.masked(rows.getString(2)), rows.getLong(3), rows.getLong(4)));
            }
        } catch (final SQLException e) {
            throw unusable(file);
        }
        return Collections.unmodifiableList(entries);
    }

    /**
     * The credentials of a label, decrypted; notes the time of use.
     *
     * @throws VaultException with {@link VaultException#CREDENTIALS} where there are none, or their token was changed
     */
    public Credentials get(final String label) {
        final String apiKey;
        final String token;
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT api_key, secret_token FROM credential WHERE label = ?")) {
            statement.setString(1, label);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new VaultException(
                            VaultException.CREDENTIALS,
                            "credential_missing: the vault holds no credentials for account '" + label
                                    + "', so it cannot trade. Next: `dragon account add " + label + "`.");
                }
                apiKey = rows.getString(1);
                token = rows.getString(2);
            }
        } catch (final SQLException e) {
            throw unusable(file);
        }
        final byte[] secret = FernetTokens.decrypt(key, token);
        if (secret == null) {
            throw new VaultException(
                    VaultException.CREDENTIALS,
                    "credential_missing: the secret of account '" + label + "' cannot be decrypted with "
                            + MasterKey.VARIABLE + ", so it cannot trade. Next: store its credentials again.");
        }
        touch(label);
        return new Credentials(label, apiKey, secret);
    }

    /** Forgets the credentials of a label; returns false where there were none. */
    public boolean remove(final String label) {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM credential WHERE label = ?")) {
            statement.setString(1, label);
            return statement.executeUpdate() > 0;
        } catch (final SQLException e) {
            throw unusable(file);
        }
    }

    @Override
    public void close() {
        closeQuietly(connection);
    }

    @Override
    public String toString() {
        return "Vault[" + file + "]";
    }

    private void checkKey() throws SQLException {
        try (PreparedStatement insert =
                        connection.prepareStatement("INSERT OR IGNORE INTO vault_check (id, token) VALUES (1, ?)");
                Statement select = connection.createStatement()) {
            insert.setString(1, FernetTokens.encrypt(key, CHECK_TEXT));
            insert.executeUpdate();
            try (ResultSet rows = select.executeQuery("SELECT token FROM vault_check WHERE id = 1")) {
                final byte[] found = rows.next() ? FernetTokens.decrypt(key, rows.getString(1)) : null;
                if (found == null || !Arrays.equals(found, CHECK_TEXT)) {
                    throw new VaultException(
                            VaultException.CREDENTIALS,
                            MasterKey.VARIABLE + " is not the key of this vault (" + file
                                    + "): it stays closed, no order can leave. Next: set the key with which the vault was made.");
                }
            }
        }
    }

    private void touch(final String label) {
        try (PreparedStatement statement =
                connection.prepareStatement("UPDATE credential SET last_used_ms = ? WHERE label = ?")) {
            statement.setLong(1, System.currentTimeMillis());
            statement.setString(2, label);
            statement.executeUpdate();
        } catch (final SQLException e) {
            // The time of use is for people: a vault that cannot be written may still be read.
        }
    }

    private static void createOwnerOnly(final Path file) {
        try {
            try {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } catch (final FileAlreadyExistsException exists) {
                final Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
                if (!OWNER_ONLY.containsAll(found)) {
                    throw new VaultException(
                            VaultException.MALFORMED,
                            "Cannot open the vault: others may use " + file + " (mode "
                                    + PosixFilePermissions.toString(found) + ", expected rw-------)."
                                    + " No order can leave. Next: chmod 600 " + file);
                }
            }
        } catch (final IOException e) {
            throw unusable(file);
        }
    }

    private static VaultException unusable(final Path file) {
        return new VaultException(
                VaultException.MALFORMED,
                "Cannot use the vault " + file + ": it cannot be read or written as a vault. No order can leave."
                        + " Next: check that the lane exists and the disk has room, or restore the file.");
    }

    private static boolean isPrintableAscii(final String text) {
        return text.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    private static byte[] utf8(final char[] text) {
        final java.nio.ByteBuffer encoded = StandardCharsets.UTF_8.encode(java.nio.CharBuffer.wrap(text));
        final byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    private static void closeQuietly(final Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (final SQLException e) {
                // Nothing is pending: every call is its own transaction.
            }
        }
    }
}
