@NullMarked
package io.muster.rbac;

import org.jspecify.annotations.NullMarked;
