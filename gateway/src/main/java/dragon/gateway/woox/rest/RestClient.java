package dragon.gateway.woox.rest;

import dragon.engine.protocol.BreakerState;
import dragon.engine.protocol.Surface;
import dragon.gateway.woox.VenueClock;
import dragon.gateway.woox.WooxConfig;
import dragon.gateway.woox.parse.Envelope;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.parse.ErrorTable;
import dragon.gateway.woox.rest.CircuitBreaker.Permit;
import dragon.gateway.woox.rest.RestOutcome.Blocked;
import dragon.gateway.woox.rest.RestOutcome.Failure;
import dragon.gateway.woox.rest.RestOutcome.Recalled;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import dragon.gateway.woox.rest.RestOutcome.Throttled;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
import okhttp3.Interceptor;
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
 * Sends requests within the venue's limits, and tells how each ended.
 *
 * <p>A place is sent once. A query is asked again a few times, a cancel only where it certainly was not executed; each
 * attempt is signed anew. Waiting happens in the timer, never in a thread, and never past the request's time.
 * Threading: any thread; outcomes come on the client's threads and on the timer's.
 */
public final class RestClient {
    private static final Logger LOG = LoggerFactory.getLogger(RestClient.class);
    private static final long NOT_JSON_TOLD_NS = TimeUnit.SECONDS.toNanos(10);
    private static final MediaType JSON = MediaType.get("application/json");
    private static final byte[] NO_BODY = new byte[0];
    private static final int TEXT_CHARS_MAX = 200;
    private static final long MIN_WAIT_NS = 100_000;
    private static final int PENALTY_JITTER_NS_MAX = 200_000_000;

    private final WooxConfig config;
    private final RestPolicy policy;
    private final OkHttpClient http;
    private final VenueClock clock;
    private final LongSupplier nanoClock;
    private final ScheduledExecutorService timer;
    private final RestListener listener;
    private final Breakers breakers;
    private final RecentRequests recent;
    private final Map<String, RateBudget> budgets = new ConcurrentHashMap<>();
    private final Random jitter;
    private final AtomicLong notJsonCount = new AtomicLong();
    private final AtomicLong notJsonToldNs = new AtomicLong();

    /** Builds on the shared client; keeps its connections. */
    public RestClient(
            final WooxConfig config,
            final OkHttpClient shared,
            final VenueClock clock,
            final LongSupplier nanoClock,
            final ScheduledExecutorService timer,
            final RestListener listener) {
        this(config, shared, clock, nanoClock, timer, listener, RecentRequests.ofThisProcess());
    }

    /** As above, with what was asked of the venue before. */
    public RestClient(
            final WooxConfig config,
            final OkHttpClient shared,
            final VenueClock clock,
            final LongSupplier nanoClock,
            final ScheduledExecutorService timer,
            final RestListener listener,
            final RecentRequests recent) {
        this.recent = recent;
        this.config = config;
        this.policy = config.policy();
        this.http = shared.newBuilder()
                .eventListenerFactory(SendMark::new)
                .addNetworkInterceptor(this::refuseLate)
                .build();
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.timer = timer;
        this.listener = listener;
        this.breakers = new Breakers(policy, listener::onBreaker);
        this.jitter = new Random(config.seed());
    }

    /**
     * One request.
     *
     * @param identity null for a public one
     * @param symbol for the venue's limits only; empty = none
     * @param query without the question mark, empty = none; sent as it is, so plain ASCII without reserved characters
     * @param body null = none
     * @param waitMsMax how long it may wait for the venue's limit, attempts included
     * @param isUrgent reductions and cancels: they go first, use the places that are kept free, and are tried even where
     *     the circuit breaker is open
     * @param recall takes it back
     */
    public record RestRequest(
            Endpoint endpoint,
            ApiIdentity identity,
            String symbol,
            String query,
            String body,
            long waitMsMax,
            boolean isUrgent,
            Recall recall) {
        /** One that nobody takes back. */
        public RestRequest(
                final Endpoint endpoint,
                final ApiIdentity identity,
                final String symbol,
                final String query,
                final String body,
                final long waitMsMax,
                final boolean isUrgent) {
            this(endpoint, identity, symbol, query, body, waitMsMax, isUrgent, new Recall());
        }

        /** A public GET. */
        public static RestRequest open(final Endpoint endpoint, final String query) {
            return new RestRequest(endpoint, null, "", query, null, 60_000, false);
        }

        /** A signed GET, which may wait for the limit. */
        public static RestRequest query(
                final Endpoint endpoint, final ApiIdentity identity, final String symbol, final String query) {
            return new RestRequest(endpoint, identity, symbol, query, null, 60_000, false);
        }

        /** Label of the account, empty for a public request. */
        String account() {
            return identity == null ? "" : identity.account();
        }

        Urgency urgency() {
            if (isUrgent) {
                return Urgency.REDUCTION;
            }
            return endpoint == Endpoint.PLACE ? Urgency.ENTRY : Urgency.QUERY;
        }
    }

    /** A request on its way through its attempts. */
    private record Sending(RestRequest request, long deadlineNs, int attempt, Consumer<RestOutcome> onOutcome) {
        Sending again() {
            return new Sending(request, deadlineNs, attempt + 1, onOutcome);
        }
    }

    /** Sends the request once the limits allow it; the outcome comes exactly once. */
    public void send(final RestRequest request, final Consumer<RestOutcome> onOutcome) {
        final long nowNs = nanoClock.getAsLong();
        final long deadlineNs = nowNs + TimeUnit.MILLISECONDS.toNanos(request.waitMsMax());
        queue(new Sending(request, deadlineNs, 1, onOutcome), nowNs);
    }

    /** Requests were recalled: those that wait for their turn are answered now. */
    public void onRecalled() {
        budgets.values().forEach(budget -> serve(budget, nanoClock.getAsLong()));
    }

    /** Lets time pass: cooldowns end without a request. */
    public void letTimePass(final long nowNs) {
        breakers.letTimePass(nowNs);
    }

    /** State of the circuit breaker of an account's surface. */
    public BreakerState breakerState(final String account, final Surface surface) {
        return breakers.of(account, surface).state(nanoClock.getAsLong());
    }

    private void queue(final Sending sending, final long nowNs) {
        final RestRequest request = sending.request();
        if (request.recall().isSet()) {
            sending.onOutcome().accept(new Recalled());
            return;
        }
        final CircuitBreaker breaker =
                breakers.of(request.account(), request.endpoint().surface());
        if (breaker.refuses(request.isUrgent(), nowNs)) {
            sending.onOutcome().accept(blocked(breaker));
            return;
        }
        final RateBudget budget = budget(request.account());
        synchronized (budget) {
            budget.add(new RateBudget.Ticket(
                    request.endpoint(),
                    request.symbol(),
                    request.urgency(),
                    sending.deadlineNs(),
                    request.recall(),
                    () -> onToken(sending, breaker),
                    () -> sending.onOutcome().accept(request.recall().isSet() ? new Recalled() : new Throttled())));
        }
        serve(budget, nowNs);
    }

    /** Lets out whoever may leave, and comes back when the next one may. */
    private void serve(final RateBudget budget, final long nowNs) {
        final List<Runnable> due;
        final long waitNs;
        synchronized (budget) {
            due = budget.due(nowNs);
            waitNs = budget.planWake(nowNs);
        }
        if (waitNs >= 0) {
            try {
                timer.schedule(() -> onWake(budget), Math.max(waitNs, MIN_WAIT_NS), TimeUnit.NANOSECONDS);
            } catch (final RejectedExecutionException closed) {
                due.forEach(Runnable::run);
                return; // The gateway stops: what waits is never sent, and nobody listens any more.
            }
        }
        due.forEach(Runnable::run);
    }

    private void onWake(final RateBudget budget) {
        synchronized (budget) {
            budget.onWake();
        }
        serve(budget, nanoClock.getAsLong());
    }

    /** The token comes first: a probe that had to wait for it would keep the breaker half open. */
    private void onToken(final Sending sending, final CircuitBreaker breaker) {
        final Permit permit = breaker.acquire(sending.request().isUrgent(), nanoClock.getAsLong());
        if (permit == Permit.REFUSED) {
            onNotSent(sending.request());
            sending.onOutcome().accept(blocked(breaker));
            return;
        }
        try {
            sendNow(sending, permit);
        } catch (final RuntimeException | Error e) {
            breaker.released(permit);
            onNotSent(sending.request());
            throw e;
        }
    }

    private void onNotSent(final RestRequest request) {
        final RateBudget budget = budget(request.account());
        synchronized (budget) {
            budget.onEnded(request.endpoint(), request.symbol(), nanoClock.getAsLong());
        }
    }

    private Blocked blocked(final CircuitBreaker breaker) {
        return new Blocked(TimeUnit.NANOSECONDS.toMillis(breaker.cooldownNs(nanoClock.getAsLong())));
    }

    private void sendNow(final Sending sending, final Permit permit) {
        final RestRequest request = sending.request();
        final int place =
                recent.left(limit(request.account(), request.endpoint().limitKey(request.symbol())), clock.ownMs());
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
            if (policy.receiveWindowMs() > 0 && request.endpoint() == Endpoint.PLACE) {
                builder.header("x-api-recvwindow", Integer.toString(policy.receiveWindowMs()));
            }
        }
        final long sentMs = clock.ownMs();
        final SendMark mark = new SendMark(sending.deadlineNs(), request.recall());
        final Call call = http.newCall(builder.tag(SendMark.class, mark).build());
        call.enqueue(new Callback() {
            @Override
            public void onFailure(final Call failed, final IOException e) {
                onEnd(sending, permit, place, mark.isHeldBack() ? new Recalled() : unanswered(mark, e));
            }

            @Override
            public void onResponse(final Call answered, final Response response) {
                RestOutcome outcome;
                try (response) {
                    outcome = read(request.endpoint(), response, sentMs);
                } catch (final IOException e) {
                    outcome = failure(mark, e);
                }
                onEnd(sending, permit, place, outcome);
            }
        });
    }

    private void onEnd(final Sending sending, final Permit permit, final int place, final RestOutcome outcome) {
        recent.ended(place, clock.ownMs());
        final RestRequest request = sending.request();
        final RateBudget budget = budget(request.account());
        final boolean isLimitPassed =
                outcome instanceof Refusal refusal && refusal.errorClass() == ErrorClass.RATE_LIMIT;
        final long nowNs = nanoClock.getAsLong();
        synchronized (budget) {
            budget.onEnded(request.endpoint(), request.symbol(), nowNs);
            if (isLimitPassed) {
                budget.onLimitPassed(request.endpoint(), request.symbol(), nowNs, draw(PENALTY_JITTER_NS_MAX));
            } else {
                budget.onPassed(request.endpoint(), request.symbol(), nowNs);
            }
        }
        breakers.onOutcome(request.account(), request.endpoint().surface(), permit, outcome, nowNs);
        if (outcome instanceof Refusal refusal && request.identity() != null) {
            listener.onRefused(request.identity(), request.endpoint(), refusal);
        }
        if (!isRepeatable(sending, outcome)) {
            sending.onOutcome().accept(outcome);
            return;
        }
        final int jitterMilli = draw(2 * policy.jitterMilli() + 1) - policy.jitterMilli();
        try {
            timer.schedule(
                    () -> queue(sending.again(), nanoClock.getAsLong()),
                    policy.backoffMs(sending.attempt(), jitterMilli),
                    TimeUnit.MILLISECONDS);
        } catch (final RejectedExecutionException closed) {
            sending.onOutcome().accept(outcome);
        }
    }

    /** Whether asking again can neither do a thing twice nor come too late. */
    private boolean isRepeatable(final Sending sending, final RestOutcome outcome) {
        final Endpoint endpoint = sending.request().endpoint();
        if (sending.request().recall().isSet()
                || sending.attempt() >= policy.attemptsMax()
                || nanoClock.getAsLong() - sending.deadlineNs() >= 0) {
            return false;
        }
        if (endpoint.isQuery()) {
            return outcome instanceof Failure
                    || outcome instanceof Refusal refusal
                            && (refusal.errorClass() == ErrorClass.UNKNOWN_OUTCOME
                                    || refusal.errorClass() == ErrorClass.RATE_LIMIT
                                    || refusal.errorClass() == ErrorClass.BUSY);
        }
        return endpoint == Endpoint.CANCEL
                && (outcome instanceof Failure failure && !failure.mayHaveArrived()
                        || outcome instanceof Refusal refusal && refusal.errorClass() == ErrorClass.RATE_LIMIT);
    }

    /** Connecting may take longer than an order may live: the last look at time and recall is after it, before the first byte. */
    private Response refuseLate(final Interceptor.Chain chain) throws IOException {
        final SendMark mark = chain.request().tag(SendMark.class);
        if (mark != null && mark.recall.isSet()) {
            throw new InterruptedIOException("it was taken back before it could be sent");
        }
        if (mark != null && chain.request().method().equals("POST") && nanoClock.getAsLong() - mark.deadlineNs >= 0) {
            throw new TooLate();
        }
        return chain.proceed(chain.request());
    }

    /** Of a request whose time was over when its connection stood: not a byte of it was written. */
    private static final class TooLate extends InterruptedIOException {
        private static final long serialVersionUID = 1L;

        TooLate() {
            super("its time was over before it could be sent");
        }
    }

    private int draw(final int bound) {
        synchronized (jitter) {
            return jitter.nextInt(bound);
        }
    }

    private RestOutcome read(final Endpoint endpoint, final Response response, final long sentMs) throws IOException {
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
            return new Success(envelope, body, sentMs, clock.ownMs());
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

    /** An account's limits are those of all its keys, so they outlive a rotation. */
    private RateBudget budget(final String account) {
        return budgets.computeIfAbsent(
                account,
                key -> new RateBudget(
                        key.isEmpty()
                                ? null
                                : new TokenBucket(policy.rateMilli(), policy.burst(), nanoClock.getAsLong()),
                        new RateBudget.Past() {
                            @Override
                            public long[] endsNs(final String limitKey) {
                                return recent.endsNs(limit(key, limitKey), clock.ownMs(), nanoClock.getAsLong());
                            }

                            @Override
                            public long[] endsBesideNs(final String limitKey) {
                                return recent.endsBesideNs(limit(key, limitKey), clock.ownMs(), nanoClock.getAsLong());
                            }
                        }));
    }

    private static String limit(final String account, final String limitKey) {
        return account + ' ' + limitKey;
    }

    private static RestOutcome unanswered(final SendMark mark, final IOException e) {
        return e instanceof TooLate ? new Throttled() : failure(mark, e);
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
        private final long deadlineNs;
        private final Recall recall;
        private volatile boolean hasBegun;

        SendMark(final long deadlineNs, final Recall recall) {
            this.owner = this;
            this.deadlineNs = deadlineNs;
            this.recall = recall;
        }

        SendMark(final Call call) {
            final SendMark tag = call.request().tag(SendMark.class);
            this.owner = tag == null ? this : tag;
            this.deadlineNs = owner.deadlineNs;
            this.recall = owner.recall;
        }

        boolean isHeldBack() {
            return recall.isSet() && !hasBegun;
        }

        @Override
        public void requestHeadersStart(final Call call) {
            owner.hasBegun = true;
        }
    }
}
