/**
 * What a member shows of its membership: the label of its Namespace, the statuses of rolls and member objects, and the
 * Events that tell a person what happened.
 *
 * <p>
 * Start at {@link io.muster.member.LabelDecision}, which says when a namespace is labelled, and
 * {@link io.muster.member.RollStatuses}, which says what a roll's status is: functions of values, both.
 * {@link io.muster.member.MemberLogic} wires what looks and writes around them.
 */
@NullMarked
package io.muster.member;

import org.jspecify.annotations.NullMarked;
