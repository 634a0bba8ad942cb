export { readConfiguration, type Configuration } from './configuration.ts';
export { ConfigurationProblem } from './configuration-problem.ts';
export { startJackfield, type Running } from './start.ts';
