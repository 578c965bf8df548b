@NullMarked
package io.muster.system;

import org.jspecify.annotations.NullMarked;
