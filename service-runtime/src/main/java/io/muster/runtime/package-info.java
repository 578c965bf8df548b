/**
 * What every Muster service shares, and nothing that only one of them needs.
 *
 * <p>
 * Start at {@link io.muster.runtime.Convergence}, which makes a namespace what it should be. Its desired state comes
 * from {@link io.muster.runtime.StateTables} (the compacted topics as tables), its actual state from
 * {@link io.muster.runtime.OurObjects} (an informer and the service's own writes), its share of the work from
 * {@link io.muster.runtime.Ownership} (the consumer group). {@link io.muster.runtime.ConcernService} wires them.
 */
@NullMarked
package io.muster.runtime;

import org.jspecify.annotations.NullMarked;
