package dragon.engine.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class CorePurityTest {
    private static final JavaClasses ENGINE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dragon.engine");
    private static final String[] PURE = {"dragon.engine.core..", "dragon.engine.strategy..", "dragon.engine.snapshot.."
    };

    @Test
    void theCoreKnowsOnlyTheJdkBuffersAndCodecs() {
        classes()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dragon.engine.core..",
                        "dragon.engine.strategy..",
                        "dragon.engine.snapshot..",
                        "dragon.engine.protocol..",
                        "java.lang..",
                        "java.util..",
                        "java.nio..",
                        "java.security..",
                        "org.agrona..")
                .check(ENGINE);
    }

    @Test
    void theCoreReadsNoClockDrawsNoRandomNumberAndStartsNoThread() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Object.class, "hashCode")
                .orShould()
                .callMethod(System.class, "identityHashCode", Object.class)
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.io..", "java.nio.file..", "java.nio.channels..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.Random.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.HashMap.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.Math$RandomNumberGeneratorHolder")
                .orShould()
                .callMethod(Math.class, "random")
                .check(ENGINE);
    }

    @Test
    void onlyTheAdapterKnowsChronicle() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dragon.engine.journal.chronicle..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("net.openhft..")
                .check(ENGINE);
    }

    @Test
    void nothingBelowTheProcessKnowsTheProcess() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dragon.engine.core..",
                        "dragon.engine.strategy..",
                        "dragon.engine.snapshot..",
                        "dragon.engine.journal..",
                        "dragon.engine.transport..",
                        "dragon.engine.lane..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dragon.engine.process..")
                .check(ENGINE);
    }
}
