package dragon.monitor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script at the root. */
class LauncherTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    @Test
    void hasTheSameJvmFlagsAsTheBuild() throws IOException {
        assertEquals(
                words(Files.readString(ROOT.resolve("pom.xml")), "<dragon\\.jvm\\.flags>(.*?)</dragon\\.jvm\\.flags>"),
                words(Files.readString(ROOT.resolve("dragon")), "(?ms)^flags=\\((.*?)^\\)"));
    }

    @Test
    void switchesOffWhateverPhonesHome() throws IOException {
        final List<String> flags = words(Files.readString(ROOT.resolve("dragon")), "(?ms)^flags=\\((.*?)^\\)");
        assertTrue(flags.contains("-Dchronicle.analytics.disable=true"));
        assertTrue(flags.contains("-Dchronicle.announcer.disable=true"));
    }

    @Test
    void saysInOneLineThatThereIsNoJavaAlsoThroughALink() throws Exception {
        final Path link = Files.createSymbolicLink(directory.resolve("dragon"), ROOT.resolve("dragon"));
        final ProcessBuilder builder = new ProcessBuilder(link.toString(), "status");
        builder.directory(directory.toFile());
        builder.environment().put("JAVA_HOME", directory.toString());
        final Process process = builder.redirectErrorStream(true).start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(3, process.exitValue(), said);
        assertEquals(1, said.lines().count(), said);
        Files.delete(link);
        assertTrue(said.contains("JAVA_HOME is '" + directory + "'") && said.contains("Next: "), said);
    }

    @Test
    void refusesAJavaThatIsTooOld() throws Exception {
        Files.createDirectories(directory.resolve("bin"));
        final Path java = Files.writeString(directory.resolve("bin/java"), "#!/bin/sh\nexit 1\n");
        assertTrue(java.toFile().setExecutable(true));
        Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        final ProcessBuilder builder = new ProcessBuilder(ROOT.resolve("dragon").toString(), "status");
        builder.environment().put("JAVA_HOME", directory.toString());
        final Process process = builder.redirectErrorStream(true).start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(3, process.exitValue(), said);
        assertTrue(said.contains("11.0.2") && said.contains("17 or newer"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill", "halt", "panic", "flatten", "release", "live", "status", "--lane bots kill"})
    void letsNoBuildStandBetweenAnUrgentVerbAndTheEngine(final String arguments) throws Exception {
        final Process process = startOfOlderSources(arguments);
        final String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), said);
        assertEquals(1, said.lines().count(), said);
        assertTrue(said.contains("built from older sources"), said);
        assertFalse(Files.exists(directory.resolve("maven-ran")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "bot pause kill"})
    void buildsFirstForAnyOtherVerb(final String arguments) throws Exception {
        final Process process = startOfOlderSources(arguments);
        final String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertTrue(Files.exists(directory.resolve("maven-ran")), said);
    }

    @Test
    void buildsFirstForAnUrgentVerbToo_whereNothingWasBuiltYet() throws Exception {
        prepareOlderJars();
        Files.delete(directory.resolve("monitor/target/lib/dragon-engine-1.jar"));
        final Process process = start("kill");
        final String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertTrue(Files.exists(directory.resolve("maven-ran")), said);
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // Nothing else ends the wait for a pipe.
    void rehearsesOnceMoreADayAfterARehearsalThatCameToNothing() throws Exception {
        prepareOlderJars();
        final Path archive = directory.resolve("target/archive/jdk-17.0.2.jsa");
        final Path tried = write("target/archive/jdk-17.0.2.jsa.tried", "");
        final Path begun = directory.resolve("begun");
        assertEquals(0, new ProcessBuilder("mkfifo", begun.toString()).start().waitFor());
        script(
                "jdk/bin/java",
                "#!/bin/sh\nif [ -n \"$DRAGON_REHEARSAL\" ] && mkdir '" + begun + ".once'; then echo yes >'" + begun
                        + "'; fi\n");

        Files.setLastModifiedTime(tried, FileTime.from(Instant.now().minusSeconds(1800)));
        final FileTime before = Files.getLastModifiedTime(tried);
        runToTheEndOfItsOutput();
        assertEquals(before, Files.getLastModifiedTime(tried), "half an hour ago: not now");

        for (final Path jar : jars()) {
            Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(48 * 3600)));
        }
        Files.setLastModifiedTime(tried, FileTime.from(Instant.now().minusSeconds(25 * 3600)));
        runToTheEndOfItsOutput(); // Which does not wait for the rehearsal: nobody reads yet that it has begun.
        assertEquals("yes\n", Files.readString(begun));
        assertEquals(
                0,
                new ProcessBuilder("flock", archive + ".lock", "true").start().waitFor(),
                "it has ended");
        assertTrue(Files.getLastModifiedTime(tried)
                .toInstant()
                .isAfter(Instant.now().minusSeconds(600)));
        assertFalse(Files.exists(archive));
    }

    private void runToTheEndOfItsOutput() throws Exception {
        final Process process = start("status", "on");
        process.getErrorStream().readAllBytes();
        assertEquals(0, process.waitFor());
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("monitor/target"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }

    private Process startOfOlderSources(final String arguments) throws IOException {
        prepareOlderJars();
        return start(arguments);
    }

    /** A copy of the launcher beside jars of an hour ago, sources of now, and a JDK and a Maven that do nothing. */
    private void prepareOlderJars() throws IOException {
        script("dragon", Files.readString(ROOT.resolve("dragon")));
        script("jdk/bin/java", "#!/bin/sh\nexit 0\n");
        script("jdk/bin/javac", "#!/bin/sh\nexit 0\n");
        write("jdk/release", "JAVA_VERSION=\"17.0.2\"\n");
        script("bin/mvn", "#!/bin/sh\ntouch '" + directory.resolve("maven-ran") + "'\n");
        write("pom.xml", "");
        for (final String module : List.of("engine", "gateway", "journal-tools", "monitor", "bench")) {
            write(module + "/pom.xml", "");
            write(module + "/src/main/Source.java", "");
            final Path jar = write("monitor/target/lib/dragon-" + module + "-1.jar", "");
            Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(3600)));
        }
        final Path jar = write("monitor/target/dragon-monitor-1.jar", "");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(3600)));
    }

    private Process start(final String arguments) throws IOException {
        return start(arguments, "off");
    }

    private Process start(final String arguments, final String archive) throws IOException {
        final List<String> command = new ArrayList<>();
        command.add(directory.resolve("dragon").toString());
        command.addAll(List.of(arguments.split(" ", -1)));
        final ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", directory.resolve("jdk").toString());
        builder.environment().put("DRAGON_ARCHIVE", archive);
        builder.environment().put("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
        builder.environment().keySet().removeAll(List.of("DRAGON_SUPERVISED", "DRAGON_REHEARSAL", "DRAGON_NICE"));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return builder.start();
    }

    private void script(final String name, final String text) throws IOException {
        assertTrue(write(name, text).toFile().setExecutable(true));
    }

    private Path write(final String name, final String text) throws IOException {
        final Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static List<String> words(final String text, final String pattern) {
        final Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertTrue(matcher.find(), pattern);
        return Arrays.asList(matcher.group(1).strip().split("\\s+", -1));
    }
}
