package dragon.bench.fuzz;

import dragon.gateway.woox.parse.DecodeException;

/** A parser under test, and the plain reading that it must agree with. One thread. */
interface Target {
    String name();

    /**
     * What the parser makes of a message; null = "not for us", which is no acceptance.
     *
     * @throws DecodeException the one error that may escape
     */
    Object parse(byte[] message) throws DecodeException;

    /**
     * What a plain reading makes of a message that was accepted.
     *
     * @param actual for texts that have no plain form
     */
    Object expected(Object actual, byte[] message);
}
