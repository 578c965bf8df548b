package io.muster.sandbox;

import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** The program that {@link LocalControlPlaneIT} kills: it starts a control plane and waits for its end. */
final class ControlPlaneParent {
    private ControlPlaneParent() {}

    public static void main(String[] args) throws InterruptedException {
        LocalControlPlane controlPlane = LocalControlPlane.startTemporary(ControlPlaneOptions.located());
        // A paused process is the hard case: it can do nothing about its own end.
        controlPlane.pauseApiServer();
        String pids = controlPlane.pids().values().stream().map(String::valueOf).collect(Collectors.joining(","));
        System.out.println("started " + pids + " " + controlPlane.kubeconfig().getParent());
        new CountDownLatch(1).await();
    }
}
