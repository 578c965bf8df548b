package io.muster.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalControlPlaneIT {
    private static final ControlPlaneOptions OPTIONS = ControlPlaneOptions.located();

    @TempDir
    Path dir;

    @Test
    void grantsATokenWhatARoleBindingSaysAndNoMore() {
        AccessToken reader = AccessToken.serviceAccount("mesh", "reader");
        try (LocalControlPlane controlPlane = LocalControlPlane.start(dir, OPTIONS.withTokens(reader));
                KubernetesClient admin = client(controlPlane.kubeconfig());
                KubernetesClient asReader = client(controlPlane.kubeconfig(reader))) {
            create(admin, "member");
            assertThatThrownBy(() -> asReader.pods().inNamespace("member").list())
                    .isInstanceOfSatisfying(KubernetesClientException.class,
                            e -> assertThat(e.getCode()).isEqualTo(403))
                    .hasMessageContaining("system:serviceaccount:mesh:reader");

            admin.resource(viewFor("member", "mesh", "reader")).create();

            // The authorizer follows the cluster through a watch.
            await().until(() -> mayListPods(asReader, "member"));
            assertThat(mayListPods(asReader, "default")).isFalse();
        }
    }

    @Test
    void keepsItsObjectsAndItsCredentialsOverARestart() {
        String kubeconfig;
        try (LocalControlPlane controlPlane = LocalControlPlane.start(dir, OPTIONS);
                KubernetesClient admin = client(controlPlane.kubeconfig())) {
            kubeconfig = read(controlPlane.kubeconfig());
            create(admin, "kept");
        }
        try (LocalControlPlane controlPlane = LocalControlPlane.start(dir, OPTIONS);
                KubernetesClient admin = client(kubeconfig)) {
            assertThat(read(controlPlane.kubeconfig())).isEqualTo(kubeconfig);
            assertThat(admin.namespaces().withName("kept").get()).isNotNull();
        }
    }

    @Test
    void servesAgainAtTheSameAddressAfterTheApiServerWasKilledOrPaused() throws Exception {
        try (LocalControlPlane controlPlane = LocalControlPlane.start(dir, OPTIONS);
                KubernetesClient admin = client(controlPlane.kubeconfig())) {
            String server = controlPlane.server();
            Namespace before = create(admin, "kept");

            controlPlane.killApiServer();
            assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port(server)).close())
                    .isInstanceOf(ConnectException.class);
            controlPlane.restartApiServer();

            assertThat(controlPlane.server()).isEqualTo(server);
            assertThat(admin.namespaces().withName("kept").get().getMetadata().getUid())
                    .isEqualTo(before.getMetadata().getUid());

            controlPlane.pauseApiServer();
            new Socket(InetAddress.getLoopbackAddress(), port(server)).close();
            controlPlane.resumeApiServer();
            assertThat(admin.namespaces().withName("kept").get()).isNotNull();
        }
    }

    @Test
    void deletesNamespaces() {
        try (LocalControlPlane controlPlane = LocalControlPlane.start(dir, OPTIONS);
                KubernetesClient admin = client(controlPlane.kubeconfig())) {
            create(admin, "short-lived");
            admin.namespaces().withName("short-lived").delete();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> admin.namespaces().withName("short-lived").get() == null);
        }
    }

    @Test
    void leavesNothingBehindWhenItsParentIsKilledWithAllItsProcessGroup() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process parent = new ProcessBuilder("/bin/sh", "-c", Guardian.OWN_SESSION, java, "-cp",
                System.getProperty("java.class.path"), ControlPlaneParent.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        List<Long> pids;
        Path left;
        try (BufferedReader output = parent.inputReader(UTF_8)) {
            String[] started = output.lines().filter(line -> line.startsWith("started ")).findFirst().orElseThrow()
                    .split(" ", -1);
            pids = Arrays.stream(started[1].split(",", -1)).map(Long::valueOf).toList();
            left = Path.of(started[2]);
            assertThat(pids).hasSize(3).allMatch(LocalControlPlaneIT::isRunning);
            assertThat(left).isDirectory();
        } finally {
            new ProcessBuilder("/bin/sh", "-c", "kill -9 -" + parent.pid()).inheritIO().start().waitFor();
        }
        await().untilAsserted(() -> assertThat(pids).noneMatch(LocalControlPlaneIT::isRunning));
        await().untilAsserted(() -> assertThat(left).doesNotExist());
    }

    @Test
    void removesTheDirectoryOfATemporaryOne() {
        Path temporary;
        try (LocalControlPlane controlPlane = LocalControlPlane.startTemporary(OPTIONS)) {
            temporary = controlPlane.kubeconfig().getParent();
            assertThat(temporary).isDirectory();
        }
        assertThat(temporary).doesNotExist();
    }

    @Test
    void staysWhenStartedDetachedUntilItIsStopped() {
        try (KubernetesClient admin = client(LocalControlPlane.startDetached(dir, OPTIONS))) {
            create(admin, "seen");
            assertThat(LocalControlPlane.isRunning(dir)).isTrue();
            assertThatThrownBy(() -> LocalControlPlane.start(dir, OPTIONS)).isInstanceOf(SandboxException.class)
                    .hasMessageContaining("runs on " + dir);
        } finally {
            assertThat(LocalControlPlane.stopDetached(dir)).isTrue();
        }
        assertThat(LocalControlPlane.isRunning(dir)).isFalse();
        assertThat(LocalControlPlane.stopDetached(dir)).isFalse();
    }

    @Test
    void showsTheEndOfTheLogWhenItDoesNotStart() {
        ControlPlaneOptions wrong = OPTIONS.withApiServerFlags("--no-such-flag");
        assertThatThrownBy(() -> LocalControlPlane.start(dir, wrong)).isInstanceOf(SandboxException.class)
                .hasMessageContaining("unknown flag: --no-such-flag");
        assertThat(LocalControlPlane.isRunning(dir)).isFalse();
    }

    private static boolean mayListPods(KubernetesClient client, String namespace) {
        try {
            client.pods().inNamespace(namespace).list();
            return true;
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).isEqualTo(403);
            return false;
        }
    }

    private static Namespace create(KubernetesClient client, String name) {
        return client.resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
    }

    private static RoleBinding viewFor(String namespace, String accountNamespace, String account) {
        return new RoleBindingBuilder().withNewMetadata().withNamespace(namespace).withName("view").endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view").addNewSubject()
                .withKind("ServiceAccount").withNamespace(accountNamespace).withName(account).endSubject().build();
    }

    private static KubernetesClient client(Path kubeconfig) {
        return client(read(kubeconfig));
    }

    private static KubernetesClient client(String kubeconfig) {
        return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(kubeconfig)).build();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int port(String server) {
        return Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
    }

    /** Nobody may have collected the exit status of an orphan yet: such a zombie runs no more. */
    private static boolean isRunning(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(ProcessHandle::info)
                .flatMap(ProcessHandle.Info::commandLine).isPresent();
    }
}
