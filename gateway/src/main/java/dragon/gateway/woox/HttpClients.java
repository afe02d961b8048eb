package dragon.gateway.woox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/** The HTTP client with everything off that would repeat or redirect a request behind our back. */
public final class HttpClients {
    private static final int REQUESTS_MAX = 64;

    private HttpClients() {}

    /** A client; end it with {@link #close(OkHttpClient)}. */
    public static OkHttpClient open(final WooxConfig config) {
        final AtomicInteger threadCount = new AtomicInteger();
        final Dispatcher dispatcher = new Dispatcher(
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    final Thread thread = new Thread(task, "woox-http-" + threadCount.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                }));
        dispatcher.setMaxRequests(REQUESTS_MAX);
        dispatcher.setMaxRequestsPerHost(REQUESTS_MAX);
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(8, 50, TimeUnit.SECONDS))
                .socketFactory(new NoDelaySocketFactory())
                .retryOnConnectionFailure(false)
                .addNetworkInterceptor(HttpClients::withoutInvitationToRepeat)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(config.connectMs(), TimeUnit.MILLISECONDS)
                .writeTimeout(config.writeMs(), TimeUnit.MILLISECONDS)
                .readTimeout(config.readMs(), TimeUnit.MILLISECONDS)
                .callTimeout(config.callMs(), TimeUnit.MILLISECONDS)
                .build();
    }

    /** After 503 with {@code Retry-After: 0} the client would repeat a request that has no body, such as a cancel. */
    private static Response withoutInvitationToRepeat(final Interceptor.Chain chain) throws IOException {
        final Response response = chain.proceed(chain.request());
        return response.code() == 503
                ? response.newBuilder().removeHeader("Retry-After").build()
                : response;
    }

    /** Ends the client's threads and connections. */
    public static void close(final OkHttpClient client) {
        client.dispatcher().cancelAll();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    /** The client leaves Nagle's algorithm on, which costs 40 ms where the other side delays its acknowledgements. */
    private static final class NoDelaySocketFactory extends SocketFactory {
        private final SocketFactory plain = SocketFactory.getDefault();

        @Override
        public Socket createSocket() throws IOException {
            return noDelay(plain.createSocket());
        }

        @Override
        public Socket createSocket(final String host, final int port) throws IOException {
            return noDelay(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(final String host, final int port, final InetAddress local, final int localPort)
                throws IOException {
            return noDelay(plain.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(final InetAddress host, final int port) throws IOException {
            return noDelay(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(
                final InetAddress address, final int port, final InetAddress local, final int localPort)
                throws IOException {
            return noDelay(plain.createSocket(address, port, local, localPort));
        }

        private static Socket noDelay(final Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return socket;
        }
    }
}
