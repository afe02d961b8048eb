package dragon.gateway.simulator.market;

import java.util.SplittableRandom;

/** Recorded best bids and offers, with the trades of the same capture merged in by their place in it. */
public final class RecordedQuotes implements PriceSource {
    private final RecordedFile quotes;
    private final RecordedFile trades;
    private final Instrument instrument;
    private final SplittableRandom historyRandom;
    private int quoteRow;
    private int tradeRow;

    /** Plays all rows; trades may be null: then candles follow the middle of each quote. */
    public RecordedQuotes(
            final RecordedFile quotes, final RecordedFile trades, final Instrument instrument, final long seed) {
        this.quotes = quotes;
        this.trades = trades;
        this.instrument = instrument;
        historyRandom = new SplittableRandom(seed * 31 + instrument.symbol().hashCode());
        skipTradesBeforeTheFirstQuote();
    }

    @Override
    public long startUs() {
        return quotes.row(0)[0] * 1_000;
    }

    @Override
    public long endUs() {
        return quotes.row(quotes.size() - 1)[0] * 1_000;
    }

    @Override
    public long nextTimeUs() {
        if (quoteRow == quotes.size()) {
            return NONE; // Trades after the last quote have nothing to be matched against.
        }
        final long[] row = tradeIsNext() ? trades.row(tradeRow) : quotes.row(quoteRow);
        // The two files' clocks differ by a millisecond at times: the capture's order counts.
        return Math.max(row[0], quotes.row(Math.max(0, quoteRow - 1))[0]) * 1_000;
    }

    @Override
    public void next(final MarketEvent into) {
        into.timeUs = nextTimeUs();
        if (tradeIsNext()) {
            final long[] row = trades.row(tradeRow++);
            into.isQuote = false;
            into.isTrade = true;
            into.tradePriceE8 = row[1];
            into.tradeQuantityE8 = row[2];
            into.buyerIsTaker = row[3] == 1;
            return;
        }
        final long[] row = quotes.row(quoteRow++);
        into.isQuote = true;
        into.bidE8 = row[1];
        into.bidQuantityE8 = row[2];
        into.askE8 = row[3];
        into.askQuantityE8 = row[4];
        into.isTrade = trades == null;
        into.tradePriceE8 = middle(row);
        into.tradeQuantityE8 = 0;
        into.buyerIsTaker = true;
    }

    @Override
    public CandleSeries history(final int minutes) {
        return History.endingAt(startUs() / 1_000, middle(quotes.row(0)), minutes, instrument, historyRandom);
    }

    @Override
    public String description() {
        return instrument.symbol() + ": " + quotes.size() + " recorded quotes"
                + (trades == null ? "" : " and " + trades.size() + " trades") + " of "
                + quotes.path().getFileName();
    }

    private boolean tradeIsNext() {
        if (trades == null || tradeRow == trades.size()) {
            return false;
        }
        final long[] trade = trades.row(tradeRow);
        final long[] quote = quotes.row(quoteRow);
        final boolean sameCapture = trades.kind() == RecordedFile.Kind.TRADES;
        return sameCapture ? trade[trade.length - 1] < quote[quote.length - 1] : trade[0] < quote[0];
    }

    private void skipTradesBeforeTheFirstQuote() {
        while (tradeIsNext()) {
            tradeRow++;
        }
    }

    private long middle(final long[] row) {
        final long tick = instrument.priceStepE8();
        return (row[1] + row[3]) / 2 / tick * tick;
    }
}
