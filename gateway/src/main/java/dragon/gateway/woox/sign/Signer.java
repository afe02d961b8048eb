package dragon.gateway.woox.sign;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 with the secret of one account, in lower-case hexadecimal.
 *
 * <p>Threading: any thread; calls are serialised.
 */
public final class Signer {
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final Mac mac;

    /** Reads the secret during the call only. */
    public Signer(final byte[] secret) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        } catch (final NoSuchAlgorithmException | InvalidKeyException | IllegalArgumentException e) {
            // The cause could quote the key.
            throw new IllegalStateException("the secret cannot be used for HMAC-SHA256");
        }
    }

    /**
     * Signs a request of v3.
     *
     * @param timestamp milliseconds since the epoch as decimal text, the same as in the header; fresh each attempt
     * @param method in capitals
     * @param target path, and where there is one {@code ?} and the query, as on the request line
     * @param body bytes of the body, empty where there is none
     */
    public String sign(final String timestamp, final String method, final String target, final byte[] body) {
        final byte[] head = (timestamp + method + target).getBytes(StandardCharsets.UTF_8);
        synchronized (mac) {
            mac.update(head);
            return hex(mac.doFinal(body));
        }
    }

    private static String hex(final byte[] bytes) {
        final char[] text = new char[bytes.length * 2];
        for (int i = 0; i < bytes.length; i++) {
            text[2 * i] = HEX[(bytes[i] >> 4) & 0xF];
            text[2 * i + 1] = HEX[bytes[i] & 0xF];
        }
        return new String(text);
    }

    @Override
    public String toString() {
        return "Signer[***]";
    }
}
