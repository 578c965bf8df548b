@NullMarked
package io.muster.mesh;

import org.jspecify.annotations.NullMarked;
