package dragon.gateway.vault;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    private static final String SECRET = "canary-secret-7731";
    private static final String CHECK_KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    private static final String CHECK_TOKEN =
            "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

    @TempDir
    private Path lane;

    @Test
    void decryptsThePublishedTokenHoweverOldItIs() {
        final byte[] plain = FernetTokens.decrypt(MasterKey.parse(CHECK_KEY).fernet(), CHECK_TOKEN);

        assertEquals("hello", new String(plain, StandardCharsets.UTF_8));
    }

    @Test
    void refusesATokenOfWhichAnyCharacterWasChanged() {
        final MasterKey key = MasterKey.parse(CHECK_KEY);
        for (int i = 0; i < CHECK_TOKEN.length() - 4; i++) {
            final char other = CHECK_TOKEN.charAt(i) == 'A' ? 'B' : 'A';
            final String changed = CHECK_TOKEN.substring(0, i) + other + CHECK_TOKEN.substring(i + 1);
            assertNull(FernetTokens.decrypt(key.fernet(), changed), "character " + i);
        }
        assertNull(FernetTokens.decrypt(key.fernet(), ""));
        assertNull(FernetTokens.decrypt(key.fernet(), "no token"));
        assertNull(FernetTokens.decrypt(MasterKey.generate().fernet(), CHECK_TOKEN));
    }

    @Test
    void givesBackWhatWasStoredAfterItWasClosed() {
        final MasterKey key = MasterKey.generate();
        try (Vault vault = Vault.open(lane, key)) {
            vault.put("main", "key-of-main", SECRET.toCharArray());
            vault.put("alt", "abc", "x".toCharArray());
        }
        try (Vault vault = Vault.open(lane, MasterKey.parse(key.text()));
                Credentials credentials = vault.get("main")) {
            assertEquals("key-of-main", credentials.apiKey());
            assertEquals(SECRET, new String(credentials.secret(), StandardCharsets.UTF_8));
            assertEquals("alt ***", describe(vault.list().get(0)));
            assertEquals("main key…ain", describe(vault.list().get(1)));
            assertTrue(vault.list().get(1).lastUsedMs() > 0);
        }
    }

    @Test
    void takesTheMasterKeyFromTheCredentialOfAService() throws IOException {
        final MasterKey key = MasterKey.generate();
        Files.writeString(lane.resolve(MasterKey.CREDENTIAL), key.text() + "\n");
        final Map<String, String> service = Map.of("CREDENTIALS_DIRECTORY", lane.toString());

        assertEquals(key, MasterKey.fromEnvironment(service));
        assertThrows(
                VaultException.class,
                () -> MasterKey.fromEnvironment(
                        Map.of("CREDENTIALS_DIRECTORY", lane.resolve("none").toString())));
    }

    @Test
    void replacesTheCredentialsOfALabel() {
        try (Vault vault = Vault.open(lane, MasterKey.generate())) {
            vault.put("main", "first", "1".toCharArray());
            vault.put("main", "second", "2".toCharArray());
            assertEquals(1, vault.list().size());
            assertEquals("second", vault.get("main").apiKey());
            assertTrue(vault.remove("main"));
            assertFalse(vault.remove("main"));
        }
    }

    @Test
    void wipesTheSecretThatItWasGivenAndTheOneThatItGave() {
        try (Vault vault = Vault.open(lane, MasterKey.generate())) {
            final char[] typed = SECRET.toCharArray();
            vault.put("main", "key", typed);
            assertArrayEquals(new char[typed.length], typed);
            final Credentials credentials = vault.get("main");
            credentials.close();
            assertArrayEquals(new byte[SECRET.length()], credentials.secret());
        }
    }

    @Test
    void refusesAnotherMasterKeyAndNamesTheVariableOnly() {
        Vault.open(lane, MasterKey.generate()).close();
        final MasterKey wrong = MasterKey.generate();

        final VaultException refused = assertThrows(VaultException.class, () -> Vault.open(lane, wrong));

        assertEquals(11, refused.exitCode());
        assertTrue(refused.getMessage().contains("DRAGON_MASTER_KEY"));
        assertFalse(refused.getMessage().contains(wrong.text()));
        assertFalse(refused.getMessage().contains("\n"));
    }

    @Test
    void tellsAMissingKeyFromAMalformedOne() {
        assertEquals(
                11,
                assertThrows(VaultException.class, () -> MasterKey.fromEnvironment(Map.of()))
                        .exitCode());
        final VaultException malformed = assertThrows(
                VaultException.class, () -> MasterKey.fromEnvironment(Map.of(MasterKey.VARIABLE, SECRET + "!")));
        assertEquals(3, malformed.exitCode());
        assertFalse(malformed.getMessage().contains("canary"));
        assertNull(malformed.getCause());
    }

    @Test
    void namesTheAccountWithoutCredentials() {
        try (Vault vault = Vault.open(lane, MasterKey.generate())) {
            final VaultException missing = assertThrows(VaultException.class, () -> vault.get("main"));
            assertEquals(11, missing.exitCode());
            assertTrue(missing.getMessage().contains("'main'"));
        }
    }

    @Test
    void keepsTheFileToItsOwner() throws IOException {
        final MasterKey key = MasterKey.generate();
        Vault.open(lane, key).close();
        final Path file = lane.resolve(Vault.FILE_NAME);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(
                3,
                assertThrows(VaultException.class, () -> Vault.open(lane, key)).exitCode());
    }

    @Test
    void neverShowsASecret() throws IOException {
        final MasterKey key = MasterKey.generate();
        try (Vault vault = Vault.open(lane, key)) {
            vault.put("main", "key-of-main", SECRET.toCharArray());
            final String shown = vault + " " + vault.list() + " " + key + " " + vault.get("main") + " "
                    + vault.get("main").label();
            assertFalse(shown.contains(SECRET));
            assertFalse(shown.contains(key.text()));
            assertFalse(shown.contains("key-of-main"));
        }
        final String file = new String(Files.readAllBytes(lane.resolve(Vault.FILE_NAME)), StandardCharsets.ISO_8859_1);
        assertFalse(file.contains(SECRET));
        assertFalse(file.contains(key.text()));
    }

    @Test
    void refusesSomethingThatIsNoVault() throws IOException {
        final Path file = lane.resolve(Vault.FILE_NAME);
        Files.writeString(file, "this is no database, it is much longer than the header of one".repeat(20));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertEquals(
                3,
                assertThrows(VaultException.class, () -> Vault.open(lane, MasterKey.generate()))
                        .exitCode());
    }

    private static String describe(final Vault.Entry entry) {
        return entry.label() + " " + entry.maskedApiKey();
    }
}
