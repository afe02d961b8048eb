package dragon.monitor.screen;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The monitor cannot act: it does not even see the classes that could. */
class MonitorBordersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dragon.monitor");

    @Test
    void theScreenKnowsSnapshotsAndCountersOnly() {
        noClasses()
                .that()
                .resideInAPackage("dragon.monitor.screen..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dragon.engine.transport..",
                        "dragon.engine.journal..",
                        "dragon.engine.core..",
                        "dragon.engine.protocol..",
                        "dragon.engine.strategy..",
                        "dragon.gateway..",
                        "dragon.tools..",
                        "dragon.monitor.cli..",
                        "dragon.monitor.child..")
                .check(CLASSES);
    }

    @Test
    void theTerminalLibraryStaysInItsTwoClasses() {
        noClasses()
                .that()
                .resideInAPackage("dragon.monitor..")
                .and()
                .doNotHaveSimpleName("Monitor")
                .and()
                .doNotHaveSimpleName("BufferCanvas")
                .and()
                .haveNameNotMatching(".*\\$\\d+")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.tamboui..")
                .check(CLASSES);
    }

    @Test
    void snapshotsAreReadByWhoeverLooksAndWrittenByNobody() {
        noClasses()
                .that()
                .resideInAPackage("dragon.monitor.snapshot..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dragon.engine.transport..", "dragon.gateway..", "dragon.tools..", "dragon.monitor.cli..")
                .check(CLASSES);
    }
}
