package dragon.gateway.woox;

import dragon.engine.ExitStatus;
import dragon.engine.OperatorException;
import dragon.gateway.vault.Credentials;
import dragon.gateway.woox.parse.Answers;
import dragon.gateway.woox.parse.ErrorClass;
import dragon.gateway.woox.parse.Rows;
import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RecentRequests;
import dragon.gateway.woox.rest.RestClient;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestListener;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Failure;
import dragon.gateway.woox.rest.RestOutcome.Refusal;
import dragon.gateway.woox.rest.RestOutcome.Success;
import dragon.gateway.woox.rest.RestPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;

/**
 * A look at the exchange beside the gateway's connection: for an operator who checks a key or the way to it.
 *
 * <p>Of itself it sends reads, and cancels of orders that do not exist; {@link VenueFlatten} goes the same way. It opens no stream,
 * for a second private one would cut the first. Its requests count for the account's limits, so they are few, and noted where the lane's gateway sees them, as it sees the
 * gateway's: both together keep the limits. One probe a lane at a time. Threading: one thread; calls wait for the answer.
 */
public final class VenueProbe implements AutoCloseable {
    private static final long ANSWER_S_MAX = 90;
    private static final long PACE_MS = 150;
    private static final int THROTTLED_MAX = 5;
    private static final long TURN_MS_MAX = 90_000;
    private static final long TURN_PAUSE_MS = 100;

    private final FileChannel turn;
    private final OkHttpClient http;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
        final Thread thread = new Thread(task, "venue-probe");
        thread.setDaemon(true);
        return thread;
    });
    private final VenueClock clock = new VenueClock(System::currentTimeMillis);
    private final RestClient rest;
    private int requestCount;
    private int throttledCount;

    /**
     * Opens a client, once no other probe of the lane is open; nothing is sent.
     *
     * @throws OperatorException if another one is open for too long, or the lane is not ours to write
     */
    public VenueProbe(final String restUrl, final Path lane) throws InterruptedException {
        this(restUrl, lane, RestPolicy.usual());
    }

    /** As above, with another patience. */
    VenueProbe(final String restUrl, final Path lane, final RestPolicy policy) throws InterruptedException {
        final WooxConfig config =
                WooxConfig.of(restUrl, "ws://127.0.0.1:1", System.nanoTime()).with(policy);
        final RecentRequests recent;
        try {
            recent = RecentRequests.ofProbe(lane);
            this.turn = FileChannel.open(lane.resolve(RecentRequests.PROBE_FILE), StandardOpenOption.WRITE);
            awaitTurn(lane);
        } catch (final IOException e) {
            throw new OperatorException(
                    ExitStatus.CONFIG,
                    "Cannot use " + lane.resolve(RecentRequests.PROBE_FILE)
                            + ", which keeps the exchange's limits together with the gateway. Nothing was asked."
                            + " Next: run as the owner of the lane, and look at the disk.",
                    e);
        }
        this.http = HttpClients.open(config);
        this.rest = new RestClient(config, http, clock, System::nanoTime, timer, RestListener.NOBODY, recent);
    }

    private void awaitTurn(final Path lane) throws IOException, InterruptedException {
        final long beginNs = System.nanoTime();
        while (!isOurTurn()) {
            if (System.nanoTime() - beginNs > TimeUnit.MILLISECONDS.toNanos(TURN_MS_MAX)) {
                turn.close();
                throw new OperatorException(
                        ExitStatus.FAILED,
                        "Another command has been asking the exchange from " + lane + " for " + TURN_MS_MAX / 1_000
                                + " s. Nothing was asked. Next: let it end, then repeat.");
            }
            Thread.sleep(TURN_PAUSE_MS);
        }
    }

    private boolean isOurTurn() throws IOException {
        try {
            return turn.tryLock() != null; // Held until the channel is closed, or the process is gone.
        } catch (final OverlappingFileLockException e) {
            return false;
        }
    }

    /**
     * What several round trips showed.
     *
     * @param roundTripsNs sorted
     * @param offsetMs the exchange's clock minus ours, the median
     * @param systemStatus 0 = normal, 1 = trading under maintenance, 2 = all under maintenance
     */
    public record Trips(long[] roundTripsNs, long offsetMs, int systemStatus) {
        /** The round trip that a share of all does not exceed, from 0 to 1. */
        public long quantileNs(final double share) {
            return roundTripsNs[
                    (int) Math.min(roundTripsNs.length - 1L, Math.round(share * (roundTripsNs.length - 1)))];
        }
    }

    /** Asks for status and time, so many times in turn; null where the exchange does not answer. */
    public Trips measure(final int count) throws InterruptedException {
        final RestOutcome first = await(this::askTime); // Opens the connection, which is no round trip.
        if (first instanceof Failure) {
            return null;
        }
        final long[] tripsNs = new long[count];
        final long[] offsetsMs = new long[count];
        int status = 0;
        for (int i = 0; i < count; ) {
            Thread.sleep(PACE_MS); // Slower than the limit, or the wait for it would be measured.
            final long[] times = new long[3];
            final RestOutcome outcome = await(onOutcome -> {
                times[0] = System.currentTimeMillis();
                times[1] = System.nanoTime();
                rest.send(RestRequest.open(Endpoint.SYSTEM_INFO, ""), answer -> {
                    times[2] = System.nanoTime();
                    onOutcome.accept(answer);
                });
            });
            if (outcome instanceof Refusal refusal
                    && refusal.errorClass() == ErrorClass.RATE_LIMIT
                    && throttledCount <= THROTTLED_MAX) {
                continue; // The next one waits until the window is open again.
            }
            if (!(outcome instanceof Success success) || success.envelope().timestampMs() == Rows.NONE) {
                return null;
            }
            tripsNs[i] = times[2] - times[1];
            final long ownMs = times[0] + TimeUnit.NANOSECONDS.toMillis(tripsNs[i] / 2);
            offsetsMs[i++] = success.envelope().timestampMs() - ownMs;
            clock.sample(ownMs, ownMs, success.envelope().timestampMs());
            try {
                status = Answers.systemStatus(success.body());
            } catch (final IOException e) {
                return null;
            }
        }
        Arrays.sort(tripsNs);
        Arrays.sort(offsetsMs);
        return new Trips(tripsNs, offsetsMs[count / 2], status);
    }

    /** Asks what a key may do, and whose it is. */
    public KeyReport check(final Credentials credentials) throws InterruptedException {
        final ApiIdentity identity = new ApiIdentity(credentials);
        final CompletableFuture<KeyReport> report = new CompletableFuture<>();
        requestCount += 2;
        KeyCheck.ask(rest, identity, report::complete);
        try {
            return report.get(ANSWER_S_MAX, TimeUnit.SECONDS);
        } catch (final ExecutionException | TimeoutException e) {
            return KeyReport.failed("the exchange does not answer", false);
        } finally {
            identity.wipe();
        }
    }

    /** Symbols that the exchange trades now; null where it does not answer. */
    public List<String> tradingSymbols() throws InterruptedException {
        final RestOutcome outcome =
                await(onOutcome -> rest.send(RestRequest.open(Endpoint.INSTRUMENTS, ""), onOutcome));
        if (outcome instanceof Success success) {
            try {
                return Answers.instruments(success.body()).stream()
                        .filter(row -> "TRADING".equals(row.status()))
                        .map(Rows.InstrumentRow::symbol)
                        .toList();
            } catch (final IOException e) {
                return null;
            }
        }
        return null;
    }

    /** Requests so far. */
    public int requestCount() {
        return requestCount;
    }

    /** Answers that said that a limit was passed. */
    public int throttledCount() {
        return throttledCount;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        HttpClients.close(http);
        try {
            turn.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one request and waits for how it ends. */
    RestOutcome ask(final RestRequest request) throws InterruptedException {
        return await(onOutcome -> rest.send(request, onOutcome));
    }

    private void askTime(final Consumer<RestOutcome> onOutcome) {
        rest.send(RestRequest.open(Endpoint.SYSTEM_INFO, ""), onOutcome);
    }

    private RestOutcome await(final Consumer<Consumer<RestOutcome>> send) throws InterruptedException {
        final CompletableFuture<RestOutcome> answer = new CompletableFuture<>();
        requestCount++;
        send.accept(answer::complete);
        try {
            final RestOutcome outcome = answer.get(ANSWER_S_MAX, TimeUnit.SECONDS);
            if (outcome instanceof Refusal refusal && refusal.errorClass() == ErrorClass.RATE_LIMIT) {
                throttledCount++;
            }
            return outcome;
        } catch (final ExecutionException | TimeoutException e) {
            return new RestOutcome.Throttled();
        }
    }
}
