package io.muster.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Asks an API server whether it is ready, trusting only the certificate that it made for itself. */
final class ApiServerProbe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path certificate;
    private final int port;
    private final String token;
    private @Nullable HttpClient client;

    ApiServerProbe(Path certificate, int port, String token) {
        this.certificate = certificate;
        this.port = port;
        this.token = token;
    }

    /**
     * Whether it says so itself, and the default namespace is there: clients of a fresh cluster fail without it, and it
     * is made shortly after the server first calls itself ready.
     */
    boolean isReady() {
        // The certificate is there before the server listens.
        if (FreePorts.isFree(port)) {
            return false;
        }
        try {
            return answersOk("/readyz") && answersOk("/api/v1/namespaces/default");
        } catch (IOException | GeneralSecurityException e) {
            // On its way, or the listener is somebody else's: asked again until the limit.
            return false;
        } catch (InterruptedException e) {
            throw SandboxException.interrupted("asking the API server whether it is ready", e);
        }
    }

    private boolean answersOk(String path) throws IOException, InterruptedException, GeneralSecurityException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).timeout(PATIENCE)
                .header("Authorization", "Bearer " + token).build();
        return client().send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    private HttpClient client() throws IOException, GeneralSecurityException {
        if (client == null) {
            client = HttpClient.newBuilder().sslContext(trustOnlyServer()).connectTimeout(PATIENCE).build();
        }
        return client;
    }

    @Override
    public void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }

    private SSLContext trustOnlyServer() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate)) {
            int number = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("server-" + number++, each);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
