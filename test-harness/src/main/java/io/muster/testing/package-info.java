/**
 * A real Kafka broker and a real kube-apiserver for every integration test, started once per test JVM. Start reading at
 * {@link io.muster.testing.RealServers}.
 */
@NullMarked
package io.muster.testing;

import org.jspecify.annotations.NullMarked;
