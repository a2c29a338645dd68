import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Renews a certificate in the way that monsiaj does in the field (PROTOCOLS.md §1), with what Java 8 has: TLS 1.2, the key
 * that SunX509 picks by the CA names of the server, a PKCS12 key store of which the first alias counts, and ca.crt as PEM.
 *
 * Arguments: server URL, host of the renewal API (scheme and port are those of the server), ca.crt, p12, file with its
 * password, directory for the new files, and "older" for the client that sends an empty body. Prints one line each: what the
 * old and the new certificate say, and the name of the new file.
 */
public final class Monsiaj {
    private final SSLSocketFactory sockets;
    private final boolean older;

    private Monsiaj(SSLSocketFactory sockets, boolean older) {
        this.sockets = sockets;
        this.older = older;
    }

    public static void main(String[] given) throws Exception {
        URL server = new URL(given[0]);
        Path authority = Paths.get(given[2]);
        KeyStore store = open(Paths.get(given[3]), read(given[4]));
        boolean older = given.length > 6 && given[6].equals("older");
        Monsiaj client = new Monsiaj(sockets(authority, store, read(given[4])), older);

        URL post = new URL(server.getProtocol(), given[1], server.getPort(), "/api/cert");
        String answer = new String(client.request(post, "POST"), StandardCharsets.UTF_8);
        String password = string(answer, "pass");
        byte[] file = client.request(new URL(string(answer, "uri")), "GET");

        String name = new SimpleDateFormat("yyyyMMddHHmmss").format(new Date());
        Path directory = Files.createDirectories(Paths.get(given[5]));
        Path p12 = directory.resolve(name + ".p12");
        Files.write(p12, file);
        Files.write(directory.resolve(name + ".pass"), password.getBytes(StandardCharsets.UTF_8));

        System.out.println("old " + describe(store));
        System.out.println("new " + describe(open(p12, password)));
        System.out.println("saved " + name);

        // In the same run it goes on with the old one; from the next start on it uses the new one.
        client.request(post, "POST");
        System.out.println("old again");
        Monsiaj restarted = new Monsiaj(sockets(authority, open(p12, password), password), older);
        restarted.request(new URL(string(answer, "uri")), "GET");
        System.out.println("new taken");
    }

    private byte[] request(URL url, String method) throws IOException {
        HttpsURLConnection connection = (HttpsURLConnection) url.openConnection(Proxy.NO_PROXY);
        connection.setSSLSocketFactory(sockets);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestMethod(method);
        if (method.equals("POST")) {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
        }
        connection.connect();
        if (method.equals("POST") && !older) {
            try (OutputStream body = connection.getOutputStream()) {
                body.write("{}".getBytes(StandardCharsets.US_ASCII));
            }
        }
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_MOVED_TEMP) {
            throw new IOException(method + " was answered with " + status);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = connection.getInputStream()) {
            for (int one = in.read(); one >= 0; one = in.read()) bytes.write(one);
        }
        connection.disconnect();
        return bytes.toByteArray();
    }

    private static SSLSocketFactory sockets(Path authority, KeyStore own, String password) throws Exception {
        KeyStore trusted = KeyStore.getInstance("JKS");
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            trusted.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(own, password.toCharArray());
        SSLContext context = SSLContext.getInstance("TLSv1.2");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static KeyStore open(Path p12, String password) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(p12)) {
            store.load(bytes, password.toCharArray());
        }
        return store;
    }

    private static String describe(KeyStore store) throws Exception {
        String alias = store.aliases().nextElement();
        X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
        String subject = certificate.getSubjectX500Principal().getName();
        return alias + " " + subject + " " + certificate.getSerialNumber().toString(16) + " " + certificate.getNotAfter().getTime();
    }

    private static String read(String path) throws IOException {
        return new String(Files.readAllBytes(Paths.get(path)), StandardCharsets.UTF_8);
    }

    /** The value of a string in a flat JSON object; what the portal writes has no escapes in it. */
    private static String string(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"\\\\]+)\"").matcher(json);
        if (!found.find()) throw new IllegalStateException("no " + name);
        return found.group(1);
    }
}
