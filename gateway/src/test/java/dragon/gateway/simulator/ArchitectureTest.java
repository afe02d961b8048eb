package dragon.gateway.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses SIMULATOR = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dragon.gateway.simulator");

    @Test
    void theWitnessSharesNoCodeWithThoseItWatches() {
        noClasses()
                .should()
                .dependOnClassesThat(new DescribedPredicate<JavaClass>("belong to the rest of Dragon") {
                    @Override
                    public boolean test(final JavaClass type) {
                        // How a mistyped flag is answered is the same for all verbs, and nothing that it witnesses.
                        return type.getPackageName().startsWith("dragon.")
                                && !type.getFullName().equals("dragon.engine.process.UsageLine")
                                && !type.getPackageName().startsWith("dragon.gateway.simulator");
                    }
                })
                .check(SIMULATOR);
    }
}
