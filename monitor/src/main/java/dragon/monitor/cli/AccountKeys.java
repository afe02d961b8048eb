package dragon.monitor.cli;

import dragon.gateway.vault.Credentials;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/**
 * API key and secret of one account on their way from the operator into the vault.
 *
 * <p>Typed unseen, or from a file or standard input; never from a flag, which the process list would show.
 */
record AccountKeys(String apiKey, char[] apiSecret) implements AutoCloseable {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    /** Reads the table of a label from a credentials file that only its owner may read. */
    static AccountKeys fromFile(final Path path, final String label) throws IOException {
        checkOwnerOnly(path, "credentials file");
        return fromToml(Toml.parse(path), label, path.toString());
    }

    /** Reads the same text from a stream. */
    static AccountKeys fromStream(final InputStream stream, final String label, final String source)
            throws IOException {
        return fromToml(Toml.parse(stream), label, source);
    }

    /** Refuses a file that others than its owner may use. */
    static void checkOwnerOnly(final Path path, final String what) throws IOException {
        if (!Files.isReadable(path)) {
            throw failure("Cannot read the " + what + " " + path + ".", "ls -l " + path);
        }
        if (Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
            throw failure("Others may read the " + what + " " + path + ".", "chmod 600 " + path);
        }
    }

    /** What signs for a label, as a copy that its receiver wipes. */
    Credentials credentials(final String label) {
        final ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(apiSecret));
        final byte[] secret = new byte[encoded.remaining()];
        encoded.get(secret);
        Arrays.fill(encoded.array(), (byte) 0);
        return new Credentials(label, apiKey, secret);
    }

    /** Asks at the console; nothing that is typed shows. */
    static AccountKeys fromConsole(final Console console) {
        final char[] key = console.readPassword("API key    (typed, not shown): ");
        final char[] secret = console.readPassword("API secret (typed, not shown): ");
        if (key == null || secret == null || key.length == 0 || secret.length == 0) {
            throw failure("No API key or secret was typed.", "repeat the command, or use --credentials-file");
        }
        return new AccountKeys(new String(key), secret);
    }

    private static AccountKeys fromToml(final TomlParseResult toml, final String label, final String source) {
        final TomlTable table = toml.hasErrors() ? null : toml.getTable(label);
        final Object key = table == null ? null : table.get("api_key");
        final Object secret = table == null ? null : table.get("api_secret");
        if (!(key instanceof String) || !(secret instanceof String)) {
            throw failure(
                    "No credentials of '" + label + "' in " + source + ".",
                    "give it a table [" + label + "] with api_key and api_secret in quotes");
        }
        return new AccountKeys((String) key, ((String) secret).toCharArray());
    }

    private static Failure failure(final String message, final String next) {
        return new Failure(ExitCode.CREDENTIALS, message + " Nothing was stored or sent.", next);
    }

    @Override
    public void close() {
        Arrays.fill(apiSecret, '\0');
    }

    @Override
    public String toString() {
        return "AccountKeys[not shown]";
    }
}
