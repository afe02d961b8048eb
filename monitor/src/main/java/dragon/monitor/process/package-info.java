/** Main class of the command line and the monitor. */
package dragon.monitor.process;
