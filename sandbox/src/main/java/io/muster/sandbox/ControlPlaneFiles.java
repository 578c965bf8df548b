package io.muster.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The directory of a control plane: data, logs, keys, tokens and kubeconfigs. Readable by its owner only. */
record ControlPlaneFiles(Path dir) {
    static final String ADMIN = "admin";

    static ControlPlaneFiles in(Path dir) {
        try {
            ControlPlaneFiles files = new ControlPlaneFiles(dir.toAbsolutePath());
            Files.createDirectories(files.dir);
            Files.setPosixFilePermissions(files.dir, PosixFilePermissions.fromString("rwx------"));
            for (Path folder : List.of(files.logs(), files.certificates())) {
                Files.createDirectories(folder);
            }
            if (!Files.exists(files.signingKey())) {
                files.writeServiceAccountKeys();
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + dir + " for a control plane", e);
        }
    }

    Path etcdData() {
        return dir.resolve("etcd");
    }

    Path logs() {
        return dir.resolve("logs");
    }

    Path log(String program) {
        return logs().resolve(program + ".log");
    }

    Path certificates() {
        return dir.resolve("pki");
    }

    Path servingCertificate() {
        return certificates().resolve("apiserver.crt");
    }

    Path signingKey() {
        return certificates().resolve("service-account.key");
    }

    Path verificationKey() {
        return certificates().resolve("service-account.pub");
    }

    Path tokens() {
        return dir.resolve("tokens.csv");
    }

    Path kubeconfig(String user) {
        // A colon separates the entries of the KUBECONFIG variable.
        return user.equals(ADMIN)
                ? dir.resolve("kubeconfig")
                : dir.resolve("kubeconfig-" + user.replaceAll("[^A-Za-z0-9-]", "."));
    }

    /** The administrator's token: the one of last time where there is one, so that its holders need not notice. */
    AccessToken adminToken() {
        try (Stream<String> lines = Files.exists(tokens()) ? Files.lines(tokens()) : Stream.empty()) {
            return lines.map(line -> line.split(",", -1)).filter(fields -> fields[1].equals(ADMIN))
                    .map(fields -> new AccessToken(ADMIN, List.of("system:masters"), fields[0])).findFirst()
                    .orElseGet(() -> AccessToken.of(ADMIN, "system:masters"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void writeTokens(List<AccessToken> accepted) {
        write(tokens(), accepted.stream().map(token -> "%s,%s,%s,\"%s\"%n".formatted(token.secret(), token.user(),
                token.user(), String.join(",", token.groups()))).collect(Collectors.joining()));
    }

    /** Needs the serving certificate, which the API server makes for itself at its first start. */
    void writeKubeconfig(AccessToken token, String server) {
        try {
            String certificate = Base64.getEncoder().encodeToString(Files.readAllBytes(servingCertificate()));
            write(kubeconfig(token.user()), """
                    apiVersion: v1
                    kind: Config
                    current-context: muster
                    contexts:
                    - name: muster
                      context: {cluster: muster, user: "%2$s"}
                    clusters:
                    - name: muster
                      cluster:
                        server: %1$s
                        certificate-authority-data: %4$s
                    users:
                    - name: "%2$s"
                      user:
                        token: %3$s
                    """.formatted(server, token.user(), token.secret(), certificate));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeServiceAccountKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair pair = generator.generateKeyPair();
            write(verificationKey(), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
            write(signingKey(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has elliptic curve keys", e);
        }
    }

    private static String pem(String type, byte[] encoded) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(encoded);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    private static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
