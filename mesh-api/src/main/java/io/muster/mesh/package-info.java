/// The Maistra custom resources as Java types, their CRDs, and the pure predicate that says which mesh claims
/// which namespace.
///
/// Start reading at [Claims]: it is evaluated by the watcher, which decides who is a member, and again by every service
/// before it grants anything. Its inputs are parsed once from the custom resources by [RollClaims] and [MemberClaim].
@NullMarked
package io.muster.mesh;

import org.jspecify.annotations.NullMarked;
