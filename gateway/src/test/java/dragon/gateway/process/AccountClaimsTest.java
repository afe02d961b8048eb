package dragon.gateway.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.lane.LaneIdentity;
import dragon.engine.protocol.LaneMode;
import dragon.gateway.vault.MasterKey;
import dragon.gateway.vault.Vault;
import dragon.gateway.vault.Vault.Identity;
import dragon.gateway.vault.VaultException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountClaimsTest {
    private static final String HERE = "http://127.0.0.1:8081";
    private static final String ELSEWHERE = "http://127.0.0.1:8082";
    private static final Identity MAIN = new Identity("main", "key-of-the-main-account", "number-1");

    @TempDir
    private Path home;

    @Test
    void refusesAKeyThatAnotherLaneTradesUnderAnotherName() {
        try (AccountClaims one = claims("one", HERE);
                AccountClaims two = claims("two", ELSEWHERE)) {
            one.take(List.of(MAIN));

            final VaultException refused = assertThrows(
                    VaultException.class, () -> two.take(List.of(new Identity("other", MAIN.apiKey(), ""))));

            assertEquals(VaultException.TAKEN, refused.exitCode());
            assertEquals(
                    "account_in_two_lanes: account 'other' of lane 'two' (key key…unt) is account 'main' of lane 'one'"
                            + " (the same API key), which process "
                            + ProcessHandle.current().pid()
                            + " has now: an account belongs to one lane. Nothing was sent. Next: stop lane 'one', or use another account.",
                    refused.getMessage());
        }
    }

    @Test
    void refusesANameAndANumberOfOneExchangeOnly() {
        final Identity sameNumber = new Identity("other", "another-key", MAIN.applicationId());
        final Identity sameName = new Identity(MAIN.label(), "another-key", "number-2");
        try (AccountClaims one = claims("one", HERE);
                AccountClaims two = claims("two", HERE);
                AccountClaims three = claims("three", ELSEWHERE)) {
            one.take(List.of(MAIN));

            assertTrue(refusal(two, sameNumber).contains("the same account of the exchange"));
            assertTrue(refusal(two, sameName).contains("the same name"));
            three.take(List.of(sameNumber, sameName));
        }
    }

    @Test
    void knowsTheExchangeByAnyOfItsAddresses() {
        try (AccountClaims one = claims("one", "https://api.woox.io");
                AccountClaims two = claims("two", "https://api-2.woox.io")) {
            one.take(List.of(MAIN));

            assertTrue(refusal(two, new Identity("main", "another-key", "")).contains("the same name"));
        }
    }

    @Test
    void takesAllOrNoneAndGivesBackWhatItHas() {
        final Identity alt = new Identity("alt", "key-of-alt", "");
        try (AccountClaims two = claims("two", HERE)) {
            try (AccountClaims one = claims("one", HERE)) {
                one.take(List.of(MAIN));
                one.take(List.of(MAIN)); // Again: it has it.
                assertThrows(VaultException.class, () -> two.take(List.of(alt, MAIN)));
                one.take(List.of(alt));
            }
            two.take(List.of(alt, MAIN));
        }
    }

    @Test
    void storesNoAccountThatIsInTheVaultOfAnotherLane() {
        final LaneDirectory other = LaneDirectory.of(home, "one");
        other.create("one", LaneMode.SIM);
        try (Vault vault = Vault.open(other.root(), MasterKey.generate())) {
            vault.put("main", MAIN.apiKey(), "secret".toCharArray());
        }
        final AtomicInteger stored = new AtomicInteger();
        try (AccountClaims two = claims("two", HERE)) {
            final VaultException refused = assertThrows(
                    VaultException.class,
                    () -> two.store(new Identity("fresh", MAIN.apiKey(), ""), stored::incrementAndGet));
            assertTrue(refused.getMessage().contains("Next: dragon secret remove main --lane one"));
            assertEquals(0, stored.get());

            two.store(new Identity("fresh", "a-key-of-its-own", ""), stored::incrementAndGet);
            assertEquals(1, stored.get());
        }
    }

    @Test
    void storesForALaneWhoseGatewayTradesTheAccount() {
        final AtomicInteger stored = new AtomicInteger();
        try (AccountClaims gateway = claims("one", HERE);
                AccountClaims verb = claims("one", HERE);
                AccountClaims stranger = claims("two", HERE)) {
            gateway.take(List.of(MAIN));

            verb.store(new Identity("main", "the-next-key", "number-1"), stored::incrementAndGet);
            assertEquals(1, stored.get());
            assertThrows(VaultException.class, () -> stranger.store(MAIN, stored::incrementAndGet));
            assertEquals(1, stored.get());
        }
    }

    @Test
    void writesNoKeyDown() throws IOException {
        try (AccountClaims one = claims("one", HERE)) {
            one.take(List.of(MAIN));
            try (Stream<Path> files = Files.walk(home)) {
                for (final Path file : files.filter(Files::isRegularFile).toList()) {
                    assertFalse(file.toString().contains(MAIN.apiKey()));
                    assertFalse(Files.readString(file).contains(MAIN.apiKey()), file.toString());
                    assertEquals(
                            "rw-------",
                            java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                }
            }
        }
    }

    /** A lane of its own that wants the account and, once it has it, keeps it until its input ends. */
    static final class Starter {
        public static void main(final String[] args) throws IOException {
            final AccountClaims claims = AccountClaims.of(
                    LaneDirectory.of(Path.of(args[0]), args[1]), new LaneIdentity(args[1], LaneMode.SIM, 1), HERE);
            System.in.read(); // The word to go.
            try {
                claims.take(List.of(new Identity("as-" + args[1], MAIN.apiKey(), "")));
                System.out.println("has it");
            } catch (final VaultException e) {
                System.out.println("refused " + e.exitCode());
            }
            System.out.flush();
            System.in.read();
            Runtime.getRuntime().halt(0); // The kernel alone gives the claim back.
        }
    }

    @Test
    void letsOneOfThreeProcessesHaveItThatStartAtOnceAndTheNextOneWhenThatIsGone() throws Exception {
        final List<Process> starters = new ArrayList<>();
        try {
            for (final String lane : List.of("one", "two", "three")) {
                starters.add(starter(lane));
            }
            final List<String> answers = new ArrayList<>();
            for (final Process starter : starters) {
                go(starter);
            }
            for (final Process starter : starters) {
                answers.add(answer(starter));
            }
            assertEquals(
                    List.of("has it", "refused 5", "refused 5"),
                    answers.stream().sorted().toList());

            final Process winner = starters.get(answers.indexOf("has it"));
            winner.destroyForcibly().waitFor();
            final Process next = starter("four");
            starters.add(next);
            go(next);
            assertEquals("has it", answer(next));
        } finally {
            starters.forEach(Process::destroyForcibly);
        }
    }

    /** Stopped in the middle of its turn. */
    static final class Keeper {
        public static void main(final String[] args) throws IOException {
            try (FileChannel order = FileChannel.open(Path.of(args[0], "claims", "order"), StandardOpenOption.WRITE);
                    FileLock turn = order.lock()) {
                System.out.println(turn.isValid() ? "has it" : "has it not");
                System.out.flush();
                System.in.read();
            }
        }
    }

    @Test
    void waitsForNobodyWhoKeepsTheTurn() throws Exception {
        try (AccountClaims one = claims("one", HERE);
                AccountClaims two = claims("two", HERE)) {
            one.take(List.of()); // The files are there.
            final Process keeper = process(Keeper.class, home.toString());
            try {
                assertEquals("has it", answer(keeper));

                final VaultException refused = assertThrows(VaultException.class, () -> two.take(List.of(MAIN)));

                assertEquals(VaultException.MALFORMED, refused.exitCode());
                final Path order = home.resolve("claims").resolve("order");
                assertEquals(
                        "Cannot use " + order.getParent() + ", which keeps an account from being in two lanes: another"
                                + " process has locked " + order + " for 5 s. Nothing was sent. Next: find it (lsof "
                                + order + "), let it go on or end it, and start again.",
                        refused.getMessage());
            } finally {
                keeper.destroyForcibly().waitFor();
            }
            two.take(List.of(MAIN));
        }
    }

    private Process starter(final String lane) throws IOException {
        return process(Starter.class, home.toString(), lane);
    }

    private static Process process(final Class<?> main, final String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void go(final Process starter) throws IOException {
        starter.getOutputStream().write('g');
        starter.getOutputStream().flush();
    }

    private static String answer(final Process starter) throws IOException {
        return new BufferedReader(new InputStreamReader(starter.getInputStream(), StandardCharsets.UTF_8)).readLine();
    }

    private AccountClaims claims(final String lane, final String restUrl) {
        return AccountClaims.of(
                LaneDirectory.of(home, lane),
                new LaneIdentity(lane, LaneMode.SIM, LaneIdentity.FORMAT_VERSION),
                restUrl);
    }

    private static String refusal(final AccountClaims claims, final Identity account) {
        return assertThrows(VaultException.class, () -> claims.take(List.of(account)))
                .getMessage();
    }
}
