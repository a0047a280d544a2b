export { isLoopbackName } from './access/check-host.ts';
export { createApp } from './app.ts';
export type { Access, AppOptions } from './app-context.ts';
export { type Asset, type Assets, loadAssets, noAssets } from './assets.ts';
export { type RunningServer, type StartOptions, startServer } from './serve.ts';
export type { SourceState, SyncControl, SyncEvent } from './sync-control.ts';
