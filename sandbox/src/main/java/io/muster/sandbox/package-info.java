@NullMarked
package io.muster.sandbox;

import org.jspecify.annotations.NullMarked;
