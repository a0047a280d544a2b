export * from './make-folder.ts';
export * from './open-reader.ts';
export * from './open-sqlite-store.ts';
export * from './open-store-with-reader.ts';
export * from './revision-json.ts';
export * from './store.ts';
