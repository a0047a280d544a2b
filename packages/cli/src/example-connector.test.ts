import path from 'node:path';
import { pathToFileURL } from 'node:url';

// The example's own tests, which lie outside of every package: registered here, so that they run with the rest.
const root = path.resolve(import.meta.dirname, '../../..');
await import(pathToFileURL(path.join(root, 'examples/connector-weather/weather.test.ts')).href);
