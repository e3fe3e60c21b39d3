package dev.evenkeel.server.gateway;

import dev.evenkeel.server.config.TlsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for a name, made by the JDK's own tool. */
public record TestCertificate(X509Certificate certificate, String keyPem) {

    public static TestCertificate create(Path folder, String name) throws Exception {
        Path store = folder.resolve(name + "-" + System.nanoTime() + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=" + (name.matches("[0-9.]+") ? "ip:" : "dns:") + name,
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "secret",
                        "-validity",
                        "30")
                .redirectErrorStream(true)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException(
                    new String(keytool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        return new TestCertificate(
                (X509Certificate) keys.getCertificate("a"),
                pem("PRIVATE KEY", keys.getKey("a", "secret".toCharArray()).getEncoded()));
    }

    public TlsConfig writeTo(Path folder) throws IOException, GeneralSecurityException {
        Path certificateFile = folder.resolve("tls.crt");
        Path keyFile = folder.resolve("tls.key");
        Files.writeString(certificateFile, pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(keyFile, keyPem);
        return new TlsConfig(certificateFile, keyFile);
    }

    SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore trusted = empty();
        trusted.setCertificateEntry("a", certificate);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** For a server that shows this certificate, and takes clients with one of the others. */
    public SSLContext serving(TestCertificate... clients) throws GeneralSecurityException, IOException {
        KeyStore keys = empty();
        byte[] der = Base64.getMimeDecoder().decode(keyPem.replaceAll("-----[A-Z ]+-----", ""));
        keys.setKeyEntry(
                "a",
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)),
                "secret".toCharArray(),
                new Certificate[] {certificate});
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(keys, "secret".toCharArray());
        KeyStore trusted = empty();
        for (TestCertificate client : clients) {
            trusted.setCertificateEntry(String.valueOf(trusted.size()), client.certificate);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), clients.length == 0 ? null : managers.getTrustManagers(), null);
        return context;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + kind
                + "-----\n";
    }
}
