/**
 * Syncing: plans windows from what is stored, runs connectors, commits whole buckets, keeps a run log, schedules.
 *
 * @module
 */

export { isGoneProcess, thisProcess } from './holder.ts';
export { type Plan, type PlanInput, type PlannedWindow, planWindows } from './plan-windows.ts';
export type { OnProgress, SyncProgress } from './progress-reporter.ts';
export { applyRetention } from './retention.ts';
export { lastRun } from './run-history.ts';
export { progressWords, runProgress, secondsLeft } from './run-progress.ts';
export { type SyncOptions, type SyncResult, syncConnector } from './run-sync.ts';
export {
  createScheduler,
  type Scheduler,
  type SchedulerOptions,
  type SetTimer,
  type TriggerOptions,
} from './schedule.ts';
export { type Every, syncLeaseName } from './sync-lease.ts';
export { type PartitionsResult, type SyncPartitionsOptions, syncPartitions } from './sync-partitions.ts';
