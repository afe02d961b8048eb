package dragon.gateway.woox.sign;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * HMAC-SHA256 with the secret of one account, in lower-case hexadecimal.
 *
 * <p>Threading: any thread; calls are serialised.
 */
public final class Signer {
    private static final String ALGORITHM = "HmacSHA256";
    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final byte[] NOTHING = new byte[1];

    private final Mac mac;
    private boolean isWiped;

    /** Reads the secret during the call only. */
    public Signer(final byte[] secret) {
        try {
            if (secret.length == 0) {
                throw new InvalidKeyException("empty");
            }
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new LentKey(secret));
        } catch (final NoSuchAlgorithmException | InvalidKeyException e) {
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
     * @throws IllegalStateException after {@link #wipe()}
     */
    public String sign(final String timestamp, final String method, final String target, final byte[] body) {
        final byte[] head = (timestamp + method + target).getBytes(StandardCharsets.UTF_8);
        synchronized (mac) {
            if (isWiped) {
                throw new IllegalStateException("the secret of this signer was wiped");
            }
            mac.update(head);
            return hex(mac.doFinal(body));
        }
    }

    /** Overwrites what was derived from the secret. */
    public void wipe() {
        synchronized (mac) {
            isWiped = true;
            try {
                mac.init(new LentKey(NOTHING)); // Fills both pads of the code anew.
            } catch (final InvalidKeyException e) {
                throw new IllegalStateException("HMAC-SHA256 takes any key", e);
            }
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

    /** A key that keeps no copy: {@code SecretKeySpec} would, and cannot be made to forget it. */
    private static final class LentKey implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final transient byte[] bytes;

        LentKey(final byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public String getAlgorithm() {
            return ALGORITHM;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        /** A copy, which the code overwrites once it has read it. */
        @Override
        public byte[] getEncoded() {
            return bytes.clone();
        }
    }
}
