package io.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.muster.cli.ServiceRights;
import io.muster.cli.ServiceRights.When;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code muster doctor} looks for is what the chart grants. Skipped where there is no Go to build helm with. */
class ServiceRightsIT {

    private final Chart chart = new Chart(LintTools.forCharts());

    @ParameterizedTest
    @ValueSource(strings = {"watcher", "rbac-service", "network-service", "cni-service", "member-service"})
    void doctorLooksForWhatTheChartGrants(String service) {
        assertThat(needed(service, EnumSet.of(When.ALWAYS))).isEqualTo(granted("default", service));
        assertThat(needed(service, EnumSet.allOf(When.class))).isEqualTo(granted("openshift", service));
    }

    private static Set<String> needed(String service, Set<When> when) {
        return ServiceRights.of(service).stream().filter(right -> when.contains(right.when()))
                .map(right -> text(right.group(), right.resource(), right.name(), right.verb()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> granted(String values, String service) {
        Set<String> granted = new TreeSet<>();
        for (PolicyRule rule : chart.render("muster", "muster", values).object(ClusterRole.class, "muster-" + service)
                .getRules()) {
            List<String> names = rule.getResourceNames().isEmpty() ? List.of("") : rule.getResourceNames();
            rule.getApiGroups().forEach(group -> rule.getResources().forEach(resource -> names.forEach(name -> rule
                    .getVerbs().stream().filter(verb -> !verb.equals("bind"))
                    .forEach(verb -> granted.add(text(group, resource, name, verb))))));
        }
        return granted;
    }

    private static String text(String group, String resource, String name, String verb) {
        return "%s %s/%s %s".formatted(verb, group, resource, name);
    }
}
