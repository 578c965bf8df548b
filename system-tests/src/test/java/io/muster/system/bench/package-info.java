@NullMarked
package io.muster.system.bench;

import org.jspecify.annotations.NullMarked;
