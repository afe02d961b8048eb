package dragon.gateway.woox;

import dragon.gateway.woox.VenueFlatten.Held;
import dragon.gateway.woox.parse.BookLevels;
import dragon.gateway.woox.parse.MarketAnswers;
import dragon.gateway.woox.parse.MarketAnswers.BookSnapshot;
import dragon.gateway.woox.parse.Rows.InstrumentRow;
import dragon.gateway.woox.rest.Endpoint;
import dragon.gateway.woox.rest.RestClient.RestRequest;
import dragon.gateway.woox.rest.RestOutcome;
import dragon.gateway.woox.rest.RestOutcome.Success;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * How far a close may go: the limits of its orders, from the best price of the book that orders of the API meet.
 *
 * <p>That book is thin, and a market order takes whatever it shows (spec of the exchange, RPI orders). So a close begins within 0.5 % of
 * the best price, and goes twice as far, up to 5 %, each time an order that was taken has found nobody.
 *
 * <p>Threading: one thread; calls wait for the exchange.
 */
final class ClosePrices {
    private static final int SLIPPAGE_BP_MIN = 50;
    private static final int SLIPPAGE_BP_MAX = 500;
    private static final int BP = 10_000;
    private static final long WAIT_MS_MAX = 5_000;

    private final VenueProbe probe;
    private final Map<String, Slippage> slippages = new HashMap<>();

    /** Of one leg: how far now, and what was held when an order was last taken. */
    private record Slippage(int bp, long heldE8) {}

    ClosePrices(final VenueProbe probe) {
        this.probe = probe;
    }

    /**
     * The price that the next order for this leg may reach, times 10^8, on a step of the instrument.
     *
     * @throws IOException if the exchange does not tell a price, in words
     */
    long limitE8(final Held held, final InstrumentRow instrument) throws IOException, InterruptedException {
        final RestOutcome outcome = probe.ask(new RestRequest(
                Endpoint.ORDER_BOOK,
                null,
                held.symbol(),
                "symbol=" + held.symbol() + "&maxLevel=1",
                null,
                WAIT_MS_MAX,
                true));
        if (!(outcome instanceof Success success)) {
            throw new IOException("the book could not be read: " + VenueFlatten.text(outcome));
        }
        final BookSnapshot book = MarketAnswers.orderBook(success.body());
        final BookLevels levels = held.isLong() ? book.bids() : book.asks();
        if (levels.count() == 0) {
            throw new IOException("the book has nobody to close with");
        }
        final long bestE8 = levels.priceE8(0);
        final long awayE8 = bestE8 * bpOf(held) / BP;
        final long tickE8 = Math.max(1, instrument.quoteTickE8());
        return held.isLong()
                ? Math.max((bestE8 - awayE8) / tickE8 * tickE8, instrument.quoteMinE8())
                : (bestE8 + awayE8 + tickE8 - 1) / tickE8 * tickE8;
    }

    private int bpOf(final Held held) {
        final Slippage before = slippages.get(held.leg());
        if (before == null) {
            return SLIPPAGE_BP_MIN;
        }
        return held.quantityE8() < before.heldE8() ? before.bp() : Math.min(2 * before.bp(), SLIPPAGE_BP_MAX);
    }

    /** The exchange has taken an order for this leg: where it finds nobody, the next one goes further. */
    void onTaken(final Held held) {
        slippages.put(held.leg(), new Slippage(bpOf(held), held.quantityE8()));
    }
}
