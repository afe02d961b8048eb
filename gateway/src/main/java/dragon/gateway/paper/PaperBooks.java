package dragon.gateway.paper;

import dragon.engine.core.fixed.Fixed;
import dragon.engine.protocol.Leg;
import dragon.engine.protocol.OrderType;
import dragon.engine.protocol.Side;
import dragon.engine.protocol.VenueOrderStatus;
import dragon.gateway.venue.NewOrder;
import dragon.gateway.venue.VenueFact.FundingPayment;
import dragon.gateway.venue.VenueFact.Trade;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the paper venue owes and is owed: every change is applied in one place and kept as one line of {@link BooksLog}.
 *
 * <p>Reading the lines again gives the same books: a gateway that was killed finds its orders as the venue left them.
 *
 * <pre>
 *   A account label balance                                         account opened
 *   O account instrument clientOrderId venueOrderId side leg type reduceOnly quantity price|- ms     accepted
 *   F account clientOrderId tradeId price quantity fee maker ms     filled
 *   E account clientOrderId status ms text                          ended
 *   N account instrument fundingId amount ms                        funding, positive = received
 *   V account instrument leverage                                   leverage was set
 *   D instrument rate dueMs                                         funding that will fall due; 0 = none
 * </pre>
 */
final class PaperBooks implements AutoCloseable {
    private static final String NO_PRICE = "-";

    /** A funding payment that is to come. */
    record FundingDue(long rateE8, long dueMs) {}

    private final BooksLog log;
    private final Map<Integer, PaperAccount> accounts = new TreeMap<>();
    private final Map<Integer, FundingDue> fundingDue = new TreeMap<>();
    private long lastOrderId;
    private long lastTradeId;
    private long lastFundingId;
    private boolean isReading;

    private PaperBooks(final BooksLog log) {
        this.log = log;
    }

    /** Books that are kept in a file of the lane. */
    static PaperBooks open(final Path file) throws IOException {
        final List<String> lines = new ArrayList<>();
        final PaperBooks books = new PaperBooks(BooksLog.open(file, lines));
        boolean isRead = false;
        try {
            books.read(lines, file);
            isRead = true;
            return books;
        } finally {
            if (!isRead) {
                books.close();
            }
        }
    }

    /** Books as they stand in a file, to look at while somebody else may be writing them. */
    static PaperBooks peek(final Path file) throws IOException {
        final List<String> lines = new ArrayList<>();
        BooksLog.read(file, lines);
        final PaperBooks books = new PaperBooks(null);
        books.read(lines, file);
        return books;
    }

    /** Books that end with the process. */
    static PaperBooks inMemory() {
        return new PaperBooks(null);
    }

    private void read(final List<String> lines, final Path file) {
        isReading = true;
        for (int i = 0; i < lines.size(); i++) {
            try {
                read(lines.get(i).split(" ", -1));
            } catch (final RuntimeException e) {
                throw BooksLog.damaged("line " + (i + 1) + " of " + file + " cannot be understood: " + e);
            }
        }
        isReading = false;
    }

    private void read(final String[] words) {
        switch (words[0]) {
            case "A" -> open(
                    number(words[1]), URLDecoder.decode(words[2], StandardCharsets.UTF_8), Long.parseLong(words[3]));
            case "O" -> accept(
                    new NewOrder(
                            Long.parseLong(words[3]),
                            number(words[1]),
                            number(words[2]),
                            Side.valueOf(words[5]),
                            Leg.valueOf(words[6]),
                            OrderType.valueOf(words[7]),
                            Boolean.parseBoolean(words[8]),
                            NewOrder.NO_PRICE,
                            Long.parseLong(words[9]),
                            0,
                            0),
                    Long.parseLong(words[4]),
                    words[10].equals(NO_PRICE) ? NewOrder.NO_PRICE : Long.parseLong(words[10]),
                    Long.parseLong(words[11]));
            case "F" -> fill(
                    order(words),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]),
                    Long.parseLong(words[6]),
                    Boolean.parseBoolean(words[7]),
                    Long.parseLong(words[8]));
            case "E" -> end(
                    order(words),
                    VenueOrderStatus.valueOf(words[3]),
                    String.join(" ", List.of(words).subList(5, words.length)),
                    Long.parseLong(words[4]));
            case "N" -> fund(
                    account(number(words[1])),
                    number(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[4]),
                    Long.parseLong(words[5]));
            case "V" -> leverage(account(number(words[1])), number(words[2]), number(words[3]));
            case "D" -> fundingDue(number(words[1]), Long.parseLong(words[2]), Long.parseLong(words[3]));
            default -> throw new IllegalArgumentException("unknown line " + words[0]);
        }
    }

    private static int number(final String word) {
        return Integer.parseInt(word);
    }

    private PaperOrder order(final String[] words) {
        return account(number(words[1])).order(Long.parseLong(words[2]));
    }

    private void note(final Object... words) {
        if (log != null && !isReading) {
            final StringBuilder line = new StringBuilder(128).append(words[0]);
            for (int i = 1; i < words.length; i++) {
                line.append(' ').append(words[i]);
            }
            log.add(line.toString());
        }
    }

    /** Opens an account unless it is open already. */
    PaperAccount open(final int accountId, final String label, final long balanceE8) {
        final PaperAccount known = accounts.get(accountId);
        if (known != null) {
            return known;
        }
        note("A", accountId, URLEncoder.encode(label, StandardCharsets.UTF_8), balanceE8);
        final PaperAccount account = new PaperAccount(accountId, label, balanceE8);
        accounts.put(accountId, account);
        return account;
    }

    /** Orders accepted, ever. */
    long orderCount() {
        return lastOrderId;
    }

    /** Trades, ever. */
    long tradeCount() {
        return lastTradeId;
    }

    /** The account, or null. */
    PaperAccount account(final int accountId) {
        return accounts.get(accountId);
    }

    Collection<PaperAccount> accounts() {
        return accounts.values();
    }

    PaperOrder accept(final NewOrder asked, final long priceE8, final long nowMs) {
        return accept(asked, lastOrderId + 1, priceE8, nowMs);
    }

    private PaperOrder accept(final NewOrder asked, final long venueOrderId, final long priceE8, final long nowMs) {
        note(
                "O",
                asked.accountId(),
                asked.instrumentId(),
                asked.clientOrderId(),
                venueOrderId,
                asked.side(),
                asked.leg(),
                asked.type(),
                asked.reduceOnly(),
                asked.quantityE8(),
                priceE8 == NewOrder.NO_PRICE ? NO_PRICE : priceE8,
                nowMs);
        lastOrderId = venueOrderId;
        final PaperOrder order = new PaperOrder(asked, venueOrderId, priceE8, nowMs);
        account(order.accountId).add(order);
        return order;
    }

    Trade fill(
            final PaperOrder order,
            final long priceE8,
            final long quantityE8,
            final long feeE8,
            final boolean isMaker,
            final long nowMs) {
        return fill(order, lastTradeId + 1, priceE8, quantityE8, feeE8, isMaker, nowMs);
    }

    private Trade fill(
            final PaperOrder order,
            final long tradeId,
            final long priceE8,
            final long quantityE8,
            final long feeE8,
            final boolean isMaker,
            final long nowMs) {
        note("F", order.accountId, order.clientOrderId, tradeId, priceE8, quantityE8, feeE8, isMaker, nowMs);
        lastTradeId = tradeId;
        final PaperAccount account = account(order.accountId);
        final PaperLeg leg = account.leg(order.instrumentId, order.leg);
        long realizedE8 = 0;
        if (order.isOpening()) {
            leg.increase(quantityE8, priceE8);
        } else {
            realizedE8 = leg.reduce(quantityE8, priceE8);
        }
        account.book(realizedE8, feeE8, 0);
        final Trade trade = new Trade(
                order.accountId,
                order.instrumentId,
                order.clientOrderId,
                order.venueOrderId,
                tradeId,
                priceE8,
                quantityE8,
                feeE8,
                isMaker,
                nowMs);
        order.fill(trade);
        if (!order.isOpen()) {
            account.close(order);
        }
        return trade;
    }

    void end(final PaperOrder order, final VenueOrderStatus status, final String why, final long nowMs) {
        note("E", order.accountId, order.clientOrderId, status, nowMs, why);
        order.end(status, why, nowMs);
        account(order.accountId).close(order);
    }

    /** Books what an account pays or receives for an instrument. */
    void fund(final PaperAccount account, final int instrumentId, final long amountE8, final long nowMs) {
        fund(account, instrumentId, lastFundingId + 1, amountE8, nowMs);
    }

    private void fund(
            final PaperAccount account,
            final int instrumentId,
            final long fundingId,
            final long amountE8,
            final long nowMs) {
        note("N", account.id, instrumentId, fundingId, amountE8, nowMs);
        lastFundingId = fundingId;
        account.pay(new FundingPayment(instrumentId, fundingId, amountE8, nowMs));
    }

    void leverage(final PaperAccount account, final int instrumentId, final int leverage) {
        note("V", account.id, instrumentId, leverage);
        account.setLeverage(instrumentId, leverage);
    }

    /** Amount that a leg receives at a rate; negative = it pays. */
    static long fundingE8(final Leg leg, final long quantityE8, final long markE8, final long rateE8) {
        final long amountE8 = Fixed.multiplyE8(Fixed.multiplyE8(markE8, quantityE8), rateE8);
        return leg == Leg.LONG ? -amountE8 : amountE8;
    }

    /** Remembers what will fall due; 0 = nothing. */
    void fundingDue(final int instrumentId, final long rateE8, final long dueMs) {
        final FundingDue due = new FundingDue(rateE8, dueMs);
        if (!due.equals(fundingDue.put(instrumentId, due))) {
            note("D", instrumentId, rateE8, dueMs);
        }
    }

    /** What will fall due, or null. */
    FundingDue fundingDue(final int instrumentId) {
        return fundingDue.get(instrumentId);
    }

    void flush() {
        if (log != null) {
            log.flush();
        }
    }

    @Override
    public void close() {
        if (log != null) {
            log.close();
        }
    }
}
