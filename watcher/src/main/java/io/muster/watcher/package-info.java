@NullMarked
package io.muster.watcher;

import org.jspecify.annotations.NullMarked;
