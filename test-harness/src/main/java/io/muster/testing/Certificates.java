package io.muster.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A certificate authority of its own, for as long as a test runs, and the certificates that it issues.
 *
 * @param authority
 *            its certificate and key
 */
record Certificates(X509Bundle authority) {

    static final String CERTIFICATE = "user.crt";
    static final String KEY = "user.key";
    static final String CA = "ca.crt";

    static Certificates create() {
        try {
            return new Certificates(of("test-authority").setIsCertificateAuthority(true)
                    .buildSelfSigned());
        } catch (Exception e) {
            throw new IllegalStateException("no certificate can be made", e);
        }
    }

    private static CertificateBuilder of(String commonName) {
        Instant now = Instant.now();
        return new CertificateBuilder().ecp256().notBefore(now.minus(1, ChronoUnit.HOURS))
                .notAfter(now.plus(1, ChronoUnit.DAYS)).subject("CN=" + commonName);
    }

    /**
     * Writes key and certificate of somebody, and the authority's certificate, as PEM files.
     *
     * @param folder
     *            is created
     */
    Path issue(String commonName, Path folder) {
        try {
            X509Bundle issued = of(commonName).addSanIpAddress("127.0.0.1")
                    .buildIssuedBy(authority);
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(CERTIFICATE), issued.getCertificatePathPEM());
            Files.writeString(folder.resolve(KEY), issued.getPrivateKeyPEM());
            Files.writeString(folder.resolve(CA), authority.getCertificatePEM());
            return folder;
        } catch (Exception e) {
            throw new IllegalStateException("no certificate can be made", e);
        }
    }
}
