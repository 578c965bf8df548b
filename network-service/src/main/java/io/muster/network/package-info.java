/**
 * Network access between the members of a mesh, by whatever means this cluster's network has.
 *
 * <p>
 * Each mode is one class: {@link io.muster.network.NetworkPolicyMode}, {@link io.muster.network.MultitenantMode},
 * {@link io.muster.network.SubnetMode} and {@link io.muster.network.UnsupportedMode}.
 * {@link io.muster.network.PodNetworkSteps} decides about joins of OpenShift SDN,
 * {@link io.muster.network.NetworkLogic} puts the modes together, and {@link io.muster.network.NetworkService} starts
 * it all.
 */
@NullMarked
package io.muster.network;

import org.jspecify.annotations.NullMarked;
