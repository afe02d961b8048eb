package dragon.gateway.woox.rest;

/** The way to take a request back that has not left. Threading: any thread. */
public final class Recall {
    private volatile boolean isSet;

    /** From now on not a first byte of the request is written; bytes that were written stay written. */
    public void set() {
        isSet = true;
    }

    public boolean isSet() {
        return isSet;
    }
}
