package dev.evenkeel.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What may depend on what; the rule is explained in ARCHITECTURE.md. */
class DependencyRuleTest {
    private static final String SERVER = "dev.evenkeel.server.";
    private static final String[] FEATURES = {"registry", "insights", "gateway", "monitor", "supervisor", "chaos", "ui"
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.evenkeel");

    @Test
    void theRulesSeeTheWholeProgram() {
        assertThat(CLASSES.contain("dev.evenkeel.core.deployment.Deployment")).isTrue();
        assertThat(CLASSES.contain("dev.evenkeel.server.Main")).isTrue();
    }

    @Test
    void coreIsPlainJava() {
        classes()
                .that()
                .resideInAPackage("dev.evenkeel.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.evenkeel.core..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void aFeatureKnowsNoOtherFeature() {
        for (String feature : FEATURES) {
            for (String other : FEATURES) {
                if (!feature.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(SERVER + feature + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(SERVER + other + "..")
                            .allowEmptyShould(true)
                            .check(CLASSES);
                }
            }
        }
    }

    @Test
    void onlyAppAndTheCommandLineSeeEverything() {
        noClasses()
                .that()
                .resideInAnyPackage(featurePackages())
                .or()
                .resideInAnyPackage(SERVER + "platform..", SERVER + "config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.evenkeel.server", SERVER + "cli..")
                .check(CLASSES);
    }

    @Test
    void thePlatformKnowsNoFeature() {
        noClasses()
                .that()
                .resideInAPackage(SERVER + "platform..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(featurePackages())
                .check(CLASSES);
    }

    @Test
    void theConfigurationKnowsTheCoreAlone() {
        noClasses()
                .that()
                .resideInAPackage(SERVER + "config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(featurePackages())
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage(SERVER + "platform..")
                .check(CLASSES);
    }

    @Test
    void noPackagesDependOnEachOtherInCircles() {
        slices().matching("dev.evenkeel.core.(*)..").should().beFreeOfCycles().check(CLASSES);
        slices().matching("dev.evenkeel.server.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void stateThatChangesIsNeverStatic() {
        noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage("dev.evenkeel..")
                .and()
                .areStatic()
                .should()
                .notBeFinal()
                .check(CLASSES);
        noFields()
                .that()
                .areStatic()
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .haveRawType("java.util.concurrent.ConcurrentHashMap")
                .check(CLASSES);
    }

    @Test
    void onlyMainEndsTheProcess() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.evenkeel.server.Main")
                .should()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Runtime.class, "halt", int.class)
                .check(CLASSES);
    }

    @Test
    void noClassIsLoadedByName() {
        noClasses().should().callMethod(Class.class, "forName", String.class).check(CLASSES);
    }

    private static String[] featurePackages() {
        String[] packages = new String[FEATURES.length];
        for (int i = 0; i < FEATURES.length; i++) {
            packages[i] = SERVER + FEATURES[i] + "..";
        }
        return packages;
    }
}
