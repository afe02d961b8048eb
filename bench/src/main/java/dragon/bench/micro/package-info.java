/** The parts alone, by JMH: their sum should be within a third of the whole. */
package dragon.bench.micro;
