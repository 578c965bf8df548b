/**
 * The {@code muster} command. Start reading at {@link io.muster.cli.Main}, which lists the commands; each is a class of
 * its own. {@code up} puts all services into one JVM ({@link io.muster.cli.Installation}).
 */
@NullMarked
package io.muster.cli;

import org.jspecify.annotations.NullMarked;
