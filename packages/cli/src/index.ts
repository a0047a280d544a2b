/**
 * The `shipstats` command, as a function.
 *
 * @module
 */
export { EXIT } from './exit-codes.ts';
export { createProcessIo, type Io, type Output } from './io.ts';
export { main } from './main.ts';
