/**
 * NetworkAttachmentDefinitions for members, so that Multus finds the Istio CNI plugin's configuration for their pods.
 *
 * <p>
 * Start at {@link io.muster.cni.Attachments}, which says what a member gets; {@link io.muster.cni.CniService} starts it
 * all.
 */
@NullMarked
package io.muster.cni;

import org.jspecify.annotations.NullMarked;
