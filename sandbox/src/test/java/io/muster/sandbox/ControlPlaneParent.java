package io.muster.sandbox;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The program that {@link LocalControlPlaneIT} kills: it starts a control plane and waits for its end. */
final class ControlPlaneParent {
    private ControlPlaneParent() {}

    public static void main(String[] args) throws InterruptedException {
        LocalControlPlane controlPlane = LocalControlPlane.start(Path.of(args[0]), ControlPlaneOptions.located());
        // A paused process is the hard case: it can do nothing about its own end.
        controlPlane.pauseApiServer();
        System.out.println(controlPlane.pids().values());
        new CountDownLatch(1).await();
    }
}
