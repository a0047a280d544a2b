/** Passes chunks on, and tells after each how many bytes they were together, of those that there are in all. */
export async function* countBytes(
  chunks: AsyncIterable<Uint8Array>,
  total: number | null,
  onBytes: (read: number, total: number | null) => void,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    yield chunk;
    onBytes(bytes, total);
  }
}
