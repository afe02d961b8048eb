package dragon.gateway.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class VaultRotationTest {
    private static final int KILLS = 4;
    private static final int RENAMED = 7; // Cuts from here on are behind the rename.
    private static final int CUTS = 10;

    private enum Change {
        PROPOSE,
        PROMOTE,
        REFUSE,
        REENCRYPT
    }

    @TempDir
    private Path lane;

    private final MasterKey key = MasterKey.generate();

    @BeforeEach
    void store() {
        try (Vault vault = Vault.open(lane, key)) {
            vault.put("main", "key-of-main-old", "secret-old".toCharArray());
            vault.put("alt", "key-of-alt-xyz", "secret-alt".toCharArray());
        }
    }

    @Test
    void keepsTheKeyInUseUntilTheNextOneIsTakenOver() {
        try (Vault vault = Vault.open(lane, key)) {
            vault.propose("main", "key-of-main-new", "secret-new".toCharArray(), "app-1");
            assertEquals("secret-old", secret(vault));
            assertEquals("key-of-main-new", vault.candidate("main").apiKey());

            assertFalse(vault.promote("main", "some other key"), "a candidate that was replaced meanwhile");
            assertTrue(vault.promote("main", "key-of-main-new"));
            assertEquals("secret-new", secret(vault));
            assertEquals("app-1", vault.applicationId("main"));
            assertEquals(List.of(), vault.candidates());
            assertEquals(List.of(new Vault.Outcome("main", "new", null)), vault.unannounced());
            vault.noteAnnounced("main");
            assertEquals(List.of(), vault.unannounced());
        }
    }

    @Test
    void keepsWhyACandidateWasRefusedAndNotItsSecret() {
        try (Vault vault = Vault.open(lane, key)) {
            vault.propose("main", "key-of-main-new", "secret-new".toCharArray(), "");
            vault.refuse("main", "key-of-main-new", "one-way mode");
            assertEquals("one-way mode", vault.candidates().get(0).refusal());
            assertThrows(VaultException.class, () -> vault.candidate("main"));
            assertFalse(vault.promote("main", "key-of-main-new"));
            assertEquals("secret-old", secret(vault));
            assertEquals(List.of(new Vault.Outcome("main", "new", "one-way mode")), vault.unannounced());
        }
    }

    @Test
    void leavesNothingOfTheOldTokenInTheFile() throws IOException {
        try (Vault vault = Vault.open(lane, key)) {
            final String before = text();
            final int tokenAt = before.indexOf("gAAAA", before.indexOf("key-of-main-old"));
            final String token = before.substring(tokenAt, tokenAt + 60);
            vault.propose("main", "key-of-main-new", "secret-new".toCharArray(), "");
            assertTrue(text().contains(token));
            vault.promote("main", "key-of-main-new");
            assertFalse(text().contains(token));
            assertFalse(text().contains("key-of-main-old"));
        }
    }

    @Test
    void differsInItsStampAfterEveryChange() {
        try (Vault vault = Vault.open(lane, key)) {
            final long before = vault.stamp();
            assertEquals(before, vault.stamp());
            vault.propose("main", "key-of-main-new", "secret-new".toCharArray(), "");
            assertTrue(before != vault.stamp());
        }
    }

    @Test
    void encryptsEverythingAnewForAnotherMasterKey() {
        final MasterKey next = MasterKey.generate();
        try (Vault vault = Vault.open(lane, key)) {
            vault.propose("alt", "key-of-alt-new", "secret-alt-new".toCharArray(), "");
            vault.reencrypt(next);
        }
        assertEquals(
                VaultException.CREDENTIALS,
                assertThrows(VaultException.class, () -> Vault.open(lane, key)).exitCode());
        try (Vault vault = Vault.open(lane, next)) {
            assertEquals("secret-old", secret(vault));
            assertEquals("secret-alt-new", new String(vault.candidate("alt").secret(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void isTheOldOneOrTheNewOneWhereverAChangeIsCut() {
        for (final Change change : Change.values()) {
            for (int cut = 0; cut < CUTS; cut++) {
                final String where = change + " cut at " + cut;
                begin();
                final CutShort steps = new CutShort(cut);
                final MasterKey next = MasterKey.generate();
                try (Vault vault = Vault.open(lane, key, steps)) {
                    steps.isArmed = true;
                    assertThrows(Dead.class, () -> apply(change, vault, next), where);
                }
                final boolean isNew = cut >= RENAMED;
                final MasterKey current = change == Change.REENCRYPT && isNew ? next : key;
                try (Vault vault = Vault.open(lane, current)) {
                    assertEquals(change == Change.PROMOTE && isNew ? "secret-new" : "secret-old", secret(vault), where);
                    assertEquals(2, vault.list().size(), where);
                    if (change == Change.REFUSE) {
                        assertEquals(
                                isNew ? "no" : null, vault.candidates().get(0).refusal(), where);
                    }
                    vault.reencrypt(key); // And it can be changed again.
                }
            }
        }
    }

    @Test
    void storesNothingUnderAKeyThatIsNotTheVaultsAnyMore() {
        final MasterKey next = MasterKey.generate();
        try (Vault atThePrompt = Vault.open(lane, key)) {
            try (Vault rotating = Vault.open(lane, key)) {
                rotating.reencrypt(next);
            }
            final List<Executable> changes = List.of(
                    () -> atThePrompt.put("main", "key-of-main-other", "secret-other".toCharArray()),
                    () -> atThePrompt.propose("main", "key-of-main-other", "secret-other".toCharArray(), ""),
                    () -> atThePrompt.reencrypt(MasterKey.generate()));
            for (final Executable change : changes) {
                final VaultException refused = assertThrows(VaultException.class, change);
                assertEquals(VaultException.CREDENTIALS, refused.exitCode());
                assertTrue(refused.getMessage().contains("re-encrypted meanwhile"), refused.getMessage());
            }
        }
        try (Vault vault = Vault.open(lane, next)) {
            assertEquals("secret-old", secret(vault));
            assertEquals(List.of(), vault.candidates());
        }
    }

    @Test
    void isWholeAfterEveryKillOfAProcessThatRotates() throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            final Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED", // SQLite; newer JDKs warn without it.
                            "-cp",
                            System.getProperty("java.class.path"),
                            Rotator.class.getName(),
                            lane.toString())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.getOutputStream().write((key.text() + "\n").getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            // One line a rotation: the kill comes after so many of them, inside whatever step it finds.
            for (int line = 0; line < 3 + kill; line++) {
                awaitLine(process);
            }
            process.destroyForcibly();
            assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            try (Vault vault = Vault.open(lane, key);
                    Credentials found = vault.get("main")) {
                final String number = found.apiKey().substring("key-of-main-".length());
                assertEquals("secret-" + number, new String(found.secret(), StandardCharsets.UTF_8));
                assertEquals(2, vault.list().size());
            }
        }
    }

    private static void awaitLine(final Process process) throws IOException {
        final StringBuilder said = new StringBuilder();
        for (int read = process.getInputStream().read();
                read != '\n';
                read = process.getInputStream().read()) {
            assertTrue(read >= 0, "the process ended by itself: " + said);
            said.append((char) read);
        }
        assertTrue(said.toString().matches("\\d+"), said.toString());
    }

    /** Rotates without end, in a process of its own. */
    public static final class Rotator {
        private Rotator() {}

        /** The lane as argument, the master key on standard input. */
        public static void main(final String[] args) throws IOException {
            final MasterKey key = MasterKey.parse(new String(System.in.readNBytes(44), StandardCharsets.US_ASCII));
            try (Vault vault = Vault.open(Path.of(args[0]), key)) {
                for (int number = 1; ; number++) {
                    vault.propose("main", "key-of-main-" + number, ("secret-" + number).toCharArray(), "");
                    vault.promote("main", "key-of-main-" + number);
                    System.out.println(number);
                }
            }
        }
    }

    private void begin() {
        try (Vault vault = Vault.open(lane, key)) {
            vault.put("main", "key-of-main-old", "secret-old".toCharArray());
            vault.propose("main", "key-of-main-new", "secret-new".toCharArray(), "");
        }
    }

    private static void apply(final Change change, final Vault vault, final MasterKey next) {
        switch (change) {
            case PROPOSE -> vault.propose("main", "key-of-main-other", "secret-other".toCharArray(), "");
            case PROMOTE -> vault.promote("main", "key-of-main-new");
            case REFUSE -> vault.refuse("main", "key-of-main-new", "no");
            case REENCRYPT -> vault.reencrypt(next);
        }
    }

    private static String secret(final Vault vault) {
        try (Credentials found = vault.get("main")) {
            return new String(found.secret(), StandardCharsets.UTF_8);
        }
    }

    private String text() throws IOException {
        return Files.readString(lane.resolve(Vault.FILE_NAME), StandardCharsets.ISO_8859_1);
    }

    /** Stands for the end of the process: nothing may catch it. */
    private static final class Dead extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** Dies before a step (an even number) or after it (the odd one that follows). */
    private static final class CutShort implements FileSteps {
        private final int cut;
        private int moment;
        private boolean isArmed;

        CutShort(final int cut) {
            this.cut = cut;
        }

        private interface Step {
            void run() throws IOException;
        }

        private void step(final Step work) throws IOException {
            dieIfDue();
            work.run();
            dieIfDue();
        }

        private void dieIfDue() {
            if (isArmed && moment++ == cut) {
                throw new Dead();
            }
        }

        @Override
        public void delete(final Path file) throws IOException {
            step(() -> REAL.delete(file));
        }

        @Override
        public void copy(final Path from, final Path to) throws IOException {
            step(() -> REAL.copy(from, to));
        }

        @Override
        public void sync(final Path file) throws IOException {
            step(() -> REAL.sync(file));
        }

        @Override
        public void replace(final Path from, final Path to) throws IOException {
            step(() -> REAL.replace(from, to));
        }

        @Override
        public void syncDirectory(final Path directory) throws IOException {
            step(() -> REAL.syncDirectory(directory));
        }
    }
}
