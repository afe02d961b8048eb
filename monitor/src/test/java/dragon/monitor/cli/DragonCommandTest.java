package dragon.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class DragonCommandTest {
    @Test
    void readsOnlyTheVerbThatIsNamed() {
        assertEquals(Set.of("status"), names("--lane", "main", "status"));
    }

    @Test
    void readsAllForAWordThatIsNoVerbAndForHelp() {
        assertTrue(names("stauts").contains("status"));
        assertEquals(names(), names("stauts"));
        assertEquals(names(), names("help", "status"));
    }

    private static Set<String> names(final String... arguments) {
        return DragonCommand.commandLine(arguments).getSubcommands().keySet();
    }
}
