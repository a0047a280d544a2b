/** Names a failure of the network: the system's code (`ECONNREFUSED`) where there is one, beneath "fetch failed". */
export function networkReason(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(inner instanceof Error)) return String(inner);
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.message;
}
