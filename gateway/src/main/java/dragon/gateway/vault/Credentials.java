package dragon.gateway.vault;

import java.util.Arrays;

/**
 * What signs the requests of one account.
 *
 * <p>Ownership: the receiver wipes it when it is done.
 */
public final class Credentials implements AutoCloseable {
    private final String label;
    private final String apiKey;
    private final byte[] secret;

    /** Keeps the array of the secret, does not copy it. */
    public Credentials(final String label, final String apiKey, final byte[] secret) {
        this.label = label;
        this.apiKey = apiKey;
        this.secret = secret;
    }

    public String label() {
        return label;
    }

    public String apiKey() {
        return apiKey;
    }

    /** The secret itself, UTF-8; not a copy, so that {@link #close()} wipes the only one. */
    public byte[] secret() {
        return secret;
    }

    /** Overwrites the secret. */
    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    /** The key as people may see it: at most six characters of it. */
    public static String masked(final String apiKey) {
        if (apiKey.length() <= 6) {
            return "***";
        }
        return apiKey.substring(0, 3) + "…" + apiKey.substring(apiKey.length() - 3);
    }

    /** The last three characters of a key: all that an event may name of it. */
    public static String tail(final String apiKey) {
        return apiKey.length() <= 6 ? "***" : apiKey.substring(apiKey.length() - 3);
    }

    @Override
    public String toString() {
        return "Credentials[label=" + label + ", apiKey=" + masked(apiKey) + ", secret=***]";
    }
}
