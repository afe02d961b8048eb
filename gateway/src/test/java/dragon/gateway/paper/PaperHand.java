package dragon.gateway.paper;

import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.Timeframe;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueConnection;
import dragon.gateway.venue.VenueFact;
import dragon.gateway.venue.VenueFact.AccountState;
import dragon.gateway.venue.VenueFact.BookDepth;
import dragon.gateway.venue.VenueFact.BookLevel;
import dragon.gateway.venue.VenueFact.CancelRejected;
import dragon.gateway.venue.VenueFact.FundingHistory;
import dragon.gateway.venue.VenueFact.FundingRate;
import dragon.gateway.venue.VenueFact.InstrumentListed;
import dragon.gateway.venue.VenueFact.LeverageAnswer;
import dragon.gateway.venue.VenueFact.Mark;
import dragon.gateway.venue.VenueFact.OrderFound;
import dragon.gateway.venue.VenueFact.OrderState;
import dragon.gateway.venue.VenueFact.OrderUnknown;
import dragon.gateway.venue.VenueFact.PlaceAccepted;
import dragon.gateway.venue.VenueFact.PlaceRejected;
import dragon.gateway.venue.VenueFact.PublicTrade;
import dragon.gateway.venue.VenueFact.Quote;
import dragon.gateway.venue.VenueFact.Trade;
import dragon.gateway.venue.VenueListener;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Drives a paper venue by hand: moves the market, places orders, and writes down what the venue says. */
final class PaperHand implements AutoCloseable {
    static final int ACCOUNT = 1;
    static final int INSTRUMENT = 7;

    private static final long NS_PER_MS = 1_000_000L;
    private static final PaperRules RULES = new PaperRules(e8("10000"), e8("0.02"), e8("0.05"), 10, 5, 5, 0, 1);

    private final List<VenueFact> facts = new ArrayList<>();
    private final PaperVenue venue;
    private VenueListener market;
    private long nowMs = 1_700_000_000_000L;

    /** A venue whose books are in a file, or end with it where there is none. */
    PaperHand(final Path file) throws IOException {
        venue = file == null
                ? PaperVenue.inMemory(RULES, facts::add, this::market, nowMs * NS_PER_MS)
                : PaperVenue.open(RULES, file, facts::add, this::market, nowMs * NS_PER_MS);
        market.onFact(new InstrumentListed(
                INSTRUMENT,
                "PERP_BTC_USDT",
                true,
                0,
                e8("1000000"),
                e8("0.1"),
                e8("0.001"),
                e8("300"),
                e8("0.001"),
                0));
        venue.openAccount(ACCOUNT, "main account");
        letPassMs(20);
        facts.clear();
    }

    static long e8(final String decimal) {
        return new BigDecimal(decimal).movePointRight(8).longValueExact();
    }

    private VenueConnection market(final VenueListener listener) {
        market = listener;
        return new NoAccounts();
    }

    PaperAccount account() {
        return venue.books().account(ACCOUNT);
    }

    PaperVenue venue() {
        return venue;
    }

    long nowMs() {
        return nowMs;
    }

    PaperHand letPassMs(final long ms) {
        for (long i = 0; i < ms; i++) {
            nowMs++;
            venue.turn(nowMs * NS_PER_MS);
        }
        return this;
    }

    private PaperHand tell(final VenueFact fact) {
        market.onFact(fact);
        venue.turn(nowMs * NS_PER_MS);
        return this;
    }

    /** The market data itself, whatever it says. */
    PaperHand market(final VenueFact fact) {
        return tell(fact);
    }

    PaperHand quote(final String bid, final String bidQuantity, final String ask, final String askQuantity) {
        return tell(new Quote(INSTRUMENT, e8(bid), e8(bidQuantity), e8(ask), e8(askQuantity), nowMs));
    }

    PaperHand trade(final Side taker, final String price, final String quantity) {
        return tell(new PublicTrade(INSTRUMENT, taker, e8(price), e8(quantity), nowMs));
    }

    PaperHand mark(final String price) {
        return tell(new Mark(INSTRUMENT, e8(price), nowMs));
    }

    PaperHand funding(final String rate, final long dueMs) {
        return tell(new FundingRate(INSTRUMENT, e8(rate), dueMs, nowMs));
    }

    /** Levels of one side each, as {@code price quantity price quantity}. */
    PaperHand depth(final String bids, final String asks) {
        return tell(new BookDepth(INSTRUMENT, levels(bids), levels(asks), nowMs));
    }

    private static List<BookLevel> levels(final String text) {
        final List<BookLevel> levels = new ArrayList<>();
        final String[] words = text.split(" ");
        for (int i = 0; i + 1 < words.length; i += 2) {
            levels.add(new BookLevel(e8(words[i]), e8(words[i + 1])));
        }
        return levels;
    }

    /** Places and waits until it has arrived and been answered. */
    PaperHand place(
            final long id,
            final Side side,
            final Leg leg,
            final OrderType type,
            final String price,
            final String quantity) {
        return place(id, side, leg, type, price, quantity, false, 0);
    }

    PaperHand place(
            final long id,
            final Side side,
            final Leg leg,
            final OrderType type,
            final String price,
            final String quantity,
            final boolean reduceOnly,
            final int bookLevel) {
        send(id, side, leg, type, price, quantity, reduceOnly, bookLevel);
        return letPassMs(20);
    }

    PaperHand send(
            final long id,
            final Side side,
            final Leg leg,
            final OrderType type,
            final String price,
            final String quantity,
            final boolean reduceOnly,
            final int bookLevel) {
        venue.place(new NewOrder(
                id,
                ACCOUNT,
                INSTRUMENT,
                side,
                leg,
                type,
                reduceOnly,
                price == null ? NewOrder.NO_PRICE : e8(price),
                e8(quantity),
                bookLevel,
                (nowMs + 2_000) * NS_PER_MS));
        return this;
    }

    PaperHand cancel(final long id) {
        venue.cancel(ACCOUNT, INSTRUMENT, id, 0);
        return letPassMs(20);
    }

    PaperHand query(final long id) {
        venue.queryOrder(ACCOUNT, INSTRUMENT, id);
        return letPassMs(20);
    }

    List<String> queryFunding(final long afterTimeMs) {
        facts.clear();
        venue.queryFunding(ACCOUNT, afterTimeMs);
        letPassMs(20);
        final List<String> said = new ArrayList<>();
        for (final VenueFact fact : facts) {
            if (fact instanceof FundingHistory history) {
                history.payments()
                        .forEach(payment ->
                                said.add("funding " + payment.fundingId() + " " + plain(payment.amountUsdE8())));
            }
        }
        return said;
    }

    String setLeverage(final int leverage) {
        facts.clear();
        venue.setLeverage(ACCOUNT, INSTRUMENT, leverage);
        letPassMs(20);
        for (final VenueFact fact : facts) {
            if (fact instanceof LeverageAnswer answer) {
                return "leverage " + answer.leverage() + " " + answer.succeeded();
            }
        }
        return "no answer";
    }

    /** What was said of orders since the last time. */
    List<String> take() {
        final List<String> said = new ArrayList<>();
        for (final VenueFact fact : facts) {
            if (fact instanceof PlaceAccepted accepted) {
                said.add("accepted " + accepted.clientOrderId());
            } else if (fact instanceof PlaceRejected rejected) {
                said.add("rejected " + rejected.clientOrderId() + " " + rejected.rejectClass());
            } else if (fact instanceof CancelRejected rejected) {
                said.add("cancel rejected " + rejected.clientOrderId());
            } else if (fact instanceof Trade trade) {
                said.add(said(trade));
            } else if (fact instanceof OrderState state) {
                said.add(said(state));
            } else if (fact instanceof OrderFound found) {
                said.add("found " + said(found.state()) + " with "
                        + found.trades().size() + " trades");
            } else if (fact instanceof OrderUnknown unknown) {
                said.add("unknown " + unknown.clientOrderId());
            }
        }
        facts.clear();
        return said;
    }

    /** The newest account state since the last time anything was taken. */
    AccountState accountState() {
        AccountState newest = null;
        for (final VenueFact fact : facts) {
            newest = fact instanceof AccountState state ? state : newest;
        }
        return newest;
    }

    private static String said(final Trade trade) {
        return "trade " + trade.clientOrderId() + " " + plain(trade.quantityE8()) + "@" + plain(trade.priceE8())
                + (trade.isMaker() ? " maker fee " : " taker fee ") + plain(trade.feeUsdE8());
    }

    private static String said(final OrderState state) {
        return state.clientOrderId() + " " + state.status() + " " + plain(state.cumulativeQuantityE8());
    }

    static String plain(final long valueE8) {
        return BigDecimal.valueOf(valueE8, 8).stripTrailingZeros().toPlainString();
    }

    @Override
    public void close() {
        venue.close();
    }

    /** Market data that knows no account: whoever asks for one has left the paper venue. */
    private static final class NoAccounts implements VenueConnection {
        @Override
        public void openAccount(final int accountId, final String label) {
            throw new AssertionError("a private surface was asked for");
        }

        @Override
        public void subscribe(final int instrumentId, final String symbol, final Timeframe timeframe) {}

        @Override
        public void place(final NewOrder order) {
            throw new AssertionError("an order was sent");
        }

        @Override
        public void cancel(
                final int accountId, final int instrumentId, final long clientOrderId, final long venueOrderId) {
            throw new AssertionError("a cancel was sent");
        }

        @Override
        public void queryOrder(final int accountId, final int instrumentId, final long clientOrderId) {
            throw new AssertionError("an order was queried");
        }

        @Override
        public void queryOrderOfVenue(final int accountId, final int instrumentId, final long venueOrderId) {
            throw new AssertionError("an order was queried");
        }

        @Override
        public void queryOpenOrders(final int accountId) {
            throw new AssertionError("orders were queried");
        }

        @Override
        public void queryPositions(final int accountId) {
            throw new AssertionError("positions were queried");
        }

        @Override
        public void queryAccount(final int accountId) {
            throw new AssertionError("an account was queried");
        }

        @Override
        public void queryCandles(
                final int instrumentId,
                final Timeframe timeframe,
                final long afterOpenTimeMs,
                final int candleCountMax) {}

        @Override
        public void queryTrades(final int accountId, final int instrumentId, final long afterTimeMs) {
            throw new AssertionError("trades were queried");
        }

        @Override
        public void queryFunding(final int accountId, final long afterTimeMs) {
            throw new AssertionError("funding was queried");
        }

        @Override
        public void queryLeverage(final int accountId, final int instrumentId) {
            throw new AssertionError("a leverage was asked for");
        }

        @Override
        public void setLeverage(final int accountId, final int instrumentId, final int leverage) {
            throw new AssertionError("a leverage was set");
        }

        @Override
        public void close() {}
    }
}
