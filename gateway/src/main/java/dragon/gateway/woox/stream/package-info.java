/** Websockets of WOO X v3: kept alive, watched for silence, opened again with growing, seeded pauses. */
package dragon.gateway.woox.stream;
