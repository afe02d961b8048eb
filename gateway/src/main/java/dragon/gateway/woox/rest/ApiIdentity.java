package dragon.gateway.woox.rest;

import dragon.gateway.vault.Credentials;
import dragon.gateway.woox.sign.Signer;

/** Who signs: the key and the signer of one account. Shows neither. */
public final class ApiIdentity {
    private final String apiKey;
    private final Signer signer;

    /** Reads the credentials during the call only: the caller wipes them. */
    public ApiIdentity(final Credentials credentials) {
        this.apiKey = credentials.apiKey();
        this.signer = new Signer(credentials.secret());
    }

    String apiKey() {
        return apiKey;
    }

    Signer signer() {
        return signer;
    }

    @Override
    public String toString() {
        return "ApiIdentity[" + Credentials.masked(apiKey) + "]";
    }
}
