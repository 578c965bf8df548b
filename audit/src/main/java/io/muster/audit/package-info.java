/**
 * What can be told from the topics alone, as functions of the records read: nothing here reads Kafka or the cluster.
 *
 * <p>
 * Start at {@link io.muster.audit.LogRecord}, which is a record of which only the headers have been looked at;
 * {@link io.muster.audit.Present} is how things stand, {@link io.muster.audit.History} what led there,
 * {@link io.muster.audit.Past} how they stood.
 */
@NullMarked
package io.muster.audit;

import org.jspecify.annotations.NullMarked;
