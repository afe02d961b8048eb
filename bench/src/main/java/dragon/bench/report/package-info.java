/** Figures, the machine they were taken on, and the reasons not to believe them. */
package dragon.bench.report;
