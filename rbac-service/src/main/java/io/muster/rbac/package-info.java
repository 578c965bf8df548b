/**
 * RoleBindings for members: copies of what a control plane's installation bound in its own namespace.
 *
 * <p>
 * Start at {@link io.muster.rbac.RoleBindings}, which says what a member gets; {@link io.muster.rbac.LiveSources} is
 * what the cluster bears out, and {@link io.muster.rbac.RbacService} starts it all.
 */
@NullMarked
package io.muster.rbac;

import org.jspecify.annotations.NullMarked;
