package dragon.gateway.woox;

import dragon.gateway.venue.VenueFact.InstrumentListed;
import dragon.gateway.woox.parse.Rows.InstrumentRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Symbols and ids of the instruments that the core follows, and what the venue last said of them.
 *
 * <p>Threading: any thread.
 */
final class Instruments {
    private final Map<String, Integer> idOfSymbol = new HashMap<>();
    private final Map<Integer, String> symbolOfId = new HashMap<>();
    private final Map<Integer, InstrumentListed> toldOfId = new HashMap<>();
    private final Map<Integer, Boolean> askedOfId = new HashMap<>();

    /** Follows an instrument; its filters are told at the next load, changed or not. */
    synchronized void follow(final int instrumentId, final String symbol) {
        idOfSymbol.put(symbol, instrumentId);
        symbolOfId.put(instrumentId, symbol);
        askedOfId.put(instrumentId, Boolean.TRUE);
    }

    /** Id of a symbol, 0 = not followed. */
    synchronized int id(final String symbol) {
        return idOfSymbol.getOrDefault(symbol, 0);
    }

    /** Symbol of an id, null = not followed. */
    synchronized String symbol(final int instrumentId) {
        return symbolOfId.get(instrumentId);
    }

    /** What is to be told after a load: what was asked for, and what changed. */
    synchronized List<InstrumentListed> update(final List<InstrumentRow> rows, final List<String> refused) {
        final List<InstrumentListed> news = new ArrayList<>();
        for (final InstrumentRow row : rows) {
            final Integer id = idOfSymbol.get(row.symbol());
            if (id == null) {
                continue;
            }
            if (!row.isUsable()) {
                refused.add(row.symbol());
                continue;
            }
            final InstrumentListed listed = new InstrumentListed(
                    id,
                    row.symbol(),
                    "TRADING".equals(row.status()),
                    row.quoteMinE8(),
                    row.quoteMaxE8(),
                    row.quoteTickE8(),
                    row.baseMinE8(),
                    row.baseMaxE8(),
                    row.baseTickE8(),
                    row.minNotionalE8());
            if (askedOfId.remove(id) != null || !listed.equals(toldOfId.get(id))) {
                toldOfId.put(id, listed);
                news.add(listed);
            }
        }
        return news;
    }

    /** Symbols that were asked for and not found yet, sorted. */
    synchronized List<String> missing() {
        return askedOfId.keySet().stream().map(symbolOfId::get).sorted().toList();
    }

    /** Whether the venue said of an instrument that it does not trade. */
    synchronized boolean isSomeSuspended() {
        return toldOfId.values().stream().anyMatch(listed -> !listed.isTrading());
    }
}
