/**
 * A real Kafka broker and a real Kubernetes control plane on loopback, for the demo, for {@code muster up}, for tests
 * and for benchmarks. Start reading at {@link io.muster.sandbox.EmbeddedBroker} and
 * {@link io.muster.sandbox.LocalControlPlane}.
 */
@NullMarked
package io.muster.sandbox;

import org.jspecify.annotations.NullMarked;
