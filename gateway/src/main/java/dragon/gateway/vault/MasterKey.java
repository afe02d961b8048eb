package dragon.gateway.vault;

import com.macasaet.fernet.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/**
 * The Fernet key of a vault: 16 bytes that sign, then 16 that encrypt.
 *
 * <p>Only {@link #text()} reveals it; {@link #toString()} does not.
 */
public final class MasterKey {
    /** Environment variable that holds the key as URL-safe base64. */
    public static final String VARIABLE = "DRAGON_MASTER_KEY";

    /** Environment variable that holds the key that is to follow. */
    public static final String NEXT_VARIABLE = "DRAGON_NEW_MASTER_KEY";

    /** Name of the credential of a service that holds the key. */
    public static final String CREDENTIAL = "dragon_master_key";

    private static final int KEY_BYTES = 32;
    private static final String NEXT =
            " Next: take the key of this vault from your password store, or make one with `dragon secret init`.";

    private final byte[] bytes;

    private MasterKey(final byte[] bytes) {
        this.bytes = bytes;
    }

    /** A new random key. */
    public static MasterKey generate() {
        final byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new MasterKey(bytes);
    }

    /**
     * The key in {@link #VARIABLE}, or in the file that a service manager has made of its credential {@link #CREDENTIAL}.
     *
     * @throws VaultException with {@link VaultException#CREDENTIALS} where it is missing, with
     *     {@link VaultException#MALFORMED} where it is no key
     */
    public static MasterKey fromEnvironment(final Map<String, String> environment) {
        final String text = environment.get(VARIABLE);
        if (text == null || text.isBlank()) {
            final String credentials = environment.getOrDefault("CREDENTIALS_DIRECTORY", "");
            final Path file = Path.of(credentials, CREDENTIAL);
            if (!credentials.isEmpty() && Files.exists(file)) {
                return parse(textOf(file), "The credential " + CREDENTIAL);
            }
            throw new VaultException(
                    VaultException.CREDENTIALS,
                    VARIABLE + " is not set: the vault stays closed, no order can leave." + NEXT);
        }
        return parse(text);
    }

    private static String textOf(final Path file) {
        try {
            return Files.readString(file);
        } catch (final IOException e) {
            throw new VaultException(
                    VaultException.CREDENTIALS,
                    "Cannot read the credential " + file + ": the vault stays closed, no order can leave."
                            + " Next: see LoadCredential in the unit of this gateway.");
        }
    }

    /**
     * Reads a key from URL-safe base64.
     *
     * @throws VaultException with {@link VaultException#MALFORMED}; never quotes the text
     */
    public static MasterKey parse(final String text) {
        return parse(text, VARIABLE);
    }

    /**
     * Reads a key from URL-safe base64.
     *
     * @param source what the operator calls the place that it came from
     * @throws VaultException with {@link VaultException#MALFORMED}; never quotes the text
     */
    public static MasterKey parse(final String text, final String source) {
        byte[] bytes = null;
        try {
            bytes = Base64.getUrlDecoder().decode(text.strip());
        } catch (final IllegalArgumentException notBase64) {
            // Its message quotes a character of the key, so it is dropped.
        }
        if (bytes == null || bytes.length != KEY_BYTES) {
            throw new VaultException(
                    VaultException.MALFORMED,
                    source + " is not a key: expected URL-safe base64 of 32 bytes (44 characters)." + NEXT);
        }
        return new MasterKey(bytes);
    }

    /** The key as URL-safe base64, to be shown to the operator once. */
    public String text() {
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    Key fernet() {
        return new Key(bytes);
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof MasterKey && Arrays.equals(bytes, ((MasterKey) other).bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "MasterKey[***]";
    }
}
