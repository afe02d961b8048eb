package dragon.gateway.woox;

import dragon.gateway.woox.rest.ApiIdentity;
import dragon.gateway.woox.stream.PrivateStream;
import java.util.HashMap;
import java.util.Map;

/** One account: who signs for it, and its private stream. Threading: any thread. */
final class AccountLink {
    private final int accountId;
    private final String label;
    private final Map<String, Long> positionVersions = new HashMap<>();
    private volatile ApiIdentity identity;
    private volatile PrivateStream stream;
    private SingleFlight accountQuery;
    private SingleFlight positionsQuery;

    AccountLink(final int accountId, final String label) {
        this.accountId = accountId;
        this.label = label;
    }

    int accountId() {
        return accountId;
    }

    String label() {
        return label;
    }

    /** Null until the vault gave credentials. */
    ApiIdentity identity() {
        return identity;
    }

    PrivateStream stream() {
        return stream;
    }

    SingleFlight accountQuery() {
        return accountQuery;
    }

    SingleFlight positionsQuery() {
        return positionsQuery;
    }

    void useQueries(final SingleFlight account, final SingleFlight positions) {
        accountQuery = account;
        positionsQuery = positions;
    }

    void identify(final ApiIdentity owner) {
        identity = owner;
    }

    void open(final PrivateStream opened) {
        stream = opened;
    }

    /** Whether an update of a leg is newer than the last one; version 0 = unknown, always taken. */
    synchronized boolean isNewer(final String leg, final long version) {
        if (version == 0) {
            return true;
        }
        final Long known = positionVersions.get(leg);
        if (known != null && known > version) {
            return false;
        }
        positionVersions.put(leg, version);
        return true;
    }
}
