/**
 * Cluster changes to events: who is a member of which mesh, and what a mesh's members get.
 *
 * <p>
 * Start at {@link io.muster.watcher.Register}, the whole of membership as a function of values: changes of the cluster
 * go in, events to be published come out.
 */
@NullMarked
package io.muster.watcher;

import org.jspecify.annotations.NullMarked;
