/**
 * Syncing: plans windows from what is stored, runs connectors, commits whole buckets, keeps a run log, schedules.
 *
 * @module
 */

export { type Plan, type PlanInput, type PlannedWindow, planWindows } from './plan-windows.ts';
export type { OnProgress, SyncProgress } from './progress-reporter.ts';
export { applyRetention } from './retention.ts';
export { type SyncOptions, type SyncResult, syncConnector, syncLeaseName } from './run-sync.ts';
export {
  createScheduler,
  lastFinishedRun,
  type Scheduler,
  type SchedulerOptions,
  type SetTimer,
} from './schedule.ts';
export type { Every } from './sync-lease.ts';
