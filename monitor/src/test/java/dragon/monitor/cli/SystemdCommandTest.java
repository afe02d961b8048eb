package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dragon.engine.lane.LaneDirectory;
import dragon.engine.protocol.LaneMode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units as they are written for this machine. */
class SystemdCommandTest {
    private static final Pattern UNFILLED = Pattern.compile("@[A-Z_]+@");

    @TempDir
    private Path home;

    private Path units;
    private Path launcher;

    @BeforeEach
    void makeALane() throws IOException {
        LaneDirectory.of(home, "main").create("main", LaneMode.SIM);
        units = Files.createDirectory(home.resolve("units"));
        launcher = Files.createFile(home.resolve("dragon"));
        assertTrue(launcher.toFile().setExecutable(true));
    }

    @Test
    void printsEveryUnitWithThePlacesOfThisMachine() {
        final CommandLineRun run =
                CommandLineRun.of(home, "systemd", "--launcher", launcher.toString(), "--user", "trader");

        assertEquals(0, run.status(), run.err());
        assertFalse(UNFILLED.matcher(run.out()).find(), run.out());
        assertTrue(run.out().contains("ExecStart=" + launcher + " engine --lane %i --standby\n"), run.out());
        assertTrue(run.out().contains("Environment=DRAGON_HOME=" + home + "\n"), run.out());
        assertTrue(run.out().contains("User=trader\n"), run.out());
        assertTrue(run.err().contains("dragon@main.target"), run.err());
    }

    @Test
    void giveTheEnginesNoNetworkAndTheKeyToTheGatewayAlone() throws IOException {
        write();
        for (final String service : List.of("engine", "standby", "snapshotter")) {
            final String text = text("dragon-" + service + "@.service");
            assertTrue(text.contains("\nPrivateNetwork=yes\n"), service);
            assertTrue(text.contains("\nRestrictAddressFamilies=AF_UNIX\n"), service);
            assertFalse(text.contains("LoadCredential"), service);
        }
        final String gateway = text("dragon-gateway@.service");
        assertFalse(gateway.contains("PrivateNetwork"), gateway);
        assertTrue(gateway.contains("\nLoadCredential=dragon_master_key:/etc/dragon/%i.key\n"), gateway);
        for (final String service : List.of("engine", "standby", "gateway", "snapshotter")) {
            final String text = text("dragon-" + service + "@.service");
            for (final String line :
                    List.of("Type=notify", "NoNewPrivileges=yes", "ProtectSystem=strict", "ReadWritePaths=" + home)) {
                assertTrue(text.contains("\n" + line + "\n"), service + " lacks " + line);
            }
            assertTrue(text.contains("\nWatchdogSec="), service);
        }
    }

    @Test
    void startAgainWithoutEndUnlessAPersonHasToLook() throws IOException {
        write();
        for (final String service : List.of("engine", "standby", "gateway", "snapshotter")) {
            final String text = text("dragon-" + service + "@.service");
            assertTrue(text.contains("\nStartLimitIntervalSec=0\n"), service);
            assertFalse(text.contains("StartLimitBurst"), service);
        }
        for (final String service : List.of("engine", "standby")) {
            final String text = text("dragon-" + service + "@.service");
            for (final String line :
                    List.of("RestartPreventExitStatus=2 3 10", "WatchdogSec=15", "TimeoutStartSec=infinity")) {
                assertTrue(text.contains("\n" + line + "\n"), service + " lacks " + line);
            }
        }
        assertFalse(text("dragon-standby@.service").contains("\nAfter="), "waits for the first engine");
        assertTrue(text("dragon-gateway@.service").contains("\nRestartPreventExitStatus=2 3 5 11\n"));
    }

    @Test
    void rootRunsALaneOnlyWhereSomebodySaysSo() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "this is not run by root");
        final CommandLineRun run =
                CommandLineRun.of(home, "systemd", "--launcher", launcher.toString(), "--to", units.toString());

        assertEquals(2, run.status());
        assertTrue(run.err().contains("add --user NAME"), run.err());
        try (Stream<Path> written = Files.list(units)) {
            assertEquals(0, written.count());
        }
        write();
        assertTrue(text("dragon-engine@.service").contains("\nUser=root\n"));
    }

    @Test
    void aPathThatAUnitCannotCarryIsRefused() {
        final CommandLineRun run =
                CommandLineRun.of(home, "systemd", "--user", "trader", "--launcher", "/opt/my dragon");

        assertEquals(3, run.status());
        assertTrue(run.err().contains("'/opt/my dragon'"), run.err());
    }

    @Test
    void aLaneThatIsNotThereIsRefused() {
        final CommandLineRun run =
                CommandLineRun.of(home, "systemd", "--lane", "nowhere", "--launcher", launcher.toString());

        assertEquals(4, run.status());
        assertTrue(run.err().contains("No lane 'nowhere'"), run.err());
    }

    @Test
    void systemdFindsNothingToSayAboutTheUnits() throws Exception {
        final File analyze = new File("/usr/bin/systemd-analyze");
        assumeTrue(analyze.canExecute(), "there is no systemd-analyze here");
        write();
        // Of an instance as it runs: a template alone is not looked at to the end.
        final List<String> command = new ArrayList<>(List.of(analyze.getPath(), "verify", "--man=no"));
        try (Stream<Path> templates = Files.list(units)) {
            for (final Path template : templates.toList()) {
                final Path instance =
                        units.resolve(template.getFileName().toString().replace("@.", "@main."));
                Files.copy(template, instance);
                command.add(instance.toString());
            }
        }
        final ProcessBuilder verify = new ProcessBuilder(command).redirectErrorStream(true);
        verify.environment().put("SYSTEMD_UNIT_PATH", units + ":");
        final Process process = verify.start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, process.waitFor(), said);
        assertFalse(said.contains(units.toString()), said);
    }

    private void write() {
        final CommandLineRun run = CommandLineRun.of(
                home, "systemd", "--launcher", launcher.toString(), "--to", units.toString(), "--user", "root");
        assertEquals(0, run.status(), run.err());
        assertEquals(5, run.out().lines().count());
    }

    private String text(final String unit) throws IOException {
        return Files.readString(units.resolve(unit));
    }
}
