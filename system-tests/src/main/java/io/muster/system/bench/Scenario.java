package io.muster.system.bench;

import java.util.List;

/** Something to measure, on a cluster of its own. */
interface Scenario {

    /** Carries it out. */
    List<Finding> measure(Run run);
}
