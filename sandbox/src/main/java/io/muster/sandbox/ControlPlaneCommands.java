package io.muster.sandbox;

import io.muster.sandbox.ControlPlaneState.Ports;
import java.util.ArrayList;
import java.util.List;

/**
 * The command lines of the three programs: loopback only, RBAC on, no leader election, no more controllers than used.
 */
record ControlPlaneCommands(ControlPlaneFiles files, Ports ports, ControlPlaneOptions options) {
    private static final String LOOPBACK = "127.0.0.1";

    String server() {
        return "https://" + LOOPBACK + ":" + ports.apiServer();
    }

    private String etcdAddress() {
        return "http://" + LOOPBACK + ":" + ports.etcd();
    }

    List<String> etcd() {
        String peer = "http://" + LOOPBACK + ":" + ports.etcdPeer();
        return List.of(options.binaries().etcd().toString(), "--name", "muster", "--data-dir",
                files.etcdData().toString(), "--listen-client-urls", etcdAddress(), "--advertise-client-urls",
                etcdAddress(), "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster",
                "muster=" + peer, "--log-level", "warn",
                // What was written survives a kill of the process all the same, only not a loss of power.
                "--unsafe-no-fsync");
    }

    List<String> apiServer() {
        List<String> command = new ArrayList<>(List.of(options.binaries().apiServer().toString(), "--etcd-servers",
                etcdAddress(), "--bind-address", LOOPBACK, "--advertise-address", LOOPBACK, "--secure-port",
                Integer.toString(ports.apiServer()), "--endpoint-reconciler-type", "none", "--cert-dir",
                files.certificates().toString(), "--token-auth-file", files.tokens().toString(), "--authorization-mode",
                "RBAC", "--service-cluster-ip-range", "10.0.0.0/24", "--service-account-issuer",
                "https://kubernetes.default.svc", "--service-account-key-file", files.verificationKey().toString(),
                "--service-account-signing-key-file", files.signingKey().toString()));
        command.addAll(options.apiServerFlags());
        return List.copyOf(command);
    }

    /**
     * Deleting a namespace, the default service account, what owner references delete, and the cluster roles view, edit
     * and admin, which are empty until they are aggregated, need their controllers.
     */
    List<String> controllerManager() {
        return List.of(options.binaries().controllerManager().toString(), "--kubeconfig",
                files.kubeconfig(ControlPlaneFiles.ADMIN).toString(), "--leader-elect=false", "--controllers",
                "namespace-controller,serviceaccount-controller,garbage-collector-controller,"
                        + "clusterrole-aggregation-controller",
                // With the default of 20 requests a second, 500 namespaces have their service accounts after 25 s.
                "--kube-api-qps", "400", "--kube-api-burst", "800",
                "--secure-port", "0");
    }
}
