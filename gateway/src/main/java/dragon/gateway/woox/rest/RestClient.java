package dragon.gateway.woox.rest;

import dragon.gateway.woox.VenueClock;
import dragon.gateway.woox.WooxConfig;
import dragon.gateway.woox.parse.Envelope;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.parse.ErrorTable;
import dragon.gateway.woox.rest.RestOutcome.Failure;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import dragon.gateway.woox.rest.RestOutcome.Throttled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests, each once, and tells how each ended.
 *
 * <p>Threading: any thread; outcomes come on the client's threads. Limits: the venue's, a window an endpoint, account
 * and symbol; a request that has to wait for its window waits in the timer, not in a thread.
 */
public final class RestClient {
    private static final Logger LOG = LoggerFactory.getLogger(RestClient.class);
    private static final long NOT_JSON_TOLD_NS = TimeUnit.SECONDS.toNanos(10);
    private static final MediaType JSON = MediaType.get("application/json");
    private static final byte[] NO_BODY = new byte[0];
    private static final int TEXT_CHARS_MAX = 200;
    private static final int WINDOWS_MAX = 4_096;

    private final WooxConfig config;
    private final OkHttpClient http;
    private final VenueClock clock;
    private final LongSupplier nanoClock;
    private final ScheduledExecutorService timer;
    private final Map<String, SlidingWindow> windows = new ConcurrentHashMap<>();
    private final Random jitter;
    private final AtomicLong notJsonCount = new AtomicLong();
    private final AtomicLong notJsonToldNs = new AtomicLong();

    /** Builds on the shared client; keeps its connections. */
    public RestClient(
            final WooxConfig config,
            final OkHttpClient shared,
            final VenueClock clock,
            final LongSupplier nanoClock,
            final ScheduledExecutorService timer) {
        this.config = config;
        this.http = shared.newBuilder().eventListenerFactory(SendMark::new).build();
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.timer = timer;
        this.jitter = new Random(config.seed());
    }

    /**
     * One request.
     *
     * @param identity null for a public one
     * @param symbol for the venue's limits only; empty = none
     * @param query without the question mark, empty = none; sent as it is, so plain ASCII without reserved characters
     * @param body null = none
     * @param waitMsMax how long it may wait for the venue's limit
     * @param isUrgent may use the places that are kept free: reductions, cancels
     */
    public record RestRequest(
            Endpoint endpoint,
            ApiIdentity identity,
            String symbol,
            String query,
            String body,
            long waitMsMax,
            boolean isUrgent) {
        /** A public GET. */
        public static RestRequest open(final Endpoint endpoint, final String query) {
            return new RestRequest(endpoint, null, "", query, null, 60_000, false);
        }

        /** A signed GET, which may wait for the limit. */
        public static RestRequest query(
                final Endpoint endpoint, final ApiIdentity identity, final String symbol, final String query) {
            return new RestRequest(endpoint, identity, symbol, query, null, 60_000, false);
        }
    }

    /** Sends the request once its window allows it; the outcome comes exactly once. */
    public void send(final RestRequest request, final Consumer<RestOutcome> onOutcome) {
        final SlidingWindow window = window(request);
        final long waitNs;
        synchronized (window) {
            final int reserved = request.isUrgent() || request.endpoint() != Endpoint.PLACE ? 0 : 1;
            waitNs =
                    window.reserve(nanoClock.getAsLong(), TimeUnit.MILLISECONDS.toNanos(request.waitMsMax()), reserved);
        }
        if (waitNs < 0) {
            onOutcome.accept(new Throttled());
        } else if (waitNs == 0) {
            sendNow(request, window, onOutcome);
        } else {
            try {
                timer.schedule(() -> sendNow(request, window, onOutcome), waitNs, TimeUnit.NANOSECONDS);
            } catch (final RejectedExecutionException closed) {
                onOutcome.accept(new Failure(false, "the gateway is stopping"));
            }
        }
    }

    private void sendNow(final RestRequest request, final SlidingWindow window, final Consumer<RestOutcome> onOutcome) {
        final byte[] body = request.body() == null ? NO_BODY : request.body().getBytes(StandardCharsets.UTF_8);
        final String target = request.query().isEmpty()
                ? request.endpoint().path()
                : request.endpoint().path() + "?" + request.query();
        final HttpUrl url = HttpUrl.get(config.restUrl() + target);
        final Request.Builder builder = new Request.Builder()
                .url(url)
                .method(request.endpoint().method(), request.body() == null ? null : new OneShotBody(body));
        if (request.identity() != null) {
            final String timestamp = Long.toString(clock.nowMs());
            // Signed is what stands on the request line, even if the URL class had changed a character of it.
            final String sent = url.encodedPath() + (url.encodedQuery() == null ? "" : "?" + url.encodedQuery());
            final ApiIdentity.Signature signature =
                    request.identity().sign(timestamp, request.endpoint().method(), sent, body);
            builder.header("x-api-key", signature.apiKey())
                    .header("x-api-timestamp", timestamp)
                    .header("x-api-signature", signature.text());
        }
        final SendMark mark = new SendMark();
        final Call call = http.newCall(builder.tag(SendMark.class, mark).build());
        call.enqueue(new Callback() {
            @Override
            public void onFailure(final Call failed, final IOException e) {
                onOutcome.accept(failure(mark, e));
            }

            @Override
            public void onResponse(final Call answered, final Response response) {
                RestOutcome outcome;
                try (response) {
                    outcome = read(request.endpoint(), response);
                } catch (final IOException e) {
                    outcome = failure(mark, e);
                }
                note(window, outcome);
                onOutcome.accept(outcome);
            }
        });
    }

    private RestOutcome read(final Endpoint endpoint, final Response response) throws IOException {
        final BufferedSource source = response.body().source();
        if (source.request(config.bodyBytesMax() + 1L)) {
            return new Failure(true, "the answer is longer than " + config.bodyBytesMax() + " bytes");
        }
        final byte[] body = source.readByteArray();
        Envelope envelope = null;
        try {
            envelope = Envelope.parse(body, endpoint.method() + " " + endpoint.path());
        } catch (final IOException notJson) {
            // Classified by the HTTP status alone; the body may be anything and is not quoted.
            tellNotJson(endpoint, response.code(), body.length);
        }
        if (response.code() == 200 && envelope != null && envelope.isSuccess()) {
            return new Success(envelope, body);
        }
        final ErrorClass errorClass = ErrorTable.classOf(response.code(), envelope);
        if (envelope == null) {
            return new Refusal(errorClass, response.code(), 0, "HTTP " + response.code() + ", no JSON");
        }
        final String text = envelope.message() == null ? "HTTP " + response.code() : envelope.message();
        return new Refusal(
                errorClass,
                response.code(),
                envelope.subCode() != 0 && envelope.code() == 0 ? envelope.subCode() : envelope.code(),
                text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX));
    }

    /** A venue that talks nonsense does it a thousand times: one line in ten seconds, with the count. */
    private void tellNotJson(final Endpoint endpoint, final int httpStatus, final int bytes) {
        final long count = notJsonCount.incrementAndGet();
        final long nowNs = nanoClock.getAsLong();
        final long toldNs = notJsonToldNs.get();
        if ((count == 1 || nowNs - toldNs >= NOT_JSON_TOLD_NS) && notJsonToldNs.compareAndSet(toldNs, nowNs)) {
            LOG.warn(
                    "{} {}: HTTP {} with {} bytes of malformed JSON, treated as no answer; {} such answers so far",
                    endpoint.method(),
                    endpoint.path(),
                    httpStatus,
                    bytes,
                    count);
        }
    }

    private void note(final SlidingWindow window, final RestOutcome outcome) {
        synchronized (window) {
            if (outcome instanceof Refusal refusal && refusal.errorClass() == ErrorClass.RATE_LIMIT) {
                window.onLimitPassed(nanoClock.getAsLong(), jitter.nextInt(200_000_000));
            } else {
                window.onPassed(nanoClock.getAsLong());
            }
        }
    }

    private SlidingWindow window(final RestRequest request) {
        final String owner =
                request.identity() == null ? "" : request.identity().account();
        final String symbol = request.endpoint().isLimitedBySymbol() ? request.symbol() : "";
        if (windows.size() > WINDOWS_MAX) {
            windows.clear(); // Cannot happen with the instruments that an engine holds; forgetting is safe enough.
        }
        return windows.computeIfAbsent(request.endpoint() + " " + owner + " " + symbol, key -> request.endpoint()
                .newWindow());
    }

    private static Failure failure(final SendMark mark, final IOException e) {
        final String message = e.getMessage() == null ? "" : ": " + e.getMessage();
        final String text = e.getClass().getSimpleName() + message;
        return new Failure(mark.hasBegun, text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX));
    }

    /** A body that the client may write once: it then never repeats the request on its own. */
    private static final class OneShotBody extends RequestBody {
        private final byte[] bytes;

        OneShotBody(final byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(final BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }

    /** Remembers whether the client began to write the request. */
    private static final class SendMark extends EventListener {
        private final SendMark owner;
        private volatile boolean hasBegun;

        SendMark() {
            owner = this;
        }

        SendMark(final Call call) {
            final SendMark tag = call.request().tag(SendMark.class);
            owner = tag == null ? this : tag;
        }

        @Override
        public void requestHeadersStart(final Call call) {
            owner.hasBegun = true;
        }
    }
}
