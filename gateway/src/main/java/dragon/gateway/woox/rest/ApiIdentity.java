package dragon.gateway.woox.rest;

import dragon.gateway.vault.Credentials;
import dragon.gateway.woox.sign.Signer;

/**
 * Who signs for one account. The key may change between two requests; a request is signed by one key as a whole.
 *
 * <p>Shows neither key nor secret. Threading: any thread.
 */
public final class ApiIdentity {
    private final String account;
    private String apiKey;
    private Signer signer;

    /** Reads the credentials during the call only: the caller wipes them. */
    public ApiIdentity(final Credentials credentials) {
        this.account = credentials.label();
        this.apiKey = credentials.apiKey();
        this.signer = new Signer(credentials.secret());
    }

    /** A signature and the key that it belongs to. */
    record Signature(String apiKey, String text) {}

    /** Whose limits a request counts for: the venue counts an account's requests over all its keys. */
    String account() {
        return account;
    }

    /** Signs a request; the parameters are those of {@link Signer#sign}. */
    synchronized Signature sign(final String timestamp, final String method, final String target, final byte[] body) {
        return new Signature(apiKey, signer.sign(timestamp, method, target, body));
    }

    /** Signs with these from now on and forgets the secret before; reads them during the call only. */
    public void become(final Credentials next) {
        final Signer fresh = new Signer(next.secret());
        synchronized (this) {
            signer.wipe();
            signer = fresh;
            apiKey = next.apiKey();
        }
    }

    /** Forgets the secret: nothing can be signed any more. */
    public synchronized void wipe() {
        signer.wipe();
    }

    /** Whether these are the credentials that sign now. */
    public synchronized boolean isKey(final String key) {
        return apiKey.equals(key);
    }

    @Override
    public synchronized String toString() {
        return "ApiIdentity[" + Credentials.masked(apiKey) + "]";
    }
}
