package io.muster.network;

import java.time.Duration;

/**
 * How long to put up with the SDN.
 *
 * @param answer
 *            how long a request may stay unanswered before it is reported as failed; it stays all the same
 * @param tries
 *            how often a request may be taken away without being carried out before that is reported as failed; it is
 *            made again all the same
 * @param longestPause
 *            between two such tries
 */
record Patience(Duration answer, int tries, Duration longestPause) {}
