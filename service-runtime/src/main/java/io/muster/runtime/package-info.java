@NullMarked
package io.muster.runtime;

import org.jspecify.annotations.NullMarked;
