package dev.evenkeel.server.monitor.blackbox;

import dev.evenkeel.server.monitor.probe.Answer;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** The metrics about a certificate chain. */
final class TlsText {
    private static final int DNS_NAME = 2;
    /** What Go's time without a value is: without verification there is no verified chain. */
    private static final long NEVER = -62_135_596_800L;

    private TlsText() {}

    static void write(Answer answer, boolean verified, ProbeText text) {
        List<X509Certificate> chain = answer.certificates();
        if (chain.isEmpty()) {
            return;
        }
        long earliest = chain.stream()
                .mapToLong(certificate -> certificate.getNotAfter().toInstant().getEpochSecond())
                .min()
                .orElse(NEVER);
        text.gauge("probe_ssl_earliest_cert_expiry", "Returns last SSL chain expiry in unixtime", (double) earliest);
        text.gauge(
                "probe_ssl_last_chain_expiry_timestamp_seconds", "Returns last SSL chain expiry in timestamp", (double)
                        (verified ? earliest : NEVER));
        text.family("probe_ssl_last_chain_info", "Contains SSL leaf certificate information")
                .sample("probe_ssl_last_chain_info", leaf(chain.getFirst()), 1);
        String version = answer.tlsVersion();
        if (version != null) {
            String shown = version.equals("TLSv1") ? "TLS 1.0" : version.replace("TLSv", "TLS ");
            text.family("probe_tls_version_info", "Returns the TLS version used or NaN when unknown")
                    .sample("probe_tls_version_info", Map.of("version", shown), 1);
        }
        String cipher = answer.tlsCipher();
        if (cipher != null) {
            text.family("probe_tls_cipher_info", "Returns the TLS cipher negotiated during handshake")
                    .sample("probe_tls_cipher_info", Map.of("cipher", cipher), 1);
        }
    }

    private static Map<String, String> leaf(X509Certificate certificate) {
        var labels = new LinkedHashMap<String, String>();
        labels.put("fingerprint_sha256", fingerprint(certificate));
        labels.put("issuer", certificate.getIssuerX500Principal().getName());
        labels.put("serialnumber", hex(certificate.getSerialNumber()));
        labels.put("subject", certificate.getSubjectX500Principal().getName());
        labels.put("subjectalternative", names(certificate));
        return labels;
    }

    private static String hex(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return HexFormat.of().formatHex(bytes, from, bytes.length);
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            return "";
        }
    }

    private static String names(X509Certificate certificate) {
        var names = new StringJoiner(",");
        try {
            var all = certificate.getSubjectAlternativeNames();
            if (all != null) {
                for (List<?> name : all) {
                    if (name.getFirst() instanceof Integer type && type == DNS_NAME) {
                        names.add(String.valueOf(name.get(1)));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return "";
        }
        return names.toString();
    }
}
