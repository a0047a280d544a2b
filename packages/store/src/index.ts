export * from './open-sqlite-store.ts';
export * from './store.ts';
