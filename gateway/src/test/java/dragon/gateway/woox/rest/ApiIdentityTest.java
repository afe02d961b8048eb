package dragon.gateway.woox.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.gateway.vault.Credentials;
import dragon.gateway.woox.sign.Signer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ApiIdentityTest {
    private static final byte[] NO_BODY = new byte[0];
    private static final int SIGNERS = 4;

    @Test
    void neverMixesTwoKeysWhileItChanges() throws Exception {
        final ApiIdentity identity = new ApiIdentity(credentials("key-0"));
        final Map<String, String> expected = Map.of("key-0", signature("key-0"), "key-1", signature("key-1"));
        final List<String> wrong = new ArrayList<>();
        final CountDownLatch done = new CountDownLatch(SIGNERS);
        for (int i = 0; i < SIGNERS; i++) {
            new Thread(() -> {
                        for (int n = 0; n < 2_000; n++) {
                            final ApiIdentity.Signature found = identity.sign("1", "GET", "/v3/x", NO_BODY);
                            if (!expected.get(found.apiKey()).equals(found.text())) {
                                synchronized (wrong) {
                                    wrong.add(found.apiKey());
                                }
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        for (int n = 1; done.getCount() > 0; n++) {
            identity.become(credentials("key-" + n % 2));
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void signsWithTheNewKeyAndForgetsTheOld() {
        final ApiIdentity identity = new ApiIdentity(credentials("key-0"));
        identity.become(credentials("key-1"));
        assertTrue(identity.isKey("key-1"));
        assertEquals("main", identity.account());
        assertEquals("ApiIdentity[***]", identity.toString());

        identity.wipe();
        assertThrows(IllegalStateException.class, () -> identity.sign("1", "GET", "/v3/x", NO_BODY));
    }

    @Test
    void keepsNoCopyOfTheSecret() {
        final Credentials given = credentials("key-0");
        final ApiIdentity identity = new ApiIdentity(given);
        given.close();
        assertEquals(
                signature("key-0"), identity.sign("1", "GET", "/v3/x", NO_BODY).text());
        assertFalse(identity.toString().contains("key-0"));
    }

    private static Credentials credentials(final String key) {
        return new Credentials("main", key, secret(key));
    }

    private static byte[] secret(final String key) {
        return ("secret of " + key).getBytes(StandardCharsets.UTF_8);
    }

    private static String signature(final String key) {
        return new Signer(secret(key)).sign("1", "GET", "/v3/x", NO_BODY);
    }
}
