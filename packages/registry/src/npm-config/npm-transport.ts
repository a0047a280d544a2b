import type { Transport } from '../service/transport.ts';
import type { NpmConfig } from './npm-config.ts';
import { once } from './once.ts';

/** A transport with something to close. */
export interface NpmTransport {
  readonly transport: Transport;
  /** Lets go of idle connections. */
  close(): Promise<void>;
}

/** The way to npm's services as the user's npm goes it; nothing of it is loaded before the first request. */
export function createNpmTransport(config: NpmConfig): NpmTransport {
  let isOpen = false;
  const open = once(async () => {
    const { openNpmTransport } = await import('./open-npm-transport.ts');
    const opened = openNpmTransport(await config.read());
    isOpen = true;
    return opened;
  });
  return {
    transport: async (request) => (await open()).transport(request),
    close: async () => {
      if (isOpen) (await open()).close();
    },
  };
}
