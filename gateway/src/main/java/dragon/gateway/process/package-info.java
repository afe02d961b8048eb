/** The process of {@code dragon gateway}: configuration, threads, files and the wiring of the rest. */
package dragon.gateway.process;
