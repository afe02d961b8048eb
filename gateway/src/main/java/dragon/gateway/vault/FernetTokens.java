package dragon.gateway.vault;

import com.macasaet.fernet.Key;
import com.macasaet.fernet.Token;
import com.macasaet.fernet.Validator;
import java.time.Duration;
import java.time.temporal.TemporalAmount;
import java.util.function.Function;

/** Fernet tokens without a time to live. */
final class FernetTokens {
    /**
     * The library's validator refuses tokens older than a minute, or made more than a minute ahead of our clock. A
     * vault keeps a token for years and must survive a clock that was wrong, so both limits are out of reach.
     */
    private static final Validator<byte[]> AGELESS = new Validator<>() {
        private final TemporalAmount ages = Duration.ofDays(3_650_000);

        @Override
        public TemporalAmount getTimeToLive() {
            return ages;
        }

        @Override
        public TemporalAmount getMaxClockSkew() {
            return ages;
        }

        @Override
        public Function<byte[], byte[]> getTransformer() {
            return Function.identity();
        }
    };

    private FernetTokens() {}

    /** The token of these bytes, under a fresh initialisation vector. */
    static String encrypt(final Key key, final byte[] plain) {
        return Token.generate(key, plain).serialise();
    }

    /** The bytes of a token, or null where version, signature or form are wrong: the reason is never told. */
    static byte[] decrypt(final Key key, final String token) {
        try {
            return Token.fromString(token).validateAndDecrypt(key, AGELESS);
        } catch (final RuntimeException wrong) {
            // Not only the library's own exceptions: a changed time field ends in a DateTimeException.
            return null;
        }
    }
}
