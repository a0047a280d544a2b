export { isLoopbackName } from './access/check-host.ts';
export { describeApi } from './api/routes.ts';
export { createApp } from './app.ts';
export type { Access, AppOptions } from './app-context.ts';
export { type Asset, type Assets, loadAssets, noAssets } from './assets.ts';
export {
  createDownloads,
  type DownloadsOptions,
  type OpenedDownloads,
} from './explore/create-downloads.ts';
export type { DownloadLine, Downloads } from './explore/downloads.ts';
export { readTypes, resolveTypes } from './explore/read-types.ts';
export { type RunningServer, type StartOptions, startServer } from './serve.ts';
export type { SourceState, SyncControl, SyncEvent } from './sync-control.ts';
