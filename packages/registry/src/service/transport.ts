/** One answer as it arrives; whoever asked reads the body to its end or calls `discard`. */
export interface TransportAnswer {
  readonly status: number;
  /** Lower-case name to value. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body as it comes, decompressed. */
  readonly body: AsyncIterable<Uint8Array>;
  discard(): void;
}

export interface TransportRequest {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly signal?: AbortSignal;
}

/**
 * Sends one request, once: no retries, no cache. Proxy, certificates and credentials come from the user's npm
 * configuration; credentials go to the hosts alone that the configuration has them for.
 *
 * @throws Error where no answer came: no connection, aborted
 */
export type Transport = (request: TransportRequest) => Promise<TransportAnswer>;
