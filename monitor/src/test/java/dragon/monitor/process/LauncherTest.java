package dragon.monitor.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private static List<String> words(final String text, final String pattern) {
        final Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertTrue(matcher.find(), pattern);
        return Arrays.asList(matcher.group(1).strip().split("\\s+", -1));
    }
}
