package dragon.gateway.paper;

import dragon.engine.protocol.Leg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the paper venue's books say, for whoever compares them with the journal.
 *
 * @param orders accepted, ever
 * @param fills trades, ever
 */
public record PaperAudit(long orders, long fills, List<Account> accounts) {
    /** The file of the books in a lane's directory. */
    public static final String FILE = "paper.books";

    /** Money of one account, US dollars times 10^8; fees positive = cost, funding positive = received. */
    public record Account(
            int id,
            String label,
            long cashE8,
            long realizedE8,
            long feesE8,
            long fundingE8,
            int openOrders,
            List<Held> legs) {}

    /** One leg. */
    public record Held(int instrumentId, Leg leg, long quantityE8, long averageE8) {}

    /** Reads the books; the venue may be writing them. */
    public static PaperAudit of(final Path laneRoot) throws IOException {
        final PaperBooks books = PaperBooks.peek(laneRoot.resolve(FILE));
        final List<Account> accounts = new ArrayList<>();
        for (final PaperAccount account : books.accounts()) {
            final List<Held> legs = new ArrayList<>();
            for (final Map.Entry<Long, PaperLeg> each : account.legs().entrySet()) {
                legs.add(new Held(
                        PaperAccount.instrumentOf(each.getKey()),
                        PaperAccount.legOf(each.getKey()),
                        each.getValue().quantityE8(),
                        each.getValue().averageE8()));
            }
            accounts.add(new Account(
                    account.id,
                    account.label,
                    account.cashE8(),
                    account.realizedE8(),
                    account.feesE8(),
                    account.fundingE8(),
                    account.open.size(),
                    List.copyOf(legs)));
        }
        return new PaperAudit(books.orderCount(), books.tradeCount(), List.copyOf(accounts));
    }
}
