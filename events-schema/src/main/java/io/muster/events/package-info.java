/**
 * The event contract: what Muster's services say to each other over Kafka, and nothing else.
 *
 * <p>
 * Start at {@link io.muster.events.Event}, which is one fact; {@link io.muster.events.EventType} lists the facts there
 * are, {@link io.muster.events.Payload} what they carry, {@link io.muster.events.Topics} where they travel and
 * {@link io.muster.events.EventCodec} how they look there.
 */
@NullMarked
package io.muster.events;

import org.jspecify.annotations.NullMarked;
