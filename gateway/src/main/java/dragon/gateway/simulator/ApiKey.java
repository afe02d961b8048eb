package dragon.gateway.simulator;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Random;

/** A key and its secret, in the exchange's form. Never printed. */
record ApiKey(String key, String secret) {
    private static final int KEY_BYTES = 16;
    private static final int SECRET_CHARACTERS = 28;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    static ApiKey generated() {
        final Random random = new SecureRandom();
        final byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        final StringBuilder secret = new StringBuilder(SECRET_CHARACTERS);
        for (int i = 0; i < SECRET_CHARACTERS; i++) {
            secret.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new ApiKey(Base64.getEncoder().encodeToString(bytes), secret.toString());
    }

    @Override
    public String toString() {
        return "ApiKey[hidden]";
    }
}
