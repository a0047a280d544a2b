/**
 * A simulator of OpenAI's admin API: usage, costs and names of a synthetic organisation, on loopback.
 *
 * @module
 */
export type { FaultAction, FaultMatch, FaultRule } from './faults.ts';
export type {
  AmountForm,
  EndpointName,
  LoggedRequest,
  NameRow,
  Simulator,
  SimulatorKey,
  SimulatorOptions,
  SimulatorScale,
  SimulatorSwitches,
  TruthOptions,
  TruthRow,
} from './options.ts';
export { defaultSwitches } from './options.ts';
export { parseScenario } from './parse-scenario.ts';
export { type Scenario, scenarioNamed, scenarios } from './scenarios.ts';
export { startSimulator } from './start-simulator.ts';
