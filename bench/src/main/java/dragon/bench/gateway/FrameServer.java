package dragon.bench.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** The plainest websocket server there is: one client on loopback, frames that were laid out before, as fast as they go. */
final class FrameServer implements AutoCloseable {
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int TEXT_FRAME = 0x81;
    private static final int LENGTH_OF_TWO_BYTES = 126;

    private final ServerSocket server;
    private final byte[] round;
    private final long rounds;
    private final Thread thread = new Thread(this::serve, "frame-server");

    FrameServer(final String[] frames, final long rounds) throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        round = encoded(frames);
        this.rounds = rounds;
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "ws://127.0.0.1:" + server.getLocalPort() + "/v3/public";
    }

    private static byte[] encoded(final String[] frames) {
        int size = 0;
        for (final String frame : frames) {
            size += frame.length() + 4;
        }
        final byte[] bytes = new byte[size];
        int at = 0;
        for (final String frame : frames) {
            final byte[] text = frame.getBytes(StandardCharsets.US_ASCII);
            bytes[at++] = (byte) TEXT_FRAME;
            if (text.length < LENGTH_OF_TWO_BYTES) {
                bytes[at++] = (byte) text.length;
            } else {
                bytes[at++] = LENGTH_OF_TWO_BYTES;
                bytes[at++] = (byte) (text.length >> 8);
                bytes[at++] = (byte) text.length;
            }
            System.arraycopy(text, 0, bytes, at, text.length);
            at += text.length;
        }
        return java.util.Arrays.copyOf(bytes, at);
    }

    private void serve() {
        try (Socket client = server.accept()) {
            client.setTcpNoDelay(true);
            final BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String key = "";
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                if (line.regionMatches(true, 0, "Sec-WebSocket-Key:", 0, 18)) {
                    key = line.substring(18).trim();
                }
            }
            final byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            final OutputStream out = client.getOutputStream();
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (long i = 0; i < rounds; i++) {
                out.write(round);
            }
            out.flush();
            in.read(); // Until the client has seen all and goes.
        } catch (final IOException | GeneralSecurityException clientGone) {
            // Whoever waits for the frames tells that they did not come.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
