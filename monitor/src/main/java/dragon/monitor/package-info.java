/** The operator's side: terminal monitor and command line. */
package dragon.monitor;
