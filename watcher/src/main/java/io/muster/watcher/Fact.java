package io.muster.watcher;

import io.muster.events.Cause;

/**
 * What is known of an object.
 *
 * @param content
 *            what matters of it
 * @param cause
 *            the change that made it so
 */
record Fact<C extends Content>(C content, Cause cause) {}
