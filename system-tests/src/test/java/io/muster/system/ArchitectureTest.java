package io.muster.system;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import io.muster.runtime.Deletion;
import io.muster.runtime.MergePatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** What may use what: the arrows between the modules, and the rules that hold across them. */
@AnalyzeClasses(packages = ArchitectureTest.OURS, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    static final String OURS = "io.muster";

    /** Those that apply a concern each; none of them knows another. */
    private static final List<String> CONCERNS = List.of("rbac", "network", "cni", "member");
    private static final Set<String> CONTRACT = Set.of("events", "mesh");
    private static final Set<String> RUNTIME = Set.of("events", "mesh", "runtime");

    /** What each module may use of the others, itself aside. */
    private static final Map<String, Set<String>> ARROWS = arrows();

    private static Map<String, Set<String>> arrows() {
        Map<String, Set<String>> arrows = new HashMap<>(Map.of("events", Set.of(), "mesh", Set.of(), "sandbox",
                Set.of(), "testing", Set.of("events", "mesh", "sandbox"), "runtime", CONTRACT, "watcher", RUNTIME,
                "audit", Set.of("events")));
        CONCERNS.forEach(concern -> arrows.put(concern, RUNTIME));
        Set<String> all = new HashSet<>(arrows.keySet());
        all.remove("testing");
        arrows.put("cli", Set.copyOf(all));
        all.add("cli");
        arrows.put("system", Set.copyOf(all));
        return arrows;
    }

    private static final Set<String> WRITES = Set.of("create", "createOr", "createOrReplace", "update", "updateStatus",
            "replace", "replaceStatus", "patch", "patchStatus", "edit", "editStatus", "accept", "serverSideApply",
            "delete", "deleteByGrace", "withGracePeriod", "withPropagationPolicy", "scale", "evict");

    @ArchTest
    static void everyModuleUsesOnlyWhatTheDesignLetsItUse(JavaClasses all) {
        Set<String> modules = all.stream().map(ArchitectureTest::module).collect(Collectors.toSet());
        assertThat(ARROWS.keySet()).as("modules that the table knows").containsAll(modules);
        ARROWS.forEach((module, others) -> {
            List<String> allowed = new ArrayList<>(others.stream().map(ArchitectureTest::packages).toList());
            allowed.add(packages(module));
            classes().that().resideInAPackage(packages(module)).should()
                    .onlyDependOnClassesThat(resideInAnyPackage(allowed.toArray(String[]::new))
                            .or(resideOutsideOfPackage(OURS + "..")))
                    .allowEmptyShould(true).check(all);
        });
    }

    @ArchTest
    static final ArchRule ONLY_THE_SANDBOX_KNOWS_THE_BROKER = noClasses().that()
            .resideOutsideOfPackages(packages("sandbox"), packages("testing")).should().dependOnClassesThat()
            .resideInAnyPackage("kafka..", "org.apache.kafka.server..", "org.apache.kafka.metadata..",
                    "org.apache.kafka.raft..", "org.apache.kafka.controller..", "org.apache.kafka.storage..");

    @ArchTest
    static final ArchRule THE_WATCHER_ONLY_READS_THE_CLUSTER = noClasses().that()
            .resideInAPackage(packages("watcher")).should().callMethodWhere(writesToTheCluster());

    @ArchTest
    static final ArchRule SERVICES_WRITE_TO_THE_CLUSTER_IN_ONE_PLACE = noClasses().that()
            .resideInAnyPackage(packagesOf(CONCERNS, "runtime")).and()
            // A bare request itself; who calls it counts.
            .doNotHaveFullyQualifiedName(OURS + ".runtime.Deletion").and()
            .doNotHaveFullyQualifiedName(OURS + ".runtime.OurObjects").and()
            .doNotHaveFullyQualifiedName(OURS + ".network.NetNamespaces").and()
            .doNotHaveFullyQualifiedName(OURS + ".member.ClusterWrites").should()
            .callMethodWhere(writesToTheCluster());

    /** Logging is set up before a main has read its settings. */
    @ArchTest
    static final ArchRule ONLY_A_MAIN_LOOKS_AT_THE_ENVIRONMENT_AND_ENDS_THE_PROCESS = noClasses().that()
            .resideInAnyPackage(packagesOf(CONCERNS, "events", "mesh", "runtime", "watcher", "cli"))
            .and().haveSimpleNameNotEndingWith("Main").and().doNotHaveSimpleName("Logging").should()
            .callMethod(System.class, "getenv").orShould()
            .callMethod(System.class, "getenv", String.class).orShould().callMethod(System.class, "exit", int.class);

    @ArchTest
    static final ArchRule NOTHING_IS_NULL_UNLESS_IT_SAYS_SO = classes().should(new ArchCondition<>(
            "be in a package that is @NullMarked") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                events.add(violated(type, type.getName() + " is in a package that is not @NullMarked"));
            }
        }
    });

    private static DescribedPredicate<JavaCall<?>> writesToTheCluster() {
        return describe("the call is a write of the Kubernetes client",
                call -> isBareWrite(call) || (isOfClient(call)
                        && (WRITES.contains(call.getTarget().getName()) || isRawWrite(call))));
    }

    private static boolean isBareWrite(JavaCall<?> call) {
        return (call.getTargetOwner().isEquivalentTo(MergePatch.class)
                || call.getTargetOwner().isEquivalentTo(Deletion.class)) && call.getTarget().getName().equals("send");
    }

    private static boolean isOfClient(JavaCall<?> call) {
        return call.getTargetOwner().getPackageName().startsWith("io.fabric8.kubernetes.client");
    }

    /** With a path alone it is a GET. */
    private static boolean isRawWrite(JavaCall<?> call) {
        return call.getTarget().getName().equals("raw") && call.getTarget().getRawParameterTypes().size() > 1;
    }

    private static String[] packagesOf(List<String> modules, String... more) {
        return Stream.concat(modules.stream(), Stream.of(more)).map(ArchitectureTest::packages).toArray(String[]::new);
    }

    private static String packages(String module) {
        return OURS + "." + module + "..";
    }

    private static String module(JavaClass type) {
        return type.getPackageName().split("\\.", -1)[2];
    }
}
