/**
 * The benchmarks: what Muster takes for a job, beside what the API server's own client takes for the same writes.
 *
 * <p>
 * Start at {@link io.muster.system.bench.Scenario}, which lists what is measured and what must be reached.
 */
@NullMarked
package io.muster.system.bench;

import org.jspecify.annotations.NullMarked;
