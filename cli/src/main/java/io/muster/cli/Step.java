package io.muster.cli;

import java.util.function.Consumer;

/**
 * A numbered step of the demo.
 *
 * @param title
 *            what it shows, as a sentence
 * @param body
 *            what is done and seen; throws {@link StepFailed} where something is not
 */
record Step(String title, Consumer<Telling> body) {}
