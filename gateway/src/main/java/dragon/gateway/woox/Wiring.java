package dragon.gateway.woox;

import dragon.gateway.venue.VenueListener;
import dragon.gateway.woox.rest.RestClient;
import dragon.gateway.woox.stream.ConnectAttempts;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;
import okhttp3.OkHttpClient;

/**
 * What the parts of one connection share.
 *
 * @param timer one thread; nothing that blocks may run on it
 * @param nanoClock monotonic nanoseconds
 * @param attempts of all streams together
 */
record Wiring(
        WooxConfig config,
        VenueListener listener,
        OkHttpClient http,
        ScheduledThreadPoolExecutor timer,
        LongSupplier nanoClock,
        VenueClock clock,
        RestClient rest,
        HealthBoard health,
        Instruments instruments,
        ConnectAttempts attempts) {}
