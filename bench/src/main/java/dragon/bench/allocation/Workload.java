package dragon.bench.allocation;

import dragon.bench.rig.Counterpart;
import dragon.bench.rig.PlacedOrders;
import dragon.bench.rig.Rig;
import dragon.engine.protocol.VenueOrderStatus;
import java.util.concurrent.TimeUnit;

/** Kinds of inputs in steady state, each in batches that leave the engine as they found it. */
enum Workload {
    /** Quotes that reach no trigger. */
    PRICE_UPDATE("price update") {
        @Override
        int batch(final Rig rig, final int bots) throws Exception {
            rig.counterpart().heartbeat(); // A gateway that is silent for long is held to be down.
            for (int i = 0; i < BATCH; i++) {
                rig.counterpart().quote(Rig.CALM_E8 + (i & 63) * Counterpart.ONE_E8);
            }
            rig.settle();
            return BATCH + 1;
        }
    },

    /** Mark prices. */
    MARK_PRICE("mark price") {
        @Override
        int batch(final Rig rig, final int bots) throws Exception {
            rig.counterpart().heartbeat(); // A gateway that is silent for long is held to be down.
            for (int i = 0; i < BATCH; i++) {
                rig.counterpart().mark(Rig.CALM_E8 + (i & 63) * Counterpart.ONE_E8);
            }
            rig.settle();
            return BATCH + 1;
        }
    },

    /** Fast ticks of all bots, fired by the engine's own timer. */
    TICK("fast tick") {
        @Override
        int batch(final Rig rig, final int bots) throws Exception {
            rig.counterpart().heartbeat();
            rig.counterpart().quote(Rig.CALM_E8);
            rig.settle();
            for (int i = 0; i < BATCH; i++) {
                rig.clock().step(FAST_INTERVAL_NS);
                rig.engine().round(1);
            }
            rig.settle();
            return BATCH;
        }
    },

    /** Take profits that activate, are accepted, and are taken back by the venue. */
    ORDER_CANCEL("order: activated, accepted, cancelled") {
        @Override
        int batch(final Rig rig, final int bots) throws Exception {
            final PlacedOrders placed = rig.placed();
            rig.counterpart().heartbeat();
            for (int bot = 0; bot < bots; bot++) {
                rig.counterpart().quote(Rig.takeProfitLevelE8(bot));
            }
            rig.settle();
            rig.counterpart().quote(Rig.CALM_E8);
            for (int i = 0; i < placed.size(); i++) {
                rig.counterpart().accepted(placed.id(i));
                rig.counterpart().status(placed.id(i), VenueOrderStatus.CANCELED, 0);
            }
            rig.settle();
            return evictEnded(rig, 2 + bots + 2 * require(placed, bots));
        }
    },

    /** Whole cycles: entry accepted and filled by two trades, take profit activated, accepted, filled by two trades. */
    ORDER_FILL("order: entry and take profit filled") {
        @Override
        int batch(final Rig rig, final int bots) throws Exception {
            final PlacedOrders placed = rig.placed();
            rig.counterpart().heartbeat();
            for (int bot = 0; bot < bots; bot++) {
                rig.counterpart().quote(Rig.takeProfitLevelE8(bot));
            }
            rig.settle();
            for (int i = 0; i < placed.size(); i++) {
                final long half = placed.quantityE8(i) / 2;
                rig.counterpart().accepted(placed.id(i));
                rig.counterpart().filled(placed.id(i), Rig.takeProfitLevelE8(i), half);
                rig.counterpart().filled(placed.id(i), Rig.takeProfitLevelE8(i), placed.quantityE8(i) - half);
                rig.counterpart().status(placed.id(i), VenueOrderStatus.FILLED, placed.quantityE8(i));
            }
            rig.settle();
            final int exits = require(placed, bots);
            final int entries = rig.enter();
            if (entries != bots) {
                throw new IllegalStateException(bots + " flat bots, " + entries + " entries");
            }
            rig.watchOrders();
            return evictEnded(rig, 1 + bots + 4 * exits + 2 + 4 * entries);
        }
    },

    /** Quotes of an instrument that nobody knows. */
    REFUSED("refused input") {
        @Override
        int batch(final Rig rig, final int bots) throws Exception {
            rig.counterpart().heartbeat(); // A gateway that is silent for long is held to be down.
            for (int i = 0; i < BATCH; i++) {
                rig.counterpart().quoteOfUnknownInstrument(Rig.CALM_E8);
            }
            rig.settle();
            return BATCH + 1;
        }
    };

    static final long FAST_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    static final int BATCH = 1_000;

    /** The core keeps orders that have ended for ten minutes: so minutes must pass, and no faster than a gateway speaks. */
    private static final long ENDED_NS = TimeUnit.SECONDS.toNanos(3);

    private final String text;

    Workload(final String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Sends one batch and lets the engine work it off; inputs that it took. */
    abstract int batch(Rig rig, int bots) throws Exception;

    private static int require(final PlacedOrders placed, final int bots) {
        final int size = placed.size();
        placed.clear();
        if (size != bots) {
            throw new IllegalStateException("expected an order of each of " + bots + " bots, found " + size);
        }
        return size;
    }

    private static int evictEnded(final Rig rig, final int inputs) throws Exception {
        rig.clock().step(ENDED_NS);
        rig.settle();
        return inputs + 1;
    }
}
