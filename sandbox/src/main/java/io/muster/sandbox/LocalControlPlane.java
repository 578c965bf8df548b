package io.muster.sandbox;

import io.muster.sandbox.ChildProcess.Lifetime;
import io.muster.sandbox.ControlPlaneState.Ports;
import io.muster.sandbox.ControlPlaneState.ProcessMark;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kubernetes control plane on loopback: etcd, kube-apiserver with RBAC, and the controllers for namespaces, service
 * accounts and garbage collection. No kubelet: pods stay pending. Ready in about three seconds; several may run at once
 * in different directories, which keep data, keys, tokens and logs from one start to the next.
 * <p>
 * The processes end with this JVM, however it ends; those of {@link #startDetached} stay until {@link #stopDetached}.
 * Methods throw {@link SandboxException}, with the end of the log concerned, where a process does not do what is asked.
 * Not for use by several threads at once.
 */
public final class LocalControlPlane implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalControlPlane.class);
    private static final Duration READY_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_GRACE = Duration.ofSeconds(3);
    private static final int ATTEMPTS = 4;
    private static final String ETCD = "etcd";
    private static final String API_SERVER = "kube-apiserver";
    private static final String CONTROLLER_MANAGER = "kube-controller-manager";

    private final ControlPlaneFiles files;
    private final ControlPlaneCommands commands;
    private final AccessToken admin;
    private final Lifetime lifetime;
    /** In the order of their start. */
    private final Map<String, ChildProcess> processes = new LinkedHashMap<>();
    private Runnable afterClose = () -> {};

    private LocalControlPlane(ControlPlaneFiles files, Ports ports, ControlPlaneOptions options, Lifetime lifetime) {
        this.files = files;
        this.commands = new ControlPlaneCommands(files, ports, options);
        this.admin = files.adminToken();
        this.lifetime = lifetime;
    }

    /**
     * Starts a control plane on what is in {@code dir}, which is created if it is not there, and waits until it is
     * ready.
     */
    public static LocalControlPlane start(Path dir, ControlPlaneOptions options) {
        return launch(dir, options, Lifetime.WITH_PARENT);
    }

    /** Starts a control plane in a {@link TemporaryDirectory}. */
    public static LocalControlPlane startTemporary(ControlPlaneOptions options) {
        TemporaryDirectory dir = TemporaryDirectory.create("muster-control-plane-");
        try {
            LocalControlPlane controlPlane = start(dir.path(), options);
            controlPlane.afterClose = dir::close;
            return controlPlane;
        } catch (RuntimeException e) {
            dir.close();
            throw e;
        }
    }

    /**
     * As {@link #start}, with processes that go on when this one has ended.
     *
     * @return the administrator's kubeconfig
     */
    public static Path startDetached(Path dir, ControlPlaneOptions options) {
        return launch(dir, options, Lifetime.DETACHED).kubeconfig();
    }

    /**
     * Stops the processes that {@link #startDetached} left running on {@code dir}; the data stay.
     *
     * @return whether there were any
     */
    public static boolean stopDetached(Path dir) {
        Map<String, ProcessMark> marks = ControlPlaneState.read(dir).map(ControlPlaneState::processes).orElse(Map.of());
        boolean any = false;
        for (String name : List.of(CONTROLLER_MANAGER, API_SERVER, ETCD)) {
            Optional<ProcessHandle> running = Optional.ofNullable(marks.get(name)).flatMap(ProcessMark::running);
            running.ifPresent(process -> stop(process, name.equals(ETCD)));
            any |= running.isPresent();
        }
        return any;
    }

    private static void stop(ProcessHandle process, boolean inGoodOrder) {
        if (inGoodOrder && process.destroy()) {
            try {
                process.onExit().orTimeout(STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS).join();
                return;
            } catch (CompletionException e) {
                LOG.atWarn().addKeyValue("pid", process.pid()).log("did not end when told to, killing it");
            }
        }
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Whether a control plane runs on {@code dir}, detached or not. */
    public static boolean isRunning(Path dir) {
        return ControlPlaneState.read(dir).filter(ControlPlaneState::isRunning).isPresent();
    }

    private static LocalControlPlane launch(Path dir, ControlPlaneOptions options, Lifetime lifetime) {
        if (isRunning(dir)) {
            throw new SandboxException("a control plane runs on " + dir + " already");
        }
        ControlPlaneFiles files = ControlPlaneFiles.in(dir);
        for (int attempt = 1;; attempt++) {
            Ports ports = ControlPlaneState.read(files.dir()).map(ControlPlaneState::ports).filter(Ports::areFree)
                    .orElseGet(Ports::free);
            LocalControlPlane controlPlane = new LocalControlPlane(files, ports, options, lifetime);
            try {
                controlPlane.startAll();
                return controlPlane;
            } catch (RuntimeException e) {
                controlPlane.close();
                // Somebody took a port between our look at it and the bind.
                if (attempt == ATTEMPTS || !String.valueOf(e.getMessage()).contains("address already in use")) {
                    throw e;
                }
                LOG.atInfo().addKeyValue("dir", dir).log("port taken in the meantime, trying others");
            }
        }
    }

    private void startAll() {
        long start = System.nanoTime();
        List<AccessToken> accepted = new ArrayList<>(commands.options().tokens());
        accepted.add(admin);
        files.writeTokens(accepted);
        run(ETCD, commands.etcd());
        run(API_SERVER, commands.apiServer());
        awaitReady();
        accepted.forEach(token -> files.writeKubeconfig(token, server()));
        run(CONTROLLER_MANAGER, commands.controllerManager());
        LOG.atInfo().addKeyValue("server", server()).addKeyValue("dir", files.dir())
                .addKeyValue("millis", Duration.ofNanos(System.nanoTime() - start).toMillis())
                .log("control plane ready");
    }

    private void run(String name, List<String> command) {
        processes.put(name, ChildProcess.start(name, command, Map.of(), files.log(name), lifetime));
        Map<String, ProcessMark> marks = new LinkedHashMap<>();
        processes.forEach((each, process) -> marks.put(each, ProcessMark.of(process.pid())));
        new ControlPlaneState(commands.ports(), marks).save(files.dir());
    }

    private void awaitReady() {
        ChildProcess etcd = process(ETCD);
        try (ApiServerProbe probe = new ApiServerProbe(files.servingCertificate(), commands.ports().apiServer(),
                admin.secret())) {
            Poll.until("the API server is ready", READY_LIMIT, process(API_SERVER), () -> {
                if (!etcd.isAlive()) {
                    throw new SandboxException(etcd.lastLines());
                }
                return probe.isReady();
            });
        }
    }

    private ChildProcess process(String name) {
        ChildProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    /** The address of the API server. */
    public String server() {
        return commands.server();
    }

    /** The administrator's kubeconfig; it stays valid over restarts on the same directory as long as the port does. */
    public Path kubeconfig() {
        return files.kubeconfig(ControlPlaneFiles.ADMIN);
    }

    /** The kubeconfig of one of the tokens that the control plane was started with. */
    public Path kubeconfig(AccessToken token) {
        return files.kubeconfig(token.user());
    }

    /** The ids of the processes by the names of their programs. */
    public Map<String, Long> pids() {
        Map<String, Long> pids = new LinkedHashMap<>();
        processes.forEach((name, process) -> pids.put(name, process.pid()));
        return pids;
    }

    /** SIGKILL for the API server; returns when it is gone. */
    public void killApiServer() {
        process(API_SERVER).kill();
    }

    /**
     * Starts the API server again on the same port, after stopping it if it still runs, and waits until it is ready.
     */
    public void restartApiServer() {
        killApiServer();
        run(API_SERVER, commands.apiServer());
        awaitReady();
    }

    /** SIGSTOP for the API server: connections stay open, nothing answers. */
    public void pauseApiServer() {
        process(API_SERVER).pause();
    }

    /** SIGCONT for the API server. */
    public void resumeApiServer() {
        process(API_SERVER).resume();
    }

    /** Stops all processes; and removes the directory if {@link #startTemporary} made it. */
    @Override
    public void close() {
        for (Map.Entry<String, ChildProcess> each : List.copyOf(processes.entrySet()).reversed()) {
            if (each.getKey().equals(ETCD)) {
                each.getValue().terminate(STOP_GRACE);
            } else {
                // All they know is in etcd, and in good order they would wait for each other's open watches.
                each.getValue().kill();
            }
        }
        afterClose.run();
    }
}
